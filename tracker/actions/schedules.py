"""Schedules of a body: when editions are produced by themselves.

An edition that was due before its schedule changed is put down as a run that waits, and is known by when it was due:
so it is neither lost nor made twice, however often the schedule and its quiet days change.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlmodel import Session, col, select

from tracker.actions.history import keep_added, keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.domain.due import ScheduleKind, find_due, find_next_dues, find_ready_at
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Run, RunState, Schedule, ScheduleCreate, Subject
from tracker.queries.due_runs import find_not_begun
from tracker.queries.schedules import find_period_ids, get_calendar, get_schedule, timing_of

#: What decides when a schedule is due.
WHEN = ("day_of_month", "month", "days_before", "once_on", "at", "time_zone", "quiet_days")

#: What the history tells of a schedule.
TOLD = ("kind", *WHEN, "languages", "is_held")

DAY = timedelta(days=1)

#: Of a run that waits for whoever takes it up first.
NOBODY = ""


def add_schedule(session: Session, recording: Recording, new: ScheduleCreate) -> Schedule:
    """Due from its `active_from` on: a schedule that begins in the past catches up at once."""
    schedule = Schedule(body_id=recording.body_id, **new.model_dump())
    session.add(schedule)
    session.flush()
    keep_added(session, keeper_of(recording), Subject.SCHEDULE, str(schedule.id), _describe(schedule))
    return schedule


def open_schedule(session: Session, recording: Recording, new: ScheduleCreate) -> Schedule:
    """Add a schedule that is due from now on. Refused: one that is due once, on a day that has passed."""
    schedule = add_schedule(session, recording, new.model_copy(update={"active_from": recording.at}))
    _require_ahead(session, schedule, recording.at)
    return schedule


def change_schedule(session: Session, recording: Recording, schedule_id: int, new: ScheduleCreate) -> Schedule:
    """Change when a schedule is due and what it makes; its kind stays. What was due by then and nobody began is still
    produced, once no quiet day holds it up; of the new days none that has passed, and none that is reported on
    already. Refused: an ended one, a day that has passed. NotFound."""
    schedule = _lock(session, recording, schedule_id)
    _require_not_ended(schedule)
    before, is_moved = _describe(schedule), any(getattr(new, name) != getattr(schedule, name) for name in WHEN)
    if is_moved:
        _put_down_due(session, schedule, recording.at)
    for name in (*WHEN, "languages", "is_held"):
        setattr(schedule, name, getattr(new, name))
    if is_moved:
        _put_off_waiting(session, schedule, recording.at)
        schedule.active_from = max(schedule.active_from, recording.at)
        schedule.active_from = _find_start(session, schedule)
        _require_ahead(session, schedule, recording.at)
    session.add(schedule)
    session.flush()
    keep_changed(
        session, keeper_of(recording), Subject.SCHEDULE, str(schedule.id), before=before, after=_describe(schedule)
    )
    return schedule


def pause_schedule(session: Session, recording: Recording, schedule_id: int) -> Schedule:
    """Nothing is produced until it goes on; what was due and is not there yet waits for that. Refused: an ended one."""
    schedule = _lock(session, recording, schedule_id)
    _require_not_ended(schedule)
    if schedule.paused_at is None:
        _put_down_due(session, schedule, recording.at)
        _change(session, recording, schedule, paused_at=recording.at)
    return schedule


def continue_schedule(session: Session, recording: Recording, schedule_id: int) -> Schedule:
    """What came due while it was paused is not caught up; what waits since before is. Refused: an ended one."""
    schedule = _lock(session, recording, schedule_id)
    _require_not_ended(schedule)
    if schedule.paused_at is not None:
        for run in _find_waiting(session, schedule):
            run.lease_until = max(run.lease_until, recording.at)
        schedule.active_from = max(schedule.active_from, recording.at)
        _change(session, recording, schedule, paused_at=None)
    return schedule


def end_schedule(session: Session, recording: Recording, schedule_id: int) -> Schedule:
    """It produces nothing any more, and is kept for its runs; what waits is withdrawn."""
    schedule = _lock(session, recording, schedule_id)
    if schedule.ended_at is None:
        for run in _find_waiting(session, schedule):
            run.finished_at = recording.at
        _change(session, recording, schedule, ended_at=recording.at)
    return schedule


def _lock(session: Session, recording: Recording, schedule_id: int) -> Schedule:
    """So that nobody claims a run of it meanwhile. NotFound."""
    schedule = get_schedule(session, recording.body_id, schedule_id)
    session.refresh(schedule, with_for_update=True)
    return schedule


def _change(session: Session, recording: Recording, schedule: Schedule, **changes: Any) -> None:
    before = {name: getattr(schedule, name) for name in changes}
    for name, value in changes.items():
        setattr(schedule, name, value)
    session.add(schedule)
    session.flush()
    keep_changed(session, keeper_of(recording), Subject.SCHEDULE, str(schedule.id), before=before, after=changes)


def _put_down_due(session: Session, schedule: Schedule, now: datetime) -> None:
    """Put down as waiting what is due by now before the schedule changes, which after it nobody would find; nothing
    while it is paused."""
    if schedule.paused_at is not None:
        return
    periods = find_period_ids(session, schedule.body_id)
    for due in find_not_begun(session, schedule, now=now):
        run = Run(
            body_id=schedule.body_id,
            schedule_id=schedule.id,
            period_id=periods[due.period],
            due_at=due.due_at,
            as_of=due.as_of,
            state=RunState.ASKED,
            owner=NOBODY,
            lease_until=due.ready_at,
            attempts=0,
            started_at=now,
        )
        session.add(run)
    session.flush()


def _put_off_waiting(session: Session, schedule: Schedule, now: datetime) -> None:
    """What waits is ready as the quiet days say now: what they hold up no longer, at once."""
    timing = timing_of(schedule)
    for run in _find_waiting(session, schedule):
        ready_at = find_ready_at(timing, run.due_at)
        run.lease_until = ready_at if ready_at > now else min(run.lease_until, now)
    session.flush()


def _find_waiting(session: Session, schedule: Schedule) -> Sequence[Run]:
    return session.exec(select(Run).where(Run.schedule_id == schedule.id, Run.state == RunState.ASKED)).all()


def _find_start(session: Session, schedule: Schedule) -> datetime:
    """From when on the changed schedule counts: where its hour or zone changed, a day that a run reports on already
    would come again."""
    since = schedule.active_from
    if schedule.kind is ScheduleKind.ON_CLOSE:
        return since
    near = since.date() - 2 * DAY  # whatever the zones
    runs = select(Run).where(Run.schedule_id == schedule.id, col(Run.as_of) >= near)
    reported = {run.as_of for run in session.exec(runs)}
    coming = find_due(timing_of(schedule), get_calendar(session, schedule.body_id), since=since, until=since + 2 * DAY)
    again = list(takewhile(lambda due: due.as_of in reported, coming))
    return again[-1].due_at + timedelta(microseconds=1) if again else since


def _require_not_ended(schedule: Schedule) -> None:
    if schedule.ended_at is not None:
        raise Refused(Problem("schedule_ended"))


def _require_ahead(session: Session, schedule: Schedule, now: datetime) -> None:
    """Of what is due once: that its day comes, or has its run."""
    if schedule.kind is not ScheduleKind.ONCE:
        return
    if find_next_dues(timing_of(schedule), get_calendar(session, schedule.body_id), after=now, count=1):
        return
    runs = select(Run.id).where(Run.schedule_id == schedule.id, Run.as_of == schedule.once_on)
    if session.exec(runs.limit(1)).first() is None:
        raise Refused(Problem("schedule_once_past", {"day": schedule.once_on}, Place(column="once_on")))


def _describe(schedule: Schedule) -> dict[str, Any]:
    """What there is to tell; nothing for what the kind has no use for."""
    return {name: value for name in TOLD if (value := getattr(schedule, name)) is not None}
