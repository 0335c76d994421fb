"""What every page of returns stands on: the current period, in whose name, which returns are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint

from tracker.access import Forbidden
from tracker.actions.days import latest_day
from tracker.actions.return_forms import Asked
from tracker.actions.returns import Keeping
from tracker.domain.periods import PeriodFacts
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Act
from tracker.queries.returns import (
    DepartmentProjects,
    Reported,
    find_colleagues,
    find_department_projects,
    find_seen_returns,
)
from tracker.web.gates import AtBody
from tracker.web.keeping import find_kept
from tracker.web.people import name_recorders
from tracker.web.service import current_service
from tracker.wording.languages import Name

returns = Blueprint("returns", __name__)

#: How many files are taken at once, and how many bytes they may have together.
MOST_FILES, MOST_BYTES = 50, 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a return came from: who handed it in (empty where the department filled its form itself), and when."""

    who: str
    received: str
    document: str


def find_period(at: AtBody) -> PeriodFacts | None:
    """The latest period whose conference is not after today."""
    visible = at.view.facts.visible(at.today)
    return visible[-1] if visible else None


def require_period(at: AtBody) -> PeriodFacts:
    period = find_period(at)
    if period is None:
        raise Refused(Problem("period_not_begun"))
    return period


def own_party(at: AtBody) -> str:
    """The party in whose name is logged. Forbidden for whoever speaks for none."""
    if at.party is None:
        raise Forbidden(Act.MANAGE_RETURNS, at.code, at.asking.visitor)
    return at.party


def find_latest(at: AtBody) -> date:
    """The latest day that can have happened where the parties are."""
    countries = [party.country for party in at.view.parties.values()]
    return latest_day(at.asking.now, time_zone=at.view.body.time_zone, countries=countries)


def find_seen(at: AtBody) -> sa.ColumnElement[bool]:
    """Which returns the visitor is shown."""
    colleagues = find_colleagues(at.session, at.view.id, at.asking.visitor.parties_at(at.view.body))
    return find_seen_returns(at.view.id, find_kept(at), colleagues)


def find_departments(at: AtBody, period: PeriodFacts, party: str) -> list[DepartmentProjects]:
    """A party's departments in a period. Whom they are reached by is known to whoever keeps the party's contacts."""
    party_id = next(key for key, one in at.view.parties.items() if one.code == party)
    found = find_department_projects(at.session, at.view, period=period.number, today=at.today, party_id=party_id)
    return found if party_id in find_kept(at) else [replace(one, contact=None) for one in found]


def find_department(at: AtBody, reported: Reported) -> DepartmentProjects | None:
    """The department of a return; None where no project of its period names it any more."""
    period = next(one for one in at.view.facts.periods if at.view.period_id(one.number) == reported.of.period_id)
    found = find_departments(at, period, at.view.parties[reported.of.party_id].code)
    return next((one for one in found if one.key == reported.of.department), None)


def make_asked(at: AtBody, period: PeriodFacts) -> Asked:
    return Asked(at.view, period.number, at.held.at if at.held else at.asking.now)


def current_keeping() -> Keeping:
    settings = current_service().settings
    return Keeping(settings.files_dir, settings.max_file_bytes)


def find_people(at: AtBody, reported: list[Reported]) -> Mapping[str, str]:
    """What to call whoever handed these in or decided on them."""
    said = {one.of.received_by for one in reported} | {one.row.decided_by for one in reported if one.row.decided_by}
    return name_recorders(at.session, at.asking.wording, said)


def make_origin(at: AtBody, reported: Reported, people: Mapping[str, str]) -> Origin:
    received = reported.of.received_at.astimezone(ZoneInfo(at.view.body.time_zone)).date()
    return Origin(
        who="" if reported.of.link_id else people[reported.of.received_by],
        received=at.asking.wording.day(received),
        document="" if reported.document is None else reported.document.name,
    )


def name_departments(at: AtBody, reported: list[Reported]) -> Mapping[tuple[int, str], Name]:
    """What to call the departments of these returns in the page's language; as stored, where no project names them."""
    names: dict[tuple[int, str], Name] = {}
    for period_id, party_id in {(one.of.period_id, one.of.party_id) for one in reported}:
        number = at.view.periods[period_id].number
        found = find_department_projects(at.session, at.view, period=number, today=at.today, party_id=party_id)
        names |= {(party_id, one.key): at.call(one.names) for one in found}
    first = next(iter(at.view.body.languages), at.asking.wording.lang)
    return {
        (one.of.party_id, one.of.department): names.get(
            (one.of.party_id, one.of.department), Name(one.of.department, first)
        )
        for one in reported
    }
