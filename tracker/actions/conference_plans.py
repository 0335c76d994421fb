"""The next conference: planned, postponed, held or cancelled. Every word of it is kept; the period's own day of the
next conference, from which schedules count, follows."""

from datetime import date

from sqlmodel import Session

from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import ConferencePlan, Period, PlanKind, Subject
from tracker.queries.cycle import find_following

#: The field of a form at which a day, or a reason, is refused.
DAY, REASON = "planned_on", "reason"


def plan_conference(session: Session, recording: Recording, period: Period, *, on: date) -> ConferencePlan:
    """Plan the conference that ends a period. Refused where a day is planned already (it is postponed, then), where
    the next period is open, and for a day that is not after this period's conference."""
    _require_running(session, period)
    if period.next_conference_planned_on is not None:
        raise _refuse("plan_there", DAY, day=period.next_conference_planned_on)
    _require_day(period, on)
    return record_plan(session, recording, period, PlanKind.PLANNED, on=on)


def postpone_conference(
    session: Session, recording: Recording, period: Period, *, on: date | None, reason: str
) -> ConferencePlan:
    """Move a planned conference to another day, or (None) to one that is not known yet, for a reason. Refused where
    nothing is planned, and as `plan_conference`."""
    _require_running(session, period)
    before = period.next_conference_planned_on
    if before is None:
        raise _refuse("plan_missing", DAY)
    if not reason.strip():
        raise _refuse("plan_without_reason", REASON)
    if on is not None:
        _require_day(period, on)
        if on == before:
            raise _refuse("plan_unmoved", DAY, day=on)
    return record_plan(session, recording, period, PlanKind.POSTPONED, on=on, reason=reason.strip())


def cancel_conference(session: Session, recording: Recording, period: Period, *, reason: str) -> ConferencePlan:
    """There will be no conference as planned, for a reason. Another can be planned afterwards."""
    _require_running(session, period)
    if period.next_conference_planned_on is None:
        raise _refuse("plan_missing", REASON)
    if not reason.strip():
        raise _refuse("plan_without_reason", REASON)
    return record_plan(session, recording, period, PlanKind.CANCELLED, on=None, reason=reason.strip())


def record_plan(
    session: Session,
    recording: Recording,
    period: Period,
    kind: PlanKind,
    *,
    on: date | None,
    reason: str | None = None,
) -> ConferencePlan:
    """Keep what is said of the conference that ends a period. A conference held leaves the planned day as it was."""
    plan = ConferencePlan(
        body_id=recording.body_id,
        period_id=period.id,
        kind=kind,
        planned_on=on,
        reason=reason,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )
    session.add(plan)
    before = period.next_conference_planned_on
    if kind is not PlanKind.HELD and before != on:
        period.next_conference_planned_on = on
        changed = ({"next_conference_planned_on": before}, {"next_conference_planned_on": on})
        keeper, key = keeper_of(recording), str(period.number)
        keep_changed(session, keeper, Subject.PERIOD, key, before=changed[0], after=changed[1], reason=reason)
    session.flush()
    return plan


def _require_running(session: Session, period: Period) -> None:
    following = find_following(session, period)
    if following is not None:
        raise _refuse("plan_over", DAY, number=following.number, day=following.conference_on)


def _require_day(period: Period, on: date) -> None:
    if on <= period.conference_on:
        raise _refuse("plan_before_conference", DAY, day=on, number=period.number, conference_on=period.conference_on)


def _refuse(code: str, field: str, **values: object) -> Refused:
    return Refused(Problem(code, values, Place(column=field)))
