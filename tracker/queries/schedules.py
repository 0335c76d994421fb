"""Schedules: how they stand, and what comes next.

A calendar can hold days that no schedule can count with (the year 1). The schedule is then as if nothing were
due, which is logged, and the others go on.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.due import BodyCalendar, PeriodDays, RecordedClosing, Timing, find_next_dues, next_due_at
from tracker.domain.periods import ClosingKind
from tracker.domain.problems import NotFound
from tracker.domain.quiet_days import WEEKEND
from tracker.models import Body, Period, PeriodClosing, Schedule

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """`next_at` is None where it cannot be foretold: no period will close, no conference is planned; and for one that
    is paused or ended."""

    schedule: Schedule
    next_at: datetime | None


def find_schedules(session: Session, body_id: int, *, now: datetime) -> list[ScheduleView]:
    """A body's schedules in the order they were added, each with when it comes next; those that ended last."""
    calendar = get_calendar(session, body_id)
    schedules = session.exec(select(Schedule).where(Schedule.body_id == body_id).order_by(col(Schedule.id))).all()
    ordered = sorted(schedules, key=lambda one: one.ended_at is not None)
    return [ScheduleView(one, _next_at(one, calendar, now=now)) for one in ordered]


def get_schedule(session: Session, body_id: int, schedule_id: int) -> Schedule:
    """NotFound where the body has none of that number."""
    schedule = session.get(Schedule, schedule_id)
    if schedule is None or schedule.body_id != body_id:
        raise NotFound("schedule", str(schedule_id))
    return schedule


def is_running(schedule: Schedule) -> bool:
    """Whether it produces: neither paused nor ended."""
    return schedule.paused_at is None and schedule.ended_at is None


def find_next_days(
    schedule: Schedule, calendar: BodyCalendar, *, now: datetime, count: int
) -> list[tuple[datetime, date]]:
    """The next instants at which a schedule would be due, were it not paused, and the day whose figures each shows;
    empty where none can be foretold."""
    with going_on(schedule):
        return find_next_dues(timing_of(schedule), calendar, after=now, count=count)
    return []


def _next_at(schedule: Schedule, calendar: BodyCalendar, *, now: datetime) -> datetime | None:
    with going_on(schedule):
        return next_due_at(timing_of(schedule), calendar, after=now) if is_running(schedule) else None
    return None


@contextmanager
def going_on(schedule: Schedule) -> Iterator[None]:
    """What cannot be counted for one schedule is logged, and left."""
    try:
        yield
    except (ArithmeticError, LookupError, ValueError):
        log.exception("schedule cannot be counted", extra={"schedule": schedule.id, "body_id": schedule.body_id})


def timing_of(schedule: Schedule) -> Timing:
    return Timing(
        kind=schedule.kind,
        time_zone=schedule.time_zone,
        active_from=schedule.active_from,
        at=schedule.at,
        day_of_month=schedule.day_of_month,
        month=schedule.month,
        days_before=schedule.days_before,
        once_on=schedule.once_on,
        quiet_days=frozenset(date.fromisoformat(day) for day in schedule.quiet_days if day != WEEKEND),
        quiet_weekends=WEEKEND in schedule.quiet_days,
    )


def get_calendar(session: Session, body_id: int) -> BodyCalendar:
    """The days of one body that schedules look at."""
    return find_calendars(session, body_id).get(body_id, BodyCalendar())


def find_calendars(session: Session, body_id: int | None) -> Mapping[int, BodyCalendar]:
    """By body; none for one without periods. Of its closings and reopenings only the closings."""
    numbers: dict[int, int] = {}
    periods: dict[int, list[PeriodDays]] = defaultdict(list)
    for period in session.exec(select(Period).where(of_body(Period, body_id)).order_by(col(Period.number))):
        assert period.id is not None
        numbers[period.id] = period.number
        days = PeriodDays(period.number, period.conference_on, period.ends_on, period.next_conference_planned_on)
        periods[period.body_id].append(days)
    closings: dict[int, list[RecordedClosing]] = defaultdict(list)
    query = select(PeriodClosing).where(of_body(PeriodClosing, body_id), PeriodClosing.kind == ClosingKind.CLOSED)
    for closing in session.exec(query.order_by(col(PeriodClosing.id))):
        closings[closing.body_id].append(RecordedClosing(numbers[closing.period_id], closing.recorded_at))
    return {key: BodyCalendar(tuple(found), tuple(closings[key])) for key, found in periods.items()}


def of_body(table: Any, body_id: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if body_id is None else col(table.body_id) == body_id


def find_period_ids(session: Session, body_id: int) -> dict[int, int]:
    """The id of each period's row by its number."""
    rows = session.exec(select(Period.number, Period.id).where(Period.body_id == body_id))
    return {number: period_id for number, period_id in rows if period_id is not None}


def get_body_code(session: Session, body_id: int) -> str:
    return session.exec(select(Body.code).where(Body.id == body_id)).one()
