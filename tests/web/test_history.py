"""The history in words: who, when, what it was before and after, for those with a role at the body."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.builders import clock_at, make_area, make_body, make_party, make_period, make_project
from tests.people import make_user, sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, text_of
from tracker.actions.bodies import change_row
from tracker.actions.changing_projects import change_project
from tracker.actions.history import Keeper
from tracker.actions.recording import open_recording
from tracker.actions.users import remove_user
from tracker.db import writing
from tracker.domain.roles import Role
from tracker.models import Area, Body, Subject, User

Make = Callable[..., FlaskClient]


@pytest.fixture
def client(engine: Engine, make_client: Make) -> FlaskClient:
    """A body whose area was renamed by user 1, and a project moved to another day by user 2; an official looks."""
    with writing(engine) as session:
        body = make_body(session, "pair")
        make_party(session, body, "SEL")
        area = make_area(session, body, "ECO")
        project = make_project(session, make_period(session, body), area, "1-ECO-1")
        for name in ("Kim", "Lee"):
            make_user(session, Role.SECRETARY, "pair", "SEL", name=name)
        held = open_recording(session, body, by="user:1", clock=clock_at(NOW))
        names = {"en": "Economy", "ko": "경제"}
        change_row(session, held, area, {"names": names}, subject=Subject.AREA, key="ECO")
        held = open_recording(session, body, by="user:2", clock=clock_at(NOW + timedelta(minutes=1)))
        change_project(session, held, project, {"due_on": date(2021, 5, 3)})
    client = make_client(engine)
    sign_in_as(client, engine, Role.OFFICIAL, "pair", now=NOW)
    return client


def lines_on(client: FlaskClient, address: str, lang: str = "en") -> list[str]:
    return [text_of(line) for line in get_page(client, address, lang=lang).xpath("//ol[@class='log']/li")]


def test_it_says_who_changed_what_from_what_to_what(client: FlaskClient) -> None:
    assert lines_on(client, "/bodies/pair/history") == [
        "Project 1-ECO-1 changed Due on 3 May 2021 recorded by Lee on 23 Nov 2026 18:01 (Korean Standard Time)",
        "Area ECO changed Official name en: Area ECO en: Economy; ko: 경제 recorded by Kim on 23 Nov 2026 18:00 (Korean Standard Time)",
        (
            "Project 1-ECO-1 added Period 1 Title en: Project 1-ECO-1 Mode mutual Agreed on 1 Jan 2020 Area ECO"
            " recorded by tests on 1 Jan 2020 18:00 (Korean Standard Time)"
        ),
    ]
    assert "사업 1-ECO-1 변경" in lines_on(client, "/bodies/pair/history", "ko")[0]
    assert "2021. 5. 3." in lines_on(client, "/bodies/pair/history", "ko")[0]


def test_one_kind_of_thing_is_looked_at_alone(client: FlaskClient) -> None:
    assert len(lines_on(client, "/bodies/pair/history?kind=area")) == 1
    assert "Nothing of this kind" in text_of(get_page(client, "/bodies/pair/history?kind=edition"))
    get_page(client, "/bodies/pair/history?kind=cat", 400)


def test_a_removed_user_is_named_no_more(client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        remove_user(session, Keeper("tests", NOW), session.get_one(User, 2))
    lines = lines_on(client, "/bodies/pair/history")
    assert "recorded by removed user on" in lines[0]
    assert "recorded by Kim on" in lines[1]


def test_it_stands_on_the_page_of_the_thing(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/pair/projects/1-ECO-1")
    assert "Due on 3 May 2021" in text_of(page.xpath("//details[contains(@class, 'changes')]")[0])


def test_long_ones_are_leafed_through(client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        area, body = session.get_one(Area, 1), session.get_one(Body, 1)
        for day in range(1, 60):
            held = open_recording(session, body, by="tests", clock=clock_at(NOW + timedelta(days=day)))
            changes = {"closed_on": date(2030, 1, 1) + timedelta(days=day)}
            change_row(session, held, area, changes, subject=Subject.AREA, key="ECO")
    assert len(lines_on(client, "/bodies/pair/history")) == 50
    page = get_page(client, "/bodies/pair/history")
    assert page.xpath("//nav[@class='pages']//a/@href") == [
        "/bodies/pair/history?page=1",
        "/bodies/pair/history?page=2",
    ]
    assert len(lines_on(client, "/bodies/pair/history?page=2")) == 12


def test_only_those_with_a_role_there_see_it(client: FlaskClient, engine: Engine, make_client: Make) -> None:
    other = make_client(engine)
    assert other.get("/bodies/pair/history").location == "/sign-in?next=/bodies/pair/history"
    with writing(engine) as session:
        make_party(session, make_body(session, "other"), "SEL")
    sign_in_as(other, engine, Role.SECRETARY, "other", "SEL", now=NOW)
    get_page(other, "/bodies/pair/history", 403)
