"""Alembic migrations; shipped inside the package, run by `tracker migrate`."""
