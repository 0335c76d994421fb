"""The agreed list: adding projects, with the parties they concern and what they continue."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from tracker.actions.agreeing import Surroundings, find_agreement_problems, find_surroundings, is_listed
from tracker.actions.periods import require_open
from tracker.actions.recording import Recording
from tracker.actions.tallies import touch_periods
from tracker.domain.problems import Problem, Refused
from tracker.models import Lineage, Party, Period, Project, ProjectCreate, ProjectParty


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
        for values in make_party_rows(recording, row, one.parties, one.departments, parties)
    ]
    insert_rows(session, ProjectParty, concerned)
    add_lineage(session, recording, {row.ref: one.continues for row, one in zip(rows, new, strict=True)})
    touch_periods(session, recording.body_id, [period.id])
    return rows


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


def make_party_rows(
    recording: Recording,
    project: Project,
    named: Sequence[str],
    departments: dict[str, dict[str, str]],
    parties: dict[str, Party],
) -> list[dict[str, Any]]:
    """The rows of a project's parties: those named on it, and those that have a department."""
    return [
        {
            "body_id": recording.body_id,
            "project_id": project.id,
            "party_id": parties[code].id,
            "is_named": code in named,
            "departments": departments.get(code, {}),
        }
        for code in dict.fromkeys([*named, *departments])
    ]


def add_lineage(session: Session, recording: Recording, continues: dict[str, Sequence[str]]) -> None:
    """Record what projects continue, all by ref. Refused: a ref that the body has not, or not of an earlier period."""
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
    insert_rows(session, Lineage, lines)


def insert_rows(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Many rows that nobody holds on to: ten times as fast as one object for each."""
    if rows:
        session.execute(sa.insert(table), rows)
