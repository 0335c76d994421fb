"""Schedules of a body: when editions are produced by themselves."""

from sqlmodel import Session

from tracker.models import Body, Schedule, ScheduleCreate


def add_schedule(session: Session, body: Body, new: ScheduleCreate) -> Schedule:
    """Due from its `active_from` on: a schedule that begins in the past catches up at once."""
    assert body.id is not None
    schedule = Schedule(body_id=body.id, **new.model_dump())
    session.add(schedule)
    session.flush()
    return schedule
