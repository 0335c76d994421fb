"""What was recorded by an instant: conditions for queries. None as the instant means: whatever is recorded."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from tracker.domain.stages import EntryKind
from tracker.models import StatusEntry


def is_known(table: Any, known_at: datetime | None) -> sa.ColumnElement[bool]:
    """That a row was recorded by the instant, and (a project) not struck by then."""
    struck_at = getattr(table, "struck_at", None)
    conditions: list[sa.ColumnElement[bool]] = []
    if known_at is not None:
        conditions.append(col(table.recorded_at) <= known_at)
    if struck_at is not None:
        standing = col(struck_at).is_(None)
        conditions.append(standing if known_at is None else sa.or_(standing, col(struck_at) > known_at))
    return sa.and_(sa.true(), *conditions)


def has_void(known_at: datetime | None) -> sa.ColumnElement[bool]:
    """That a status entry was voided by the instant."""
    void = sa.orm.aliased(StatusEntry, name="void")
    query = sa.select(void.id).where(void.voids_id == StatusEntry.id)
    return sa.exists(query if known_at is None else query.where(void.recorded_at <= known_at))


def stage_days_known(body_id: int, known_at: datetime | None) -> sa.Subquery:
    """The day each project of a body reached each stage, from the log: columns `project_id`, `promoted_on`,
    `implemented_on`. Projects that reached none have no row."""
    implemented = sa.case((col(StatusEntry.kind) == EntryKind.IMPLEMENTED, StatusEntry.effective_on))
    return (
        sa.select(
            col(StatusEntry.project_id).label("project_id"),
            sa.func.min(StatusEntry.effective_on, type_=sa.Date).label("promoted_on"),
            sa.func.min(implemented, type_=sa.Date).label("implemented_on"),
        )
        .where(
            col(StatusEntry.body_id) == body_id,
            col(StatusEntry.kind).in_([EntryKind.PROMOTED, EntryKind.IMPLEMENTED]),
            is_known(StatusEntry, known_at),
            ~has_void(known_at),
        )
        .group_by(col(StatusEntry.project_id))
        .subquery("log")
    )
