"""Every kept text and file can be redacted: blank, with its digest, the reason, and who did it."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select
from werkzeug.test import TestResponse

from tests.builders import clock_at, make_entry
from tests.people import sign_in_as
from tests.pictures import make_picture
from tests.web.conftest import NOW
from tests.web.logging_scene import CONFERENCE, Office, make_office
from tests.web.reading import get_page, get_text, text_of
from tests.web.returning import STARTED, fill, hand_in, make_returned, statements_in
from tracker.actions.changing_projects import change_project
from tracker.actions.confirmations import Given, answer_entries
from tracker.actions.documents import HandedFile, keep_document
from tracker.actions.layouts import set_emblem
from tracker.actions.periods import change_period, seal_agreed_list
from tracker.actions.recording import Recording, open_recording
from tracker.db import reading, writing
from tracker.domain.confirmations import Answer
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import (
    Body,
    Confirmation,
    Document,
    DocumentKind,
    HistoryEntry,
    Party,
    Period,
    Project,
    Redaction,
    ReportLayout,
    StatusEntry,
    Subject,
)

PAGE, PROJECT, HISTORY = "/bodies/body/redact", "/bodies/body/projects/4-1", "/bodies/body/history"
PDF = b"%PDF-1.7 names"


@pytest.fixture
def office(engine: Engine, make_client: Callable[..., FlaskClient]) -> Office:
    return make_office(engine, make_client(engine))


def hold(session: Any, code: str = "body") -> Recording:
    body = session.exec(select(Body).where(Body.code == code)).one()
    return open_recording(session, body, by="tests", clock=clock_at(NOW))


def redact(
    client: FlaskClient, of: str, key: object, reason: str = "a telephone number", body: str = "body"
) -> TestResponse:
    return client.post(f"/bodies/{body}/redact", data={"of": of, "key": str(key), "reason": reason})


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def find_digests(office: Office) -> list[str]:
    with reading(office.engine) as session:
        return [one.digest for one in session.exec(select(Redaction)).all()]


def note_project(office: Office, *notes: str | None) -> None:
    for note in notes:
        with writing(office.engine) as session:
            project = session.exec(select(Project).where(Project.ref == "4-1")).one()
            change_project(session, hold(session), project, {"note": note})


def test_a_project_s_note_goes_with_what_it_said_before(office: Office) -> None:
    note_project(office, "call Kim 010-1111", "call Lee 010-2222")
    link = get_page(office.client, PROJECT).xpath("//a[text()='Redact']/@href")
    assert link == [f"{PAGE}?of=project&key=4-1"]
    assert "call Lee 010-2222" in text_of(get_page(office.client, link[0]))
    assert redact(office.client, "project", "4-1", reason="").status_code == 422
    assert redact(office.client, "project", "4-1").status_code == 303
    for address in (PROJECT, HISTORY, link[0]):
        assert "010-" not in get_text(office.client.get(address)), address
    assert text_of(get_page(office.client, HISTORY)).count("redacted") > 2
    assert "a telephone number" in text_of(get_page(office.client, link[0]))
    assert find_digests(office) == [digest_of("call Lee 010-2222")]
    assert "There is no note to redact." in get_text(redact(office.client, "project", "4-1"))


def test_a_note_that_was_emptied_before_is_redacted_in_the_history(office: Office) -> None:
    note_project(office, "call Kim 010-1111", None)
    assert redact(office.client, "project", "4-1").status_code == 303
    assert "010-" not in get_text(office.client.get(HISTORY))
    with reading(office.engine) as session:
        notes = [(one.before, one.after) for one in session.exec(select(HistoryEntry).order_by(HistoryEntry.id))]  # type: ignore[arg-type]
    assert notes == [({"note": None}, {"note": ""}), ({"note": ""}, {"note": None})]


@pytest.mark.parametrize(("of", "field"), [("period", "note"), ("break", "break_note")])
def test_a_period_s_notes_are_redacted_each_by_itself(office: Office, of: str, field: str) -> None:
    with writing(office.engine) as session:
        period = session.exec(select(Period)).one()
        change_period(session, hold(session), period, {"note": "Kim said", "break_note": "Lee said"})
    assert redact(office.client, of, 4).status_code == 303
    with reading(office.engine) as session:
        period = session.exec(select(Period)).one()
        assert {name for name in ("note", "break_note") if getattr(period, name) is None} == {field}
        kept = session.exec(select(HistoryEntry)).one().after
        assert {name for name in ("note", "break_note") if kept[name] == ""} == {field}


def dispute(office: Office) -> int:
    with writing(office.engine) as session:
        body = session.exec(select(Body)).one()
        body.asks_confirmation = True
        project = session.exec(select(Project).where(Project.ref == "4-1")).one()
        entry = make_entry(session, project, EntryKind.PROMOTED, CONFERENCE, party="SEL")
        other = session.exec(select(Party).where(Party.code == "BJS")).one()
        return answer_entries(
            session, hold(session), [Given(entry.id, Answer.DISPUTED, "Wang denies it")], party=other
        )[0].id


def test_the_reason_of_a_dispute_is_redacted_and_it_stays_disputed(office: Office) -> None:
    number = dispute(office)
    assert "Wang denies it" in text_of(get_page(office.client, PROJECT))
    assert redact(office.client, "answer", number).status_code == 303
    for address in (PROJECT, HISTORY, "/bodies/body/waiting?list=disputed"):
        page = text_of(get_page(office.client, address))
        assert "Wang" not in page, address
        assert "edacted" in page, address
    with reading(office.engine) as session:
        kept = session.exec(select(Confirmation)).one()
        assert (kept.answer, kept.note) == (Answer.DISPUTED, "")


def test_a_dispute_is_redacted_by_the_party_that_said_it_where_it_is_served(
    office: Office, make_client: Callable[..., FlaskClient]
) -> None:
    number = dispute(office)
    other = make_client(office.engine)
    sign_in_as(other, office.engine, Role.SECRETARY, "body", "BJS", now=NOW)
    assert redact(office.client, "answer", number).status_code == 403
    assert "Wang" not in text_of(get_page(office.client, f"{PAGE}?of=answer&key={number}"))
    assert redact(other, "answer", number).status_code == 303


def test_minutes_are_redacted_with_their_name_wherever_it_stands(office: Office, tmp_path: Path) -> None:
    name = "Kim 010-1111.pdf"
    with writing(office.engine) as session:
        held = hold(session)
        period = session.exec(select(Period)).one()
        period.list_sealed_at = None
        seal_agreed_list(session, held, period, document=name)
        document = keep_document(
            session, held, HandedFile(name, PDF), kind=DocumentKind.MINUTES, files_dir=tmp_path / "files",
            most_bytes=1000, period_id=period.id,
        )  # fmt: skip
        path = tmp_path / "files" / document.path
    assert path.is_file()
    lists = "/bodies/body/conferences/4/list"
    assert name in text_of(get_page(office.client, HISTORY))
    assert redact(office.client, "document", 1).status_code == 303
    assert not path.exists()
    for address in (HISTORY, "/bodies/body/conferences", lists, PAGE + "?of=document&key=1"):
        answer = office.client.get(address)
        assert "010-" not in get_text(answer), address
    with reading(office.engine) as session:
        kept = session.exec(select(Document)).one()
        assert (kept.name, kept.digest) == ("", sha256(PDF).hexdigest())
    assert find_digests(office) == [sha256(PDF).hexdigest(), digest_of(name)]
    assert "This was redacted already." in get_text(redact(office.client, "document", 1))


def test_a_redacted_emblem_leaves_the_layout_so_that_reports_go_on(office: Office, tmp_path: Path) -> None:
    with writing(office.engine) as session:
        set_emblem(session, hold(session), HandedFile("seal.png", make_picture()), files_dir=tmp_path / "files")
    assert redact(office.client, "document", 1).status_code == 303
    with reading(office.engine) as session:
        layout = session.exec(select(ReportLayout)).one()
        assert (layout.emblem_path, layout.emblem_digest) == (None, None)
        query = select(HistoryEntry).where(HistoryEntry.subject == Subject.REPORT_LAYOUT)
        assert [one.after["emblem"] is None for one in session.exec(query.order_by(col(HistoryEntry.id)))] == [
            False,
            True,
        ]


def test_the_words_of_a_return_are_redacted_and_the_log_s_note_with_them(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    fill(engine)
    client = make_client(engine)
    sign_in_as(client, engine, Role.SECRETARY, "open", "SEL", now=NOW)
    hand_in(client, ("a.xlsx", make_returned(engine, {0: STARTED | {"problems": "Kim is ill"}})))
    (statement,) = statements_in(engine)
    accepted = {
        "stage": "promoted",
        "started_on": "2026-03-02",
        "results": STARTED["results"],
        "problems": "Kim is ill",
    }
    assert client.post(f"/bodies/open/returns/statements/{statement.id}/accept", data=accepted).status_code == 303
    assert redact(client, "statement", statement.id, body="open").status_code == 303
    (statement,) = statements_in(engine)
    assert (statement.results, statement.problems) == (None, None)
    with reading(engine) as session:
        assert {one.note for one in session.exec(select(StatusEntry)) if one.project_id == statement.project_id} == {""}
    page = text_of(get_page(client, "/bodies/open/projects/1-ECO-1"))
    assert "Kim is ill" not in page
    assert redact(client, "document", 1, body="open").status_code == 303
    assert client.get(f"/bodies/open/returns/files/{statement.return_id}").status_code == 404


def test_only_those_entitled_redact_and_only_what_is_there(
    office: Office, make_client: Callable[..., FlaskClient]
) -> None:
    note_project(office, "Kim")
    official = make_client(office.engine)
    sign_in_as(official, office.engine, Role.OFFICIAL, "body", now=NOW)
    assert redact(official, "project", "4-1").status_code == 403
    assert not get_page(official, PROJECT).xpath("//a[text()='Redact']")
    for of, key in (
        ("project", "9-9"),
        ("answer", "1"),
        ("item", "x"),
        ("cat", "1"),
        ("period", "9"),
        ("document", ""),
    ):
        get_page(office.client, f"{PAGE}?of={of}&key={key}", 404)
    administrator = make_client(office.engine)
    sign_in_as(administrator, office.engine, Role.ADMINISTRATOR, None, now=NOW)
    assert redact(administrator, "project", "4-1").status_code == 303
