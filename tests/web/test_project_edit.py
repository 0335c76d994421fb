"""A project's facts are changed by one form: every language, history shown, nobody's change overwritten unseen."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.logging_scene import Office, errors_in, make_office, parse
from tests.web.reading import get_page, get_text, text_of
from tracker.db import reading
from tracker.domain.roles import Role
from tracker.models import HistoryEntry, Project

EDIT, PAGE = "/bodies/body/edit/projects/4-1", "/bodies/body/projects/4-1"


@pytest.fixture
def office(engine: Engine, make_client: Callable[..., FlaskClient]) -> Office:
    return make_office(engine, make_client(engine))


def read_form(client: FlaskClient) -> dict[str, str | list[str]]:
    """The form as a browser would send it."""
    page = get_page(client, EDIT)
    form = page.xpath("//main//form[@class='form']")[0]
    values: dict[str, str | list[str]] = {
        one.get("name"): one.get("value") or "" for one in form.xpath(".//input[@type!='checkbox']")
    }
    values |= {one.get("name"): one.text or "" for one in form.xpath(".//textarea")}
    for one in form.xpath(".//select"):
        values[one.get("name")] = (one.xpath("./option[@selected]/@value") or one.xpath("./option/@value"))[0]
    values["parties"] = form.xpath(".//input[@name='parties'][@checked]/@value")
    return values


def save(client: FlaskClient, values: dict[str, str | list[str]], **typed: str | list[str]) -> TestResponse:
    return client.post(EDIT, data=values | typed)


def find_project(office: Office) -> Project:
    with reading(office.engine) as session:
        return session.exec(select(Project).where(Project.ref == "4-1")).one()


def test_what_is_typed_is_saved_and_what_was_there_stays_in_the_history(office: Office) -> None:
    values = read_form(office.client)
    answer = save(
        office.client,
        values,
        titles_ko="대기질 공동 포럼",
        due_on="2026-12-31",
        horizon="medium",
        run_by="private",
        proposed_by="BJS",
        parties=["SEL", "BJS"],
        departments_SEL_ko="환경과",
        departments_BJS_en="Bureau of Ecology",
        note="두 차례 环境 環境 twice",
    )
    assert answer.status_code == 303
    page = text_of(get_page(office.client, PAGE))
    for words in ("대기질 공동 포럼", "31 Dec 2026", "medium term", "private", "환경과", "Bureau of Ecology", "环境"):
        assert words in page, words
    assert "2 changes" in page
    with reading(office.engine) as session:
        kept = session.exec(select(HistoryEntry)).one()
    assert kept.before["titles"] == {"en": "Project 4-1"}
    assert kept.after["departments"] == {"SEL": {"ko": "환경과"}, "BJS": {"en": "Bureau of Ecology"}}


def test_nothing_changed_leaves_no_trace(office: Office) -> None:
    assert save(office.client, read_form(office.client)).status_code == 303
    with reading(office.engine) as session:
        assert session.exec(select(HistoryEntry)).all() == []


def test_mode_and_lead_change_together(office: Office) -> None:
    values = read_form(office.client)
    refused = save(office.client, values, mode="one_sided")
    assert refused.status_code == 422
    assert errors_in(parse(refused)) == ["A one-sided project has a lead party. Choose it."]
    assert save(office.client, values, mode="one_sided", lead="BJS").status_code == 303
    assert find_project(office).lead_id is not None
    refused = save(office.client, read_form(office.client), mode="mutual")
    assert "A mutual project has no lead party." in get_text(refused)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"titles_en": "", "titles_ko": ""}, "Fill this in."),
        ({"due_on": "soon"}, "‘soon’ is not a day."),
        ({"area": "XYZ"}, "‘XYZ’ is not one of the choices."),
        ({"parties": ["NOBODY"]}, "‘NOBODY’ is not one of the choices."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    office: Office, typed: dict[str, str | list[str]], sentence: str
) -> None:
    answer = save(office.client, read_form(office.client), **{"note": "kept", **typed})
    assert answer.status_code == 422
    page = parse(answer)
    assert sentence in " ".join(errors_in(page))
    assert page.xpath("//textarea[@name='note']")[0].text == "kept"
    target = page.xpath("//section[contains(@class, 'errors')]//a/@href")[0]
    assert page.xpath(f"//*[@id='{target[1:]}']")


def test_the_second_saver_sees_both_versions_and_loses_nothing(
    office: Office, make_client: Callable[..., FlaskClient]
) -> None:
    other = make_client(office.engine)
    sign_in_as(other, office.engine, Role.SECRETARY, "body", "BJS", now=NOW)
    mine, theirs = read_form(office.client), read_form(other)
    save(other, theirs, titles_en="Their title", area="CUL")
    answer = save(office.client, mine, titles_en="My title", note="my note")
    assert answer.status_code == 409
    page = parse(answer)
    assert find_project(office).titles == {"en": "Their title"}
    table = text_of(page.xpath("//section[contains(@class, 'versions')]")[0])
    assert "Their title" in table
    assert "My title" in table
    assert "changed this on" in table
    assert "user:" not in table
    assert page.xpath("//input[@name='titles_en']/@value") == ["My title"]
    assert page.xpath("//textarea[@name='note']")[0].text == "my note"
    version = str(page.xpath("//input[@name='version']/@value")[0])
    assert save(office.client, mine, titles_en="My title", note="my note", version=version).status_code == 303
    assert find_project(office).titles == {"en": "My title"}


def test_only_secretaries_change_facts(office: Office, make_client: Callable[..., FlaskClient]) -> None:
    values = read_form(office.client)
    for role in (Role.OFFICIAL, Role.MANAGER, Role.ADMINISTRATOR):
        client = make_client(office.engine)
        sign_in_as(client, office.engine, role, None if role is Role.ADMINISTRATOR else "body", now=NOW)
        get_page(client, EDIT, 403)
        assert save(client, values, titles_en="x").status_code == 403
        assert "Change the facts" not in text_of(get_page(client, PAGE))
    assert make_client(office.engine).get(EDIT).status_code == 303


def test_a_project_of_nowhere_is_not_found(office: Office) -> None:
    get_page(office.client, "/bodies/body/edit/projects/9-9", 404)
