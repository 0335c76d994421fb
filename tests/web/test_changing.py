"""Routes that change something: all or nothing, once for each form, with nothing typed lost, for who may."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from tests.builders import make_body, make_party
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_text
from tracker.db import reading, writing
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act, Role, Visibility
from tracker.models import AccessEntry, Body, Submission
from tracker.web.changing import changing, changing_everywhere
from tracker.web.forms import Form, Reader
from tracker.web.gates import Afterwards, AtBody, AtService, allowed
from tracker.web.service import current_service

PATH = "/bodies/body/test"


def show_again(at: AtBody) -> str:
    sentences = [at.asking.wording.sentence(problem) for problem in at.form.problems]
    return f"typed: {at.form.text('source')}; {sentences}"


@changing(Act.LOG_STATUS, again=show_again)
def change_source(at: AtBody) -> str:
    """Changes the body, then finds out what is wrong."""
    reader = Reader(at.form)
    at.view.body.source = at.form.text("source")
    at.session.add(at.view.body)
    at.session.flush()
    reader.line("source", required=True, longest=20)
    reader.day("day")
    reader.finish()
    return "/bodies/body"


def prepare_source(at: AtBody) -> Callable[[], str]:
    text = at.form.text("source")

    def finish() -> str:
        """Somebody else writes meanwhile."""
        with writing(current_service().engine) as session:
            make_body(session, "meanwhile")
        if not text:
            raise Refused(Problem("field_needed", {}, Place(column="source")))
        return text.upper()

    return finish


@changing(Act.LOG_STATUS, again=show_again, prepare=prepare_source)
def change_prepared(at: AtBody) -> str:
    at.view.body.source = at.prepared
    at.session.add(at.view.body)
    return "/bodies/body"


@allowed(Act.SEE_PROJECTS)
def look_and_draw(at: AtBody) -> Afterwards:
    pool: Any = current_service().engine.pool
    held = pool.checkedout()
    return Afterwards(lambda: f"{at.code}: {held} held, then {pool.checkedout()}")


def show_twice(at: AtService) -> str:
    return f"typed: {at.form.text('word')}"


@changing_everywhere(None, again=show_twice)
def add_word(at: AtService) -> str:
    if not at.form.text("word"):
        raise Refused(Problem("field_needed", {}, Place(column="word")))
    return "/"


@pytest.fixture(autouse=True)
def _keeps_history() -> None:
    """The routes of these tests stand for any: what they change is told nowhere."""


@pytest.fixture
def client(engine: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    with writing(engine) as session:
        for code in ("body", "other"):
            body = make_body(session, code, visibility=Visibility.PUBLIC)
            make_party(session, body, "SEL")
    client = make_client(engine)
    app: Flask = client.application
    app.add_url_rule("/bodies/<code:code>/test", view_func=change_source, methods=["POST"])
    app.add_url_rule("/bodies/<code:code>/prepared", view_func=change_prepared, methods=["POST"])
    app.add_url_rule("/bodies/<code:code>/drawn", view_func=look_and_draw)
    app.add_url_rule("/test", view_func=add_word, methods=["POST"])
    return client


def source_of(engine: Engine) -> str | None:
    with reading(engine) as session:
        return session.exec(select(Body.source).where(Body.code == "body")).one()


def test_what_is_accepted_is_kept_and_leads_on(engine: Engine, client: FlaskClient) -> None:
    user = sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    answer = client.post(PATH, data={"source": "minutes", "submission": "a"})
    assert (answer.status_code, answer.location) == (303, "/bodies/body")
    assert source_of(engine) == "minutes"
    with reading(engine) as session:
        logged = session.exec(select(AccessEntry)).one()
        assert (logged.account, logged.what, logged.path, logged.done) == (
            f"user:{user}",
            "POST change_source",
            PATH,
            True,
        )


def test_what_takes_long_is_made_ready_before_the_body_is_held(engine: Engine, client: FlaskClient) -> None:
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    assert client.post("/bodies/body/prepared", data={"source": "minutes"}).status_code == 303
    assert source_of(engine) == "MINUTES"


def test_what_cannot_be_made_ready_is_refused_as_anything_else(engine: Engine, client: FlaskClient) -> None:
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    refused = client.post("/bodies/body/prepared", data={"source": ""})
    assert refused.status_code == 422
    assert "typed: ;" in get_text(refused)
    assert source_of(engine) is None


def test_nothing_is_made_ready_for_who_may_not(engine: Engine, client: FlaskClient) -> None:
    sign_in_as(client, engine, Role.OFFICIAL, "body", now=NOW)
    assert client.post("/bodies/body/prepared", data={"source": "minutes"}).status_code == 403
    with reading(engine) as session:
        assert session.exec(select(Body).where(Body.code == "meanwhile")).first() is None


def test_what_is_drawn_holds_no_state_of_the_database(client: FlaskClient) -> None:
    assert get_text(client.get("/bodies/body/drawn")) == "body: 1 held, then 0"


def test_what_is_refused_changes_nothing_and_keeps_what_was_typed(engine: Engine, client: FlaskClient) -> None:
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    answer = client.post(PATH, data={"source": "far longer than what fits", "day": "tomorrow", "submission": "a"})
    assert answer.status_code == 422
    page = get_text(answer)
    assert "typed: far longer than what fits" in page
    assert "at most 20 characters" in page
    assert "‘tomorrow’ is not a day" in page
    assert source_of(engine) is None
    with reading(engine) as session:
        assert session.exec(select(AccessEntry.done)).one() is False
        assert session.exec(select(Submission)).first() is None


def test_a_form_sent_twice_counts_once(engine: Engine, client: FlaskClient) -> None:
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    client.post(PATH, data={"source": "first", "submission": "a"})
    again = client.post(PATH, data={"source": "second", "submission": "a"})
    assert (again.status_code, again.location) == (303, "/bodies/body")
    assert source_of(engine) == "first"
    client.post(PATH, data={"source": "second", "submission": "b"})
    assert source_of(engine) == "second"


def test_a_form_of_no_body_sent_twice_counts_once_too(engine: Engine, client: FlaskClient) -> None:
    sign_in_as(client, engine, None, None, now=NOW)
    assert client.post("/test", data={"word": "x", "submission": "a"}).status_code == 303
    assert client.post("/test", data={"word": "y", "submission": "a"}).status_code == 303
    assert client.post("/test", data={"submission": "b"}).status_code == 422


def test_a_part_of_a_page_is_told_where_to_go(engine: Engine, client: FlaskClient) -> None:
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    answer = client.post(PATH, data={"source": "x"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/bodies/body")


@pytest.mark.parametrize(
    ("role", "body", "party"),
    [
        (Role.OFFICIAL, "body", None),
        (Role.MANAGER, "body", None),
        (Role.ADMINISTRATOR, None, None),
        (Role.SECRETARY, "other", "SEL"),
        (None, None, None),
    ],
)
def test_who_may_not_is_told_and_changes_nothing(
    engine: Engine, client: FlaskClient, role: Role | None, body: str | None, party: str | None
) -> None:
    sign_in_as(client, engine, role, body, party, now=NOW)
    answer = client.post(PATH, data={"source": "x"})
    assert answer.status_code == 403
    assert "Your role does not allow this" in get_text(answer)
    assert source_of(engine) is None
    with reading(engine) as session:
        assert session.exec(select(AccessEntry.done)).one() is False


def test_who_is_no_longer_signed_in_can_send_the_form_again(engine: Engine, client: FlaskClient) -> None:
    page = client.post(f"{PATH}?as_of=2026-11-01", data={"source": 'a "quoted" word', "password": "secret"})
    assert page.status_code == 401
    text = get_text(page)
    assert "a &#34;quoted&#34; word" in text
    assert f'action="{PATH}?as_of=2026-11-01"' in text
    assert "secret" not in text
    assert source_of(engine) is None


def test_a_form_reads_each_field_and_gathers_what_is_wrong() -> None:
    values = MultiDict(
        {
            "line": "  two   words ", "day": "2026-11-01", "number": "7", "role": "manager", "tick": "yes",
            "ref": ["a", "b", "a"], "title_ko": "제목", "text": "one\r\ntwo ",
        }
    )  # fmt: skip
    reader = Reader(Form(values, was_sent=True))
    assert reader.line("line") == "two words"
    assert str(reader.day("day")) == "2026-11-01"
    assert reader.number("number", most=9) == 7
    assert reader.choice("role", Role) is Role.MANAGER
    assert reader.words("ref", ["a", "b", "c"]) == ["a", "b"]
    assert reader.texts("title", ["ko", "zh"]) == {"ko": "제목"}
    assert reader.text("text") == "one\ntwo"
    assert reader.ticked("tick")
    assert reader.line("missing") is None
    reader.finish()
    wrong = Reader(
        Form(MultiDict([("day", "1 May"), ("number", "²"), ("role", "king"), ("nul", "\x00")]), was_sent=True)
    )
    wrong.day("day")
    wrong.number("number")
    wrong.choice("role", Role)
    wrong.line("nul")
    wrong.line("missing", required=True)
    with pytest.raises(Refused) as refused:
        wrong.finish()
    assert [(one.code, one.place.column) for one in refused.value.problems] == [
        ("field_no_day", "day"),
        ("field_no_number", "number"),
        ("field_no_choice", "role"),
        ("field_no_text", "nul"),
        ("field_needed", "missing"),
    ]
