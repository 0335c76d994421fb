"""Who records, and at which instant: every action on a body's projects happens under one recording."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from tracker.models import Body

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Recording:
    """One transaction's hold of a body. `at` is later than anything recorded of the body before."""

    body: Body
    by: str
    at: datetime

    @property
    def body_id(self) -> int:
        assert self.body.id is not None
        return self.body.id


def open_recording(session: Session, body: Body, *, by: str, clock: Clock) -> Recording:
    """Lock the body's row, then take the instant: so a transaction that commits later records later, and
    nothing slips in before an instant already answered, even where the clock went back."""
    session.flush()
    body_id = body.id
    session.expire_all()  # whatever was read before the lock may have changed since
    locked = session.exec(
        select(Body).where(Body.id == body_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    at = max(clock(), locked.last_recorded_at + timedelta(microseconds=1))
    locked.last_recorded_at = at
    session.add(locked)
    session.flush()
    return Recording(locked, by, at)
