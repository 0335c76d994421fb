"""One's own account: name and language, password, and where one is signed in."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.people import make_user, sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, get_text, text_of
from tests.web.test_sign_in import is_signed_in, sign_in
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import HistoryEntry, SignIn, User
from tracker.passwords import hash_password, is_right

KIM, PASSWORD, NEW = "kim@seoul.example", "long walks by the river", "three blue kettles sing"
Make = Callable[..., FlaskClient]


@pytest.fixture
def client(engine: Engine, make_client: Make) -> FlaskClient:
    with writing(engine) as session:
        make_user(session, email=KIM, name="Kim", password_hash=hash_password(PASSWORD))
    client = make_client(engine)
    sign_in(client, KIM, PASSWORD)
    return client


def version_on(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="version" value="([^"]*)"', client.get(address).get_data(as_text=True))
    assert found is not None
    return found[1]


def test_the_name_in_the_head_leads_to_it(client: FlaskClient) -> None:
    page = get_page(client, "/account")
    assert "/account" in page.xpath("//nav[@class='account']//a[text()='Kim']/@href")
    assert "You hold no role yet" in text_of(page)
    assert not page.xpath("//a[@href='/admin']")


def test_name_and_language_are_changed_and_pages_speak_it(client: FlaskClient, engine: Engine) -> None:
    data = {"name": "김민수", "language": "ko", "version": version_on(client, "/account")}
    assert client.post("/account", data=data).status_code == 303
    assert "저장했습니다" in text_of(get_page(client, "/account"))
    with reading(engine) as session:
        assert session.exec(select(User.name)).one() == "김민수"
        kept = session.exec(select(HistoryEntry)).one()
        assert (kept.before, kept.after) == (
            {"language": "en", "personal": None},
            {"language": "ko", "personal": ["name"]},
        )


def test_a_password_is_changed_by_who_knows_the_present_one(
    client: FlaskClient, engine: Engine, make_client: Make
) -> None:
    other = make_client(engine)
    sign_in(other, KIM, PASSWORD)
    wrong = client.post("/account/password", data={"old_password": "not it", "password": NEW, "again": NEW})
    assert wrong.status_code == 422
    assert "This is not your present password" in get_text(wrong)
    data = {"old_password": PASSWORD, "password": NEW, "again": NEW}
    assert client.post("/account/password", data=data).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(other)
    with reading(engine) as session:
        assert is_right(NEW, session.exec(select(User.password_hash)).one())


def test_trying_present_passwords_takes_long_as_well(client: FlaskClient) -> None:
    for _ in range(10):
        client.post("/account/password", data={"old_password": "not it", "password": NEW, "again": NEW})
    answer = client.post("/account/password", data={"old_password": PASSWORD, "password": NEW, "again": NEW})
    assert answer.status_code == 422
    assert "Too many attempts failed" in get_text(answer)


def test_a_sign_in_elsewhere_is_ended_from_here(client: FlaskClient, engine: Engine, make_client: Make) -> None:
    others = [make_client(engine) for _ in range(3)]
    for one in others:
        sign_in(one, KIM, PASSWORD)
    rows = get_page(client, "/account").xpath("//h2[@id='sign-ins']/following-sibling::table[1]/tbody/tr")
    assert len(rows) == 4
    assert sum("this browser" in text_of(row) for row in rows) == 1
    assert client.post("/account/sign-ins/2/end").status_code == 303
    assert [is_signed_in(one) for one in others] == [False, True, True]
    answer = client.post("/account/sign-ins/end")
    assert "2 sign-ins were ended." in text_of(get_page(client, answer.location or ""))
    assert [is_signed_in(one) for one in (client, *others)] == [True, False, False, False]


def test_nobody_ends_the_sign_ins_of_others(client: FlaskClient, engine: Engine, make_client: Make) -> None:
    other = make_client(engine)
    sign_in_as(other, engine, Role.ADMINISTRATOR, None, now=NOW)
    with reading(engine) as session:
        foreign = session.exec(select(SignIn.id).where(SignIn.user_id != 1)).one()
    assert client.post(f"/account/sign-ins/{foreign}/end").status_code == 404
    assert is_signed_in(other)
