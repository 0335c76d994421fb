"""Schedules of a body: when editions are produced by themselves."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from tracker.actions.history import keep_added, keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.domain.due import ScheduleKind, find_next_dues
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Body, Run, RunState, Schedule, ScheduleCreate, Subject
from tracker.queries.due_runs import find_not_begun
from tracker.queries.schedules import find_period_ids, get_calendar, get_schedule, timing_of

#: What decides when a schedule is due.
WHEN = ("day_of_month", "month", "days_before", "once_on", "at", "time_zone", "quiet_days")

#: What the history tells of a schedule.
TOLD = ("kind", *WHEN, "languages", "is_held")

#: Of a run that waits for whoever takes it up first.
NOBODY = ""


def add_schedule(session: Session, body: Body, new: ScheduleCreate) -> Schedule:
    """Due from its `active_from` on: a schedule that begins in the past catches up at once."""
    assert body.id is not None
    schedule = Schedule(body_id=body.id, **new.model_dump())
    session.add(schedule)
    session.flush()
    return schedule


def open_schedule(session: Session, recording: Recording, new: ScheduleCreate) -> Schedule:
    """Add a schedule that is due from now on. Refused: one that is due once, on a day that has passed."""
    schedule = add_schedule(session, recording.body, new.model_copy(update={"active_from": recording.at}))
    _require_ahead(session, schedule, recording.at)
    keep_added(session, keeper_of(recording), Subject.SCHEDULE, str(schedule.id), _describe(schedule))
    return schedule


def change_schedule(session: Session, recording: Recording, schedule_id: int, new: ScheduleCreate) -> Schedule:
    """Change when a schedule is due and what it makes; its kind stays. What was due by then and nobody began is still
    produced; of the new days none that has passed. Refused: an ended one, a day that has passed. NotFound."""
    schedule = _lock(session, recording, schedule_id)
    _require_not_ended(schedule)
    before = _describe(schedule)
    if any(getattr(new, name) != getattr(schedule, name) for name in WHEN):
        if schedule.paused_at is None:
            _keep_not_begun(session, schedule, recording.at)
        schedule.active_from = max(schedule.active_from, recording.at)
    for name in (*WHEN, "languages", "is_held"):
        setattr(schedule, name, getattr(new, name))
    session.add(schedule)
    session.flush()
    if before != _describe(schedule):
        _require_ahead(session, schedule, recording.at)
    keep_changed(
        session, keeper_of(recording), Subject.SCHEDULE, str(schedule.id), before=before, after=_describe(schedule)
    )
    return schedule


def pause_schedule(session: Session, recording: Recording, schedule_id: int) -> Schedule:
    """Nothing is produced until it goes on, not even what was due and is not there yet. Refused: an ended one."""
    schedule = _lock(session, recording, schedule_id)
    _require_not_ended(schedule)
    if schedule.paused_at is None:
        _change(session, recording, schedule, paused_at=recording.at)
    return schedule


def continue_schedule(session: Session, recording: Recording, schedule_id: int) -> Schedule:
    """What came due while it was paused is not caught up. Refused: an ended one."""
    schedule = _lock(session, recording, schedule_id)
    _require_not_ended(schedule)
    if schedule.paused_at is not None:
        schedule.active_from = max(schedule.active_from, recording.at)
        _change(session, recording, schedule, paused_at=None)
    return schedule


def end_schedule(session: Session, recording: Recording, schedule_id: int) -> Schedule:
    """It produces nothing any more, and is kept for its runs."""
    schedule = _lock(session, recording, schedule_id)
    if schedule.ended_at is None:
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


def _keep_not_begun(session: Session, schedule: Schedule, now: datetime) -> None:
    """Put down as waiting what was due before the schedule changes, which after it nobody would find."""
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
            lease_until=now,
            attempts=0,
            started_at=now,
        )
        session.add(run)
    session.flush()


def _require_not_ended(schedule: Schedule) -> None:
    if schedule.ended_at is not None:
        raise Refused(Problem("schedule_ended"))


def _require_ahead(session: Session, schedule: Schedule, now: datetime) -> None:
    if schedule.kind is not ScheduleKind.ONCE:
        return
    if not find_next_dues(timing_of(schedule), get_calendar(session, schedule.body_id), after=now, count=1):
        raise Refused(Problem("schedule_once_past", {"day": schedule.once_on}, Place(column="once_on")))


def _describe(schedule: Schedule) -> dict[str, Any]:
    """What there is to tell; nothing for what the kind has no use for."""
    return {name: value for name in TOLD if (value := getattr(schedule, name)) is not None}
