"""How many projects of running periods are stuck, of many periods at once: counted by the database, project by
project only where nothing is done yet."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.silence import SILENT_MONTHS, find_last_silent_day
from tracker.domain.stages import EntryKind
from tracker.models import Period, Project, StatusEntry, table_of
from tracker.queries.known import has_void, is_known

PERIOD, PROJECT, ENTRY = table_of(Period), table_of(Project), table_of(StatusEntry)


def count_stuck(
    session: Session, periods: Mapping[int, date], *, known_at: datetime | None = None
) -> dict[int, tuple[int, int]]:
    """By the period's row: how many of its projects stall, and how many are overdue, as the lists behind these
    numbers have them. `periods`: the day by which each is counted."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for period_id, day in periods.items():
        by_day[day].append(period_id)
    found = dict.fromkeys(periods, (0, 0))
    for day, ids in by_day.items():
        for period_id, silent, overdue in session.execute(_select_stuck(ids, day, known_at)):
            found[period_id] = int(silent or 0), int(overdue or 0)
    return found


def find_bodies_with_field(
    session: Session, periods: Collection[int], field: str, *, known_at: datetime | None = None
) -> set[int]:
    """The rows of the bodies that have a project of a field of exchange, not struck, in these periods."""
    p = PROJECT.c
    query = _from_periods(sa.select(p.body_id).distinct(), periods)
    return set(session.scalars(query.where(p.field == field, is_known(PROJECT, known_at))))


def _select_stuck(periods: Collection[int], day: date, known_at: datetime | None) -> sa.Select[Any]:
    """A day in a running period is its measuring day, and the day by which anything was heard."""
    p = PROJECT.c
    listed_on = sa.func.coalesce(PERIOD.c.agreed_list_on, PERIOD.c.conference_on)
    since = find_last_silent_day(day, SILENT_MONTHS)
    is_silent = sa.and_(p.agreed_on <= since, ~_has_entry(known_at, ENTRY.c.effective_on.between(_after(since), day)))
    query = sa.select(
        p.period_id,
        sa.func.sum(sa.case((is_silent, 1), else_=0)),
        sa.func.sum(sa.case((p.due_on < day, 1), else_=0)),
    )
    withdrawn = _has_entry(known_at, ENTRY.c.kind == EntryKind.WITHDRAWN, ENTRY.c.effective_on <= day)
    return (
        _from_periods(query, periods)
        .where(
            sa.or_(p.agreed_on <= day, p.agreed_on <= listed_on),
            is_known(PROJECT, known_at),
            _is_unfinished(day, known_at),
            sa.or_(p.due_on < day, p.agreed_on <= since),
            ~withdrawn,
        )
        .group_by(p.period_id)
    )


def _from_periods(query: sa.Select[Any], periods: Collection[int]) -> sa.Select[Any]:
    p = PROJECT.c
    joined = sa.join(PERIOD, PROJECT, sa.and_(p.body_id == PERIOD.c.body_id, p.period_id == PERIOD.c.id))
    return query.select_from(joined).where(PERIOD.c.id.in_(periods))


def _is_unfinished(day: date, known_at: datetime | None) -> sa.ColumnElement[bool]:
    """Not implemented by the day: by the project's row, or by the log as it was known."""
    if known_at is None:
        return sa.or_(PROJECT.c.implemented_on.is_(None), PROJECT.c.implemented_on > day)
    return ~_has_entry(known_at, ENTRY.c.kind == EntryKind.IMPLEMENTED, ENTRY.c.effective_on <= day)


def _has_entry(known_at: datetime | None, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """That the project has a standing entry of which this holds."""
    of_project = sa.and_(ENTRY.c.project_id == PROJECT.c.id, ENTRY.c.kind != EntryKind.VOID)
    standing = sa.and_(is_known(ENTRY, known_at), ~has_void(known_at))
    return sa.exists(sa.select(ENTRY.c.id).where(of_project, *conditions, standing)).correlate(PROJECT)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
