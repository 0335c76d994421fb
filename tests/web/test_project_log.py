"""A project's own page: logging there, taking entries back, and who may."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_entry
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.logging_scene import CONFERENCE, Office, errors_in, make_office, parse
from tests.web.reading import get_page, get_text, text_of
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import Project, StatusEntry

PAGE, VOIDS = "/bodies/body/projects/4-1", "/bodies/body/voids"


@pytest.fixture
def office(engine: Engine, make_client: Callable[..., FlaskClient]) -> Office:
    return make_office(engine, make_client(engine))


def last_entry(office: Office) -> str:
    with reading(office.engine) as session:
        return str(max(session.exec(select(StatusEntry.id))))


def test_logging_from_the_page_of_a_project_leads_back_to_it(office: Office) -> None:
    answer = office.log("4-1", on="2026-05-03", **{"from": "project"})
    assert answer.location == PAGE
    assert "promoted 3 May 2026" in text_of(get_page(office.client, PAGE))
    answer = office.log("4-1", "implemented", "2026-05-01", **{"from": "project", "note": "kept"})
    assert answer.status_code == 422
    page = parse(answer)
    assert "is before it was promoted" in errors_in(page)[0]
    assert page.xpath("//form[contains(@class, 'log-one')]//textarea")[0].text == "kept"
    assert all(link.startswith(PAGE) for link in page.xpath("//nav[@class='languages']//a/@href"))


def test_where_nothing_follows_a_status_is_chosen(office: Office) -> None:
    office.log("4-1", "implemented", "2026-05-03")
    page = get_page(office.client, PAGE)
    assert page.xpath("//form[contains(@class, 'log-one')]//option/@value")[0] == ""
    answer = office.log("4-1", "", **{"from": "project"})
    assert errors_in(parse(answer)) == ["Fill this in."]


def test_an_entry_is_voided_with_a_reason_and_stays_visible(office: Office) -> None:
    office.log("4-1", on="2026-05-03")
    entry = last_entry(office)
    refused = office.client.post(VOIDS, data={"ref": "4-1", "entry": entry, "reason": " "})
    assert refused.status_code == 422
    page = parse(refused)
    assert errors_in(page) == ["Fill this in."]
    assert page.xpath(f"//details[@open]//textarea[@id='f-void-{entry}']")
    answer = office.client.post(VOIDS, data={"ref": "4-1", "entry": entry, "reason": "another project"})
    assert answer.status_code == 303
    page = get_page(office.client, PAGE)
    assert page.xpath("//li[contains(@class, 'voided')]//s")
    assert "voided: another project" in text_of(page)
    again = office.client.post(VOIDS, data={"ref": "4-1", "entry": entry, "reason": "twice"})
    assert "does not stand, so there is nothing to void" in get_text(again)


def test_entries_of_the_other_party_are_not_ours_to_void(
    office: Office, make_client: Callable[..., FlaskClient]
) -> None:
    office.log("4-1", on="2026-05-03")
    entry = last_entry(office)
    other = make_client(office.engine)
    sign_in_as(other, office.engine, Role.SECRETARY, "body", "BJS", now=NOW)
    assert not get_page(other, PAGE).xpath(f"//textarea[@id='f-void-{entry}']")
    assert other.post(VOIDS, data={"ref": "4-1", "entry": entry, "reason": "x"}).status_code == 403
    assert len(office.entries()) == 1


def test_entries_of_no_party_are_anybodys_to_void(office: Office) -> None:
    with writing(office.engine) as session:
        project = session.exec(select(Project).where(Project.ref == "4-1")).one()
        entry = make_entry(session, project, EntryKind.PROMOTED, CONFERENCE).id
    assert office.client.post(VOIDS, data={"ref": "4-1", "entry": str(entry), "reason": "x"}).status_code == 303


def test_an_entry_is_voided_only_by_the_name_of_its_project(office: Office) -> None:
    office.log("4-1", on="2026-05-03")
    for ref, entry in (("4-2", last_entry(office)), ("4-1", "999"), ("4-1", "x"), ("4-1", "9" * 40)):
        answer = office.client.post(VOIDS, data={"ref": ref, "entry": entry, "reason": "x"})
        assert answer.status_code == 404
        assert "There is no entry" in get_text(answer)


def test_whoever_logged_is_named_and_removed_users_are_not(office: Office) -> None:
    office.log("4-1", on="2026-05-03")
    page = text_of(get_page(office.client, PAGE))
    assert "for Party SEL, recorded by User" in page
    assert "user:" not in page


@pytest.mark.parametrize("role", [None, Role.OFFICIAL, Role.MANAGER])
def test_others_find_no_forms(engine: Engine, make_client: Callable[..., FlaskClient], role: Role | None) -> None:
    office = make_office(engine, make_client(engine), role=role)
    assert not get_page(office.client, PAGE).xpath("//main//form[@method='post']")
    answer = office.client.post(VOIDS, data={"ref": "4-1", "entry": "1", "reason": "x"})
    assert answer.status_code == (401 if role is None else 403)


def test_passers_by_are_told_neither_names_nor_notes(office: Office, make_client: Callable[..., FlaskClient]) -> None:
    office.log("4-1", on="2026-05-03", note="Ms Hong, 010-0000-0000")
    entry = last_entry(office)
    office.client.post(VOIDS, data={"ref": "4-1", "entry": entry, "reason": "another project"})
    passer_by, official = make_client(office.engine), make_client(office.engine)
    sign_in_as(official, office.engine, Role.OFFICIAL, "body", now=NOW)
    page = text_of(get_page(passer_by, PAGE))
    assert "for Party SEL, recorded on 23 Nov 2026" in page
    assert "voided: another project recorded on 23 Nov 2026" in page
    for word in ("Hong", "User"):
        assert word not in page
        assert word in text_of(get_page(official, PAGE))
