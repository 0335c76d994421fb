"""Files beside entries and projects: kept, handed out only as files, and redacted; notes too."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.builders import make_entry
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.logging_scene import CONFERENCE, Office, errors_in, make_office, parse
from tests.web.reading import get_page, get_text, text_of
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import AccessEntry, Document, Project, Redaction, StatusEntry

PAGE, DOCUMENTS, REDACTIONS = "/bodies/body/projects/4-1", "/bodies/body/documents", "/bodies/body/redactions"
PDF = b"%PDF-1.7 <script>alert(1)</script>"
DIGEST = sha256(PDF).hexdigest()


@pytest.fixture
def office(engine: Engine, make_client: Callable[..., FlaskClient]) -> Office:
    return make_office(engine, make_client(engine))


def attach(office: Office, content: bytes = PDF, name: str = "회의록 <1>.pdf", ref: str = "4-1") -> TestResponse:
    """In bytes: what the test client writes to a file of its own on the way, it does not close."""
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in {"ref": ref, "entry": "0"}.items()
    )
    head = f'--x\r\nContent-Disposition: form-data; name="files-0"; filename="{name}"\r\n\r\n'
    body = fields.encode() + head.encode() + content + b"\r\n--x--\r\n"
    return office.client.post(DOCUMENTS, data=body, content_type="multipart/form-data; boundary=x")


def redact(office: Office, reason: str = "holds a telephone number", **subject: str) -> TestResponse:
    return office.client.post(REDACTIONS, data={"ref": "4-1", "reason": reason, **subject})


def file_of(office: Office, tmp_path: Path) -> Path:
    with reading(office.engine) as session:
        return tmp_path / "files" / session.exec(select(Document)).all()[0].path


def test_a_file_is_listed_with_its_size_and_downloaded_as_a_file_alone(office: Office) -> None:
    assert attach(office).status_code == 303
    page = get_page(office.client, PAGE)
    assert "회의록 <1>.pdf 1 kB" in text_of(page)
    link = str(page.xpath("//ul[contains(@class, 'evidence')]//a/@href")[0])
    assert link == f"{DOCUMENTS}/{DIGEST}"
    with office.client.get(link) as answer:
        assert answer.get_data() == PDF
        headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    with reading(office.engine) as session:
        logged = session.exec(select(AccessEntry).where(AccessEntry.what == "GET evidence.download_document")).one()
    assert logged.done
    assert logged.account.startswith("user:")


def test_files_are_for_those_who_hold_a_role(office: Office, make_client: Callable[..., FlaskClient]) -> None:
    attach(office)
    passer_by, official = make_client(office.engine), make_client(office.engine)
    sign_in_as(official, office.engine, Role.OFFICIAL, "body", now=NOW)
    assert passer_by.get(f"{DOCUMENTS}/{DIGEST}").status_code == 303
    assert "회의록" not in text_of(get_page(passer_by, PAGE))
    with official.get(f"{DOCUMENTS}/{DIGEST}") as answer:
        assert answer.status_code == 200
    assert "회의록" in text_of(get_page(official, PAGE))
    assert official.post(DOCUMENTS, data={"ref": "4-1", "files-0": (BytesIO(PDF), "a.pdf")}).status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.pdf", "a.pdf is empty."),
        (b"<html>", "a.pdf", "a.pdf is of no kind that is taken."),
        (b"%PDF-" + b"x" * (20 * 1024 * 1024), "big.pdf", "big.pdf is too large: at most 20 MB are taken."),
    ],
)
def test_what_is_not_taken_is_said_beside_the_field(office: Office, content: bytes, name: str, sentence: str) -> None:
    answer = attach(office, content, name)
    assert answer.status_code == 422
    assert errors_in(parse(answer))[0].startswith(sentence)


def test_far_too_much_is_refused_before_it_is_read(office: Office) -> None:
    answer = attach(office, b"%PDF-" + b"x" * (42 * 1024 * 1024))
    assert answer.status_code == 413
    assert "This is too large" in get_text(answer)


def test_no_file_and_too_many_files_are_said(office: Office) -> None:
    assert "Choose a file." in get_text(office.client.post(DOCUMENTS, data={"ref": "4-1", "entry": "0"}))
    data = {"ref": "4-1", "entry": "0", "files-0": [(BytesIO(PDF), f"{n}.pdf") for n in range(6)]}
    assert "At most 5 files can be handed in at once." in get_text(office.client.post(DOCUMENTS, data=data))


def test_a_file_belongs_to_its_entry(office: Office) -> None:
    office.log("4-1", on="2026-05-03")
    with reading(office.engine) as session:
        entry = session.exec(select(StatusEntry)).one().id
    data = {"ref": "4-1", "entry": str(entry), f"files-{entry}": (BytesIO(PDF), "a.pdf")}
    assert office.client.post(DOCUMENTS, data=data).status_code == 303
    assert get_page(office.client, PAGE).xpath(f"//li[@id='entry-{entry}']//a[text()='a.pdf']")
    data = {"ref": "4-2", "entry": str(entry), f"files-{entry}": (BytesIO(PDF), "a.pdf")}
    assert office.client.post(DOCUMENTS, data=data).status_code == 404


def test_a_redacted_file_is_gone_and_the_page_says_why(office: Office, tmp_path: Path) -> None:
    attach(office)
    path = file_of(office, tmp_path)
    assert path.is_file()
    assert redact(office, document="1").status_code == 303
    assert not path.exists()
    page = text_of(get_page(office.client, PAGE))
    assert "redacted: holds a telephone number" in page
    assert DIGEST[:12] in page
    get_page(office.client, f"{DOCUMENTS}/{DIGEST}", 404)
    assert "This was redacted already." in get_text(redact(office, document="1"))


def test_the_bytes_stay_while_another_needs_them(office: Office, tmp_path: Path) -> None:
    attach(office)
    attach(office, ref="4-2", name="other.pdf")
    path = file_of(office, tmp_path)
    redact(office, document="1")
    assert path.is_file()
    with office.client.get(f"{DOCUMENTS}/{DIGEST}") as answer:
        assert "other.pdf" in answer.headers["Content-Disposition"]
    office.client.post(REDACTIONS, data={"ref": "4-2", "document": "2", "reason": "too"})
    assert not path.exists()


def test_a_redacted_note_is_blank_and_keeps_its_digest(office: Office) -> None:
    office.log("4-1", on="2026-05-03", note="전화 010-0000-0000")
    with reading(office.engine) as session:
        entry = str(session.exec(select(StatusEntry)).one().id)
    refused = redact(office, reason="", entry=entry)
    assert errors_in(parse(refused)) == ["Say why this is redacted."]
    assert redact(office, entry=entry).status_code == 303
    with reading(office.engine) as session:
        assert session.exec(select(StatusEntry)).one().note == ""
        assert session.exec(select(Redaction)).one().digest == sha256("전화 010-0000-0000".encode()).hexdigest()
    page = text_of(get_page(office.client, PAGE))
    assert "010" not in page
    assert "redacted: holds a telephone number recorded by User" in page
    assert "redacted already" in get_text(redact(office, entry=entry))


def test_a_note_that_is_not_there_is_not_redacted(office: Office) -> None:
    office.log("4-1", on="2026-05-03")
    with reading(office.engine) as session:
        entry = str(session.exec(select(StatusEntry)).one().id)
    assert "There is no note to redact." in get_text(redact(office, entry=entry))


@pytest.mark.parametrize("role", [None, Role.OFFICIAL, Role.MANAGER])
def test_others_redact_nothing(engine: Engine, make_client: Callable[..., FlaskClient], role: Role | None) -> None:
    office = make_office(engine, make_client(engine), role=role)
    assert redact(office, entry="1").status_code == (401 if role is None else 403)


def test_an_administrator_may_redact(office: Office, make_client: Callable[..., FlaskClient]) -> None:
    attach(office)
    sign_in_as(office.client, office.engine, Role.ADMINISTRATOR, None, now=NOW)
    assert get_page(office.client, PAGE).xpath("//textarea[@id='f-redact-d1']")
    assert redact(office, document="1").status_code == 303


def test_what_another_secretariat_recorded_is_its_own_to_redact_and_to_prove(
    office: Office, make_client: Callable[..., FlaskClient]
) -> None:
    office.log("4-1", on="2026-05-03", note="a name")
    with reading(office.engine) as session:
        entry = str(session.exec(select(StatusEntry)).one().id)
    handed = {"ref": "4-1", "entry": entry, f"files-{entry}": (BytesIO(PDF), "a.pdf")}
    assert office.client.post(DOCUMENTS, data=handed).status_code == 303
    other = make_client(office.engine)
    sign_in_as(other, office.engine, Role.SECRETARY, "body", "BJS", now=NOW)
    assert not get_page(other, PAGE).xpath("//li[starts-with(@id, 'entry-')]//textarea[starts-with(@id, 'f-redact')]")
    for subject in ({"entry": entry}, {"document": "1"}):
        answer = other.post(REDACTIONS, data={"ref": "4-1", "reason": "x", **subject})
        assert answer.status_code == 403
    handed = {"ref": "4-1", "entry": entry, f"files-{entry}": (BytesIO(PDF), "b.pdf")}
    assert other.post(DOCUMENTS, data=handed).status_code == 403
    assert redact(office, entry=entry).status_code == 303


def test_where_a_party_has_no_secretariat_any_of_the_body_redacts(office: Office) -> None:
    with writing(office.engine) as session:
        project = session.exec(select(Project).where(Project.ref == "4-1")).one()
        entry = make_entry(session, project, EntryKind.PROMOTED, CONFERENCE, party="BJS", note="a name").id
    assert redact(office, entry=str(entry)).status_code == 303
