"""The page that says whether a report or a check code is ours: to anyone, and no more than they may know."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from reports.freezing import freeze_edition
from reports.frozen import check_code
from tests.builders import RECORDED_AT, clock_at, make_area, make_body, make_period, make_project
from tests.people import sign_in_as
from tests.signing import PAGE, make_closed_body
from tests.web.conftest import NOW
from tests.web.reading import get_page, text_of
from tracker.actions.guesses import CHECK_CODES
from tracker.db import reading, writing
from tracker.domain.editions import FileForm, FileKind
from tracker.domain.periods import ClosingKind
from tracker.domain.roles import Role, Visibility
from tracker.models import AccessEntry, Area, Edition, Period, PeriodClosing, ReportFile
from tracker.queries.editions import EditionView, get_edition_figures
from tracker.web.checking import AT_ONCE

Made = dict[str, EditionView]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read to the end, however busy the machine is."""
    monkeypatch.setattr(import_module("tracker.web.checking"), "MOST_WAIT", 300.0)


def put(session: Session, edition: Edition, content: bytes, files: Path, form: FileForm = FileForm.PDF) -> None:
    """An issued file that nothing was rendered for."""
    digest = sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}.{form}"
    (files / path).parent.mkdir(parents=True, exist_ok=True)
    (files / path).write_bytes(content)
    session.add(
        ReportFile(
            body_id=edition.body_id, edition_id=edition.id, language="ko", kind=FileKind.REPORT, form=form, path=path,
            digest=digest, size=len(content), pages=1, produced_at=NOW,
        )
    )  # fmt: skip


def make_pdf(figures: str | None = None, words: str = "") -> bytes:
    """A page, with figures enclosed and words on it."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F1=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
            )
        )
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 20 Td ({words}) Tj ET".encode())
        if figures is not None:
            pdf.attachments["figures.json"] = pikepdf.AttachedFileSpec(pdf, figures.encode(), filename="figures.json")
        written = BytesIO()
        pdf.save(written)
        return written.getvalue()


def make_docx(words: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr("word/document.xml", f"<w:t>{words}</w:t>")
    return written.getvalue()


@pytest.fixture
def made(engine: Engine, tmp_path: Path) -> Made:
    """An edition with a PDF of a public body, and of one for its members only, by the body's code."""
    found = {}
    with writing(engine) as session:
        for code, visibility in (("open", Visibility.PUBLIC), ("closed", Visibility.MEMBERS)):
            body = make_body(session, code, visibility=visibility)
            period = make_period(session, body)
            session.add(
                PeriodClosing(
                    body_id=body.id, period_id=period.id, kind=ClosingKind.CLOSED, effective_on=date(2019, 1, 1),
                    recorded_at=RECORDED_AT, recorded_by="tests",
                )
            )  # fmt: skip
            make_project(session, period, make_area(session, body), "1-ECO-1")
            view, _ = freeze_edition(session, code, 1, as_of=date(2020, 1, 1), by="tests", clock=clock_at(NOW))
            edition = session.get_one(Edition, view.id)
            figures = get_edition_figures(session, view.id)
            put(session, edition, make_pdf(figures, f"code {check_code(edition.digest)}"), tmp_path / "files")
            put(session, edition, make_docx(f"code {check_code(edition.digest)}"), tmp_path / "files", FileForm.DOCX)
            found[code] = view
    return found


def find_content(engine: Engine, edition: EditionView, tmp_path: Path, form: FileForm = FileForm.PDF) -> bytes:
    with reading(engine) as session:
        query = select(ReportFile).where(ReportFile.edition_id == edition.id, ReportFile.form == form)
        return (tmp_path / "files" / session.exec(query).one().path).read_bytes()


def check(client: FlaskClient, content: bytes, status: int = 200) -> str:
    answer = client.post("/check", data={"file": (BytesIO(content), "report.pdf")})
    assert answer.status_code == status
    return " ".join(answer.get_data(as_text=True).split())


def test_a_file_of_ours_is_known_to_whoever_holds_it(
    engine: Engine, own_client: FlaskClient, made: Made, tmp_path: Path
) -> None:
    for code, edition in made.items():
        page = check(own_client, find_content(engine, edition, tmp_path))
        assert "This file is the current edition, edition 1, unchanged as this service issued it." in page
        assert "You can rely on it." in page
        assert "The report in 한국어, as PDF, 1 page" in page
        assert "0.0 %" in page
        assert ("Open the edition" in page) is (code == "open")
    with writing(engine) as session:
        period = session.get_one(Period, session.get_one(Edition, made["open"].id).period_id)
        area = session.exec(select(Area).where(Area.body_id == period.body_id)).one()
        make_project(session, period, area, "1-ECO-2")
        freeze_edition(session, "open", 1, as_of=date(2021, 1, 1), by="tests", clock=clock_at(NOW))
    assert "but edition 2 has superseded it" in check(own_client, find_content(engine, made["open"], tmp_path))
    with reading(engine) as session:
        logged = session.exec(select(AccessEntry).where(AccessEntry.path == "/check")).all()
    assert [one.done for one in logged] == [True, True, True]
    old = get_page(own_client, f"/check?code={made['open'].digest[:12]}")
    assert "This is the check code of edition 1, which edition 2 has superseded." in text_of(old)
    assert "Open edition 2" in text_of(old)


def test_what_the_parties_have_not_approved_is_not_called_reliable(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    make_closed_body(engine)
    client = make_client(engine)
    with reading(engine) as session:
        code = check_code(session.exec(select(Edition.digest)).one())

    def told() -> str:
        return text_of(get_page(client, f"/check?code={code}"))

    assert "It awaits approval" in told()
    sign_in_as(client, engine, Role.OFFICIAL, "body", "SEL", now=NOW)
    client.post(f"{PAGE}/sign-off", data={"answer": "returned", "comment": "one project is missing"})
    assert "It was returned unapproved" in told()
    client.post(f"{PAGE}/sign-off", data={"answer": "approved"})
    assert "It awaits approval" in told()


def test_a_workbook_is_said_to_be_beyond_checking(own_client: FlaskClient) -> None:
    assert "Workbooks and CSV files cannot be checked" in check(own_client, make_docx("a workbook"))


def test_a_code_says_no_more_than_one_may_know(engine: Engine, own_client: FlaskClient, made: Made) -> None:
    shown = text_of(get_page(own_client, f"/check?code={check_code(made['open'].digest)}"))
    assert "This is the check code of edition 1, which is the current one." in shown
    assert "The figures of edition 1, to compare" in shown
    hidden = text_of(get_page(own_client, f"/check?code={made['closed'].digest[:12]}"))
    assert "edition 1, which is the current one" in hidden
    assert "told to those who may see it" in hidden
    assert "Status as of" not in hidden
    assert "%" not in hidden.replace("Every percentage", "")
    sign_in_as(own_client, engine, Role.OFFICIAL, "closed", now=NOW)
    assert "The figures of edition 1" in text_of(get_page(own_client, f"/check?code={made['closed'].digest[:12]}"))
    assert "No edition of this service" in text_of(get_page(own_client, "/check?code=0000+0000+0000"))
    get_page(own_client, "/check?code=three", 422)
    get_page(own_client, "/check?code=", 422)


def test_a_changed_file_is_told_with_what_is_different(
    engine: Engine, own_client: FlaskClient, made: Made, tmp_path: Path
) -> None:
    with reading(engine) as session:
        figures = {code: get_edition_figures(session, one.id) for code, one in made.items()}
    rewritten = check(own_client, find_content(engine, made["closed"], tmp_path) + b"\n")
    assert "This file was changed on the way." in rewritten
    assert "whole and unchanged" in rewritten
    assert "Every word on its pages is as we issued it" in rewritten
    forged = make_pdf(figures["open"].replace("ECO", "XXX"), f"code {check_code(made['open'].digest)} of 99 percent")
    told = check(own_client, forged)
    assert "The figures enclosed in it are not those of the edition." in told
    assert "now ‘of 99 percent’" in told
    assert "to compare with what you hold" in told
    silent = check(own_client, make_pdf(None, f"code {check_code(made['closed'].digest)}"))
    assert "This file was changed on the way." in silent
    assert "to compare with what you hold" not in silent
    saved_again = check(own_client, make_docx(f"other words code {check_code(made['open'].digest)}"))
    assert "now ‘other words’" in saved_again
    assert "unchanged as this service issued it" in check(
        own_client, find_content(engine, made["open"], tmp_path, FileForm.DOCX)
    )


def test_a_file_saved_anew_or_cut_off_is_told_from_ours(
    engine: Engine, own_client: FlaskClient, made: Made, tmp_path: Path
) -> None:
    issued = find_content(engine, made["open"], tmp_path)
    saved = BytesIO()
    with pikepdf.open(BytesIO(issued)) as pdf:
        pdf.docinfo["/Producer"] = "a mail gateway"
        pdf.save(saved, linearize=True)
    told = check(own_client, saved.getvalue())
    assert "It names edition 1, which is the current one." in told
    assert "Do not rely on it" in told
    told = check(own_client, issued[:-40])
    assert "This file was changed on the way. It names edition 1" in told
    assert "The figures enclosed in it are whole and unchanged." in told
    assert "it has 0 pages" not in told
    assert "This file was not issued by this service." in check(own_client, issued[:200])


def test_a_code_may_be_typed_as_it_is_misread(own_client: FlaskClient, made: Made) -> None:
    code = made["open"].digest[:12]
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code)
    for typed in (code.upper(), wide, code.replace("0", "O").replace("1", "l"), f"{code[:4]}-{code[4:]}"):
        assert "This is the check code of edition 1" in text_of(get_page(own_client, f"/check?code={typed}"))
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    told = text_of(get_page(own_client, f"/check?code={other}"))
    assert "No edition of this service has this check code." in told
    assert "Compare it letter by letter" in told
    assert "twelve" in text_of(get_page(own_client, f"/check?code={code[:-1]}", 422))


@pytest.mark.parametrize("content", [b"a letter", b"%PDF-1.7\n%%EOF", b"PK\x03\x04 no zip"])
def test_what_is_not_ours_is_foreign(own_client: FlaskClient, content: bytes) -> None:
    assert "This file was not issued by this service." in check(own_client, content)


def test_nothing_handed_in_is_asked_for_and_too_much_is_refused(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    client = make_client(engine, max_file_bytes=5000)
    assert "Nothing was checked" in check(client, b"", 422)
    check(client, b"%PDF-" + b"x" * 9000, 413)


def test_guessing_codes_is_throttled_and_files_of_ours_are_not(
    engine: Engine, own_client: FlaskClient, made: Made, tmp_path: Path
) -> None:
    for number in range(CHECK_CODES.most):
        get_page(own_client, f"/check?code=0000+0000+{number:04}")
    get_page(own_client, f"/check?code={made['open'].digest[:12]}", 429)
    check(own_client, b"a letter", 429)
    assert "unchanged" in check(own_client, find_content(engine, made["open"], tmp_path))


def test_a_file_is_counted_before_it_is_read_and_never_waited_for_long(
    engine: Engine, own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("tracker.web.checking")  # the package has its blueprint by that name
    monkeypatch.setattr(module, "TURN", 0.01)
    with AT_ONCE:
        assert "The file could not be checked now" in check(own_client, b"a letter", 503)
    monkeypatch.setattr(module, "MOST_WAIT", 0.01)
    for _ in range(CHECK_CODES.most):
        check(own_client, b"a letter", 503)
    check(own_client, b"a letter", 429)
