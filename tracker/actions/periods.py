"""Opening, sealing, closing and reopening periods, and the rule for closed ones."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.actions.history import keep_added, keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.actions.tallies import touch_periods
from tracker.domain.periods import ClosingKind, eve_of, list_day
from tracker.domain.problems import Problem, Refused
from tracker.models import Party, Period, PeriodClosing, PeriodCreate, Subject
from tracker.queries.closings import find_reopened_on, is_closed_now


def require_open(session: Session, period: Period) -> None:
    """Refused where the period is closed: only late entries may still be added to it."""
    if is_closed_now(session, period):
        raise Refused(Problem("period_closed", {"period": period.number, "ends_on": period.ends_on}))


def add_period(session: Session, recording: Recording, new: PeriodCreate) -> Period:
    """Open a period; the one before, where it has no end yet, ends on the eve of this conference.

    One that arrives with `closed_on` is still open: close it when its projects and entries are in.
    """
    before = session.exec(
        select(Period)
        .where(Period.body_id == recording.body_id, col(Period.number) < new.number)
        .order_by(col(Period.number).desc())
        .limit(1)
    ).first()
    if before is not None and before.ends_on is None:
        before.ends_on = eve_of(new.conference_on)
        session.flush()
        _keep_changed(session, recording, before, {"ends_on": None}, {"ends_on": before.ends_on})
    values = new.model_dump(exclude={"host", "closed_on"})
    period = Period(body_id=recording.body_id, host_id=_host_id(session, recording, new.host), **values)
    session.add(period)
    session.flush()
    touch_periods(session, recording.body_id)
    keep_added(session, keeper_of(recording), Subject.PERIOD, str(new.number), values | {"host": new.host})
    return period


def change_period(session: Session, recording: Recording, period: Period, changes: dict[str, Any]) -> None:
    """Set fields of an open period (`host` by the party's code). Refused where it is closed, and where the day of
    a sealed agreed list would move: projects would leave the list without being struck."""
    require_open(session, period)
    days = {name: changes.get(name, getattr(period, name)) for name in ("agreed_list_on", "conference_on")}
    if period.list_sealed_at is not None and list_day(**days) != list_day(period.agreed_list_on, period.conference_on):
        raise Refused(Problem("list_day_sealed", {"period": period.number}))
    hosts = {one.id: one.code for one in session.exec(select(Party).where(Party.body_id == recording.body_id))}
    before = {n: hosts.get(period.host_id or 0) if n == "host" else getattr(period, n) for n in changes}
    for name, value in changes.items():
        if name == "host":
            period.host_id = _host_id(session, recording, value)
        else:
            setattr(period, name, value)
    session.flush()
    touch_periods(session, recording.body_id)
    _keep_changed(session, recording, period, before, changes)


def seal_agreed_list(session: Session, recording: Recording, period: Period, *, document: str) -> None:
    """From now on the list's projects are struck, never deleted. `document`: the signed minutes."""
    require_open(session, period)
    if period.list_sealed_at is not None:
        raise Refused(Problem("list_sealed_already", {"period": period.number}))
    period.list_sealed_at, period.list_sealed_document = recording.at, document
    session.flush()
    sealed = {"list_sealed_at": recording.at, "list_sealed_document": document}
    _keep_changed(session, recording, period, dict.fromkeys(sealed), sealed)


def close_period(session: Session, recording: Recording, period: Period, *, on: date) -> PeriodClosing:
    """Close a period that has reached its cut-off. Changes the flag of its figures, no figure.

    Refused for one without an end, before its end, after today, or before it was last reopened."""
    require_open(session, period)
    if period.ends_on is None:
        raise Refused(Problem("close_without_end", {"period": period.number}))
    if on < period.ends_on:
        raise Refused(Problem("close_before_end", {"period": period.number, "day": on, "ends_on": period.ends_on}))
    today = recording.at.astimezone(ZoneInfo(recording.body.time_zone)).date()
    if on > today:
        raise Refused(Problem("close_ahead", {"period": period.number, "day": on, "today": today}))
    reopened_on = find_reopened_on(session, period)
    if reopened_on is not None and on < reopened_on:
        values = {"period": period.number, "day": on, "reopened_on": reopened_on}
        raise Refused(Problem("close_before_reopening", values))
    return _record_closing(session, recording, period, ClosingKind.CLOSED, on=on, reason=None)


def reopen_period(session: Session, recording: Recording, period: Period, *, reason: str) -> PeriodClosing:
    """Open a closed period again, from today in the body's time zone, for a reason."""
    if not is_closed_now(session, period):
        raise Refused(Problem("period_not_closed", {"period": period.number}))
    if not reason.strip():
        raise Refused(Problem("reopen_without_reason", {"period": period.number}))
    today = recording.at.astimezone(ZoneInfo(recording.body.time_zone)).date()
    return _record_closing(session, recording, period, ClosingKind.REOPENED, on=today, reason=reason)


def _record_closing(
    session: Session, recording: Recording, period: Period, kind: ClosingKind, *, on: date, reason: str | None
) -> PeriodClosing:
    closing = PeriodClosing(
        body_id=recording.body_id,
        period_id=period.id,
        kind=kind,
        effective_on=on,
        reason=reason,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )
    session.add(closing)
    session.flush()
    closed = {"closed_on": on}
    before, after = ({}, closed) if kind is ClosingKind.CLOSED else (closed, {})
    keeper, key = keeper_of(recording), str(period.number)
    keep_changed(session, keeper, Subject.PERIOD, key, before=before, after=after, reason=reason)
    return closing


def _keep_changed(
    session: Session, recording: Recording, period: Period, before: dict[str, Any], after: dict[str, Any]
) -> None:
    keep_changed(session, keeper_of(recording), Subject.PERIOD, str(period.number), before=before, after=after)


def _host_id(session: Session, recording: Recording, code: str | None) -> int | None:
    if code is None:
        return None
    party = session.exec(select(Party).where(Party.body_id == recording.body_id, Party.code == code)).one_or_none()
    if party is None:
        raise Refused(Problem("unknown_party", {"value": code, "known": []}))
    return party.id
