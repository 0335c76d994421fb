"""Schedules and their runs: what is due, what comes next, how past runs went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
    """A past run, or one at work. `next_try_at`: of a failed one. `edition`: the number of what it produced."""

    kind: ScheduleKind
    time_zone: str
    period: int
    due_at: datetime
    as_of: date | None
    state: RunState
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
    return [ScheduleView(one, next_due_at(timing_of(one), calendar, after=now)) for one in schedules]


def find_runs(session: Session, body_id: int, *, limit: int = 50) -> list[RunView]:
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
    return [_run_view(*row, calendar) for row in session.exec(query)]


def _run_view(run: Run, schedule: Schedule, period: int, edition: int | None, calendar: BodyCalendar) -> RunView:
    due = make_due(timing_of(schedule), calendar, due_at=run.due_at, period=period)
    return RunView(
        kind=schedule.kind,
        time_zone=schedule.time_zone,
        period=period,
        due_at=run.due_at,
        as_of=None if due is None else due.as_of,
        state=run.state,
        attempts=run.attempts,
        error=run.error,
        edition=edition,
        started_at=run.started_at,
        finished_at=run.finished_at,
        next_try_at=run.lease_until if run.state is RunState.FAILED else None,
    )


def find_bodies_due(session: Session, *, now: datetime) -> list[int]:
    """The ids of the bodies that have anything due, the one that waits longest first."""
    waits: dict[int, datetime] = {}
    for body_id in session.exec(select(Schedule.body_id).distinct().order_by(col(Schedule.body_id))):
        due = find_due_runs(session, body_id, now=now)
        if due:
            waits[body_id] = due[0].due.due_at
    return sorted(waits, key=lambda body_id: (waits[body_id], body_id))


def find_due_runs(session: Session, body_id: int, *, now: datetime) -> list[DueRun]:
    """What a body's schedules should have produced by now and nobody is at work on, oldest first.

    Runs that were claimed and left, or failed and are to be tried again, and whatever came due since each
    schedule's last run. A run whose lease holds, or whose pause lasts, is not among them.
    """
    calendar = get_calendar(session, body_id)
    numbers = {period_id: number for number, period_id in find_period_ids(session, body_id).items()}
    found: list[DueRun] = []
    for schedule in session.exec(select(Schedule).where(Schedule.body_id == body_id).order_by(col(Schedule.id))):
        timing = timing_of(schedule)
        open_runs = session.exec(
            select(Run).where(Run.schedule_id == schedule.id, Run.state != RunState.DONE, col(Run.lease_until) <= now)
        )
        for run in open_runs:
            due = make_due(timing, calendar, due_at=run.due_at, period=numbers[run.period_id])
            if due is not None:
                found.append(DueRun(due, schedule, run))
        found += [DueRun(due, schedule, None) for due in _find_new(session, schedule, calendar, now=now)]
    return sorted(found, key=lambda one: (one.due, one.schedule.id))


def _find_new(session: Session, schedule: Schedule, calendar: BodyCalendar, *, now: datetime) -> Sequence[Due]:
    """What came due since the schedule's last run. A due instant has one run, whatever period is found in force
    on its day by now; but one import can close two periods at one instant, and each has its own."""
    runs = session.exec(
        select(Run.due_at, Period.number)
        .join(Period, col(Period.id) == col(Run.period_id))
        .where(Run.schedule_id == schedule.id, Run.due_at == _last_due_at(schedule))
    ).all()
    since = runs[0][0] if runs else schedule.active_from
    dues = find_due(timing_of(schedule), calendar, since=since, until=now)
    if schedule.kind is ScheduleKind.ON_CLOSE:
        return [due for due in dues if (due.due_at, due.period) not in set(runs)]
    taken = {due_at for due_at, _ in runs}
    return [due for due in dues if due.due_at not in taken]


def _last_due_at(schedule: Schedule) -> sa.ScalarSelect[datetime]:
    return select(sa.func.max(Run.due_at)).where(Run.schedule_id == schedule.id).scalar_subquery()


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
    """The days that schedules look at; of closings only those that stand as rows `closed`."""
    periods = session.exec(select(Period).where(Period.body_id == body_id).order_by(col(Period.number))).all()
    numbers = {period.id: period.number for period in periods}
    closings = session.exec(
        select(PeriodClosing)
        .where(PeriodClosing.body_id == body_id, PeriodClosing.kind == ClosingKind.CLOSED)
        .order_by(col(PeriodClosing.id))
    )
    return BodyCalendar(
        tuple(PeriodDays(p.number, p.conference_on, p.ends_on, p.next_conference_planned_on) for p in periods),
        tuple(RecordedClosing(numbers[one.period_id], one.recorded_at) for one in closings),
    )


def find_period_ids(session: Session, body_id: int) -> dict[int, int]:
    """The id of each period's row by its number."""
    rows = session.exec(select(Period.number, Period.id).where(Period.body_id == body_id))
    return {number: period_id for number, period_id in rows if period_id is not None}


def get_body_code(session: Session, body_id: int) -> str:
    return session.exec(select(Body.code).where(Body.id == body_id)).one()
