"""The migrations make what the models say, and what the database itself refuses stands."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Enum, inspect
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from tests.builders import record
from tests.scheduler.scenes import make_scheduled_body
from tracker.actions.schedules import change_schedule
from tracker.db import dispose_engine, make_engine, reading, schema, writing
from tracker.db.triggers import EXPECTED, find_missing_triggers
from tracker.models import Body, Schedule, ScheduleCreate, metadata


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_expected_trigger_stands_after_migrating(engine: Engine) -> None:
    with engine.connect() as connection:
        assert find_missing_triggers(connection) == []


@pytest.mark.parametrize("table", ["history_entry", "document", "confirmation", "edition", "access_entry"])
def test_what_is_only_added_to_is_not_emptied(engine: Engine, table: str) -> None:
    """SQLite has no TRUNCATE, and refuses each DELETE but that of the access log."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection, pytest.raises(DBAPIError, match="only ever added to"):
            connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")


def test_a_missing_trigger_is_named(engine: Engine) -> None:
    name = next(name for name in sorted(EXPECTED[engine.dialect.name]) if name.startswith("edition_"))
    table = "edition"
    with engine.connect() as connection:
        on_table = f" ON {table}" if engine.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on_table}")
        assert find_missing_triggers(connection) == [name]


def test_down_to_nothing_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        command.downgrade(schema._config(connection), "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    schema.migrate(engine)
    test_models_and_migrations_agree(engine)
    test_every_expected_trigger_stands_after_migrating(engine)


def test_a_run_that_waits_for_its_schedule_does_not_keep_the_database_from_going_back(engine: Engine) -> None:
    with writing(engine) as session:
        schedule = make_scheduled_body(session, "body")
        changed = ScheduleCreate.model_validate(schedule.model_dump() | {"day_of_month": 2})
        held = record(session, session.get_one(Body, schedule.body_id), datetime(2026, 2, 10, tzinfo=UTC))
        change_schedule(session, held, schedule.id, changed)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT state FROM run").scalars().all() == ["asked"]
        command.downgrade(schema._config(connection), "0003")
        assert connection.exec_driver_sql("SELECT count(*) FROM run").scalar() == 0


def test_schedules_with_quiet_days_still_come_on_no_weekend(engine: Engine) -> None:
    """As they did before weekends could be ticked; those without quiet days come on any day, as they did."""
    with writing(engine) as session:
        schedules = [make_scheduled_body(session, code) for code in ("pasted", "plain", "ticked")]
        pasted, plain, ticked = (one.id for one in schedules)
        schedules[0].quiet_days = ["2026-10-03"]
    with engine.begin() as connection:
        command.downgrade(schema._config(connection), "0008")
    with writing(engine) as session:
        session.get_one(Schedule, ticked).quiet_days = ["weekend", "2026-10-03"]
    schema.migrate(engine)
    with reading(engine) as session:
        found = {one.id: one.quiet_days for one in session.exec(select(Schedule))}
    assert found == {pasted: ["weekend", "2026-10-03"], plain: [], ticked: ["weekend", "2026-10-03"]}
    with engine.begin() as connection:
        command.downgrade(schema._config(connection), "0005")
        kept = connection.exec_driver_sql("SELECT CAST(quiet_days AS TEXT) FROM schedule").scalars().all()
        assert not any("weekend" in days for days in kept)
    schema.migrate(engine)
    test_models_and_migrations_agree(engine)
    test_every_expected_trigger_stands_after_migrating(engine)


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    before = schema.current_revision(engine)
    schema.migrate(engine)
    assert schema.current_revision(engine) == before == schema.head_revision()


@pytest.fixture
def new_engine(make_database: Callable[..., str]) -> Engine:
    return make_engine(make_database(migrated=False))


def test_a_new_database_is_empty_until_migrated(new_engine: Engine) -> None:
    assert schema.is_empty(new_engine)
    assert schema.current_revision(new_engine) is None
    schema.migrate(new_engine)
    assert not schema.is_empty(new_engine)
    dispose_engine(new_engine)


def test_every_word_of_an_enum_fits_its_column(engine: Engine) -> None:
    """A word that was added to an enum, but not to the check of its column, would be refused at the first insert."""
    with engine.connect() as connection:
        checks = _find_checks(connection)
    columns = [(table.name, column) for table in metadata.tables.values() for column in table.columns]
    enums = [(table, column) for table, column in columns if isinstance(column.type, Enum)]
    assert len(enums) > 20
    for table, column in enums:
        missing = [word for word in column.type.enums if f"'{word}'" not in checks[table]]
        assert not missing, f"{table}.{column.name} refuses {missing}"


def _find_checks(connection: Connection) -> dict[str, str]:
    """What stands in each table's definition, with its checks."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    else:
        rows = connection.exec_driver_sql(
            "SELECT relname, string_agg(pg_get_constraintdef(c.oid), ' ') FROM pg_constraint c"
            " JOIN pg_class t ON t.oid = c.conrelid WHERE contype = 'c' GROUP BY relname"
        )
    return {str(row[0]): str(row[1]) for row in rows}
