"""The agreed list: adding, changing, deleting (draft) and striking (sealed) projects."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from tracker.actions.agreeing import Surroundings, find_agreement_problems, find_surroundings, is_listed
from tracker.actions.confirmations import keep_requests_in_step
from tracker.actions.history import Keeper, keep_added, keep_changed, keep_removed, keeper_of
from tracker.actions.periods import require_open
from tracker.actions.recording import Recording
from tracker.actions.tallies import touch_periods
from tracker.domain.problems import Problem, Refused
from tracker.domain.stages import find_order_problems, find_standing
from tracker.models import (
    Document,
    Lineage,
    Party,
    Period,
    Project,
    ProjectCreate,
    ProjectParty,
    ReportedStatement,
    StatusEntry,
    Subject,
)
from tracker.queries.bodies import get_body_view
from tracker.queries.entries import find_entries
from tracker.queries.first_values import find_first_values

T = TypeVar("T")

#: Fields of a project that are given whole, and kept in tables of their own.
WHOLE = ("parties", "departments", "continues")

#: Fields that say whom a project concerns.
CONCERNING = {"parties", "departments", "lead", "agreed_on"}


def add_projects(session: Session, recording: Recording, period: Period, new: Sequence[ProjectCreate]) -> list[Project]:
    """Add projects to a period that is open; to a sealed list only additional ones. All or nothing.

    Codes and refs are those of the body. Refused: unknown ones, a ref used already, a closed period, what
    does not fit the day it was agreed (see `tracker.actions.agreeing`).
    """
    require_open(session, period)
    around = find_surroundings(session, recording)
    problems = _find_problems(session, recording, period, new, around)
    if problems:
        raise Refused(*problems)
    areas, parties = around.areas, around.parties
    rows = [
        Project(
            body_id=recording.body_id,
            period_id=period.id,
            area_id=areas[one.area].id,
            lead_id=None if one.lead is None else parties[one.lead].id,
            proposed_by_id=None if one.proposed_by is None else parties[one.proposed_by].id,
            recorded_at=recording.at,
            recorded_by=recording.by,
            **one.model_dump(exclude={"area", "lead", "proposed_by", "parties", "departments", "continues"}),
        )
        for one in new
    ]
    session.add_all(rows)
    session.flush()
    concerned = [
        values
        for row, one in zip(rows, new, strict=True)
        for values in _party_rows(recording, row, one.parties, one.departments, parties)
    ]
    _insert(session, ProjectParty, concerned)
    _add_lineage(session, recording, {row.ref: one.continues for row, one in zip(rows, new, strict=True)})
    touch_periods(session, recording.body_id, [period.id])
    return rows


def change_project(session: Session, recording: Recording, project: Project, changes: dict[str, Any]) -> None:
    """Set fields of a project of an open period: those of ProjectCreate, but ref.

    `parties`, `departments` and `continues` are given whole. Refused: unknown codes or refs, what does not fit
    the day it was agreed, a day of agreement after something happened, or one that would move a project of a
    sealed list out of it, or into it.
    """
    period = session.get_one(Period, project.period_id)
    require_open(session, period)
    around = find_surroundings(session, recording)
    problems = _find_change_problems(session, period, project, changes, around)
    if problems:
        raise Refused(*problems)
    areas, parties = around.areas, around.parties
    concerns = not CONCERNING.isdisjoint(changes)
    before = describe_project(session, project, changes, around)
    after = {name: sorted(value) if name in ("parties", "continues") else value for name, value in changes.items()}
    for name in ("lead", "proposed_by"):
        if name in changes:
            code = changes.pop(name)
            setattr(project, f"{name}_id", None if code is None else parties[code].id)
    if "area" in changes:
        project.area_id = areas[changes.pop("area")].id
    apart: dict[str, Any] = {name: changes.pop(name) for name in WHOLE if name in changes}
    # All of the row before any query: mode and lead change together, or the database refuses.
    for name, value in changes.items():
        setattr(project, name, value)
    session.flush()
    continues = apart.pop("continues", None)
    if apart:
        _replace_parties(session, recording, project, apart, parties)
    if continues is not None:
        session.execute(sa.delete(Lineage).where(col(Lineage.project_id) == project.id))
        _add_lineage(session, recording, {project.ref: continues})
    if concerns:
        keep_requests_in_step(session, recording.body, {project.id})
    touch_periods(session, recording.body_id)  # it may be renewed by a later list, or leave one that continues it
    keep_changed(session, keeper_of(recording), Subject.PROJECT, project.ref, before=before, after=after)


def describe_project(
    session: Session, project: Project, names: Collection[str], around: Surroundings
) -> dict[str, Any]:
    """The fields of ProjectCreate that are named, as the project has them: parties and areas by code, the parties
    named and the earlier refs in order."""
    codes = {party.id: code for code, party in around.parties.items()}
    areas = {area.id: code for code, area in around.areas.items()}
    of_its_own: dict[str, Any] = {
        "area": areas[project.area_id],
        "lead": None if project.lead_id is None else codes[project.lead_id],
        "proposed_by": None if project.proposed_by_id is None else codes[project.proposed_by_id],
    }
    if {"parties", "departments"} & set(names):
        rows = session.exec(select(ProjectParty).where(ProjectParty.project_id == project.id)).all()
        of_its_own["parties"] = sorted(codes[row.party_id] for row in rows if row.is_named)
        of_its_own["departments"] = {codes[row.party_id]: row.departments for row in rows if row.departments}
    if "continues" in names:
        earlier = select(Project.ref).join(Lineage, col(Lineage.continues_id) == Project.id)
        found = session.exec(earlier.where(Lineage.project_id == project.id))
        of_its_own["continues"] = sorted(found)
    return {name: of_its_own[name] if name in of_its_own else getattr(project, name) for name in names}


def delete_draft_project(session: Session, recording: Recording, project: Project) -> None:
    """Take a row off a draft list. Refused once the list is sealed, anything was logged or reported, a file is
    kept with it, or a later project continues it."""
    period = session.get_one(Period, project.period_id)
    require_open(session, period)
    if period.list_sealed_at is not None:
        raise Refused(Problem("list_sealed", {"ref": project.ref, "period": period.number}))
    if session.exec(select(StatusEntry.id).where(StatusEntry.project_id == project.id).limit(1)).first():
        raise Refused(Problem("project_has_entries", {"ref": project.ref}))
    if _is_spoken_of(session, project):
        raise Refused(Problem("project_is_spoken_of", {"ref": project.ref}))
    if session.exec(select(Lineage.project_id).where(Lineage.continues_id == project.id).limit(1)).first():
        raise Refused(Problem("project_is_continued", {"ref": project.ref}))
    before = describe_project(session, project, ProjectCreate.model_fields, find_surroundings(session, recording))
    # Its row said until now by whom and as what it was added.
    first = find_first_values(session, get_body_view(session, recording.body.code), [project])[project.id]
    adding = Keeper(project.recorded_by, project.recorded_at, recording.body_id)
    session.delete(project)
    session.flush()
    touch_periods(session, recording.body_id)
    keep_added(session, adding, Subject.PROJECT, project.ref, {"period": period.number} | first)
    keep_removed(session, keeper_of(recording), Subject.PROJECT, project.ref, before)


def _is_spoken_of(session: Session, project: Project) -> bool:
    """Whether a file is kept with it, or a department reported it."""
    files = select(Document.id).where(Document.project_id == project.id)
    statements = select(ReportedStatement.id).where(ReportedStatement.project_id == project.id)
    return any(session.exec(query.limit(1)).first() is not None for query in (files, statements))


def strike_project(
    session: Session, recording: Recording, project: Project, *, reason: str, document: str | None = None
) -> None:
    """Mark a project of a sealed list as recorded by mistake: visible for ever, counted nowhere."""
    period = session.get_one(Period, project.period_id)
    require_open(session, period)
    if period.list_sealed_at is None:
        raise Refused(Problem("list_not_sealed", {"ref": project.ref, "period": period.number}))
    if project.struck_at is not None:
        raise Refused(Problem("struck_already", {"ref": project.ref}))
    if not reason.strip():
        raise Refused(Problem("strike_without_reason", {"ref": project.ref}))
    project.struck_at, project.struck_by = recording.at, recording.by
    project.struck_reason, project.struck_document = reason, document
    session.flush()
    keep_requests_in_step(session, recording.body, {project.id})
    touch_periods(session, recording.body_id)
    struck = {"struck_at": recording.at, "struck_document": document}
    before = dict.fromkeys(struck)
    keeper = keeper_of(recording)
    keep_changed(session, keeper, Subject.PROJECT, project.ref, before=before, after=struck, reason=reason)


def _find_problems(
    session: Session, recording: Recording, period: Period, new: Sequence[ProjectCreate], around: Surroundings
) -> list[Problem]:
    taken = set(session.exec(select(Project.ref).where(Project.body_id == recording.body_id)))
    problems = []
    for one in new:
        if one.ref in taken:
            problems.append(Problem("duplicate_ref", {"ref": one.ref}))
        taken.add(one.ref)
        named = {code for code in (one.lead, one.proposed_by, *one.parties, *one.departments) if code is not None}
        problems += find_agreement_problems(
            around, period, one.ref, agreed_on=one.agreed_on, area=one.area, parties=named
        )
        if period.list_sealed_at is not None and is_listed(period, one.agreed_on):
            problems.append(Problem("list_sealed", {"ref": one.ref, "period": period.number}))
    return problems


def _find_change_problems(
    session: Session, period: Period, project: Project, changes: dict[str, Any], around: Surroundings
) -> list[Problem]:
    agreed_on = changes.get("agreed_on", project.agreed_on)
    areas = {area.id: code for code, area in around.areas.items()}
    named = _find_named(session, project, changes, {party.id: code for code, party in around.parties.items()})
    area = changes.get("area", areas[project.area_id])
    problems = find_agreement_problems(around, period, project.ref, agreed_on=agreed_on, area=area, parties=named)
    if period.list_sealed_at is not None and is_listed(period, agreed_on) != is_listed(period, project.agreed_on):
        problems.append(Problem("list_sealed", {"ref": project.ref, "period": period.number}))
    if agreed_on != project.agreed_on:
        standing = find_standing(find_entries(session, [project.id]).get(project.id, []))
        found = find_order_problems(agreed_on, standing)
        problems += [
            Problem(one.code, {"ref": project.ref} | one.values) for one in found if one.code == "before_agreed"
        ]
    return problems


def _find_named(session: Session, project: Project, changes: dict[str, Any], codes: dict[int, str]) -> set[str]:
    """The codes of the parties that the project names once it is changed."""
    rows = session.exec(select(ProjectParty).where(ProjectParty.project_id == project.id)).all()
    stored = {
        "lead": [] if project.lead_id is None else [codes[project.lead_id]],
        "proposed_by": [] if project.proposed_by_id is None else [codes[project.proposed_by_id]],
        "parties": [codes[row.party_id] for row in rows if row.is_named],
        "departments": [codes[row.party_id] for row in rows if row.departments],
    }
    given = {
        name: [value] if isinstance(value, str) else list(value or ())
        for name, value in changes.items()
        if name in stored
    }
    return {code for found in (stored | given).values() for code in found}


def _party_rows(
    recording: Recording,
    project: Project,
    named: Sequence[str],
    departments: dict[str, dict[str, str]],
    parties: dict[str, Party],
) -> list[dict[str, Any]]:
    return [
        {
            "body_id": recording.body_id,
            "project_id": project.id,
            "party_id": _one(parties, code, "unknown_party").id,
            "is_named": code in named,
            "departments": departments.get(code, {}),
        }
        for code in dict.fromkeys([*named, *departments])
    ]


def _replace_parties(
    session: Session, recording: Recording, project: Project, changes: dict[str, Any], parties: dict[str, Party]
) -> None:
    codes = {party.id: code for code, party in parties.items()}
    rows = session.exec(select(ProjectParty).where(ProjectParty.project_id == project.id)).all()
    named = changes.pop("parties", [codes[row.party_id] for row in rows if row.is_named])
    departments = changes.pop("departments", {codes[row.party_id]: row.departments for row in rows if row.departments})
    for row in rows:
        session.delete(row)
    session.flush()
    _insert(session, ProjectParty, _party_rows(recording, project, named, departments, parties))


def _add_lineage(session: Session, recording: Recording, continues: dict[str, Sequence[str]]) -> None:
    wanted = {ref for refs in continues.values() for ref in refs}
    if not wanted:
        return
    query = select(Project.ref, Project.id, Period.number).join(Period).where(Project.body_id == recording.body_id)
    found = {ref: (project_id, number) for ref, project_id, number in session.exec(query)}
    problems, lines = [], []
    for ref, earlier in continues.items():
        for other in dict.fromkeys(earlier):
            if other not in found:
                problems.append(Problem("continues_unknown", {"ref": ref, "value": other}))
            elif found[other][1] >= found[ref][1]:
                problems.append(Problem("continues_not_earlier", {"ref": ref, "value": other}))
            else:
                line = {"project_id": found[ref][0], "continues_id": found[other][0]}
                lines.append(line | {"body_id": recording.body_id})
    if problems:
        raise Refused(*problems)
    _insert(session, Lineage, lines)


def _insert(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Many rows that nobody holds on to: ten times as fast as one object for each."""
    if rows:
        session.execute(sa.insert(table), rows)


def _one(known: dict[str, T], code: str, problem: str) -> T:
    if code not in known:
        raise Refused(Problem(problem, {"value": code, "known": sorted(known)}))
    return known[code]
