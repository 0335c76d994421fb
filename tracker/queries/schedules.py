"""Schedules and their runs: what is due, what comes next, how past runs went.

A calendar can hold days that no schedule can count with (the year 1). The schedule is then as if nothing were
due, which is logged, and the others go on.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.due import (
    BodyCalendar,
    Due,
    PeriodDays,
    RecordedClosing,
    ScheduleKind,
    Timing,
    find_due,
    make_due,
    next_due_at,
)
from tracker.domain.periods import ClosingKind
from tracker.models import Body, Edition, Period, PeriodClosing, Run, RunState, Schedule

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DueRun:
    """A production that is due now. `run`: its row, where an attempt was made already."""

    due: Due
    schedule: Schedule
    run: Run | None


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """`next_at` is None where it cannot be foretold: no period will close, no conference is planned."""

    schedule: Schedule
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunView:
    """A past run, or one at work. `next_try_at`: of a failed one. `edition`: the number of what it produced.
    `is_left`: it was claimed, and whoever claimed it has not been heard of for longer than a lease."""

    kind: ScheduleKind
    time_zone: str
    period: int
    due_at: datetime
    as_of: date | None
    state: RunState
    is_left: bool
    attempts: int
    error: str | None
    edition: int | None
    started_at: datetime
    finished_at: datetime | None
    next_try_at: datetime | None


def find_schedules(session: Session, body_id: int, *, now: datetime) -> list[ScheduleView]:
    """A body's schedules in the order they were added, each with when it comes next."""
    calendar = get_calendar(session, body_id)
    schedules = session.exec(select(Schedule).where(Schedule.body_id == body_id).order_by(col(Schedule.id)))
    return [ScheduleView(one, _next_at(one, calendar, now=now)) for one in schedules]


def _next_at(schedule: Schedule, calendar: BodyCalendar, *, now: datetime) -> datetime | None:
    with _going_on(schedule):
        return next_due_at(timing_of(schedule), calendar, after=now)
    return None


@contextmanager
def _going_on(schedule: Schedule) -> Iterator[None]:
    """What cannot be counted for one schedule is logged, and left."""
    try:
        yield
    except (ArithmeticError, LookupError, ValueError):
        log.exception("schedule cannot be counted", extra={"schedule": schedule.id, "body_id": schedule.body_id})


def find_runs(session: Session, body_id: int, *, now: datetime, limit: int = 50) -> list[RunView]:
    """A body's latest runs, the last due first."""
    calendar = get_calendar(session, body_id)
    query = (
        select(Run, Schedule, Period.number, Edition.number)
        .join(Schedule, col(Schedule.id) == col(Run.schedule_id))
        .join(Period, col(Period.id) == col(Run.period_id))
        .outerjoin(Edition, col(Edition.id) == col(Run.edition_id))
        .where(Run.body_id == body_id)
        .order_by(col(Run.due_at).desc(), col(Run.id).desc())
        .limit(limit)
    )
    return [_run_view(*row, calendar=calendar, now=now) for row in session.exec(query)]


def _run_view(
    run: Run, schedule: Schedule, period: int, edition: int | None, *, calendar: BodyCalendar, now: datetime
) -> RunView:
    due = None
    with _going_on(schedule):
        due = make_due(timing_of(schedule), calendar, due_at=run.due_at, period=period)
    return RunView(
        kind=schedule.kind,
        time_zone=schedule.time_zone,
        period=period,
        due_at=run.due_at,
        as_of=None if due is None else due.as_of,
        state=run.state,
        is_left=run.state is RunState.CLAIMED and run.lease_until <= now,
        attempts=run.attempts,
        error=run.error,
        edition=edition,
        started_at=run.started_at,
        finished_at=run.finished_at,
        next_try_at=run.lease_until if run.state is RunState.FAILED else None,
    )


def find_due_runs(session: Session, *, now: datetime, body_id: int | None = None) -> list[DueRun]:
    """What schedules should have produced by now and nobody is at work on, oldest first; of one body, or all.

    Runs that were claimed and left, or failed and are to be tried again, and whatever came due since each
    schedule's last run. A run whose lease holds, or whose pause lasts, is not among them, and neither is what
    comes after it in its schedule. A fixed number of queries, however many bodies there are.
    """
    calendars = _find_calendars(session, body_id)
    unfinished = _find_unfinished(session, body_id)
    last = _find_last(session, body_id)
    found: list[DueRun] = []
    for schedule in session.exec(select(Schedule).where(_of(Schedule, body_id)).order_by(col(Schedule.id))):
        calendar = calendars.get(schedule.body_id, BodyCalendar())
        with _going_on(schedule):
            timing = timing_of(schedule)
            started = _find_started(schedule, calendar, unfinished[schedule.id])
            new = [DueRun(due, schedule, None) for due in _find_new(timing, calendar, last[schedule.id], now=now)]
            found += _find_ready([*started, *new], now=now)
    return sorted(found, key=lambda one: (one.due, one.schedule.id))


def _find_started(schedule: Schedule, calendar: BodyCalendar, runs: Sequence[tuple[Run, int]]) -> list[DueRun]:
    """Without those that nothing is due of any more."""
    dues = ((make_due(timing_of(schedule), calendar, due_at=run.due_at, period=period), run) for run, period in runs)
    return [DueRun(due, schedule, run) for due, run in dues if due is not None]


def _find_ready(found: Sequence[DueRun], *, now: datetime) -> list[DueRun]:
    """Of one schedule's: what comes before the first that must wait."""
    waiting = [one.due for one in found if one.run is not None and one.run.lease_until > now]
    return [one for one in found if not waiting or one.due < min(waiting)]


def _find_unfinished(session: Session, body_id: int | None) -> Mapping[int | None, list[tuple[Run, int]]]:
    """Runs that are not done, with their periods' numbers, by schedule."""
    query = (
        select(Run, Period.number)
        .join(Period, col(Period.id) == col(Run.period_id))
        .where(_of(Run, body_id), Run.state != RunState.DONE)
    )
    found: dict[int | None, list[tuple[Run, int]]] = defaultdict(list)
    for run, period in session.exec(query):
        found[run.schedule_id].append((run, period))
    return found


def _find_last(session: Session, body_id: int | None) -> Mapping[int | None, set[tuple[datetime, int]]]:
    """The last due instant that each schedule has runs of, with their periods' numbers."""
    last = (
        select(Run.schedule_id, sa.func.max(Run.due_at).label("due_at"))
        .where(_of(Run, body_id))
        .group_by(col(Run.schedule_id))
        .subquery()
    )
    query = (
        select(Run.schedule_id, Run.due_at, Period.number)
        .join(last, sa.and_(last.c.schedule_id == Run.schedule_id, last.c.due_at == Run.due_at))
        .join(Period, col(Period.id) == col(Run.period_id))
    )
    found: dict[int | None, set[tuple[datetime, int]]] = defaultdict(set)
    for schedule_id, due_at, period in session.exec(query):
        found[schedule_id].add((due_at, period))
    return found


def _find_new(timing: Timing, calendar: BodyCalendar, last: set[tuple[datetime, int]], *, now: datetime) -> list[Due]:
    """What came due since the last runs. A due instant has one run, whatever period is found in force on its
    day by now; but one import can close two periods at one instant, and each has its own."""
    taken = {due_at for due_at, _ in last}
    dues = find_due(timing, calendar, since=max(taken, default=timing.active_from), until=now)
    if timing.kind is ScheduleKind.ON_CLOSE:
        return [due for due in dues if (due.due_at, due.period) not in last]
    return [due for due in dues if due.due_at not in taken]


def is_at_work(session: Session, body_id: int, *, now: datetime) -> bool:
    """Whether a run of the body is claimed under a lease that holds."""
    query = select(Run.id).where(Run.body_id == body_id, Run.state == RunState.CLAIMED, col(Run.lease_until) > now)
    return session.exec(query.limit(1)).first() is not None


def timing_of(schedule: Schedule) -> Timing:
    return Timing(
        kind=schedule.kind,
        time_zone=schedule.time_zone,
        active_from=schedule.active_from,
        at=schedule.at,
        day_of_month=schedule.day_of_month,
        month=schedule.month,
        days_before=schedule.days_before,
    )


def get_calendar(session: Session, body_id: int) -> BodyCalendar:
    """The days of one body that schedules look at."""
    return _find_calendars(session, body_id).get(body_id, BodyCalendar())


def _find_calendars(session: Session, body_id: int | None) -> Mapping[int, BodyCalendar]:
    """By body; none for one without periods. Of its closings and reopenings only the closings."""
    numbers: dict[int, int] = {}
    periods: dict[int, list[PeriodDays]] = defaultdict(list)
    for period in session.exec(select(Period).where(_of(Period, body_id)).order_by(col(Period.number))):
        assert period.id is not None
        numbers[period.id] = period.number
        days = PeriodDays(period.number, period.conference_on, period.ends_on, period.next_conference_planned_on)
        periods[period.body_id].append(days)
    closings: dict[int, list[RecordedClosing]] = defaultdict(list)
    query = select(PeriodClosing).where(_of(PeriodClosing, body_id), PeriodClosing.kind == ClosingKind.CLOSED)
    for closing in session.exec(query.order_by(col(PeriodClosing.id))):
        closings[closing.body_id].append(RecordedClosing(numbers[closing.period_id], closing.recorded_at))
    return {key: BodyCalendar(tuple(found), tuple(closings[key])) for key, found in periods.items()}


def _of(table: Any, body_id: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if body_id is None else col(table.body_id) == body_id


def find_period_ids(session: Session, body_id: int) -> dict[int, int]:
    """The id of each period's row by its number."""
    rows = session.exec(select(Period.number, Period.id).where(Period.body_id == body_id))
    return {number: period_id for number, period_id in rows if period_id is not None}


def get_body_code(session: Session, body_id: int) -> str:
    return session.exec(select(Body.code).where(Body.id == body_id)).one()
