"""Runs: claiming what is due under a lease, keeping it, and saying how it ended.

One body's runs are produced one at a time and oldest first, however many schedulers there are. Every change
of a claimed run names its owner: who lost the lease meanwhile changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Run, RunState, Schedule
from tracker.queries.schedules import DueRun, find_due_runs, find_period_ids, get_body_code, is_at_work

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class ClaimedRun:
    """What is to be produced, by whoever holds it."""

    id: int
    owner: str
    attempt: int
    body: str
    period: int
    due_at: datetime
    as_of: date
    languages: tuple[str, ...]


def claim_run(session: Session, body_id: int, *, owner: str, now: datetime, lease: timedelta) -> ClaimedRun | None:
    """Claim the oldest run that is due at a body; None where nothing is, or another is at work on the body.

    The body's schedules are locked: two who ask at once take turns, and the second sees the first one's claim.
    """
    query = select(Schedule.id).where(Schedule.body_id == body_id).order_by(col(Schedule.id))
    session.exec(query.with_for_update()).all()
    if is_at_work(session, body_id, now=now):
        return None
    for found in find_due_runs(session, now=now, body_id=body_id):
        run = _insert(session, found, owner=owner, now=now, lease=lease) if found.run is None else found.run
        if found.run is None or _take_over(session, found.run, owner=owner, now=now, lease=lease):
            return _claimed(session, found, run)
    return None


def pause_after(attempts: int) -> timedelta:
    """How long a failed run waits before it is tried again: doubling from a minute, six hours at the most."""
    doublings: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def renew_lease(session: Session, claimed: ClaimedRun, *, until: datetime) -> bool:
    """Hold a run for longer. False where it is no longer ours."""
    return _change(session, claimed, {"lease_until": until})


def finish_run(session: Session, claimed: ClaimedRun, *, edition_id: int, now: datetime) -> bool:
    """False where it is no longer ours."""
    changes = {"state": RunState.DONE, "edition_id": edition_id, "error": None, "finished_at": now, "lease_until": now}
    return _change(session, claimed, changes)


def fail_run(session: Session, claimed: ClaimedRun, *, error: str, now: datetime) -> bool:
    """Keep the error, and have the run tried again after a pause. False where it is no longer ours."""
    next_try = now + pause_after(claimed.attempt)
    return _change(session, claimed, {"state": RunState.FAILED, "error": error, "lease_until": next_try})


def give_back_run(session: Session, claimed: ClaimedRun, *, now: datetime) -> bool:
    """Leave a run for the next who looks, as if it had not been tried. False where it is no longer ours."""
    return _change(session, claimed, {"lease_until": now, "attempts": claimed.attempt - 1})


def _insert(session: Session, found: DueRun, *, owner: str, now: datetime, lease: timedelta) -> Run:
    body_id, schedule_id = found.schedule.body_id, found.schedule.id
    assert schedule_id is not None
    run = Run(
        body_id=body_id,
        schedule_id=schedule_id,
        period_id=find_period_ids(session, body_id)[found.due.period],
        due_at=found.due.due_at,
        state=RunState.CLAIMED,
        owner=owner,
        lease_until=now + lease,
        started_at=now,
    )
    session.add(run)
    session.flush()
    return run


def _take_over(session: Session, run: Run, *, owner: str, now: datetime, lease: timedelta) -> bool:
    """False where its owner came back, and holds it again."""
    changes = {
        "state": RunState.CLAIMED,
        "owner": owner,
        "lease_until": now + lease,
        "attempts": run.attempts + 1,
        "started_at": now,
    }
    left = (
        col(Run.owner) == run.owner,
        col(Run.attempts) == run.attempts,
        col(Run.state) == run.state,
        col(Run.lease_until) <= now,
    )
    taken = _count(session.execute(sa.update(Run).where(col(Run.id) == run.id, *left).values(**changes)))
    session.refresh(run)
    return taken == 1


def _change(session: Session, claimed: ClaimedRun, changes: dict[str, Any]) -> bool:
    ours = (
        col(Run.owner) == claimed.owner,
        col(Run.attempts) == claimed.attempt,
        col(Run.state) == RunState.CLAIMED,
    )
    return _count(session.execute(sa.update(Run).where(col(Run.id) == claimed.id, *ours).values(**changes))) == 1


def _count(result: Any) -> int:
    return cast("sa.CursorResult[Any]", result).rowcount


def _claimed(session: Session, found: DueRun, run: Run) -> ClaimedRun:
    assert run.id is not None
    return ClaimedRun(
        id=run.id,
        owner=run.owner,
        attempt=run.attempts,
        body=get_body_code(session, run.body_id),
        period=found.due.period,
        due_at=found.due.due_at,
        as_of=found.due.as_of,
        languages=tuple(found.schedule.languages),
    )
