"""An import's changes to projects and their logs."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlmodel import Session, select

from tracker.actions.changing_projects import change_project
from tracker.actions.entries import ProjectLog, change_logs
from tracker.actions.importing_logs import CHANGED_BY_IMPORT, plan_log
from tracker.actions.projects import add_projects
from tracker.actions.recording import Recording
from tracker.domain.problems import Problem, Refused
from tracker.domain.stages import Entry
from tracker.models import Period, Project, ProjectCreate
from tracker.register import Merged, MergedRow
from tracker.register.layout import PROJECTS
from tracker.register.project_rules import STAGE_FIELDS

_OF_THE_LOG = {*STAGE_FIELDS, "reason"}


def apply_projects(
    session: Session, recording: Recording, merged: Merged, standing: Mapping[str, Sequence[Entry]]
) -> list[Problem]:
    """Add the new ones, change the others, and bring the logs to what the rows say. Gives warnings: what was
    recorded otherwise than a row may be read."""
    rows = merged.rows(PROJECTS)
    _add_new(session, recording, [row for row in rows if row.stored is None])
    changed = [row for row in rows if row.changes]
    touched = changed + [row for row in rows if row.stored is None and any(row.get(name) for name in STAGE_FIELDS)]
    if not touched:
        return []
    found = session.exec(select(Project).where(Project.body_id == recording.body_id))
    projects = {project.ref: project for project in found}
    # A project is agreed before its first stage at every moment, so where it is agreed later, its log goes first.
    later = [row for row in changed if _is_agreed_later(row)]
    _change(session, recording, [row for row in changed if row not in later], projects)
    plans = [(row, plan_log(row, standing.get(row.values["ref"], ()))) for row in touched]
    logs = [
        ProjectLog(projects[row.values["ref"]], plan.adds, plan.voids, CHANGED_BY_IMPORT, row.place())
        for row, plan in plans
        if plan.adds or plan.voids
    ]
    change_logs(session, recording, logs)
    _change(session, recording, later, projects)
    return [warning for _, plan in plans for warning in plan.warnings]


def _add_new(session: Session, recording: Recording, rows: list[MergedRow]) -> None:
    """From the first period to the last, so that whatever is continued is there."""
    periods = {p.number: p for p in session.exec(select(Period).where(Period.body_id == recording.body_id))}
    in_order = sorted(rows, key=lambda row: int(row.values["period"]))
    for number, group in groupby(in_order, key=lambda row: int(row.values["period"])):
        new = [ProjectCreate.model_validate(_fields(row.values)) for row in group]
        add_projects(session, recording, periods[number], new)


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a project is created or changed with: no log, no period, and departments by party, then language."""
    fields = {name: value for name, value in values.items() if name not in _OF_THE_LOG and name != "period"}
    if "departments" in fields:
        fields["departments"] = _by_party(fields["departments"] or {})
    return fields


def _by_party(departments: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    parties: dict[str, dict[str, str]] = {}
    for tag, names in departments.items():
        for code, name in names.items():
            parties.setdefault(code, {})[tag] = name
    return parties


def _change(session: Session, recording: Recording, rows: Sequence[MergedRow], projects: Mapping[str, Project]) -> None:
    """Refused for all of them together."""
    problems: list[Problem] = []
    for row in rows:
        changes = _fields(row.changes)
        if not changes:
            continue
        try:
            change_project(session, recording, projects[row.values["ref"]], changes)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(*problems)


def _is_agreed_later(row: MergedRow) -> bool:
    before, now = (row.stored or {}).get("agreed_on"), row.get("agreed_on")
    return before is not None and now is not None and now > before
