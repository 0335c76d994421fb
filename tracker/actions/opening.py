"""Opening the next period from its conference, and setting a period's own facts from a form, with reasons that help."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from tracker.actions.conference_plans import record_plan
from tracker.actions.days import latest_day
from tracker.actions.periods import add_period, change_period
from tracker.actions.recording import Recording
from tracker.domain.periods import eve_of
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Party, Period, PeriodCreate, PlanKind, Project
from tracker.queries.closings import is_closed_now
from tracker.queries.cycle import find_following, find_last_period, find_party_on


def open_period(session: Session, recording: Recording, new: PeriodCreate) -> Period:
    """The next period, with a draft list. The one before ends on the eve, unless it has ended; that its conference
    was held is kept in its plan. Refused, each at its field: another number than the next, a conference before the
    last one, within a closed period or ahead, a host that was no party then, projects agreed after the eve."""
    before = find_last_period(session, recording.body_id)
    problems = _find_opening_problems(session, recording, before, new)
    if problems:
        raise Refused(*problems)
    eve = eve_of(new.conference_on)
    if before is not None and before.ends_on is not None and before.ends_on > eve:
        change_period(session, recording, before, {"ends_on": eve})
    period = add_period(session, recording, new)
    if before is not None:
        record_plan(session, recording, before, PlanKind.HELD, on=new.conference_on)
    return period


def set_facts(session: Session, recording: Recording, period: Period, changes: Mapping[str, Any]) -> None:
    """Change what a form shows of an open period: `agreed_list_on`, `host`, `ends_on`, `stages_published`,
    `break_note`, `note`. Refused, each at its field, as `open_period`."""
    problems = _find_fact_problems(session, recording, period, changes)
    if problems:
        raise Refused(*problems)
    change_period(session, recording, period, dict(changes))


def _find_opening_problems(
    session: Session, recording: Recording, before: Period | None, new: PeriodCreate
) -> list[Problem]:
    problems = []
    number = 1 if before is None else before.number + 1
    if before is not None and new.number != number:
        problems.append(_problem("open_number", "number", value=new.number, next=number))
    today = _today(session, recording)
    day = new.conference_on
    if day > today:
        problems.append(_problem("conference_ahead", "conference_on", day=day, today=today))
    if before is not None:
        problems += _find_problems_with_before(session, before, day)
    if new.agreed_list_on is not None and not day <= new.agreed_list_on <= today:
        problems.append(_problem("list_day_wrong", "agreed_list_on", day=new.agreed_list_on, conference_on=day))
    return problems + _find_host_problems(session, recording, new.host, day)


def _find_problems_with_before(session: Session, before: Period, day: date) -> list[Problem]:
    values = {"day": day, "before": before.number, "conference_on": before.conference_on}
    if day <= before.conference_on:
        return [_problem("conference_too_early", "conference_on", **values)]
    if before.ends_on is not None and day <= before.ends_on and is_closed_now(session, before):
        ended = {"day": day, "before": before.number, "ends_on": before.ends_on}
        return [_problem("conference_in_closed", "conference_on", **ended)]
    late = _find_agreed_from(session, before, day)
    if late:
        return [_problem("agreed_after_conference", "conference_on", day=day, before=before.number, refs=late)]
    return []


def _find_fact_problems(
    session: Session, recording: Recording, period: Period, changes: Mapping[str, Any]
) -> list[Problem]:
    problems = []
    ends_on = changes.get("ends_on", period.ends_on)
    listed_on = changes.get("agreed_list_on")
    following = find_following(session, period)
    if ends_on is not None and ends_on < period.conference_on:
        problems.append(_problem("ends_too_early", "ends_on", day=ends_on, conference_on=period.conference_on))
    elif following is not None and (ends_on is None or ends_on >= following.starts_on):
        values = {"number": following.number, "starts_on": following.starts_on}
        problems.append(_problem("ends_too_late", "ends_on", **values))
    elif ends_on is not None and (late := _find_agreed_from(session, period, ends_on, after=True)):
        problems.append(_problem("agreed_after_end", "ends_on", day=ends_on, refs=late))
    if listed_on is not None and not (period.conference_on <= listed_on <= (ends_on or date.max)):
        values = {"day": listed_on, "conference_on": period.conference_on}
        problems.append(_problem("list_day_wrong", "agreed_list_on", **values))
    if "host" in changes:
        problems += _find_host_problems(session, recording, changes["host"], period.conference_on)
    return problems


def _find_agreed_from(session: Session, period: Period, day: date, *, after: bool = False) -> list[str]:
    """The first refs of a period that were agreed from a day on, or only after it."""
    since = col(Project.agreed_on) > day if after else col(Project.agreed_on) >= day
    query = select(Project.ref).where(Project.period_id == period.id, since).order_by(col(Project.id)).limit(5)
    return list(session.exec(query))


def _find_host_problems(session: Session, recording: Recording, code: str | None, day: date) -> list[Problem]:
    if code is None or find_party_on(session, recording.body_id, code, day) is not None:
        return []
    return [_problem("host_absent", "host", value=code, day=day)]


def _today(session: Session, recording: Recording) -> date:
    """The latest day that it is anywhere among the parties."""
    countries = session.exec(select(Party.country).where(Party.body_id == recording.body_id)).all()
    return latest_day(recording.at, time_zone=recording.body.time_zone, countries=countries)


def _problem(code: str, field: str, **values: object) -> Problem:
    return Problem(code, values, Place(column=field))
