"""Files that come in with a form: read, and kept with what they belong to."""

from tracker.actions.documents import HandedFile, keep_document
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Document, DocumentKind
from tracker.web.forms import Form
from tracker.web.gates import AtBody
from tracker.web.service import current_service

#: How many files one form takes at the most.
MOST_FILES = 5

#: What a form holds beside its files, in bytes.
ROOM = 1024 * 1024


def most_bytes() -> int:
    """Of a form with files: two of the largest, so that one that is too large is refused beside its field."""
    return 2 * current_service().settings.max_file_bytes + ROOM


def read_files(form: Form, name: str = "files") -> list[HandedFile]:
    """The files chosen. Refused: `files_many` (most)."""
    chosen = [file for file in form.files.getlist(name) if file.filename]
    if len(chosen) > MOST_FILES:
        raise Refused(Problem("files_many", {"most": MOST_FILES}, Place(column=name)))
    return [HandedFile(file.filename or "", file.read()) for file in chosen]


def keep_file(
    at: AtBody,
    handed: HandedFile,
    kind: DocumentKind,
    *,
    field: str = "file",
    period_id: int | None = None,
    project_id: int | None = None,
    entry_id: int | None = None,
) -> Document:
    """See `keep_document`; of the size that the service takes."""
    settings = current_service().settings
    return keep_document(
        at.session,
        at.recording,
        handed,
        kind=kind,
        files_dir=settings.files_dir,
        most_bytes=settings.max_file_bytes,
        field=field,
        period_id=period_id,
        project_id=project_id,
        entry_id=entry_id,
    )
