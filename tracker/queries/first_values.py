"""What projects were when they were added: as they stand now, without what the history has of them since."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import HistoryEntry, Lineage, Project, ProjectCreate, ProjectParty, Subject, table_of
from tracker.queries.bodies import BodyView

PROJECT, LINEAGE = table_of(Project), table_of(Lineage)


def find_first_values(session: Session, view: BodyView, projects: Sequence[Project]) -> Mapping[int, dict[str, Any]]:
    """The fields of ProjectCreate that were not empty, but the ref; by project."""
    found = {one.id: _describe(view, one) for one in projects}
    for row in session.exec(select(ProjectParty).where(col(ProjectParty.project_id).in_(found))):
        _add_party(found[row.project_id], view.parties[row.party_id].code, row)
    later = sa.select(LINEAGE.c.project_id, PROJECT.c.ref).join(PROJECT, PROJECT.c.id == LINEAGE.c.continues_id)
    for project_id, ref in session.execute(later.where(LINEAGE.c.project_id.in_(found))):
        values = found[project_id]
        values["continues"] = sorted([*values.get("continues", ()), ref])
    _undo(session, view, projects, found)
    return {
        key: {name: one for name, one in values.items() if one not in (None, [], {})} for key, values in found.items()
    }


def _describe(view: BodyView, project: Project) -> dict[str, Any]:
    values = {
        name: getattr(project, name) for name in ProjectCreate.model_fields if name != "ref" and hasattr(project, name)
    }
    parties = {"lead": project.lead_id, "proposed_by": project.proposed_by_id}
    codes = {name: None if party_id is None else view.parties[party_id].code for name, party_id in parties.items()}
    return values | codes | {"area": view.areas[project.area_id].code}


def _add_party(values: dict[str, Any], code: str, row: ProjectParty) -> None:
    if row.is_named:
        values["parties"] = sorted([*values.get("parties", ()), code])
    if row.departments:
        values["departments"] = values.get("departments", {}) | {code: row.departments}


def _undo(session: Session, view: BodyView, projects: Sequence[Project], found: Mapping[int, dict[str, Any]]) -> None:
    """Take back each change since, the latest first. What is older is of one of the same ref that is gone."""
    by_ref = {one.ref: one for one in projects}
    query = (
        select(HistoryEntry)
        .where(HistoryEntry.body_id == view.id, HistoryEntry.subject == Subject.PROJECT)
        .where(col(HistoryEntry.key).in_(by_ref))
        .order_by(col(HistoryEntry.id).desc())
    )
    for change in session.exec(query):
        project = by_ref[change.key]
        if change.recorded_at >= project.recorded_at:
            known = {name: one for name, one in change.before.items() if name in ProjectCreate.model_fields}
            found[project.id].update(known)
