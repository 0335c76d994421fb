"""Files of an edition to go on writing in: made when they are first asked for, by a child process, and kept."""

from threading import BoundedSemaphore

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from reports.publishing import find_approvals, publish
from reports.renderer import Renderer, RenderFailed
from tracker.domain.editions import FileForm, FileKind, WantedFile
from tracker.domain.problems import NotFound, Refused
from tracker.domain.roles import Act
from tracker.queries.editions import EditionView, FileView
from tracker.storage import is_whole
from tracker.web.edition_words import require_edition
from tracker.web.errors import Trouble, show_trouble
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.reports import reports
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: Seconds that a file may take, and how many a process makes at a time.
TIMEOUT = 60.0
AT_ONCE = BoundedSemaphore(1)

MEDIA_TYPES = {
    FileForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileForm.HWPX: "application/hwp+zip",
}

NOT_MADE = Trouble(
    N_("The file could not be made"),
    N_("It took too long, or others are being made. The edition and its other files are as they were."),
    N_("Try again in a minute, or download the PDF."),
)


@reports.get(
    "/bodies/<code:code>/reports/<number:period>/<number:number>/<any(report,summary):kind>-<language>.<any(docx,hwpx):form>"
)
@allowed(Act.SEE_EDITIONS)
def show_office_file(
    at: AtBody, period: int, number: int, *, kind: str, language: str, form: str
) -> Afterwards | ResponseReturnValue:
    """A report or summary as DOCX or HWPX. Only who is signed in has one made; what is there is for whoever may see
    the edition."""
    wanted = _read_wanted(at, kind, language, form)
    edition = require_edition(at, period, number)
    standing = find_approvals(at.session, edition.id).digest
    file = edition.find_file(wanted, standing)
    if file is not None and _is_there(file):
        return _send(edition, wanted, file)
    if at.asking.visitor.account is None:
        raise NotFound("edition", f"{at.code} {period}/{number} {kind}-{language}.{form}")
    return Afterwards(lambda: _make(at, edition, wanted))


def _read_wanted(at: AtBody, kind: str, language: str, form: str) -> WantedFile:
    """NotFound in a language that is not spoken."""
    if language not in LANGUAGES:
        raise NotFound("edition", f"{at.code} {kind}-{language}.{form}")
    return WantedFile(language, FileKind(kind), FileForm(form))


def _make(at: AtBody, edition: EditionView, wanted: WantedFile) -> ResponseReturnValue:
    if not AT_ONCE.acquire(timeout=TIMEOUT):
        return show_trouble(503, trouble=NOT_MADE)
    service = current_service()
    try:
        with Renderer(timeout=TIMEOUT) as renderer:
            made = publish(
                service.engine,
                renderer,
                edition,
                files_dir=service.settings.files_dir,
                wanted=[wanted],
                clock=service.clock,
            )
    except RenderFailed:
        return show_trouble(503, trouble=NOT_MADE)
    except Refused as refused:
        return show_trouble(503, at.asking.wording.sentence(refused.problems[0]), trouble=NOT_MADE)
    finally:
        AT_ONCE.release()
    file = made.find_file(wanted)
    assert file is not None
    return _send(edition, wanted, file)


def _is_there(file: FileView) -> bool:
    return is_whole(current_service().settings.files_dir / file.path, file.digest)


def _send(edition: EditionView, wanted: WantedFile, file: FileView) -> Response:
    part = "summary-" if wanted.kind is FileKind.SUMMARY else ""
    answer = send_file(
        current_service().settings.files_dir / file.path,
        mimetype=MEDIA_TYPES[wanted.form],
        as_attachment=True,
        download_name=f"{edition.name}-{part}{wanted.language}.{wanted.form}",
        etag=file.digest,
    )
    answer.cache_control.public = False  # of a body for its members, too
    answer.cache_control.private = True
    answer.cache_control.no_cache = True  # one with the approvals may take its place
    return answer
