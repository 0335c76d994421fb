"""Whether the database itself is sound: schema, triggers, its own integrity check, references and rules."""

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tracker.db.schema import head_revision
from tracker.db.triggers import EXPECTED, find_missing_triggers
from tracker.domain.problems import Problem
from tracker.models import metadata
from tracker.queries.checked import Checked, Finding, What


def find_database_checks(connection: sa.Connection) -> list[Iterator[Finding]]:
    """Each check by itself: where one cannot be finished, the others can."""
    checks = [check_schema(connection), check_triggers(connection)]
    if connection.dialect.name == "sqlite":
        return [*checks, _check_pages_of_file(connection), _check_sqlite_references(connection)]
    return [
        *checks,
        _check_indexes(connection),
        _check_pages(connection),
        _check_rules(connection),
        _check_references(connection),
    ]


def check_schema(connection: sa.Connection) -> Iterator[Finding]:
    """That tables, columns, indexes and keys are those that the migrations make."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    with warnings.catch_warnings():
        # Reading a rule that is NOT VALID warns; `_check_indexes` names it.
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        differences = compare_metadata(context, metadata)
    for difference in differences:
        yield Problem("schema_differs", {"revision": head_revision(), "difference": _describe(difference)})
    yield Checked(What.TABLES, len(metadata.tables))


def _describe(difference: Any) -> str:
    """`add_index ix_project_counting`: what would have to be done, and to what."""
    if isinstance(difference, list):
        return ", ".join(" ".join(str(part) for part in one[:4] if part is not None) for one in difference)
    names = [str(getattr(part, "name", part)) for part in difference[1:] if part is not None]
    return " ".join([difference[0], *names])


def check_triggers(connection: sa.Connection) -> Iterator[Finding]:
    """That what refuses changes of the log stands."""
    for name in find_missing_triggers(connection):
        yield Problem("trigger_missing", {"name": name})
    yield Checked(What.TRIGGERS, len(EXPECTED[connection.dialect.name]))


def _check_pages_of_file(connection: sa.Connection) -> Iterator[Finding]:
    """Pages, indexes, and rows against their CHECK, NOT NULL and UNIQUE rules."""
    for (message,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if message != "ok":
            yield Problem("database_damaged", {"message": message})
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'index'"
    yield Checked(What.INDEXES, connection.exec_driver_sql(query).scalar_one())


def _check_sqlite_references(connection: sa.Connection) -> Iterator[Finding]:
    broken = Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    for (table, other), count in sorted(broken.items()):
        yield Problem("reference_broken", {"table": table, "count": count, "columns": "a key", "other": other})


def _check_indexes(connection: sa.Connection) -> Iterator[Finding]:
    """Indexes and rules that PostgreSQL itself marks as not to be relied on; with amcheck also the trees."""
    invalid = sa.text(
        "SELECT 'index ' || relname || ' is not valid' FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
        " WHERE NOT (indisvalid AND indisready) AND relnamespace = current_schema()::regnamespace"
        " UNION ALL SELECT 'rule ' || conname || ' was never checked' FROM pg_constraint"
        " WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
    )
    for message in connection.scalars(invalid).all():
        yield Problem("database_damaged", {"message": message})
    trees = connection.scalars(
        sa.text(
            "SELECT pg_class.oid::regclass::text FROM pg_class JOIN pg_am ON pg_am.oid = relam"
            " WHERE relkind = 'i' AND amname = 'btree' AND relnamespace = current_schema()::regnamespace ORDER BY 1"
        )
    ).all()
    if _has_amcheck(connection):
        for name in trees:
            yield from _check_tree(connection, name)
    yield Checked(What.INDEXES, len(trees))


def _has_amcheck(connection: sa.Connection) -> bool:
    """Whether the extension is installed, and we may use it."""
    query = "SELECT count(*) FROM pg_proc WHERE proname = 'bt_index_check' AND has_function_privilege(oid, 'execute')"
    return bool(connection.exec_driver_sql(query).scalar_one())


def _check_tree(connection: sa.Connection, name: str) -> Iterator[Problem]:
    try:
        with connection.begin_nested():
            connection.execute(sa.text("SELECT bt_index_check(CAST(:name AS regclass))"), {"name": name})
    except sa.exc.DBAPIError as error:
        yield Problem("database_damaged", {"message": str(error.orig).strip()})


def _check_pages(connection: sa.Connection) -> Iterator[Problem]:
    """Pages whose checksums did not fit when they were read, ever since the server counts them."""
    query = "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"
    failures = connection.exec_driver_sql(query).scalar_one()
    if failures:
        yield Problem("database_damaged", {"message": f"{failures} pages with wrong checksums"})


def _check_rules(connection: sa.Connection) -> Iterator[Finding]:
    """Every CHECK rule asked again of every row: rows can be loaded with the rules switched off."""
    rules = connection.execute(
        sa.text(
            "SELECT conrelid::regclass::text AS table_name, conname, pg_get_expr(conbin, conrelid) AS rule"
            " FROM pg_constraint WHERE contype = 'c' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
    ).all()
    for table, name, rule in rules:
        count = connection.execute(
            sa.select(sa.func.count()).select_from(sa.text(table)).where(_fails(rule))
        ).scalar_one()
        if count:
            yield Problem("check_broken", {"table": table, "count": count, "name": name})
    yield Checked(What.RULES, len(rules))


def _fails(rule: str) -> sa.ColumnElement[bool]:
    # The rule comes from the database's own catalogue; a colon in it must not be read as a parameter.
    return ~sa.literal_column(f"({rule})", sa.Boolean)


def _check_references(connection: sa.Connection) -> Iterator[Finding]:
    """Every reference followed again."""
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            other = key.referred_table.alias("other")
            pairs = [(element.parent, other.c[element.column.name]) for element in key.elements]
            found = sa.exists().where(*(column == target for column, target in pairs))
            given = [column.is_not(None) for column, _ in pairs]
            query = sa.select(sa.func.count()).select_from(table).where(*given, ~found)
            count = connection.execute(query).scalar_one()
            if count:
                columns = ", ".join(column.name for column, _ in pairs)
                values = {"table": table.name, "count": count, "columns": columns, "other": key.referred_table.name}
                yield Problem("reference_broken", values)
