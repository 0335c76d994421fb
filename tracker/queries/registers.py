"""A body's register as plain rows: each table's rows by the fields that `tracker.register` describes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from tracker.domain.periods import ClosingKind
from tracker.domain.problems import Problem
from tracker.domain.stages import Entry, EntryKind, find_standing
from tracker.models import Body, Lineage, Membership, PeriodClosing, Project, ProjectParty, StatusEntry
from tracker.queries.bodies import BodyView, get_body_view

Row = dict[str, Any]

BODY_FIELDS = (
    "code", "names", "kind", "founded_on", "time_zone", "languages", "visibility",
    "illustrative", "asks_confirmation", "asks_sign_off", "criteria", "source",
    "data_licence",
)  # fmt: skip
AREA_FIELDS = ("code", "names", "opened_on", "closed_on")
PERIOD_FIELDS = (
    "number", "conference_on", "agreed_list_on", "starts_on", "ends_on",
    "next_conference_planned_on", "stages_published", "break_note", "note",
)  # fmt: skip
PROJECT_FIELDS = ("ref", "titles", "mode", "run_by", "field", "horizon", "agreed_on", "due_on", "note")


@dataclass(frozen=True, slots=True)
class StoredRegister:
    """`tables`: rows by table. A project's row says beside its fields whether it is `struck`, a period's on which
    days it was `closed_before` it was reopened.
    `standing`: the entries of each project that stand, by its ref. `warnings`: what the rows cannot tell."""

    tables: dict[str, list[Row]]
    standing: dict[str, list[Entry]]
    warnings: list[Problem]

    def without_struck(self) -> "StoredRegister":
        """As it goes out: what was struck was recorded by mistake, and is not handed on."""
        struck = {row["ref"] for row in self.tables["projects"] if row["struck"]}
        projects = [
            row | {"continues": [ref for ref in row["continues"] if ref not in struck]}
            for row in self.tables["projects"]
            if not row["struck"]
        ]
        warnings = [problem for problem in self.warnings if problem.values["ref"] not in struck]
        warnings += [Problem("struck_left_out", {"ref": ref}) for ref in sorted(struck)]
        return StoredRegister(self.tables | {"projects": projects}, self.standing, warnings)


def get_register(session: Session, code: str) -> StoredRegister:
    """The five tables of a body, in a fixed number of queries; parties, areas and projects in the order in
    which they came. NotFound."""
    view = get_body_view(session, code)
    standing = _find_standing(session, view.body)
    warnings: list[Problem] = []
    tables = {
        "body": [_fields(view.body, BODY_FIELDS)],
        "parties": [_party_row(view, stay) for stay in view.memberships],
        "areas": [_fields(area, AREA_FIELDS) for area in view.areas.values()],
        "periods": _period_rows(session, view),
        "projects": _project_rows(session, view, standing, warnings),
    }
    return StoredRegister(tables, standing, warnings)


def _fields(row: object, names: Sequence[str]) -> Row:
    return {name: getattr(row, name) for name in names}


def _party_row(view: BodyView, stay: Membership) -> Row:
    party = view.parties[stay.party_id]
    return _fields(party, ("code", "names", "country")) | _fields(stay, ("role", "joined_on", "left_on"))


def _period_rows(session: Session, view: BodyView) -> list[Row]:
    closed: dict[int, date | None] = {}
    before: dict[int, list[date]] = defaultdict(list)
    query = select(PeriodClosing).where(PeriodClosing.body_id == view.id).order_by(col(PeriodClosing.id))
    for closing in session.exec(query):
        last = closed.get(closing.period_id)
        if last is not None:
            before[closing.period_id].append(last)
        closed[closing.period_id] = closing.effective_on if closing.kind is ClosingKind.CLOSED else None
    rows = []
    for period_id, period in view.periods.items():
        host = None if period.host_id is None else view.parties[period.host_id].code
        closings = {"closed_on": closed.get(period_id), "closed_before": before[period_id]}
        rows.append(_fields(period, PERIOD_FIELDS) | {"host": host} | closings)
    return rows


def _find_standing(session: Session, body: Body) -> dict[str, list[Entry]]:
    """The standing entries of each project that has any, by ref."""
    columns = (
        StatusEntry.id, StatusEntry.kind, StatusEntry.effective_on, StatusEntry.recorded_at,
        StatusEntry.reason, StatusEntry.voids_id,
    )  # fmt: skip
    query = select(col(Project.ref), *columns).join(Project).where(StatusEntry.body_id == body.id)  # type: ignore[call-overload]
    logs: dict[str, list[Entry]] = defaultdict(list)
    for ref, *values in session.exec(query.order_by(col(StatusEntry.id))):
        logs[ref].append(Entry(*values))
    return {ref: find_standing(entries) for ref, entries in logs.items()}


def _project_rows(
    session: Session, view: BodyView, standing: dict[str, list[Entry]], warnings: list[Problem]
) -> list[Row]:
    projects = session.exec(select(Project).where(Project.body_id == view.id).order_by(col(Project.id))).all()
    refs = {project.id: project.ref for project in projects}
    continues: dict[int, list[str]] = defaultdict(list)
    lineage = select(Lineage).where(Lineage.body_id == view.id).order_by(col(Lineage.continues_id))
    for line in session.exec(lineage):
        continues[line.project_id].append(refs[line.continues_id])
    concerned = _find_concerned(session, view)
    rows = []
    for project in projects:
        assert project.id is not None
        row = _fields(project, PROJECT_FIELDS) | _stage_fields(project.ref, standing.get(project.ref, []), warnings)
        row |= {
            "period": view.periods[project.period_id].number,
            "area": view.areas[project.area_id].code,
            "lead": None if project.lead_id is None else view.parties[project.lead_id].code,
            "proposed_by": None if project.proposed_by_id is None else view.parties[project.proposed_by_id].code,
            "continues": continues[project.id],
            "struck": project.struck_at is not None,
        }
        rows.append(row | _concerned_fields(view, concerned[project.id]))
    return rows


def _find_concerned(session: Session, view: BodyView) -> dict[int, list[ProjectParty]]:
    found: dict[int, list[ProjectParty]] = defaultdict(list)
    query = select(ProjectParty).where(ProjectParty.body_id == view.id).order_by(col(ProjectParty.party_id))
    for row in session.exec(query):
        found[row.project_id].append(row)
    return found


def _concerned_fields(view: BodyView, concerned: Iterable[ProjectParty]) -> Row:
    """The parties named, and the departments as texts by language, then by party."""
    departments: dict[str, dict[str, str]] = defaultdict(dict)
    named = []
    for row in concerned:
        code = view.parties[row.party_id].code
        if row.is_named:
            named.append(code)
        for tag, name in row.departments.items():
            departments[tag][code] = name
    return {"parties": named, "departments": dict(departments)}


def _stage_fields(ref: str, standing: Sequence[Entry], warnings: list[Problem]) -> Row:
    """The days of the entries themselves, not those derived from them; of several suspensions the latest.

    The one reason is that of the withdrawal, or else of the suspension."""
    first: dict[EntryKind, Entry] = {}
    for entry in standing:
        first.setdefault(entry.kind, entry)
    suspensions = [entry for entry in standing if entry.kind is EntryKind.SUSPENDED]
    suspended = suspensions[-1] if suspensions else None
    resumed = None
    if suspended is not None:
        after = standing[standing.index(suspended) + 1 :]
        resumed = next((entry for entry in after if entry.kind is EntryKind.RESUMED), None)
    withdrawn = first.get(EntryKind.WITHDRAWN)
    if len(suspensions) > 1:
        warnings.append(Problem("several_suspensions", {"ref": ref, "number": len(suspensions)}))
    if suspended is not None and withdrawn is not None and suspended.reason is not withdrawn.reason:
        warnings.append(Problem("reason_left_out", {"ref": ref, "reason": suspended.reason}))
    stopped = withdrawn or suspended
    return {
        "promoted_on": _day(first.get(EntryKind.PROMOTED)),
        "implemented_on": _day(first.get(EntryKind.IMPLEMENTED)),
        "suspended_on": _day(suspended),
        "resumed_on": _day(resumed),
        "withdrawn_on": _day(withdrawn),
        "reason": None if stopped is None else stopped.reason,
    }


def _day(entry: Entry | None) -> date | None:
    return None if entry is None else entry.effective_on
