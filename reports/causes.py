"""Why projects are otherwise than in an earlier report: from the log of their entries and the history of their rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session, col, select

from reports.period_report import Cause, PeriodReport, ReportCause
from tracker.domain.stages import EntryKind
from tracker.models import HistoryAct, HistoryEntry, Project, StatusEntry, Subject
from tracker.queries.entries import BATCH

Causes = Mapping[str, tuple[ReportCause, ...]]


def find_causes(
    session: Session, body_id: int, before: PeriodReport, after: PeriodReport, refs: Sequence[str]
) -> Causes:
    """By ref: what was recorded of each project between two reports, and what happened between their days. A project
    of which nothing is told has none."""
    found: dict[str, list[ReportCause]] = defaultdict(list)
    for start in range(0, len(refs), BATCH):
        batch = refs[start : start + BATCH]
        for ref, cause in [
            *_find_entries(session, body_id, before, after, batch),
            *_find_changes(session, body_id, before, after, batch),
        ]:
            if cause not in found[ref]:
                found[ref].append(cause)
    return {ref: tuple(causes) for ref, causes in found.items()}


def _find_entries(
    session: Session, body_id: int, before: PeriodReport, after: PeriodReport, refs: Sequence[str]
) -> Iterator[tuple[str, ReportCause]]:
    """Entries that the later report counts and the earlier did not, and those taken back between them."""
    query = select(Project.ref, StatusEntry).join(Project, col(Project.id) == StatusEntry.project_id)
    query = query.where(StatusEntry.body_id == body_id, col(Project.ref).in_(refs))
    rows = session.exec(query.where(col(StatusEntry.recorded_at) <= after.known_at).order_by(col(StatusEntry.id))).all()
    entries = {entry.id: entry for _, entry in rows}
    taken_back = {entry.voids_id for entry in entries.values()}
    for ref, entry in rows:
        is_new = entry.recorded_at > before.known_at
        if entry.kind is EntryKind.VOID and is_new:
            voided = entries[entry.voids_id or 0]
            if voided.recorded_at <= before.known_at:
                yield ref, ReportCause(Cause.TAKEN_BACK, voided.kind, voided.effective_on, entry.note or "")
        elif entry.effective_on is None or entry.id in taken_back or entry.effective_on > after.as_of:
            continue
        elif entry.effective_on > before.as_of:
            yield ref, ReportCause(Cause.HAPPENED, entry.kind, entry.effective_on)
        elif is_new:
            yield ref, ReportCause(Cause.RECORDED, entry.kind, entry.effective_on)


def _find_changes(
    session: Session, body_id: int, before: PeriodReport, after: PeriodReport, refs: Sequence[str]
) -> Iterator[tuple[str, ReportCause]]:
    """What was changed of the projects themselves."""
    query = select(HistoryEntry).where(HistoryEntry.body_id == body_id, HistoryEntry.subject == Subject.PROJECT)
    query = query.where(col(HistoryEntry.key).in_(refs), col(HistoryEntry.recorded_at) > before.known_at)
    query = query.where(col(HistoryEntry.recorded_at) <= after.known_at)
    for one in session.exec(query.order_by(col(HistoryEntry.id))):
        cause = Cause.STRUCK if "struck_at" in one.after else Cause.CHANGED
        if one.act is HistoryAct.ADDED:
            cause = Cause.ADDED
        yield one.key, ReportCause(cause, text=one.reason or "")
    known = {one.ref for one in before.projects}
    added = select(Project.ref).where(Project.body_id == body_id, col(Project.ref).in_(set(refs) - known))
    for ref in session.exec(added):
        yield ref, ReportCause(Cause.ADDED)
