"""Administrators keep users and their roles."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_body, make_party
from tests.people import make_user, sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, get_text, text_of
from tests.web.test_account import version_on
from tracker.db import reading, writing
from tracker.domain.roles import Grant, Role
from tracker.models import HistoryEntry, SignIn, User
from tracker.queries.users import find_grants

Make = Callable[..., FlaskClient]


@pytest.fixture
def admin(engine: Engine, make_client: Make) -> FlaskClient:
    """An administrator (user 1), a secretary (user 2), and a body with two parties."""
    client = make_client(engine)
    with writing(engine) as session:
        body = make_body(session, "pair")
        make_party(session, body, "SEL")
        make_party(session, body, "BJS")
    sign_in_as(client, engine, Role.ADMINISTRATOR, None, now=NOW)
    with writing(engine) as session:
        make_user(session, Role.SECRETARY, "pair", "SEL", email="lee@seoul.example", name="Lee_100%")
    return client


def grants_of(engine: Engine, user_id: int) -> frozenset[Grant]:
    with reading(engine) as session:
        return find_grants(session, user_id)


def test_users_are_found_by_name_address_role_and_body(admin: FlaskClient) -> None:
    for query, count in (
        ("", 2), ("?q=LEE", 1), ("?q=seoul.example", 1), ("?q=0%25", 1), ("?q=__", 0), ("?role=secretary", 1),
        ("?role=official", 0), ("?body=pair", 1), ("?role=administrator&body=pair", 0),
    ):  # fmt: skip
        page = get_page(admin, f"/admin/users{query}")
        assert len(page.xpath("//main//tbody/tr")) == count, query
    assert "No such user" in text_of(get_page(admin, "/admin/users?q=nobody"))


def test_a_role_is_given_and_taken_away(admin: FlaskClient, engine: Engine) -> None:
    answer = admin.post("/admin/users/2/grants", data={"role": "official", "place": "pair"})
    assert answer.status_code == 303
    secretary, official = Grant(Role.SECRETARY, "pair", "SEL"), Grant(Role.OFFICIAL, "pair")
    assert grants_of(engine, 2) == {secretary, official}
    assert admin.post("/admin/users/2/grants/2/remove").status_code == 303
    assert grants_of(engine, 2) == {official}
    page = text_of(get_page(admin, "/admin/users/2"))
    assert "Roles secretary pair SEL –" in page


def test_an_official_s_role_for_a_party_takes_the_place_of_the_one_without(admin: FlaskClient, engine: Engine) -> None:
    for place in ("pair", "pair/SEL", "pair/BJS"):
        assert admin.post("/admin/users/2/grants", data={"role": "official", "place": place}).status_code == 303
    signing = {Grant(Role.OFFICIAL, "pair", party) for party in ("SEL", "BJS")}
    assert grants_of(engine, 2) == signing | {Grant(Role.SECRETARY, "pair", "SEL")}
    assert "official – Body pair (signs off for Party SEL)" in text_of(get_page(admin, "/admin/users/2"))
    refused = admin.post("/admin/users/2/grants", data={"role": "official", "place": "pair"})
    assert refused.status_code == 422
    assert "which includes this role" in get_text(refused)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"role": "secretary", "place": "pair"}, "Choose the party"),
        ({"role": "official", "place": ""}, "Choose the body"),
        ({"role": "manager", "place": "pair/SEL"}, "Leave the party empty"),
        ({"role": "administrator", "place": "pair"}, "Leave body and party empty"),
        ({"role": "secretary", "place": "pair/SEL"}, "holds this role already"),
        ({"role": "", "place": "pair"}, "Fill this in"),
        ({"role": "king", "place": "pair"}, "is not one of the choices"),
    ],
)
def test_a_role_that_fits_nothing_is_refused(admin: FlaskClient, data: dict[str, str], said: str) -> None:
    answer = admin.post("/admin/users/2/grants", data=data)
    assert answer.status_code == 422
    assert said in get_text(answer)


def test_the_last_administrator_stays(admin: FlaskClient, engine: Engine) -> None:
    for address in ("/admin/users/1/grants/1/remove", "/admin/users/1/remove"):
        answer = admin.post(address)
        assert answer.status_code == 422
        assert "This is the only administrator" in get_text(answer)
    assert grants_of(engine, 1) == {Grant(Role.ADMINISTRATOR)}


def test_a_removed_user_leaves_no_name_behind(admin: FlaskClient, engine: Engine, make_client: Make) -> None:
    data = {
        "name": "Lee",
        "email": "lee@seoul.example",
        "language": "ko",
        "version": version_on(admin, "/admin/users/2"),
    }
    admin.post("/admin/users/2", data=data)
    assert admin.post("/admin/users/2/remove").status_code == 303
    with reading(engine) as session:
        user = session.get_one(User, 2)
        assert (user.name, user.password_hash, "lee" in user.email) == ("", None, False)
        assert session.exec(select(SignIn).where(SignIn.user_id == 2, SignIn.ended_at == None)).all() == []  # noqa: E711
        kept = str([(one.before, one.after) for one in session.exec(select(HistoryEntry))])
        assert "lee@" not in kept
        assert "Lee" not in kept
    assert grants_of(engine, 2) == frozenset()
    assert "removed user" in text_of(get_page(admin, "/admin/history"))
    get_page(admin, "/admin/users/2", 404)


def test_who_edits_what_another_changed_meanwhile_sees_both_versions(
    admin: FlaskClient, engine: Engine, make_client: Make
) -> None:
    other = make_client(engine)
    sign_in_as(other, engine, Role.ADMINISTRATOR, None, now=NOW)
    shown = version_on(admin, "/admin/users/2")
    first = {"name": "Lee Jin", "email": "lee@seoul.example", "language": "ko", "version": shown}
    assert other.post("/admin/users/2", data=first).status_code == 303
    mine = {"name": "Lee Jiwon", "email": "jiwon@seoul.example", "language": "en", "version": shown}
    answer = admin.post("/admin/users/2", data=mine)
    assert answer.status_code == 409
    page = get_text(answer)
    for word in ("Somebody else changed this", "Lee Jin", "Lee Jiwon", "한국어", "English"):
        assert word in page
    with reading(engine) as session:
        assert session.get_one(User, 2).name == "Lee Jin"
    again = mine | {"version": version_on(admin, "/admin/users/2")}
    assert admin.post("/admin/users/2", data=again).status_code == 303
    with reading(engine) as session:
        assert session.get_one(User, 2).name == "Lee Jiwon"


@pytest.mark.parametrize(
    ("email", "said"), [("nonsense", "is not an e-mail address"), ("lee@seoul.example", "already")]
)
def test_an_address_is_one_and_nobody_elses(admin: FlaskClient, email: str, said: str) -> None:
    answer = admin.post("/admin/users/new", data={"name": "Park", "email": email, "language": "ko"})
    assert answer.status_code == 422
    assert said in get_text(answer)
    assert 'value="Park"' in answer.get_data(as_text=True)


def test_every_sign_in_of_a_user_is_ended(admin: FlaskClient, engine: Engine, make_client: Make) -> None:
    other = make_client(engine)
    user = sign_in_as(other, engine, Role.OFFICIAL, "pair", now=NOW)
    assert other.get("/account").status_code == 200
    admin.post(f"/admin/users/{user}/sign-ins/end")
    assert other.get("/account").status_code == 303
