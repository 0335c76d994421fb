"""Signing in: told nothing by what is wrong, slowed down by many attempts, ended by time and from elsewhere."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.people import make_user, sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_text
from tracker.access import COOKIE
from tracker.actions.sign_ins import MOST_PER_ACCOUNT, MOST_PER_ADDRESS
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import AccessEntry, SignIn
from tracker.passwords import hash_password

KIM, PASSWORD = "kim@seoul.example", "long walks by the river"
Make = Callable[..., FlaskClient]


@pytest.fixture
def client(engine: Engine, make_client: Make) -> FlaskClient:
    with writing(engine) as session:
        make_user(session, Role.ADMINISTRATOR, email=KIM, name="Kim", password_hash=hash_password(PASSWORD))
    return make_client(engine)


def sign_in(client: FlaskClient, email: str = KIM, password: str = PASSWORD, **values: str) -> int:
    return client.post("/sign-in", data={"email": email, "password": password} | values).status_code


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_address_and_password_let_in_and_signing_out_lets_out(client: FlaskClient, engine: Engine) -> None:
    assert not is_signed_in(client)
    assert sign_in(client, " KIM@Seoul.example ") == 303
    assert is_signed_in(client)
    kept = cookie_of(client)
    client.post("/sign-out")
    client.set_cookie(COOKIE, kept)
    assert not is_signed_in(client)
    with reading(engine) as session:
        logged = [(one.what, one.done) for one in session.exec(select(AccessEntry).order_by(AccessEntry.id))]
    assert logged == [("POST sign_in.do_sign_in", True), ("POST sign_in.do_sign_out", True)]


def test_what_is_wrong_is_not_told_apart(client: FlaskClient) -> None:
    answers = [
        client.post("/sign-in", data={"email": email, "password": "wrong", "submission": "x"})
        for email in (KIM, "nobody@seoul.example")
    ]
    assert [one.status_code for one in answers] == [422, 422]
    assert all("The e-mail address or the password is wrong" in get_text(one) for one in answers)


@pytest.mark.parametrize("email", [KIM, "nobody@seoul.example"])
def test_many_wrong_passwords_for_an_account_take_long(
    client: FlaskClient, engine: Engine, make_client: Make, email: str
) -> None:
    for _ in range(MOST_PER_ACCOUNT):
        sign_in(client, email, "wrong")
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 422
    assert "Wait 15 minutes" in get_text(answer)
    with reading(engine) as session:
        logged = session.exec(select(AccessEntry.done).where(AccessEntry.what == "POST sign_in.do_sign_in")).all()
    assert logged == [False] * (MOST_PER_ACCOUNT + 1)
    assert sign_in(make_client(engine, now=NOW + timedelta(minutes=16)), KIM) == 303


def test_many_wrong_passwords_from_an_address_take_long(client: FlaskClient) -> None:
    for number in range(MOST_PER_ADDRESS):
        sign_in(client, f"user{number % 25}@seoul.example", "wrong")
    assert sign_in(client) == 422
    answer = client.post(
        "/sign-in", data={"email": KIM, "password": PASSWORD}, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}
    )
    assert answer.status_code == 303


def test_a_sign_in_that_nobody_uses_ends(client: FlaskClient, engine: Engine, make_client: Make) -> None:
    sign_in(client)
    for hours, lives in ((7.9, True), (15.7, True), (24, False)):  # after eight hours unused
        later = make_client(engine, now=NOW + timedelta(hours=hours))
        later.set_cookie(COOKIE, cookie_of(client))
        assert is_signed_in(later) is lives, hours


def test_any_sign_in_ends_after_a_week(client: FlaskClient, engine: Engine, make_client: Make) -> None:
    sign_in(client)
    for hours in range(6, 168, 6):
        later = make_client(engine, now=NOW + timedelta(hours=hours))
        later.set_cookie(COOKIE, cookie_of(client))
        assert is_signed_in(later), hours
    later = make_client(engine, now=NOW + timedelta(hours=169))
    later.set_cookie(COOKIE, cookie_of(client))
    assert not is_signed_in(later)


def test_the_cookie_is_out_of_reach_and_its_secret_is_kept_nowhere(client: FlaskClient, engine: Engine) -> None:
    answer = client.post("/sign-in", data={"email": KIM, "password": PASSWORD})
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with reading(engine) as session:
        assert session.exec(select(SignIn.digest)).one() != cookie_of(client)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client: FlaskClient, elsewhere: str) -> None:
    answer = client.post("/sign-in", data={"email": KIM, "password": PASSWORD, "next": elsewhere})
    assert answer.location == "/"


def test_a_removed_user_is_let_in_no_more(client: FlaskClient, engine: Engine, make_client: Make) -> None:
    sign_in(client)
    admin = make_client(engine)
    sign_in_as(admin, engine, Role.ADMINISTRATOR, None, now=NOW)
    assert admin.post("/admin/users/1/remove").status_code == 303
    assert not is_signed_in(client)
    assert sign_in(client) == 422


def test_many_who_try_at_once_are_counted_too(engine: Engine, make_client: Callable[..., FlaskClient]) -> None:
    application = make_client(engine).application

    def try_once(number: int) -> str:
        data = {"email": "nobody@seoul.example", "password": f"a wrong password {number}"}
        return get_text(application.test_client().post("/sign-in", data=data))

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(try_once, range(24)))
    compared = sum("is wrong" in page for page in pages)
    refused = sum("Too many attempts failed" in page for page in pages)
    assert compared + refused == 24
    assert compared <= MOST_PER_ACCOUNT
