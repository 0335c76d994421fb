"""Two lines on each area of a period, typed by the secretariat for the next report."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_area, make_body, make_party, make_period
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.cycling import field_values
from tests.web.reading import get_page, get_text, text_of
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import AreaWords, HistoryEntry, Subject

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
