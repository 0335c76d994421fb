"""The database: engines, transactions, the schema's version. Knows no table and no rule of the field."""

from tracker.db.engine import dispose_engine, make_engine, reading, writing

__all__ = ["dispose_engine", "make_engine", "reading", "writing"]
