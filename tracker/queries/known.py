"""What was recorded by an instant: conditions for queries. None as the instant means: whatever is recorded."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.domain.stages import EntryKind
from tracker.models import StatusEntry, table_of

ENTRY = table_of(StatusEntry)

#: An instant, the place of one in a statement that is made once, or None.
Instant = datetime | sa.BindParameter[datetime] | None


def is_known(table: sa.FromClause, known_at: Instant) -> sa.ColumnElement[bool]:
    """That a row was recorded by the instant, and (a project) not struck by then."""
    conditions: list[sa.ColumnElement[bool]] = []
    if known_at is not None:
        conditions.append(table.c.recorded_at <= known_at)
    if "struck_at" in table.c:
        standing = table.c.struck_at.is_(None)
        conditions.append(standing if known_at is None else sa.or_(standing, table.c.struck_at > known_at))
    return sa.and_(sa.true(), *conditions)


def has_void(known_at: Instant) -> sa.ColumnElement[bool]:
    """That a status entry was voided by the instant."""
    void = ENTRY.alias("void")
    query = sa.select(void.c.id).where(void.c.voids_id == ENTRY.c.id)
    return sa.exists(query if known_at is None else query.where(void.c.recorded_at <= known_at))


def stage_days_known(body_id: int | sa.BindParameter[Any], known_at: Instant) -> sa.Subquery:
    """The day each project of a body, or of those that an expanding parameter names, reached each stage, from the log:
    columns `project_id`, `promoted_on`, `implemented_on`. Projects that reached none have no row."""
    if isinstance(body_id, sa.BindParameter) and body_id.expanding:
        is_of_them: sa.ColumnElement[bool] = ENTRY.c.body_id.in_(body_id)
    else:
        is_of_them = ENTRY.c.body_id == body_id
    implemented_on = sa.case((ENTRY.c.kind == EntryKind.IMPLEMENTED, ENTRY.c.effective_on))
    return (
        sa.select(
            ENTRY.c.project_id,
            sa.func.min(ENTRY.c.effective_on, type_=sa.Date).label("promoted_on"),
            sa.func.min(implemented_on, type_=sa.Date).label("implemented_on"),
        )
        .where(
            is_of_them,
            ENTRY.c.kind.in_([EntryKind.PROMOTED, EntryKind.IMPLEMENTED]),
            is_known(ENTRY, known_at),
            ~has_void(known_at),
        )
        .group_by(ENTRY.c.project_id)
        .subquery("log")
    )
