"""What is to be produced now: what schedules should have produced and did not, and what people asked for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.due import BodyCalendar, Due, ScheduleKind, find_due, make_due
from tracker.models import Period, Run, RunState, Schedule
from tracker.queries.schedules import find_calendars, get_calendar, going_on, is_running, of_body, timing_of

#: So long after it was due, an edition that is not there is missed.
MISSED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DueRun:
    """A production that is due. `schedule`: None for one that somebody asked for. `run`: its row, where there is one
    already."""

    due: Due
    body_id: int
    schedule: Schedule | None
    run: Run | None

    @property
    def languages(self) -> tuple[str, ...]:
        """In which it is to be produced."""
        asked = None if self.run is None else self.run.languages
        return tuple(asked or (() if self.schedule is None else self.schedule.languages))

    @property
    def order(self) -> tuple[bool, tuple[datetime, datetime, int], int]:
        """What people wait for comes first, then what has waited longest."""
        return self.schedule is not None, self.due.order, 0 if self.schedule is None else self.schedule.id


def find_due_runs(session: Session, *, now: datetime, body_id: int | None = None) -> list[DueRun]:
    """What should have been produced by now and nobody is at work on, in the order in which it is to be; of one body,
    or all.

    What somebody asked for; runs that were claimed and left, or failed and are to be tried again; and whatever came
    due since each schedule's last run. A run whose lease holds, or whose pause lasts, is not among them, and neither
    is what comes after it in its schedule. A fixed number of queries, however many bodies there are.
    """
    found = [one for of_schedule in _gather(session, body_id, now=now) for one in _find_ready(of_schedule, now=now)]
    return sorted(found, key=lambda one: one.order)


def find_missed_runs(session: Session, *, now: datetime, body_id: int | None = None) -> list[DueRun]:
    """What was ready an hour ago or longer and is not there, the longest first: not begun, at work, or failing."""
    before = now - MISSED_AFTER
    found = [one for of_schedule in _gather(session, body_id, now=before) for one in of_schedule]
    return sorted((one for one in found if one.due.ready_at <= before), key=lambda one: one.due.order)


def find_not_begun(session: Session, schedule: Schedule, *, now: datetime) -> list[Due]:
    """What came due of a schedule by now and has no run, oldest first, whether it is ready or waits for the end of
    quiet days."""
    known = _find_known(session, schedule.body_id)[schedule.id]
    with going_on(schedule):
        return _find_new(schedule, get_calendar(session, schedule.body_id), known, now=now)
    return []


def find_asking_bodies(session: Session, *, now: datetime) -> list[int]:
    """The ids of the bodies where something that somebody asked for can be taken up, the longest waiting first."""
    query = select(Run.body_id).where(
        col(Run.schedule_id).is_(None),
        Run.state != RunState.DONE,
        col(Run.finished_at).is_(None),
        col(Run.lease_until) <= now,
    )
    return list(dict.fromkeys(session.exec(query.order_by(col(Run.id)))))


def is_at_work(session: Session, body_id: int, *, now: datetime) -> bool:
    """Whether a run of the body is claimed under a lease that holds."""
    query = select(Run.id).where(Run.body_id == body_id, Run.state == RunState.CLAIMED, col(Run.lease_until) > now)
    return session.exec(query.limit(1)).first() is not None


def _gather(session: Session, body_id: int | None, *, now: datetime) -> Iterator[list[DueRun]]:
    """Everything that is due and not done: of each schedule together, and each that was asked for by itself."""
    unfinished = _find_unfinished(session, body_id)
    for run, period in unfinished[None]:
        if run.as_of is not None:
            yield [DueRun(Due(run.due_at, period, run.as_of, run.due_at), run.body_id, None, run)]
    calendars, known = find_calendars(session, body_id), _find_known(session, body_id)
    for schedule in session.exec(select(Schedule).where(of_body(Schedule, body_id)).order_by(col(Schedule.id))):
        if not is_running(schedule):
            continue
        calendar = calendars.get(schedule.body_id, BodyCalendar())
        with going_on(schedule):
            started = _find_started(schedule, calendar, unfinished[schedule.id])
            new = _find_new(schedule, calendar, known[schedule.id], now=now)
            yield [*started, *(DueRun(due, schedule.body_id, schedule, None) for due in new if due.ready_at <= now)]


def _find_started(schedule: Schedule, calendar: BodyCalendar, runs: Sequence[tuple[Run, int]]) -> list[DueRun]:
    """Without those that nothing is due of any more."""
    dues = ((due_of(run, period, schedule, calendar), run) for run, period in runs)
    return [DueRun(due, schedule.body_id, schedule, run) for due, run in dues if due is not None]


def due_of(run: Run, period: int, schedule: Schedule, calendar: BodyCalendar) -> Due | None:
    """What a run of a schedule produces: as of the day that was kept when it began, else as the calendar says. Of a
    closing as the period ends now; None where it was reopened. One that waits is ready when its lease says, one that
    has begun was so by then, whatever days are quiet now."""
    due = make_due(timing_of(schedule), calendar, due_at=run.due_at, period=period)
    if run.as_of is not None and schedule.kind is not ScheduleKind.ON_CLOSE:
        due = Due(run.due_at, period, run.as_of, run.due_at if due is None else due.ready_at)
    if due is None:
        return None
    return replace(due, ready_at=run.lease_until if run.state is RunState.ASKED else min(due.ready_at, run.started_at))


def _find_ready(found: Sequence[DueRun], *, now: datetime) -> list[DueRun]:
    """Of one schedule's: what comes before the first that must wait."""
    waiting = [one.due.order for one in found if one.run is not None and one.run.lease_until > now]
    return [one for one in found if not waiting or one.due.order < min(waiting)]


def _find_unfinished(session: Session, body_id: int | None) -> Mapping[int | None, list[tuple[Run, int]]]:
    """Runs that are neither done nor given up, with their periods' numbers, by schedule."""
    query = (
        select(Run, Period.number)
        .join(Period, col(Period.id) == col(Run.period_id))
        .where(of_body(Run, body_id), Run.state != RunState.DONE, col(Run.finished_at).is_(None))
        .order_by(col(Run.id))
    )
    found: dict[int | None, list[tuple[Run, int]]] = defaultdict(list)
    for run, period in session.exec(query):
        found[run.schedule_id].append((run, period))
    return found


def _find_known(session: Session, body_id: int | None) -> Mapping[int | None, set[tuple[datetime, int]]]:
    """What each schedule has runs of that tells what is new: the last due instant, whatever waits, and every closing;
    with their periods' numbers."""
    last = (
        select(Run.schedule_id, sa.func.max(Run.due_at).label("due_at"))
        .where(of_body(Run, body_id))
        .group_by(col(Run.schedule_id))
        .subquery()
    )
    told = sa.or_(
        col(Run.due_at) == last.c.due_at,
        col(Run.state) == RunState.ASKED,
        col(Schedule.kind) == ScheduleKind.ON_CLOSE,
    )
    query = (
        select(Run.schedule_id, Run.due_at, Period.number)
        .join(last, last.c.schedule_id == Run.schedule_id)
        .join(Schedule, col(Schedule.id) == col(Run.schedule_id))
        .join(Period, col(Period.id) == col(Run.period_id))
        .where(told)
    )
    found: dict[int | None, set[tuple[datetime, int]]] = defaultdict(set)
    for schedule_id, due_at, period in session.exec(query):
        found[schedule_id].add((due_at, period))
    return found


def _find_new(
    schedule: Schedule, calendar: BodyCalendar, known: set[tuple[datetime, int]], *, now: datetime
) -> list[Due]:
    """What came due and has no run. A due instant has one, whatever period is found in force on its day by now; but one
    import can close two periods at one instant, and each has its own. Quiet days leave the order as it is, but for
    closings, which come at any hour: of these each is looked for by itself."""
    timing, taken = timing_of(schedule), {due_at for due_at, _ in known}
    if timing.kind is ScheduleKind.ON_CLOSE:
        dues = find_due(timing, calendar, since=timing.active_from, until=now)
        return [due for due in dues if (due.due_at, due.period) not in known]
    dues = find_due(timing, calendar, since=max(taken, default=timing.active_from), until=now)
    return [due for due in dues if due.due_at not in taken]
