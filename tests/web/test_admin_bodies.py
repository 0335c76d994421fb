"""Administrators keep bodies, parties with their stays, and areas: every rule of a register holds in the browser."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_area, make_body, make_party, make_period, make_project
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, get_text, text_of
from tests.web.test_account import version_on
from tracker.db import reading, writing
from tracker.domain.roles import Role, Visibility
from tracker.models import Area, Body, ConfirmationRequest, HistoryEntry, Membership, Party

Make = Callable[..., FlaskClient]
PAIR = "/bodies/pair/settings"

SETTINGS = {
    "name_en": "Pair", "name_ko": "짝", "kind": "sister_city", "founded_on": "2020-01-01", "time_zone": "Asia/Seoul",
    "languages": "ko;en", "visibility": "public", "criteria_en": "", "source": "Minutes",
}  # fmt: skip


@pytest.fixture
def admin(engine: Engine, make_client: Make) -> FlaskClient:
    """An administrator, and a body with two parties, an area, and a project agreed on 1 January 2020."""
    with writing(engine) as session:
        body = make_body(session, "pair")
        for code in ("SEL", "BJS"):
            make_party(session, body, code)
        make_project(session, make_period(session, body), make_area(session, body), "1-ECO-1")
        make_area(session, body, "CUL")
    client = make_client(engine)
    sign_in_as(client, engine, Role.ADMINISTRATOR, None, now=NOW)
    return client


def change(client: FlaskClient, address: str, **data: str) -> int:
    return client.post(address, data=data | {"version": version_on(client, address)}).status_code


def refusal(client: FlaskClient, address: str, **data: str) -> str:
    answer = client.post(address, data=data | {"version": version_on(client, address)})
    assert answer.status_code == 422
    return get_text(answer)


def test_a_body_is_added_with_its_parties_and_areas(admin: FlaskClient, engine: Engine) -> None:
    answer = admin.post("/admin/bodies/new", data=SETTINGS | {"code": "jiangsu-gyeonggi"})
    assert answer.location == "/bodies/jiangsu-gyeonggi/settings"
    new = "/bodies/jiangsu-gyeonggi/settings"
    for party, country in (("GG", "KR"), ("JS", "CN")):
        data = {"code": party, "name_en": party, "country": country, "role": "member", "joined_on": "2025-05-01"}
        assert admin.post(f"{new}/parties/new", data=data).status_code == 303
    assert (
        admin.post(f"{new}/areas/new", data={"code": "ECO", "name_ko": "경제", "opened_on": "2025-05-01"}).status_code
        == 303
    )
    page = text_of(get_page(admin, f"{new}/parties"))
    assert "GG" in page
    assert "경제" in text_of(get_page(admin, f"{new}/areas"))
    assert admin.get("/bodies/jiangsu-gyeonggi").status_code == 200
    again = admin.post("/admin/bodies/new", data=SETTINGS | {"code": "jiangsu-gyeonggi"})
    assert again.status_code == 422
    assert "is there already" in get_text(again)


def test_the_licence_of_the_data_is_chosen_or_written(admin: FlaskClient, engine: Engine) -> None:
    page = get_page(admin, PAIR)
    offers = page.xpath("//input[@name='licence_ko']/@list")[0]
    assert "공공누리 제1유형: 출처표시" in page.xpath(f"//datalist[@id='{offers}']/option/@value")
    assert change(admin, PAIR, **SETTINGS, licence_ko="공공누리 제1유형: 출처표시") == 303
    assert "KOGL Type 1: Source Indication" in text_of(get_page(admin, "/bodies/pair/data"))
    assert "Licence of the data" in text_of(get_page(admin, f"{PAIR}"))
    assert change(admin, PAIR, **SETTINGS, licence_ko="", licence_en="Ask the secretariat") == 303
    with reading(engine) as session:
        assert session.exec(select(Body)).one().data_licence == {"en": "Ask the secretariat"}
        changed = [entry for entry in session.exec(select(HistoryEntry)) if "data_licence" in (entry.after or {})]
    assert len(changed) == 2


def test_settings_are_changed_with_their_history(admin: FlaskClient, engine: Engine) -> None:
    assert change(admin, PAIR, **SETTINGS, asks_sign_off="yes") == 303
    with reading(engine) as session:
        body = session.exec(select(Body)).one()
        assert (body.names, body.visibility, body.asks_sign_off) == (
            {"en": "Pair", "ko": "짝"},
            Visibility.PUBLIC,
            True,
        )
    page = text_of(get_page(admin, PAIR))
    assert "Visibility for its members only public" in page
    assert "Asks for sign-off no yes" in page
    page = text_of(get_page(admin, "/bodies/pair/history", lang="ko"))
    assert "공개 범위 구성원 전용 공개" in page


def test_asking_for_confirmation_asks_for_what_is_there(admin: FlaskClient, engine: Engine) -> None:
    assert change(admin, PAIR, **SETTINGS, asks_confirmation="yes") == 303
    with reading(engine) as session:
        assert session.exec(select(Body.asks_confirmation)).one() is True
        assert session.exec(select(ConfirmationRequest)).all() == []  # nothing was logged yet


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("time_zone", "Asia/Soul", "is not a time zone"),
        ("languages", "ko;kr1", "is not the tag of a language"),
        ("founded_on", "2020-02-30", "there is no day"),
        ("founded_on", "2030-01-01", "lies ahead"),
        ("kind", "club", "is unknown"),
        ("name_en", "", "Fill this in"),
    ],
)
def test_settings_that_a_register_would_not_take(admin: FlaskClient, field: str, value: str, said: str) -> None:
    data = SETTINGS | {field: value} | ({"name_ko": ""} if field == "name_en" else {})
    assert said in refusal(admin, PAIR, **data)


def test_a_stay_ends_but_not_before_what_the_party_agreed(admin: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:  # the project names the party
        from tracker.models import Project, ProjectParty

        project, party = (
            session.exec(select(Project)).one(),
            session.exec(select(Party).where(Party.code == "SEL")).one(),
        )
        session.add(ProjectParty(project_id=project.id, party_id=party.id, body_id=project.body_id, is_named=True))
    stay = f"{PAIR}/parties/SEL/stays/1"
    data = {"role": "member", "joined_on": "2020-01-01"}
    assert "is before the first" in refusal(admin, stay, **data, left_on="2019-12-31")
    assert "was not a party of pair" in refusal(admin, stay, role="member", joined_on="2020-01-02")
    assert change(admin, stay, **data, left_on="2021-06-30") == 303
    assert "is a party from" in refusal_of_new(admin, joined_on="2021-06-30", role="member")
    answer = admin.post(f"{PAIR}/parties/SEL/stays/new", data={"joined_on": "2022-01-01", "role": "observer"})
    assert answer.status_code == 303
    assert change(admin, stay, **data, left_on="") == 422  # overlaps the next
    with reading(engine) as session:
        found = session.exec(select(Membership).where(Membership.party_id == 1).order_by(Membership.joined_on)).all()
        assert [(one.joined_on, one.left_on) for one in found] == [
            (date(2020, 1, 1), date(2021, 6, 30)),
            (date(2022, 1, 1), None),
        ]


def refusal_of_new(client: FlaskClient, **data: str) -> str:
    answer = client.post(f"{PAIR}/parties/SEL/stays/new", data=data)
    assert answer.status_code == 422
    return get_text(answer)


def test_an_area_closes_but_not_before_what_was_agreed_in_it(admin: FlaskClient, engine: Engine) -> None:
    area = {"name_en": "Economy", "opened_on": "2019-01-01"}
    assert "was not an open area of pair" in refusal(admin, f"{PAIR}/areas/ECO", **area, closed_on="2019-12-31")
    assert change(admin, f"{PAIR}/areas/ECO", **area, closed_on="2021-12-31") == 303
    assert change(admin, f"{PAIR}/areas/ECO", **area, closed_on="") == 303
    with reading(engine) as session:
        assert session.exec(select(Area.closed_on).where(Area.code == "ECO")).one() is None


def test_what_is_named_cannot_be_removed_and_what_is_not_can(admin: FlaskClient, engine: Engine) -> None:
    answer = admin.post(f"{PAIR}/areas/ECO/remove")
    assert answer.status_code == 422
    assert "is named by projects" in get_text(answer)
    assert admin.post(f"{PAIR}/areas/CUL/remove").status_code == 303
    assert admin.post(f"{PAIR}/parties/BJS/remove").status_code == 303
    with reading(engine) as session:
        assert session.exec(select(Area.code)).all() == ["ECO"]
        assert session.exec(select(Party.code)).all() == ["SEL"]
        removed = [(one.key, one.act.value) for one in session.exec(select(HistoryEntry).order_by(HistoryEntry.id))]
    assert removed == [("CUL", "removed"), ("BJS", "removed")]


def test_a_code_of_another_thing_is_refused(admin: FlaskClient) -> None:
    data = {"name_en": "x", "country": "KR", "role": "member", "joined_on": "2024-01-01"}
    for code, said in (("SEL", "is there already"), ("mutual", "cannot be the code"), ("A;B", "cannot be a code")):
        answer = admin.post(f"{PAIR}/parties/new", data=data | {"code": code})
        assert answer.status_code == 422
        assert said in get_text(answer)


def test_who_edits_settings_that_another_changed_meanwhile_sees_both_versions(
    admin: FlaskClient, engine: Engine, make_client: Make
) -> None:
    other = make_client(engine)
    sign_in_as(other, engine, Role.ADMINISTRATOR, None, now=NOW)
    shown = version_on(admin, PAIR)
    assert change(other, PAIR, **SETTINGS) == 303
    answer = admin.post(PAIR, data=SETTINGS | {"source": "Mine", "asks_sign_off": "yes", "version": shown})
    assert answer.status_code == 409
    page = text_of(html.document_fromstring(answer.get_data(as_text=True)))
    assert "Source Minutes Mine" in page
    assert "Asks for sign-off no yes" in page
    with reading(engine) as session:
        assert session.exec(select(Body.source)).one() == "Minutes"
