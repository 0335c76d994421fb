"""Recognising a returned form: whose it is, and which projects it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.statements import Statement
from tracker.models import Project
from tracker.queries.bodies import BodyView
from tracker.queries.returns import DepartmentProjects, find_department_projects
from tracker.register.return_layout import Marker
from tracker.register.return_reading import ReturnedForm


@dataclass(frozen=True, slots=True)
class Surrounding:
    """Into what forms are handed in. `party`: the code of the one whose departments an unmarked form is of.
    `found`: the departments asked for so far, by party."""

    view: BodyView
    period: int
    today: date
    party: str
    found: dict[int, list[DepartmentProjects]] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.view.body.time_zone)

    def party_id(self, code: str) -> int | None:
        return next((key for key, party in self.view.parties.items() if party.code == code), None)


@dataclass(frozen=True, slots=True)
class Matched:
    """`statements`: by project, those that state anything."""

    party_id: int
    department: str
    statements: Mapping[int, Statement]


def match_form(session: Session, around: Surrounding, form: ReturnedForm) -> Matched:
    """Whose form it is and what it says. Refused with every problem, each with its row and column."""
    own = _find_department(session, around, form)
    problems = [*form.problems]
    projects = {row.ref: row.id for row in own.projects}
    statements: dict[int, Statement] = {}
    seen: set[str] = set()
    for row in form.rows:
        if row.statement.is_empty and row.number not in {one.place.row for one in form.problems}:
            continue
        place = Place(form.sheet, row.number, form.ref_heading)
        code = _find_fault(session, around, row.ref, projects, seen)
        if code is not None:
            problems.append(Problem(code, {"ref": row.ref[:80], "department": own.key}, place))
        else:
            statements[projects[row.ref]] = row.statement
        seen.add(row.ref)
    if problems:
        raise Refused(*sorted(problems, key=lambda one: one.place.row or 0))
    return Matched(own.party_id, own.key, statements)


def _find_fault(
    session: Session, around: Surrounding, ref: str, projects: Mapping[str, int], seen: set[str]
) -> str | None:
    if not ref:
        return "return_row_without_ref"
    if ref in seen:
        return "return_ref_twice"
    if ref in projects:
        return None
    body_id = around.view.id
    period_id = session.exec(select(Project.period_id).where(Project.body_id == body_id, Project.ref == ref)).first()
    if period_id is None:
        return "return_unknown_ref"
    same = period_id == around.view.period_id(around.period)
    return "return_ref_other_department" if same else "return_ref_other_period"


def _find_department(session: Session, around: Surrounding, form: ReturnedForm) -> DepartmentProjects:
    if form.marker is None:
        return _recognise(session, around, form)
    party_id = _require_ours(around, form.marker)
    for one in _find_departments(session, around, party_id):
        if one.key == form.marker.department:
            return one
    raise Refused(Problem("return_unknown_department", {"department": form.marker.department[:300]}))


def _require_ours(around: Surrounding, marker: Marker) -> int:
    if marker.body != around.view.body.code:
        raise Refused(Problem("return_other_body", {"body": marker.body[:80]}))
    if marker.period != around.period:
        raise Refused(Problem("return_other_period", {"made": marker.period, "period": around.period}))
    party_id = around.party_id(marker.party)
    if party_id is None:
        raise Refused(Problem("unknown_party", {"value": marker.party[:40], "known": [around.party]}))
    return party_id


def _recognise(session: Session, around: Surrounding, form: ReturnedForm) -> DepartmentProjects:
    """By its refs, among the departments of the party."""
    party_id = around.party_id(around.party)
    refs = {row.ref for row in form.rows}
    departments = [] if party_id is None else _find_departments(session, around, party_id)
    found = [one for one in departments if refs & {row.ref for row in one.projects}]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(Problem("return_mixed", {"departments": [one.key for one in found]}))
    raise Refused(Problem("return_unmarked", {"party": around.party}))


def _find_departments(session: Session, around: Surrounding, party_id: int) -> list[DepartmentProjects]:
    if party_id not in around.found:
        around.found[party_id] = find_department_projects(
            session, around.view, period=around.period, today=around.today, party_id=party_id
        )
    return around.found[party_id]
