"""Two lines on each area of a period, typed by the secretariat for the next report."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from tests.builders import make_area, make_body, make_party, make_period
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.cycling import field_values
from tests.web.reading import get_page, get_text, text_of
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import AreaWords, Body, HistoryEntry, Redaction, Subject

AT = "/bodies/body/periods/1/words"


@pytest.fixture
def client(engine: Engine, own_client: FlaskClient) -> FlaskClient:
    """The browser of a secretary of a body with one period and one area that was open in it."""
    with writing(engine) as session:
        body = make_body(session, "body", languages=["en", "ko"])
        make_party(session, body, "SEL")
        make_area(session, body)
        make_area(session, body, "OLD", opened_on=date(2018, 1, 1), closed_on=date(2019, 1, 1))
        make_period(session, body, ends_on=None)
    sign_in_as(own_client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    return own_client


def send(client: FlaskClient, **typed: str) -> Any:
    return client.post(AT, data=field_values(get_page(client, AT)) | typed)


def test_words_are_kept_with_their_history(client: FlaskClient, engine: Engine) -> None:
    assert "_OLD_" not in get_text(client.get(AT))
    answer = send(client, progress_ECO_en="The survey is done.", direction_ECO_ko="보고서를 마련함.")
    assert answer.location == AT
    page = get_page(client, AT)
    assert "Saved: Area ECO. It is printed in the next edition." in text_of(page)
    assert field_values(page)["direction_ECO_ko"] == "보고서를 마련함."
    send(client, progress_ECO_en="", direction_ECO_ko="")
    with reading(engine) as session:
        assert session.exec(select(AreaWords)).all() == []
        kept = session.exec(select(HistoryEntry).where(HistoryEntry.subject == Subject.AREA_WORDS)).all()
    assert [(one.key, one.act.value) for one in kept] == [("1 ECO", "added"), ("1 ECO", "removed")]


def test_what_does_not_fit_into_two_lines_is_refused_and_not_lost(client: FlaskClient) -> None:
    answer = send(client, progress_ECO_en="x" * 151, progress_ECO_ko="가" * 76, direction_ECO_ko="가" * 75)
    assert answer.status_code == 422
    text = get_text(answer)
    assert text.count("This does not fit into two printed lines") == 4  # in the summary and beside each field
    assert "가" * 76 in text


def test_what_somebody_else_saved_meanwhile_is_shown_beside(client: FlaskClient) -> None:
    stale = field_values(get_page(client, AT))
    send(client, progress_ECO_en="First")
    answer = client.post(AT, data=stale | {"progress_ECO_en": "Second"})
    assert answer.status_code == 409
    assert "First" in get_text(answer)
    assert "Second" in get_text(answer)


def test_pages_of_the_body_lead_there(client: FlaskClient) -> None:
    for page in ("/bodies/body/reports", "/bodies/body/periods/1"):
        assert f'href="{AT}"' in get_text(client.get(page))
    assert client.get("/bodies/body/words").location == AT


def test_it_is_for_the_secretariats(client: FlaskClient, engine: Engine) -> None:
    sign_in_as(client, engine, Role.OFFICIAL, "body", now=NOW)
    assert client.get(AT).status_code == 403
    assert AT not in get_text(client.get("/bodies/body/periods/1"))


def test_words_are_redacted_with_what_the_history_has_of_them(client: FlaskClient, engine: Engine) -> None:
    send(client, progress_ECO_en="Ms Kim did it.", direction_ECO_ko="김 주무관이 맡음.")
    send(client, progress_ECO_en="Ms Lee did it.")
    address = "/bodies/body/redact?of=words&key=1+ECO"
    assert [a.get("href") for a in get_page(client, AT).xpath("//a[contains(@class, 'redact')]")] == [address]
    page = get_page(client, address)
    assert "Ms Lee did it." in text_of(page)
    answer = client.post("/bodies/body/redact", data=field_values(page) | {"reason": "a person was named"})
    assert answer.location == AT
    with reading(engine) as session:
        assert session.exec(select(AreaWords)).all() == []
        (redaction,) = session.exec(select(Redaction)).all()
        assert redaction.digest == sha256("Ms Lee did it.\n김 주무관이 맡음.".encode()).hexdigest()
        kept = session.exec(select(HistoryEntry).where(HistoryEntry.subject == Subject.AREA_WORDS)).all()
        assert [text for one in kept for side in (one.before, one.after) for text in side.values() if text] == []
        assert len(kept) == 2
    assert "Kim" not in get_text(client.get("/bodies/body/history"))
    assert "a person was named" in text_of(get_page(client, address))
    again = field_values(get_page(client, address)) | {"reason": "again"}
    assert client.post("/bodies/body/redact", data=again).status_code == 422


def test_words_on_an_area_with_the_longest_code_are_redacted(client: FlaskClient, engine: Engine) -> None:
    code = "A" * 40
    with writing(engine) as session:
        make_area(session, session.exec(select(Body)).one(), code)
    send(client, **{f"progress_{code}_en": "Ms Kim did it."})
    page = get_page(client, f"/bodies/body/redact?of=words&key=1+{code}")
    answer = client.post("/bodies/body/redact", data=field_values(page) | {"reason": "a person was named"})
    assert answer.location == AT
    assert "Kim" not in get_text(client.get("/bodies/body/history"))


def test_of_one_area_redacted_the_database_still_holds_the_history_of_another(
    client: FlaskClient, engine: Engine
) -> None:
    with writing(engine) as session:
        make_area(session, session.exec(select(Body)).one(), "CUL")
    send(client, progress_ECO_en="Ms Kim did it.", progress_CUL_en="The fair took place.")
    page = get_page(client, "/bodies/body/redact?of=words&key=1+ECO")
    client.post("/bodies/body/redact", data=field_values(page) | {"reason": "a person was named"})
    with reading(engine) as session:
        other = session.exec(select(HistoryEntry).where(HistoryEntry.key == "1 CUL")).one()
    assert other.after["progress"] == {"en": "The fair took place."}
    blank = (
        sa.update(HistoryEntry).where(col(HistoryEntry.id) == other.id).values(after={"progress": {}, "direction": {}})
    )
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(blank)
