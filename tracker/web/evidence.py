"""Files beside entries and projects: handing in, downloading, and taking personal data out of them and of notes."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, send_file
from flask.typing import ResponseReturnValue

from tracker.access import Forbidden
from tracker.actions.documents import HandedFile
from tracker.actions.redactions import redact_document, redact_note
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Document, DocumentKind, StatusEntry
from tracker.queries.documents import get_document, get_evidence
from tracker.queries.entries import get_entry
from tracker.queries.projects import get_project_record
from tracker.web.changing import changing, takes_files
from tracker.web.forms import Reader, read_id
from tracker.web.gates import AtBody, allowed
from tracker.web.handing_in import keep_file, most_bytes, read_files
from tracker.web.keeping import find_kept, may_redact
from tracker.web.projects import render_project
from tracker.web.service import current_service
from tracker.wording.marks import N_

evidence = Blueprint("evidence", __name__)


def keep_evidence(
    at: AtBody, files: Sequence[HandedFile], *, project_id: int, entry_id: int | None, field: str = "files"
) -> list[Document]:
    return [
        keep_file(at, file, DocumentKind.EVIDENCE, field=field, project_id=project_id, entry_id=entry_id)
        for file in files
    ]


def show_project_again(at: AtBody) -> ResponseReturnValue:
    return render_project(at, at.form.text("ref"))


@evidence.post("/bodies/<code:code>/documents")
@takes_files(most_bytes)
@changing(Act.LOG_STATUS, again=show_project_again)
def add_documents(at: AtBody) -> str:
    """Files for a project, or for an entry of it that is of the officer's own party, or of none."""
    ref, entry_id = at.form.text("ref"), read_id(at.form, "entry")
    project = get_project_record(at.session, at.view.id, ref)
    if entry_id:
        party_id = get_entry(at.session, at.view.id, ref, entry_id).party_id
        at.require(Act.LOG_STATUS, None if party_id is None else at.view.parties[party_id].code)
    field = f"files-{entry_id}"
    files = read_files(at.form, field)
    if not files:
        raise Refused(Problem("file_needed", {}, Place(column=field)))
    keep_evidence(at, files, project_id=project.id, entry_id=entry_id or None, field=field)
    wording = at.asking.wording
    flash(wording.plural("{number} file is kept.", "{number} files are kept.", len(files)))
    return at.asking.link("projects.show_project", code=at.code, ref=ref) + "#log"


@evidence.get("/bodies/<code:code>/documents/<digest:digest>")
@allowed(Act.SEE_EVIDENCE, logged=True)
def download_document(at: AtBody, digest: str) -> Response:
    """The bytes, for saving and never for showing: whatever is in them does nothing here."""
    document = get_document(at.session, at.view.id, digest)
    path = current_service().settings.files_dir / document.path
    if not path.is_file():
        raise NotFound("document", document.name)
    answer = send_file(path, mimetype=document.media_type, as_attachment=True, download_name=document.name, max_age=0)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@evidence.post("/bodies/<code:code>/redactions")
@changing(Act.REDACT, again=show_project_again)
def add_redaction(at: AtBody) -> str:
    """Blank the note of an entry, or take a file away, where the visitor keeps the records of its party."""
    ref, document_id = at.form.text("ref"), read_id(at.form, "document")
    reader = Reader(at.form)
    field = f"redact-d{document_id}" if document_id else f"redact-e{read_id(at.form, 'entry')}"
    reason = reader.text("reason", longest=2_000) or ""
    try:
        reader.finish()
        if document_id:
            document = get_evidence(at.session, at.view.id, ref, document_id)
            _require_kept(at, None if document.entry_id is None else at.session.get_one(StatusEntry, document.entry_id))
            files_dir = current_service().settings.files_dir
            redact_document(at.session, at.recording, document, reason=reason, files_dir=files_dir)
        else:
            entry = get_entry(at.session, at.view.id, ref, read_id(at.form, "entry"))
            _require_kept(at, entry)
            redact_note(at.session, at.recording, entry, reason=reason)
    except Refused as refused:
        raise Refused(*(Problem(one.code, one.values, Place(column=field)) for one in refused.problems)) from None
    flash(at.asking.wording.text(N_("It is redacted. The page says so, by whom, when and why.")))
    return at.asking.link("projects.show_project", code=at.code, ref=ref) + "#log"


def _require_kept(at: AtBody, entry: StatusEntry | None) -> None:
    """Forbidden, where the entry is another secretariat's; a void is of the party of what it takes back."""
    if entry is not None and entry.voids_id is not None:
        entry = at.session.get_one(StatusEntry, entry.voids_id)
    if not may_redact(at, None if entry is None else entry.party_id, find_kept(at)):
        raise Forbidden(Act.REDACT, at.code, at.asking.visitor)
