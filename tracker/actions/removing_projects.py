"""Off the agreed list: projects deleted from a draft, or struck from a sealed list."""

from sqlmodel import Session, select

from tracker.actions.agreeing import find_surroundings
from tracker.actions.changing_projects import describe_project
from tracker.actions.confirmations import keep_requests_in_step
from tracker.actions.history import Keeper, keep_added, keep_changed, keep_removed, keeper_of
from tracker.actions.periods import require_open
from tracker.actions.recording import Recording
from tracker.actions.tallies import touch_periods
from tracker.domain.problems import Problem, Refused
from tracker.models import Document, Lineage, Period, Project, ProjectCreate, ReportedStatement, StatusEntry, Subject
from tracker.queries.bodies import get_body_view
from tracker.queries.first_values import find_first_values


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
