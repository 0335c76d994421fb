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
from tracker.queries.due_runs import DueRun, find_due_runs, is_at_work
from tracker.queries.schedules import find_period_ids, get_body_code

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)

#: Whom editions name that nobody asked for.
BY_SCHEDULE = "schedule"

#: After this many attempts, about half an hour, what somebody asked for is given up: whoever waits is told.
MOST_ATTEMPTS_ASKED = 6


@dataclass(frozen=True, slots=True)
class ClaimedRun:
    """What is to be produced, by whoever holds it. `by`, `why`: whom its edition names and what for; `schedule_id`:
    None for what somebody asked for. `newer_than`: an edition produced by then does not do."""

    id: int
    owner: str
    attempt: int
    body: str
    period: int
    due_at: datetime
    as_of: date
    languages: tuple[str, ...]
    by: str = BY_SCHEDULE
    why: str = ""
    schedule_id: int | None = None
    newer_than: datetime | None = None


def claim_run(session: Session, body_id: int, *, owner: str, now: datetime, lease: timedelta) -> ClaimedRun | None:
    """Claim the first run that is due at a body, those that somebody asked for before the others; None where nothing is
    due, or another is at work on the body.

    The body's schedules, and what is asked for, are locked: two who claim at once take turns, and the second sees the
    first one's claim.
    """
    schedules = select(Schedule.id).where(Schedule.body_id == body_id).order_by(col(Schedule.id))
    session.exec(schedules.with_for_update()).all()
    asked = select(Run.id).where(Run.body_id == body_id, col(Run.schedule_id).is_(None), Run.state != RunState.DONE)
    session.exec(asked.order_by(col(Run.id)).with_for_update()).all()
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
    """Keep the error, and have the run tried again after a pause; one that somebody asked for is given up where it was
    tried often enough. False where it is no longer ours."""
    next_try = now + pause_after(claimed.attempt)
    changes: dict[str, Any] = {"state": RunState.FAILED, "error": error, "lease_until": next_try}
    if claimed.schedule_id is None and claimed.attempt >= MOST_ATTEMPTS_ASKED:
        changes["finished_at"] = now
    return _change(session, claimed, changes)


def give_back_run(session: Session, claimed: ClaimedRun, *, now: datetime) -> bool:
    """Leave a run for the next who looks, as if it had not been tried. False where it is no longer ours."""
    return _change(session, claimed, {"lease_until": now, "attempts": claimed.attempt - 1})


def _insert(session: Session, found: DueRun, *, owner: str, now: datetime, lease: timedelta) -> Run:
    assert found.schedule is not None, "what is asked for has its row"
    run = Run(
        body_id=found.body_id,
        schedule_id=found.schedule.id,
        period_id=find_period_ids(session, found.body_id)[found.due.period],
        due_at=found.due.due_at,
        as_of=found.due.as_of,
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
        col(Run.finished_at).is_(None),
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
        languages=found.languages,
        by=run.asked_by or BY_SCHEDULE,
        why=run.why or "",
        schedule_id=run.schedule_id,
        newer_than=run.due_at if run.is_anew else None,
    )
