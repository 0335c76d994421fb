"""What was handed in for a project, and what was redacted of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from tracker.domain.problems import NotFound
from tracker.models import Document, DocumentKind, Project, Redaction, StatusEntry

#: What can be downloaded by whoever may see evidence; returns, uploads and exchanges belong to their own pages.
DOWNLOADED = (DocumentKind.EVIDENCE, DocumentKind.MINUTES, DocumentKind.CONFIRMATION_SHEET, DocumentKind.SIGN_OFF)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A project's files by the id of the entry they belong to (None: to the project itself), in the order they were
    handed in; redactions by the id of the document or entry."""

    files: Mapping[int | None, Sequence[Document]]
    redacted_files: Mapping[int, Redaction]
    redacted_notes: Mapping[int, Redaction]


def find_evidence(session: Session, body_id: int, project_id: int) -> Evidence:
    query = select(Document).where(Document.body_id == body_id, Document.project_id == project_id)
    query = query.where(Document.kind == DocumentKind.EVIDENCE).order_by(col(Document.id))
    files: dict[int | None, list[Document]] = {}
    for document in session.exec(query):
        files.setdefault(document.entry_id, []).append(document)
    ids = [document.id for found in files.values() for document in found]
    entries = select(StatusEntry.id).where(StatusEntry.project_id == project_id)
    notes = session.exec(select(Redaction).where(col(Redaction.entry_id).in_(entries)))
    return Evidence(
        files=files,
        redacted_files=find_redacted_files(session, ids),
        redacted_notes={one.entry_id: one for one in notes if one.entry_id is not None},
    )


def find_redacted_files(session: Session, document_ids: Collection[int]) -> dict[int, Redaction]:
    """The redactions of these documents, by document."""
    if not document_ids:
        return {}
    found = session.exec(select(Redaction).where(col(Redaction.document_id).in_(document_ids)))
    return {one.document_id: one for one in found if one.document_id is not None}


def get_document(session: Session, body_id: int, digest: str) -> Document:
    """The latest document with these bytes that can be downloaded and was not redacted. NotFound."""
    redacted = select(Redaction.document_id).where(
        Redaction.body_id == body_id, col(Redaction.document_id).is_not(None)
    )
    query = select(Document).where(Document.body_id == body_id, Document.digest == digest)
    query = query.where(col(Document.kind).in_(DOWNLOADED), col(Document.id).not_in(redacted))
    found = session.exec(query.order_by(col(Document.id).desc()).limit(1)).first()
    if found is None:
        raise NotFound("document", digest)
    return found


def get_evidence(session: Session, body_id: int, ref: str, document_id: int) -> Document:
    """A file of evidence of a project, redacted or not. NotFound."""
    query = select(Document).join(Project, col(Project.id) == Document.project_id)
    query = query.where(Project.body_id == body_id, Project.ref == ref, Document.id == document_id)
    found = session.exec(query.where(Document.kind == DocumentKind.EVIDENCE)).one_or_none()
    if found is None:
        raise NotFound("document", f"{ref} {document_id}")
    return found
