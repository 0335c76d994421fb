"""Logging one status for one project or many, as an officer does it from a list: all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from tracker.actions.entries import ProjectLog, change_logs
from tracker.actions.recording import Recording
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.stages import EntryKind, Reason, find_standing
from tracker.models import Period, Project, StatusEntry, StatusEntryCreate
from tracker.queries.entries import find_entries


@dataclass(frozen=True, slots=True)
class NewStatus:
    """What is logged, for the projects of these refs. `seen`: by ref, the id of the newest entry that the project was
    shown with (0: none); not checked where it is missing. `promoted_on`: also log a promotion on this day, where none
    was logged yet."""

    refs: Sequence[str]
    kind: EntryKind
    on: date
    seen: Mapping[str, int]
    reason: Reason | None = None
    note: str | None = None
    party: str | None = None
    promoted_on: date | None = None


def log_status(
    session: Session, recording: Recording, period: Period, new: NewStatus, *, places: Mapping[str, Place]
) -> list[StatusEntry]:
    """The entries of the status, in the order of the refs. All or nothing.

    Refused with every problem at its project's place: those of `change_logs`, `not_found_project` (name), and
    `logged_since` (ref, kind, day, who) where somebody logged after the project was shown; of several also
    `reached_already` (ref, kind, day) where the same stage stands in the log.
    """
    found = {project.ref: project for project in _find_projects(session, period, new.refs)}
    problems = [
        Problem("not_found_project", {"name": ref}, places.get(ref, Place())) for ref in new.refs if ref not in found
    ]
    problems += _find_newer(session, found, new.seen, places)
    known = [found[ref] for ref in dict.fromkeys(new.refs) if ref in found]
    if len(known) > 1:  # whoever logs one project sees where it stands, and may know better
        problems += _find_reached(session, known, new, places)
    logs = [
        ProjectLog(
            project,
            add=_make_entries(new, is_promoted=project.promoted_on is not None),
            place=places.get(project.ref, Place()),
            by_hand=True,
        )
        for project in known
    ]
    try:
        rows = change_logs(session, recording, logs)
    except Refused as refused:
        raise Refused(*problems, *refused.problems) from None
    if problems:
        raise Refused(*problems)
    return [row for row in rows if row.kind is new.kind]


def _find_projects(session: Session, period: Period, refs: Sequence[str]) -> list[Project]:
    query = select(Project).where(Project.body_id == period.body_id, Project.period_id == period.id)
    return list(session.exec(query.where(col(Project.ref).in_(refs))))


def _find_reached(
    session: Session, projects: Sequence[Project], new: NewStatus, places: Mapping[str, Place]
) -> list[Problem]:
    """A stage is reached once: another day of it is a correction, which voids the entry that is wrong."""
    kind = new.kind
    if kind not in (EntryKind.PROMOTED, EntryKind.IMPLEMENTED):
        return []
    logs = find_entries(session, [project.id for project in projects])
    problems = []
    for project in projects:
        reached = next((one for one in find_standing(logs.get(project.id, [])) if one.kind is kind), None)
        if reached is not None and reached.effective_on != new.on:  # the same day is refused by the log itself
            values = {"ref": project.ref, "kind": kind, "day": reached.effective_on}
            problems.append(Problem("reached_already", values, places.get(project.ref, Place())))
    return problems


def _find_newer(
    session: Session, projects: Mapping[str, Project], seen: Mapping[str, int], places: Mapping[str, Place]
) -> list[Problem]:
    """What was logged of each project after it was shown."""
    shown = {project.id: seen[ref] for ref, project in projects.items() if ref in seen}
    if not shown:
        return []
    refs = {project.id: ref for ref, project in projects.items()}
    query = select(StatusEntry).where(col(StatusEntry.project_id).in_(shown), col(StatusEntry.id) > min(shown.values()))
    newest: dict[int, StatusEntry] = {}
    for row in session.exec(query.order_by(col(StatusEntry.id))):
        if row.id > shown[row.project_id]:
            newest[row.project_id] = row
    return [_to_problem(row, refs[key], places) for key, row in newest.items()]


def _to_problem(row: StatusEntry, ref: str, places: Mapping[str, Place]) -> Problem:
    code = "voided_since" if row.kind is EntryKind.VOID else "logged_since"
    values = {"ref": ref, "kind": row.kind, "day": row.effective_on, "who": row.recorded_by}
    return Problem(code, values, places.get(ref, Place()))


def _make_entries(new: NewStatus, *, is_promoted: bool) -> list[StatusEntryCreate]:
    entry = StatusEntryCreate(kind=new.kind, effective_on=new.on, reason=new.reason, note=new.note, party=new.party)
    if new.promoted_on is None or new.kind is not EntryKind.IMPLEMENTED or is_promoted:
        return [entry]
    return [entry.model_copy(update={"kind": EntryKind.PROMOTED, "effective_on": new.promoted_on, "note": None}), entry]
