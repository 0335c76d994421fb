"""Schedules with quiet days keep skipping weekends; words on areas with long codes can be redacted"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WEEKEND = "weekend"

SCHEDULE = sa.table(
    "schedule",
    sa.column("id", sa.Integer()),
    sa.column("quiet_days", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
)

#: A field of words on an area is called by the area's code, of up to 40 letters.
SHORT, LONG = "VARCHAR(40)", "VARCHAR(50)"


def upgrade() -> None:
    # Until weekends could be ticked, whatever quiet days put off came on no Saturday or Sunday.
    for key, days in _find_quiet_days():
        if days and WEEKEND not in days:
            _set_quiet_days(key, [WEEKEND, *days])
    _widen()


def downgrade() -> None:
    # Earlier versions know days only. The wider column stays: nothing minds it.
    for key, days in _find_quiet_days():
        if WEEKEND in days:
            _set_quiet_days(key, [day for day in days if day != WEEKEND])


def _find_quiet_days() -> list[tuple[int, list[str]]]:
    rows = op.get_bind().execute(sa.select(SCHEDULE.c.id, SCHEDULE.c.quiet_days)).all()
    return [(key, days) for key, days in rows]


def _set_quiet_days(key: int, days: list[str]) -> None:
    op.execute(SCHEDULE.update().where(SCHEDULE.c.id == key).values(quiet_days=days))


def _widen() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE redaction ALTER COLUMN field TYPE {LONG}")
        return
    # Made anew, the table would lose its triggers.
    op.execute("PRAGMA writable_schema = ON")
    op.execute(
        f"UPDATE sqlite_master SET sql = replace(sql, 'field {SHORT}', 'field {LONG}')"
        " WHERE type = 'table' AND name = 'redaction'"
    )
    op.execute("PRAGMA writable_schema = RESET")
