"""Taking personal data out of a note or a file, for a reason: what stood there leaves its digest."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, col, select

from tracker.actions.recording import Recording
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Document, Redaction, ReportedStatement, ReportFile, StatusEntry, Upload


def redact_note(session: Session, recording: Recording, entry: StatusEntry, *, reason: str) -> Redaction:
    """Blank the note of an entry, and the same words where a department reported them of the project. Refused:
    `redacted_already`, `nothing_to_redact`, `redaction_without_reason`."""
    _require_new(session, reason, Redaction.entry_id == entry.id)
    if not entry.note:
        raise Refused(Problem("nothing_to_redact", {}, Place(column="reason")))
    digest = sha256(entry.note.encode()).hexdigest()
    redaction = _add(session, recording, reason, digest=digest, entry_id=entry.id)
    same = (col(ReportedStatement.project_id) == entry.project_id, col(ReportedStatement.results) == entry.note)
    session.execute(sa.update(ReportedStatement).where(*same).values(results=None))
    entry.note = ""  # the database allows it once the redaction stands
    session.flush()
    return redaction


def redact_document(
    session: Session, recording: Recording, document: Document, *, reason: str, files_dir: Path
) -> Redaction:
    """Take a file away: its row and digest stay, its bytes go once this is committed, unless something else that is
    not redacted has the same. Refused as `redact_note`."""
    _require_new(session, reason, Redaction.document_id == document.id)
    redaction = _add(session, recording, reason, digest=document.digest, document_id=document.id)
    if not _is_used(session, document.path):
        event.listen(session, "after_commit", _removal(files_dir / document.path), once=True)
    return redaction


def _require_new(session: Session, reason: str, is_of: sa.ColumnElement[bool] | bool) -> None:
    if not reason.strip():
        raise Refused(Problem("redaction_without_reason", {}, Place(column="reason")))
    if session.exec(select(Redaction.id).where(is_of)).first() is not None:
        raise Refused(Problem("redacted_already", {}, Place(column="reason")))


def _add(
    session: Session,
    recording: Recording,
    reason: str,
    *,
    digest: str,
    entry_id: int | None = None,
    document_id: int | None = None,
) -> Redaction:
    redaction = Redaction(
        body_id=recording.body_id,
        entry_id=entry_id,
        document_id=document_id,
        digest=digest,
        reason=reason,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )
    session.add(redaction)
    session.flush()
    return redaction


def _is_used(session: Session, path: str) -> bool:
    """Whether a file at the path is still needed, by anything of any body."""
    redacted = select(Redaction.document_id).where(col(Redaction.document_id).is_not(None))
    others = select(Document.id).where(Document.path == path, col(Document.id).not_in(redacted))
    reports = select(ReportFile.id).where(ReportFile.path == path)
    uploads = select(Upload.id).where(Upload.path == path)
    return any(session.exec(query.limit(1)).first() is not None for query in (others, reports, uploads))


def _removal(path: Path) -> Callable[[Session], None]:
    def remove(session: Session) -> None:
        path.unlink(missing_ok=True)

    return remove
