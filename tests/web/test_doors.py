"""Who sees what, headers on every answer, and pages for what is missing, refused or failed."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.builders import make_area, make_body, make_period, make_project
from tests.web.reading import get_page, get_text, links_of, text_of
from tracker.access import Visitor
from tracker.db import make_engine, writing
from tracker.db.schema import migrate
from tracker.domain.roles import Grant, Role, Visibility
from tracker.web.changing import CHANGES
from tracker.web.gates import DECLARED

ADDRESSES = ("", "/definitions", "/periods/1", "/projects/1-ECO-1", "/reports")


def fill(engine: Engine) -> None:
    """A public body, and one for its members only."""
    with writing(engine) as session:
        for code, visibility in (("open", Visibility.PUBLIC), ("closed", Visibility.MEMBERS)):
            body = make_body(session, code, visibility=visibility)
            make_project(session, make_period(session, body), make_area(session, body), "1-ECO-1")


def test_every_route_declares_who_may_call_it(client: FlaskClient) -> None:
    app: Flask = client.application
    views = [app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()]
    assert len(views) > 8
    assert [view for view in views if not hasattr(view, DECLARED)] == []


def test_a_route_that_takes_forms_does_nothing_else_and_holds_what_it_changes(client: FlaskClient) -> None:
    app: Flask = client.application
    changing = 0
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()):
            assert rule.methods == {"GET", "HEAD", "OPTIONS"}, rule
            continue
        changing += 1
        assert rule.methods == {"POST", "OPTIONS"}, rule
        view = app.view_functions[rule.endpoint]
        assert getattr(view, DECLARED) == "anyone" or hasattr(view, CHANGES), rule
    assert changing > 1


def test_no_form_is_taken_without_its_token(engine: Engine, make_client: Callable[..., FlaskClient]) -> None:
    client = make_client(engine, guarded=True)
    for rule in client.application.url_map.iter_rules():
        if "POST" in (rule.methods or set()):
            built = rule.build(dict.fromkeys(rule.arguments, "1"))
            assert built is not None
            address = built[1]
            page = get_text(client.post(address, data={"note": "kept"}))
            assert "Nothing was saved yet" in page, rule
            assert 'value="kept"' in page


def test_a_body_for_its_members_is_not_listed_and_not_shown(engine: Engine, own_client: FlaskClient) -> None:
    fill(engine)
    assert links_of(get_page(own_client, "/")).count("/bodies/open") == 1
    assert "closed" not in " ".join(links_of(get_page(own_client, "/")))
    for address in ADDRESSES:
        page = get_page(own_client, f"/bodies/closed{address}", 403)
        assert "This body is for its members" in text_of(page)
        get_page(own_client, f"/bodies/open{address}")


@pytest.mark.parametrize("body", ["closed", None])
def test_a_grant_opens_a_body(engine: Engine, make_client: Callable[..., FlaskClient], body: str | None) -> None:
    def find_visitor(credentials: Mapping[str, str]) -> Visitor:
        role = Role.OFFICIAL if body else Role.ADMINISTRATOR
        return Visitor(frozenset({Grant(role, body)}) if credentials.get("who") == "official" else frozenset())

    fill(engine)
    client = make_client(engine, find_visitor)
    get_page(client, "/bodies/closed", 403)
    client.set_cookie("who", "official")
    for address in ADDRESSES:
        get_page(client, f"/bodies/closed{address}")
    assert "/bodies/closed" in links_of(get_page(client, "/"))


def test_a_grant_at_another_body_opens_nothing(engine: Engine, make_client: Callable[..., FlaskClient]) -> None:
    fill(engine)
    client = make_client(engine, lambda credentials: Visitor(frozenset({Grant(Role.SECRETARY, "open")})))
    get_page(client, "/bodies/closed", 403)


@pytest.mark.parametrize(
    "address", ["/", "/bodies/seoul-beijing", "/bodies/nope", "/healthz", "/static/tracker.css", "/?lang=ko"]
)
def test_every_answer_is_guarded_by_its_headers(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_only_over_https_is_https_demanded(examples: Engine, make_client: Callable[..., FlaskClient]) -> None:
    assert "Strict-Transport-Security" not in make_client(examples).get("/").headers
    secure = make_client(examples, base_url="https://tracker.example").get("/?lang=ko").headers
    assert "Strict-Transport-Security" in secure
    assert "Secure" in secure["Set-Cookie"]


def test_pages_hold_no_inline_style_or_script_and_nothing_from_elsewhere(client: FlaskClient) -> None:
    for address in (
        "/",
        "/bodies/seoul-beijing",
        "/bodies/seoul-beijing/periods/2",
        "/bodies/seoul-beijing/projects/1-ECO-01",
    ):
        page = get_page(client, address)
        assert not page.xpath("//@style | //style | //@*[starts-with(name(), 'on')]")
        assert not page.xpath("//script[not(@src) and not(@type='application/json')]")
        assert all(link.startswith("/") for link in page.xpath("//@src | //link/@href | //form/@action"))


def test_static_files_are_kept_for_good_only_under_their_content(client: FlaskClient) -> None:
    page = get_page(client, "/")
    own = page.xpath("//link[@rel='stylesheet']/@href")[0]
    for address, is_kept in ((own, True), ("/static/tracker.css", False), ("/static/tracker.css?v=other", False)):
        with client.get(address) as answer:
            assert ("immutable" in answer.headers["Cache-Control"]) is is_kept, address
            assert ("max-age=31536000" in answer.headers["Cache-Control"]) is is_kept, address


def test_a_page_is_looked_at_and_nothing_else(client: FlaskClient) -> None:
    answer = client.post("/bodies/seoul-beijing", data={"x": "y"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "This page can only be looked at" in answer.get_data(as_text=True)


def test_a_failure_is_a_page_that_needs_no_database(tmp_path: object, make_client: Callable[..., FlaskClient]) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/empty.db")
    client = make_client(engine)
    page = get_page(client, "/", 500)
    assert "Something went wrong on our side" in text_of(page)
    assert "sqlite" not in text_of(page).lower()


def test_ready_means_a_database_of_this_version(tmp_path: object, make_client: Callable[..., FlaskClient]) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/empty.db")
    client = make_client(engine)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    migrate(engine)
    assert client.get("/readyz").status_code == 200


def test_not_ready_where_the_database_does_not_answer(make_client: Callable[..., FlaskClient]) -> None:
    client = make_client(make_engine("postgresql+psycopg://nobody@127.0.0.1:9/none"))
    assert client.get("/readyz").status_code == 503
    assert client.get("/").status_code == 500
