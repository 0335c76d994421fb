"""Editions that somebody asks for: they wait for a scheduler, which takes them up before everything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.actions.days import latest_day
from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.actions.schedules import NOBODY
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.models import Period, Run, RunState, Subject
from tracker.queries.bodies import get_body_view


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, and why. `is_anew`: a new edition also where no figure differs from the last one."""

    as_of: date
    languages: Sequence[str]
    why: str
    is_anew: bool = False


def ask_for_edition(session: Session, recording: Recording, period: Period, wanted: Wanted) -> tuple[Run, bool]:
    """The run that will make it, and whether it is new: not where the same is waiting or at work already.

    Refused: a day that has not come anywhere among the parties, or before the period's conference.
    """
    _require_day(session, recording, period, wanted.as_of)
    waiting = select(Run).where(
        Run.body_id == recording.body_id,
        Run.period_id == period.id,
        Run.as_of == wanted.as_of,
        Run.is_anew == wanted.is_anew,
        col(Run.schedule_id).is_(None),
        Run.state != RunState.DONE,
        col(Run.finished_at).is_(None),
    )
    for run in session.exec(waiting.order_by(col(Run.id))):
        if set(run.languages or ()) == set(wanted.languages):
            return run, False
    run = Run(
        body_id=recording.body_id,
        period_id=period.id,
        due_at=recording.at,
        state=RunState.ASKED,
        owner=NOBODY,
        lease_until=recording.at,
        attempts=0,
        asked_by=recording.by,
        why=wanted.why,
        as_of=wanted.as_of,
        languages=list(wanted.languages),
        is_anew=wanted.is_anew,
        started_at=recording.at,
    )
    session.add(run)
    session.flush()
    return run, True


def withdraw_edition(session: Session, recording: Recording, run_id: int) -> bool:
    """Take back what somebody asked for. False where it has begun, or was withdrawn already. NotFound."""
    run = session.get(Run, run_id)
    if run is None or run.body_id != recording.body_id or run.schedule_id is not None:
        raise NotFound("asked_edition", str(run_id))
    waits = (col(Run.state) == RunState.ASKED, col(Run.finished_at).is_(None))
    withdrawn = sa.update(Run).where(col(Run.id) == run_id, *waits).values(finished_at=recording.at)
    if cast("sa.CursorResult[Any]", session.execute(withdrawn)).rowcount != 1:
        return False
    period = session.get_one(Period, run.period_id)
    keep_changed(
        session,
        keeper_of(recording),
        Subject.PERIOD,
        str(period.number),
        before={"asked_edition": "asked"},
        after={"asked_edition": "withdrawn", "as_of": run.as_of},
    )
    return True


def _require_day(session: Session, recording: Recording, period: Period, as_of: date) -> None:
    view, place = get_body_view(session, recording.body.code), Place(column="as_of")
    countries = [party.country for party in view.parties.values()]
    today = latest_day(recording.at, time_zone=view.body.time_zone, countries=countries)
    if as_of > today:
        raise Refused(Problem("report_ahead", {"day": as_of, "today": today}, place))
    if period.conference_on > as_of:
        values = {"body": view.body.code, "period": period.number, "day": as_of, "conference_on": period.conference_on}
        raise Refused(Problem("report_before_conference", values, place))
