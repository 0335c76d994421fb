"""Changing a project of the agreed list: its own fields, the parties it concerns, what it continues."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.actions.agreeing import Surroundings, find_agreement_problems, find_surroundings, is_listed
from tracker.actions.confirmations import keep_requests_in_step
from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.periods import require_open
from tracker.actions.projects import add_lineage, insert_rows, make_party_rows
from tracker.actions.recording import Recording
from tracker.actions.tallies import touch_periods
from tracker.domain.problems import Problem, Refused
from tracker.domain.stages import find_order_problems, find_standing
from tracker.models import Lineage, Party, Period, Project, ProjectParty, Subject
from tracker.queries.entries import find_entries

#: Fields of a project that are given whole, and kept in tables of their own.
WHOLE = ("parties", "departments", "continues")

#: Fields that say whom a project concerns.
CONCERNING = {"parties", "departments", "lead", "agreed_on"}


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
        add_lineage(session, recording, {project.ref: continues})
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
    insert_rows(session, ProjectParty, make_party_rows(recording, project, named, departments, parties))
