"""Answers by document: confirmation sheets to send, and signed minutes or returned sheets that answer for a party."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import Response, flash, render_template, request, send_file

from reports.renderer import RenderFailed
from reports.sheets import draw_sheet
from tracker.actions.confirmations import Given, answer_entries
from tracker.actions.documents import HandedFile, keep_document
from tracker.domain.confirmations import Answer
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.domain.sheets import ConfirmationSheet, ReturnedSheet
from tracker.models import Document, DocumentKind, Party
from tracker.queries.sheets import OPEN, Comparison, compare_sheet, make_sheet
from tracker.queries.waiting import Wanted, count_asked, find_asked_entries, get_sheet
from tracker.register.apart import read_apart
from tracker.register.sheet_reading import read_sheet_leniently
from tracker.register.sheet_writing import write_sheet
from tracker.settings import RegisterLimits
from tracker.web.changing import changing, takes_files
from tracker.web.confirmations import confirmations, make_lines, own_party, require_asking, require_party
from tracker.web.forms import Form, Reader, to_id
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.headings import Heading, make_heading
from tracker.web.query import read_word
from tracker.web.service import current_service
from tracker.wording.languages import DEFAULT, LANGUAGES

#: The routes here belong to the pages of what waits.
__all__ = ["confirmations"]

#: The rows of a workbook that can be read, and the problems of the others.
ReadSheet = tuple[ReturnedSheet, list[Problem]]

#: How many entries one form lists at the most: the others follow once these are answered.
MOST_LISTED = 200

#: What becomes of the entries that are not marked one by one.
REST = ("confirmed", "open")

#: The language of each country whose own is spoken here.
SPOKEN_IN = {"KR": "ko", "CN": "zh", "JP": "ja"}

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@confirmations.get("/bodies/<code:code>/waiting/of/<party>")
@allowed(Act.RECORD_DOCUMENT)
def show_by_document(at: AtBody, party: str) -> str:
    return render_by_document(at, party)


def render_by_document(at: AtBody, party: str) -> str:
    asked = require_party(at, party)
    period = _read_period(at)
    rows = find_asked_entries(at.session, at.view, Wanted([asked.code], OPEN, period), limit=MOST_LISTED)
    return render_template(
        "by_document.html",
        at=at,
        heading=make_heading(at),
        party=asked,
        party_name=at.call(asked.names),
        lines=make_lines(at, rows, None),
        total=count_asked(at.session, at.view, Wanted([asked.code], OPEN, period)),
        period=period,
        periods=[one.number for one in at.view.facts.periods],
        form=at.form,
        languages=LANGUAGES,
        chosen=_choose_languages(at, asked),
    )


@takes_files(lambda: current_service().settings.max_file_bytes)
@confirmations.post("/bodies/<code:code>/waiting/of/<party>")
@changing(Act.RECORD_DOCUMENT, again=render_by_document)
def do_by_document(at: AtBody, party: str) -> str:
    """One signed document answers many entries for a party: all listed but the exceptions, or those marked."""
    require_asking(at)
    asked = require_party(at, party)
    reader = Reader(at.form)
    rest = reader.word("rest", REST, required=True)
    listed = [text for text in at.form.all("listed") if to_id(text)]
    given = [one for text in dict.fromkeys(listed) if (one := _read_answer(reader, text, rest)) is not None]
    handed = _read_file(reader, at.form)
    if not given and not reader.problems:
        reader.refuse("rest", "nothing_ticked")
    reader.finish()
    assert handed is not None
    document = _keep(at, handed)
    number = len(answer_entries(at.session, at.recording, given, party=asked, document=document))
    _say_recorded(at, number)
    return at.asking.link("confirmations.show_waiting", code=at.code, list="them")


@confirmations.get("/bodies/<code:code>/waiting/of/<party>/sheet.pdf")
@allowed(Act.RECORD_DOCUMENT, logged=True)
def show_sheet_pdf(at: AtBody, party: str) -> Afterwards:
    sheet, heading = _make_sheet(at, party), make_heading(at)
    return Afterwards(lambda: _draw(at, sheet, heading))


def _draw(at: AtBody, sheet: ConfirmationSheet, heading: Heading) -> Response:
    try:
        rendered = draw_sheet(sheet)
    except Refused as refused:
        return _show_not_drawn(at, heading, refused.problems)
    except RenderFailed:
        return _show_not_drawn(at, heading, (Problem("sheet_not_drawn"),))
    return _send(rendered.content, sheet, "pdf", "application/pdf")


@confirmations.get("/bodies/<code:code>/waiting/of/<party>/sheet.xlsx")
@allowed(Act.RECORD_DOCUMENT, logged=True)
def show_sheet_workbook(at: AtBody, party: str) -> Afterwards:
    sheet = _make_sheet(at, party)
    return Afterwards(lambda: _send(write_sheet(sheet), sheet, "xlsx", WORKBOOK))


def prepare_uploaded(at: AtBody, party: str) -> Callable[[], tuple[HandedFile, ReadSheet]]:
    reader = Reader(at.form)
    handed = _read_file(reader, at.form, "sheet")
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
    asked = require_party(at, party)
    handed, read = at.prepared
    _require_sheet_of(at, read[0], asked)
    document = _keep(at, handed, "sheet")
    return at.asking.link("confirmations.show_returned", code=at.code, digest=document.digest)


def _prepare_kept(at: AtBody, digest: str) -> Callable[[], ReadSheet]:
    """A sheet that was kept, to be read. NotFound where it is not of this body."""
    document, settings = get_sheet(at.session, at.view, digest), current_service().settings
    path, name = settings.files_dir / document.path, document.name
    return lambda: read_apart(read_sheet_leniently, path, settings.limits, name=name)


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
    _say_recorded(at, len(recorded))
    return at.asking.link("confirmations.show_waiting", code=at.code, list="them")


def _read_period(at: AtBody) -> int | None:
    text = read_word(request.args, "period", [str(one.number) for one in at.view.facts.periods])
    return None if text is None else int(text)


def _choose_languages(at: AtBody, party: Party) -> tuple[str, str]:
    """The languages that a sheet is first offered in: that of the party asked, and that of the visitor's own party;
    where their countries say nothing, the page's, then the body's."""
    spoken = [tag for tag in at.view.body.languages if tag in LANGUAGES]
    own = [one.country for one in at.view.parties.values() if one.code == own_party(at)]
    first = SPOKEN_IN.get(party.country) or next(iter(spoken), DEFAULT)
    wanted = [*(SPOKEN_IN.get(country) for country in own), at.asking.wording.lang, *spoken, DEFAULT, *LANGUAGES]
    return first, next(tag for tag in wanted if tag is not None and tag != first)


def _read_answer(reader: Reader, entry: str, rest: str | None) -> Given | None:
    """What the form says of one entry: as it is marked, else as the rest."""
    word = reader.word(f"answer-{entry}", [one.value for one in Answer] + ["open"])
    word = word or (Answer.CONFIRMED.value if rest == REST[0] else "open")
    if word == "open":
        return None
    note = reader.text(f"note-{entry}")
    if word == Answer.DISPUTED and note is None:
        reader.refuse(f"note-{entry}", "dispute_why")
    return Given(int(entry), Answer(word), note if word == Answer.DISPUTED else None)


def _read_file(reader: Reader, form: Form, field: str = "file") -> HandedFile | None:
    file = form.files.get(field)
    if file is None or not file.filename:
        reader.refuse(field, "file_needed")
        return None
    return HandedFile(file.filename, file.read())


def _keep(at: AtBody, handed: HandedFile, field: str = "file") -> Document:
    settings = current_service().settings
    return keep_document(
        at.session,
        at.recording,
        handed,
        kind=DocumentKind.CONFIRMATION_SHEET,
        files_dir=settings.files_dir,
        most_bytes=settings.max_file_bytes,
        field=field,
    )


def _say_recorded(at: AtBody, number: int) -> None:
    wording = at.asking.wording
    flash(wording.plural("{number} answer recorded by document.", "{number} answers recorded by document.", number))


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
        return read_apart(read_sheet_leniently, Path(stream.name), limits, name=handed.name)


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


def _make_sheet(at: AtBody, party: str) -> ConfirmationSheet:
    asked = require_party(at, party)
    chosen = [
        read_word(request.args, name, LANGUAGES) or default
        for name, default in zip(("first", "second"), _choose_languages(at, asked), strict=True)
    ]
    account = at.asking.visitor.account
    return make_sheet(
        at.session,
        at.view,
        asked,
        period=_read_period(at),
        languages=chosen,
        at=at.asking.now.replace(microsecond=0),
        by="" if account is None else account.name,
    )


def _send(content: bytes, sheet: ConfirmationSheet, suffix: str, media_type: str) -> Response:
    period = "" if sheet.period is None else f"-{sheet.period}"
    name = f"{sheet.body}{period}-{sheet.party}-confirmation.{suffix}"
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)


def _show_not_drawn(at: AtBody, heading: Heading, problems: tuple[Problem, ...]) -> Response:
    page = render_template("sheet_not_drawn.html", at=at, heading=heading, problems=problems)
    return Response(page, 422)
