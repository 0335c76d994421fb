"""Confirmation sheets that came back as workbooks: kept, held against what is recorded, then taken over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import render_template

from tracker.actions.confirmations import Given, answer_entries
from tracker.actions.documents import HandedFile
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.domain.sheets import ReturnedSheet
from tracker.models import Document, DocumentKind, Party
from tracker.queries.sheets import Comparison, compare_sheet
from tracker.queries.waiting import get_sheet
from tracker.register.apart import read_apart
from tracker.register.sheet_reading import read_sheet
from tracker.settings import RegisterLimits
from tracker.web.changing import changing, takes_files
from tracker.web.confirmations.by_document import render_by_document, say_recorded
from tracker.web.confirmations.lines import make_lines
from tracker.web.confirmations.scene import confirmations, require_asking
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.handing_in import keep_file
from tracker.web.headings import make_heading
from tracker.web.service import current_service

#: The rows of a workbook that can be read, and the problems of the others.
ReadSheet = tuple[ReturnedSheet, list[Problem]]


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back, against what is recorded."""

    document: Document
    party: Party
    rows: list[Comparison]
    problems: list[Problem]

    @property
    def new(self) -> list[Comparison]:
        return [row for row in self.rows if row.is_new]


def prepare_uploaded(at: AtBody, party: str) -> Callable[[], tuple[HandedFile, ReadSheet]]:
    reader = Reader(at.form)
    handed = reader.file("sheet")
    reader.finish()
    assert handed is not None
    limits = current_service().settings.limits
    return lambda: (handed, _read_uploaded(handed, limits))


@takes_files(lambda: current_service().settings.max_file_bytes)
@confirmations.post("/bodies/<code:code>/waiting/of/<party>/returned")
@changing(Act.RECORD_DOCUMENT, again=render_by_document, prepare=prepare_uploaded)
def do_upload_sheet(at: AtBody, party: str) -> str:
    """Keep a returned workbook, and lead to what it says: nothing is taken over yet."""
    require_asking(at)
    asked = at.view.party(party)
    handed, read = at.prepared
    _require_sheet_of(at, read[0], asked)
    document = keep_file(at, handed, DocumentKind.CONFIRMATION_SHEET, field="sheet")
    return at.asking.link("confirmations.show_returned", code=at.code, digest=document.digest)


def _prepare_kept(at: AtBody, digest: str) -> Callable[[], ReadSheet]:
    """A sheet that was kept, to be read. NotFound where it is not of this body."""
    document, settings = get_sheet(at.session, at.view, digest), current_service().settings
    path, name = settings.files_dir / document.path, document.name
    return lambda: read_apart(read_sheet, path, settings.limits, name=name)


@confirmations.get("/bodies/<code:code>/waiting/returned/<digest>")
@allowed(Act.RECORD_DOCUMENT)
def show_returned(at: AtBody, digest: str) -> str:
    return render_returned(at, digest)


def render_returned(at: AtBody, digest: str) -> str:
    document = get_sheet(at.session, at.view, digest)
    try:
        returned = _compare(at, document, _prepare_kept(at, digest)())
    except Refused:
        raise NotFound("sheet", digest[:12]) from None
    return render_template(
        "returned_sheet.html",
        at=at,
        heading=make_heading(at),
        returned=returned,
        party_name=at.call(returned.party.names),
        lines=make_lines(at, [row.asked for row in returned.rows], None),
        form=at.form,
    )


@confirmations.post("/bodies/<code:code>/waiting/returned/<digest>")
@changing(Act.RECORD_DOCUMENT, again=render_returned, prepare=_prepare_kept)
def do_take_over(at: AtBody, digest: str) -> str:
    """Record what the returned sheet says; where rows are wrong, the others only if the visitor says so."""
    returned = _compare(at, get_sheet(at.session, at.view, digest), at.prepared)
    if returned.problems and not at.form.text("leave_out"):
        raise Refused(Problem("sheet_rows_wrong", {}, Place(column="leave_out")))
    if not returned.new:
        raise Refused(Problem("sheet_says_nothing"))
    given = [
        Given(row.given.entry, row.given.answer, row.given.why, Place(returned.document.name, row.given.row))
        for row in returned.new
        if row.given.answer is not None
    ]
    recorded = answer_entries(at.session, at.recording, given, party=returned.party, document=returned.document)
    say_recorded(at, len(recorded))
    return at.asking.link("confirmations.show_waiting", code=at.code, list="them")


def _compare(at: AtBody, document: Document, read: ReadSheet) -> Returned:
    """Refused where it is of another body."""
    sheet, problems = read
    party = _require_of_body(at, sheet)
    rows, stale = compare_sheet(at.session, at.view, sheet, name=document.name)
    return Returned(document, party, rows, sorted([*problems, *stale], key=lambda one: one.place.row or 0))


def _read_uploaded(handed: HandedFile, limits: RegisterLimits) -> ReadSheet:
    """Before it is kept: what of it can be read."""
    with NamedTemporaryFile(suffix=".xlsx") as stream, _refused_at("sheet"):
        stream.write(handed.content)
        stream.flush()
        return read_apart(read_sheet, Path(stream.name), limits, name=handed.name)


def _require_sheet_of(at: AtBody, sheet: ReturnedSheet, party: Party) -> None:
    with _refused_at("sheet"):
        found = _require_of_body(at, sheet)
        if found.code != party.code:
            raise Refused(Problem("sheet_other_party", {"value": found.code, "party": party.code}))


@contextmanager
def _refused_at(field: str) -> Iterator[None]:
    """What is refused inside is refused at a field of the form."""
    try:
        yield
    except Refused as refused:
        raise Refused(*(replace(problem, place=Place(column=field)) for problem in refused.problems)) from None


def _require_of_body(at: AtBody, sheet: ReturnedSheet) -> Party:
    if sheet.body != at.code:
        raise Refused(Problem("sheet_other_body", {"value": sheet.body[:80]}))
    for party in at.view.parties.values():
        if party.code == sheet.party:
            return party
    raise Refused(Problem("sheet_other_party", {"value": sheet.party[:40], "party": at.code}))
