"""The schema's version: which one the database has, which one the code wants, and the way there."""

from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from tracker.db.engine import reading

#: A number that stands for "one migration at a time" among all PostgreSQL advisory locks.
MIGRATION_LOCK = 7262735


def _config(connection: Connection | None = None) -> Config:
    spec = find_spec("migrations")
    if spec is None or spec.origin is None:
        raise RuntimeError("the migrations package is not installed beside tracker")
    config = Config()
    config.set_main_option("script_location", str(Path(spec.origin).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head_revision() -> str:
    """The version that this code wants."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migrations found")
    return head


def is_known_revision(revision: str) -> bool:
    """Whether this code knows the way from that version."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """The version that the database has; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def current_revision(engine: Engine) -> str | None:
    """As `revision_of`, in a transaction of its own."""
    with reading(engine) as session:
        return revision_of(session.connection())


def is_empty(engine: Engine) -> bool:
    """Whether the database holds no table at all."""
    with reading(engine) as session:
        return not inspect(session.connection()).get_table_names()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database to a version, within the connection's transaction; two at once wait for each other."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    command.upgrade(_config(connection), revision)


def downgrade_to_nothing(connection: Connection) -> None:
    """Take every table away, within the connection's transaction."""
    command.downgrade(_config(connection), "base")


def migrate(engine: Engine, revision: str = "head") -> None:
    """As `upgrade`, in a transaction of its own."""
    with engine.begin() as connection:
        upgrade(connection, revision)
