"""Departments' returns: forms go out, files come in, and what they say is decided on."""

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import clock_at, make_entry
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, get_text, text_of
from tests.web.returning import (
    CULTURE,
    DONE,
    MAIL,
    RETURNS,
    STARTED,
    entries_in,
    fill,
    hand_in,
    links_in,
    make_returned,
    statements_in,
)
from tracker.actions.chasing import CHASED_BY
from tracker.actions.recording import open_recording
from tracker.actions.return_links import make_link as link_for
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind, Stage
from tracker.domain.statements import Decision
from tracker.models import (
    AccessEntry,
    DepartmentReturn,
    Document,
    DocumentKind,
    HistoryEntry,
    Mail,
    Project,
    ProjectParty,
    ReportedStatement,
    ReturnLink,
    StatusEntry,
    Subject,
)
from tracker.queries.bodies import get_body, get_body_view
from tracker.web.returns import queue

MakeClient = Callable[..., FlaskClient]
DEPARTMENTS = f"{RETURNS}/departments"


@pytest.fixture
def secretary(engine: Engine, make_client: MakeClient) -> FlaskClient:
    """The browser of the first party's secretary."""
    fill(engine)
    client = make_client(engine)
    sign_in_as(client, engine, Role.SECRETARY, "open", "SEL", now=NOW)
    return client


def decide(client: FlaskClient, *ids: int, decision: str = "accepted", status: int = 303, **data: str) -> str:
    answer = client.post(f"{RETURNS}/decide", data={"pick": [str(one) for one in ids], "decision": decision, **data})
    assert answer.status_code == status, get_text(answer)
    return get_text(client.get(answer.headers["Location"])) if status == 303 else get_text(answer)


# Forms that go out


def test_each_department_has_a_form_with_its_own_projects(secretary: FlaskClient) -> None:
    page = text_of(get_page(secretary, DEPARTMENTS))
    assert "International Relations Division" in page
    assert "Culture Division" in page
    answer = secretary.get(f"{RETURNS}/workbooks.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["open-1-SEL-국제교류과.xlsx", "open-1-SEL-문화과.xlsx"]
    answer = secretary.get(f"{RETURNS}/workbook?department=문화과&language=en")
    assert "Culture_Division.xlsx" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert "1-ECO-4" in strings
    assert "1-ECO-1" not in strings
    get_page(secretary, f"{RETURNS}/workbook?department=nobody", 404)


def test_any_party_can_be_chosen_and_contacts_stay_with_their_own(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    page = text_of(get_page(secretary, f"{DEPARTMENTS}?party=BJS"))
    assert "외사판공실" in page
    assert "nobody named" in page  # as long as the party has nobody here, any secretary keeps its contacts
    assert MAIL in text_of(get_page(secretary, DEPARTMENTS))
    other = make_client(engine)
    sign_in_as(other, engine, Role.SECRETARY, "open", "BJS", now=NOW)
    page = text_of(get_page(other, f"{DEPARTMENTS}?party=SEL"))
    assert "known to its own secretariat" in page
    assert MAIL not in page
    answer = other.post(f"{DEPARTMENTS}?party=SEL", data={"what": "mail_forms", "pick": ["국제교류과"]})
    assert answer.status_code == 422


def test_forms_are_mailed_to_contacts_and_those_without_are_named(engine: Engine, secretary: FlaskClient) -> None:
    both = {"what": "mail_forms", "pick": ["국제교류과", "문화과"]}
    refused = secretary.post(DEPARTMENTS, data=both | {"pick": ["문화과"]})
    assert refused.status_code == 422
    assert "Nobody is named for: 문화과" in get_text(refused)
    answer = secretary.post(DEPARTMENTS, data=both)
    page = get_text(secretary.get(answer.headers["Location"]))
    assert "Nobody is named for: 문화과" in page
    assert "1 mail is on its way." in page
    with reading(engine) as session:
        mail = session.exec(select(Mail)).one()
        document = session.exec(select(Document)).one()
    assert (mail.to_address, mail.language) == (MAIL, "ko")
    assert "귀 부서 소관 합의사업은 3건" in mail.text
    assert mail.attachments[0]["path"] == document.path


# Files that come in


def test_twenty_files_at_once_and_a_bad_one_stops_no_other(engine: Engine, secretary: FlaskClient) -> None:
    good = [(f"제출 {n}.xlsx", make_returned(engine, {n % 3: {"results": f"{n}차 회의"}})) for n in range(15)]
    culture = make_returned(engine, {0: STARTED}, department="문화과", lang="zh")
    bad = [
        ("notes.pdf", b"%PDF-1.7"), ("empty.xlsx", b""), ("cut.xlsx", culture[:500]),
        ("day.xlsx", make_returned(engine, {1: {"started_on": "곧"}})), ("untouched.xlsx", make_returned(engine, {})),
    ]  # fmt: skip
    answer = hand_in(secretary, *good, ("문화과.xlsx", culture), *bad)
    page = get_text(answer)
    assert answer.status_code == 200
    assert "16 files were taken" in page
    assert "Of 5 files nothing was taken" in page
    assert "row 6, 착수일: ‘곧’ is not a day" in page
    assert len(statements_in(engine)) == 16
    with reading(engine) as session:
        kept = session.exec(select(Document).where(Document.kind == DocumentKind.RETURN)).all()
    assert len(kept) == 16


def test_the_same_file_is_taken_once(engine: Engine, secretary: FlaskClient) -> None:
    content = make_returned(engine, {0: STARTED})
    hand_in(secretary, ("a.xlsx", content))
    again = hand_in(secretary, ("renamed.xlsx", content))
    assert again.status_code == 422
    assert "The same file was handed in on 23 Nov 2026" in get_text(again)
    assert len(statements_in(engine)) == 1


def test_a_file_sent_twice_by_a_double_click_is_taken_once(engine: Engine, secretary: FlaskClient) -> None:
    content = make_returned(engine, {0: STARTED})
    hand_in(secretary, ("a.xlsx", content), submission="token")
    again = hand_in(secretary, ("a.xlsx", content), submission="token")
    assert again.status_code == 303
    assert again.headers["Location"].startswith(RETURNS)
    assert len(statements_in(engine)) == 1


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("9-ECO-9", "There is no project ‘9-ECO-9’ at this body"),
        ("1-ECO-4", "1-ECO-4 is no project of ‘국제교류과’"),
        ("1-ECO-2", "1-ECO-2 stands in two rows"),
        ("", "The row says something, but has no ref"),
    ],
)
def test_a_row_that_is_nobodys_is_named(engine: Engine, secretary: FlaskClient, value: str, sentence: str) -> None:
    content = make_returned(engine, {0: STARTED | {"ref": value}, 1: DONE})
    page = get_text(hand_in(secretary, ("a.xlsx", content)))
    assert sentence in page
    assert statements_in(engine) == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("body", "other", "made for another body (other)"),
        ("period", "7", "made for period 7; the current period is 1"),
        ("department", "홍보과", "names the department ‘홍보과’ any more"),
        ("party", "TYO", "&#39;TYO&#39; is not a party of this body"),
    ],
)
def test_a_file_of_elsewhere_is_told_so(
    engine: Engine, secretary: FlaskClient, name: str, value: str, sentence: str
) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(make_returned(engine, {0: STARTED})))
    for row in book["_tracker"].iter_rows():
        if row[0].value == name:
            row[1].value = value
    stream = io.BytesIO()
    book.save(stream)
    assert sentence in get_text(hand_in(secretary, ("a.xlsx", stream.getvalue())))


def test_a_form_without_its_marker_is_known_by_its_refs(engine: Engine, secretary: FlaskClient) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(make_returned(engine, {0: STARTED})))
    del book["_tracker"]
    stream = io.BytesIO()
    book.save(stream)
    hand_in(secretary, ("a.xlsx", stream.getvalue()))
    with reading(engine) as session:
        assert session.exec(select(DepartmentReturn.department)).one() == "국제교류과"


# The queue


def test_a_statement_stands_against_what_is_recorded(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED, 1: {"started_on": date(2026, 5, 9)}})))
    page = get_page(secretary, RETURNS)
    first, second = (text_of(one) for one in page.xpath("//article"))
    assert "Started on 2 Mar 2026 recorded: –" in first
    assert "서울에서 첫 회의" in first
    assert "nothing new" not in first
    assert "nothing new" in second


def test_accepting_logs_for_the_party_and_keeps_the_words(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED, 1: DONE | {"problems": "예산 부족"}})))
    ids = [one.id for one in statements_in(engine)]
    page = decide(secretary, *ids)
    assert "Accepted 2 statements." in page
    assert "Logged 2 entries." in page
    assert entries_in(engine)[1:] == [
        ("1-ECO-1", "promoted", date(2026, 3, 2)), ("1-ECO-2", "implemented", date(2026, 11, 3)),
    ]  # fmt: skip
    assert {one.decision for one in statements_in(engine)} == {Decision.ACCEPTED}
    project = text_of(get_page(secretary, "/bodies/open/projects/1-ECO-2"))
    assert "What the departments reported" in project
    assert "예산 부족" in project
    secretary.delete_cookie("tracker_sign_in")
    assert "예산 부족" not in text_of(get_page(secretary, "/bodies/open/projects/1-ECO-2"))


def test_words_that_became_a_note_are_redacted_with_it(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    decide(secretary, statements_in(engine)[0].id)
    with reading(engine) as session:
        entry = max(session.exec(select(StatusEntry.id)))
    page = "/bodies/open/projects/1-ECO-1"
    assert text_of(get_page(secretary, page)).count(STARTED["results"]) == 2  # type: ignore[arg-type]
    data = {"ref": "1-ECO-1", "entry": str(entry), "reason": "names a person"}
    assert secretary.post("/bodies/open/redactions", data=data).status_code == 303
    assert STARTED["results"] not in text_of(get_page(secretary, page))  # type: ignore[operator]


def test_nothing_new_is_put_away_and_news_is_not(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED, 1: {"started_on": date(2026, 5, 9)}})))
    news, old = (one.id for one in statements_in(engine))
    assert "1-ECO-1 says something new" in decide(secretary, news, old, decision="put_away", status=422)
    assert "Put 1 statement away." in decide(secretary, old, decision="put_away")
    assert [one.decision for one in statements_in(engine)] == [None, Decision.PUT_AWAY]


def test_a_state_without_its_day_asks_for_one(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: {"stage": Stage.PROMOTED}})))
    (statement,) = statements_in(engine)
    refused = decide(secretary, statement.id, status=422)
    assert "1-ECO-1: say on which day it started" in refused
    decide(secretary, statement.id, **{f"s{statement.id}-started_on": "2026-04-01"})
    assert entries_in(engine)[-1] == ("1-ECO-1", "promoted", date(2026, 4, 1))
    assert statements_in(engine)[0].decision is Decision.CHANGED


def test_one_statement_in_the_way_stops_the_click(engine: Engine, secretary: FlaskClient) -> None:
    rows = {0: STARTED, 1: {"completed_on": date(2026, 2, 1)}, 2: {"started_on": date(2027, 1, 1)}}
    hand_in(secretary, ("a.xlsx", make_returned(engine, rows)))
    ids = [one.id for one in statements_in(engine)]
    before = entries_in(engine)
    page = decide(secretary, *ids, status=422)
    assert "1 Jan 2027 lies ahead" in page
    assert f'value="{ids[0]}" checked' in page
    page = decide(secretary, ids[0], ids[1], status=422)
    assert "1-ECO-2: implemented on 1 Feb 2026 is before it was promoted on 9 May 2026" in page
    assert entries_in(engine) == before
    assert {one.decision for one in statements_in(engine)} == {None}


def test_another_day_replaces_the_own_entry(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {1: {"started_on": date(2026, 5, 20)}})))
    decide(secretary, statements_in(engine)[0].id)
    assert [kind for ref, kind, _ in entries_in(engine) if ref == "1-ECO-2"] == ["promoted", "void", "promoted"]
    project = text_of(get_page(secretary, "/bodies/open/projects/1-ECO-2"))
    assert "국제교류과 제출 내용에 따라 정정" in project


def test_a_state_below_what_is_recorded_is_not_accepted(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {1: {"stage": Stage.AGREED}})))
    page = decide(secretary, statements_in(engine)[0].id, status=422)
    assert "but ‘Started’ on 9 May 2026 is recorded" in page


def test_what_makes_no_sense_after_what_is_recorded_is_not_accepted(engine: Engine, secretary: FlaskClient) -> None:
    with writing(engine) as session:
        project = session.exec(select(Project).where(Project.ref == "1-ECO-1")).one()
        make_entry(session, project, EntryKind.WITHDRAWN, date(2026, 4, 1), party="SEL")
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: DONE})))
    page = decide(secretary, statements_in(engine)[0].id, status=422)
    assert "withdrawn on 1 Apr 2026" in page
    assert [kind for ref, kind, _ in entries_in(engine) if ref == "1-ECO-1"] == ["withdrawn"]


def test_a_number_that_no_row_can_have_is_no_statement(engine: Engine, secretary: FlaskClient) -> None:
    assert "Choose" in decide(secretary, 99_999_999_999, status=422)
    void = {"ref": "1-ECO-2", "entry": "99999999999", "reason": "wrong row"}
    assert secretary.post("/bodies/open/voids", data=void).status_code == 404
    log = {"ref": "1-ECO-1", "kind": "promoted", "on": "2026-05-01", "seen": "99999999999 1-ECO-1"}
    assert secretary.post("/bodies/open/periods/1/entries", data=log).status_code == 303


def test_a_department_of_a_very_long_name_has_links_too(engine: Engine, secretary: FlaskClient) -> None:
    long = "과" * 400
    with writing(engine) as session:
        for row in session.exec(select(ProjectParty)):
            if row.departments == CULTURE:
                row.departments = {"ko": long}
    answer = secretary.post(DEPARTMENTS, data={"what": "links", "pick": [long[:300]]})
    assert answer.status_code == 200
    assert links_in(get_text(answer))


def test_a_statement_is_changed_before_it_is_accepted(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    (statement,) = statements_in(engine)
    address = f"{RETURNS}/statements/{statement.id}"
    assert "서울에서 첫 회의" in text_of(get_page(secretary, address))
    values = {"stage": "promoted", "started_on": "2026-03-05", "completed_on": "", "results": "첫 회의 개최"}
    answer = secretary.post(f"{address}/accept", data=values)
    assert answer.status_code == 303, get_text(answer)
    (changed,) = statements_in(engine)
    assert (changed.decision, changed.started_on, changed.results) == (
        Decision.CHANGED, date(2026, 3, 5), "첫 회의 개최",
    )  # fmt: skip
    with reading(engine) as session:
        kept = session.exec(select(HistoryEntry).where(HistoryEntry.subject == Subject.PROJECT)).one()
    assert kept.before["started_on"] == "2026-03-02"
    assert "서울에서" not in kept.before["results"]
    wrong = secretary.post(f"{address}/accept", data={"started_on": "soon"})
    assert "was decided meanwhile" in get_text(wrong)


def test_sent_back_statements_are_mailed_or_shown_to_copy(engine: Engine, secretary: FlaskClient) -> None:
    culture = make_returned(engine, {0: STARTED}, department="문화과")
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED, 1: DONE})), ("b.xlsx", culture))
    ids = [one.id for one in statements_in(engine)]
    assert "Say what the department should look at again" in decide(secretary, *ids, decision="sent_back", status=422)
    page = decide(secretary, *ids, decision="sent_back", note="날짜를 확인해 주십시오.")
    assert "Sent 3 statements back." in page
    assert "1 mail is on its way." in page
    assert "다음 사업의 보고 내용을 다시 확인하여 주시기를 요청합니다: 1-ECO-4" in page
    with reading(engine) as session:
        mail = session.exec(select(Mail)).one()
    assert mail.to_address == MAIL
    assert "1-ECO-1, 1-ECO-2" in mail.text
    assert "날짜를 확인해 주십시오." in mail.text
    assert {one.decision for one in statements_in(engine)} == {Decision.SENT_BACK}


def test_all_of_a_department_are_chosen_by_one_box(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED, 1: DONE})))
    box = get_page(secretary, RETURNS).xpath("//input[@name='pick_all']/@value")
    decide(secretary, pick_all=box[0])
    assert {one.decision for one in statements_in(engine)} == {Decision.ACCEPTED}


def test_all_that_fit_are_accepted_by_one_button(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED, 1: {"started_on": date(2027, 1, 1)}})))
    fitting = get_page(secretary, RETURNS).xpath("//input[@name='fitting']/@value")[0]
    first, second = statements_in(engine)
    assert fitting == str(first.id)
    decide(secretary, second.id, decision="accept_fitting", fitting=fitting)
    assert [one.decision for one in statements_in(engine)] == [Decision.ACCEPTED, None]


def test_no_department_is_asked_that_nobody_chose(secretary: FlaskClient) -> None:
    page = get_page(secretary, DEPARTMENTS)
    assert page.xpath("//input[@name='pick']")
    assert not page.xpath("//input[@name='pick'][@checked]")
    assert secretary.post(DEPARTMENTS, data={"what": "show_links"}).status_code == 422
    made = get_text(secretary.post(DEPARTMENTS, data={"what": "show_links", "pick_all": "yes"}))
    assert made.count("/returns/") >= 2


def test_none_chosen_is_said(secretary: FlaskClient) -> None:
    assert "Choose at least one statement." in decide(secretary, status=422)


def test_the_second_of_two_officers_sees_what_the_first_decided(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    (statement,) = statements_in(engine)
    decide(secretary, statement.id)
    colleague = make_client(engine)
    sign_in_as(colleague, engine, Role.SECRETARY, "open", "SEL", now=NOW)
    page = decide(colleague, statement.id, status=422)
    assert "1-ECO-1 was decided meanwhile: accepted by User" in page
    assert len(entries_in(engine)) == 2
    assert "accepted" in text_of(get_page(colleague, f"{RETURNS}/statements/{statement.id}"))


def test_of_two_officers_at_the_same_moment_one_decides(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    (statement,) = statements_in(engine)
    clients = [make_client(engine) for _ in range(4)]
    for client in clients:
        sign_in_as(client, engine, Role.SECRETARY, "open", "SEL", now=NOW)

    def click(client: FlaskClient) -> int:
        return client.post(f"{RETURNS}/decide", data={"pick": str(statement.id), "decision": "accepted"}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sorted(pool.map(click, clients)) == [303, 422, 422, 422]
    assert len(entries_in(engine)) == 2


def test_a_decision_sent_twice_is_done_once(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    (statement,) = statements_in(engine)
    for _ in range(2):
        decide(secretary, statement.id, submission="once")
    assert len(entries_in(engine)) == 2


def test_a_corrected_file_replaces_what_nobody_decided_on(engine: Engine, secretary: FlaskClient) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    hand_in(secretary, ("b.xlsx", make_returned(engine, {0: DONE})))
    first, second = statements_in(engine)
    assert [first.decision, second.decision] == [Decision.SUPERSEDED, None]
    decide(secretary, second.id)
    hand_in(secretary, ("c.xlsx", make_returned(engine, {0: STARTED})))
    assert [one.decision for one in statements_in(engine)] == [Decision.SUPERSEDED, Decision.ACCEPTED, None]


def test_two_statements_of_one_project_are_decided_one_by_one(engine: Engine, secretary: FlaskClient) -> None:
    """As when a department was renamed after it had returned its form."""
    before = entries_in(engine)
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    with writing(engine) as session:
        session.exec(select(DepartmentReturn)).one().department = "국제협력과"
    hand_in(secretary, ("b.xlsx", make_returned(engine, {0: DONE})))
    first, second = statements_in(engine)
    assert [first.decision, second.decision] == [None, None]
    assert "Decide on one first." in decide(secretary, first.id, second.id, status=422)
    assert entries_in(engine) == before
    decide(secretary, second.id)
    assert len(entries_in(engine)) > len(before)


def test_the_original_is_kept_and_handed_out(engine: Engine, secretary: FlaskClient) -> None:
    content = make_returned(engine, {0: STARTED})
    hand_in(secretary, ("제출.xlsx", content))
    address = get_page(secretary, RETURNS).xpath("//a[contains(@href, '/files/')]/@href")[0]
    with secretary.get(address) as answer:
        assert answer.data == content
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("role", "body", "party"),
    [
        (Role.OFFICIAL, "open", None),
        (Role.MANAGER, "open", None),
        (Role.ADMINISTRATOR, None, None),
        (Role.SECRETARY, "other", "SEL"),
        (None, None, None),
    ],
)
def test_only_the_bodys_secretaries_see_returns(
    engine: Engine, make_client: MakeClient, role: Role | None, body: str | None, party: str | None
) -> None:
    fill(engine)
    client = make_client(engine)
    sign_in_as(client, engine, role, body, party, now=NOW)
    for address in (RETURNS, DEPARTMENTS, f"{RETURNS}/decided", f"{RETURNS}/workbooks.zip", f"{RETURNS}/statements/1"):
        get_page(client, address, 403)
    for address in (RETURNS, f"{RETURNS}/decide", DEPARTMENTS, f"{RETURNS}/links/1/end"):
        assert client.post(address).status_code == 403


def test_the_other_party_sees_nothing_before_it_is_accepted(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    (statement,) = statements_in(engine)
    other = make_client(engine)
    sign_in_as(other, engine, Role.SECRETARY, "open", "BJS", now=NOW)
    assert "Nothing is waiting" in text_of(get_page(other, RETURNS))
    get_page(other, f"{RETURNS}/statements/{statement.id}", 404)
    get_page(other, f"{RETURNS}/files/1", 404)
    assert "is not there any more" in decide(other, statement.id, status=422)


# Links


def make_link(client: FlaskClient, department: str = "국제교류과", **data: str) -> str:
    page = get_text(client.post(DEPARTMENTS, data={"what": "show_links", "pick": [department], **data}))
    (link,) = links_in(page)
    return link


def fields_of(client: FlaskClient, link: str) -> dict[str, str]:
    """The first project's fields by name."""
    page = get_page(client, link, lang="en")
    prefix = page.xpath("//select/@name")[0].removesuffix("stage")
    return {name: f"{prefix}{name}" for name in ("stage", "started_on", "completed_on", "results", "next_steps")}


def test_a_link_opens_the_departments_own_form_in_its_language(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    link = make_link(secretary)
    passer_by = make_client(engine)
    answer = passer_by.get(link, headers={"Accept-Language": "en"})
    page = get_text(answer)
    assert "합의사업 추진상황 – 국제교류과" in page
    assert "1-ECO-3" in page
    assert "1-ECO-4" not in page
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    passer_by.set_cookie("lang", "en")
    assert "Status of agreed projects – International Relations Division" in get_text(passer_by.get(link))


def test_what_a_department_sends_waits_in_the_queue(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    link, passer_by = make_link(secretary), make_client(engine)
    name = fields_of(passer_by, link)
    answer = passer_by.post(link, data={name["started_on"]: "2026-03-02", name["results"]: "회의", "submission": "t"})
    assert answer.status_code == 303
    passer_by.post(link, data={name["started_on"]: "2026-03-02", name["results"]: "회의", "submission": "t"})
    (statement,) = statements_in(engine)
    assert (statement.started_on, statement.results, statement.stage) == (date(2026, 3, 2), "회의", None)
    assert "filled in by the department on 23 Nov 2026" in text_of(get_page(secretary, RETURNS))
    with reading(engine) as session:
        log = session.exec(select(AccessEntry).where(AccessEntry.account == "return-link:1")).all()
    assert {entry.what for entry in log} == {"GET returns.show_form", "POST returns.send_form"}
    assert all(link.rpartition("/")[2] not in entry.path for entry in log)


def test_a_form_sent_again_supersedes_what_nobody_decided_on(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    link, passer_by = make_link(secretary), make_client(engine)
    name = fields_of(passer_by, link)
    passer_by.post(link, data={name["results"]: "첫 보고"})
    assert "첫 보고" in get_text(passer_by.get(link))
    passer_by.post(link, data={name["results"]: "고친 보고"})
    assert [one.decision for one in statements_in(engine)] == [Decision.SUPERSEDED, None]
    decide(secretary, statements_in(engine)[1].id)
    assert "고친 보고" not in get_text(passer_by.get(link))
    passer_by.post(link, data={name["next_steps"]: "후속"})
    assert [one.decision for one in statements_in(engine)] == [Decision.SUPERSEDED, Decision.ACCEPTED, None]


def test_a_form_with_everything_empty_states_nothing(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    link, passer_by = make_link(secretary), make_client(engine)
    assert passer_by.post(link, data=dict.fromkeys(fields_of(passer_by, link).values(), "")).status_code == 303
    assert statements_in(engine) == []


def test_what_cannot_be_is_refused_and_kept_typed(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    link, passer_by = make_link(secretary), make_client(engine)
    passer_by.set_cookie("lang", "en")
    name = fields_of(passer_by, link)
    answer = passer_by.post(link, data={name["started_on"]: "2027-01-01", name["results"]: "typed"})
    assert answer.status_code == 422
    assert "1 Jan 2027 lies ahead" in get_text(answer)
    assert "typed" in get_text(answer)
    assert statements_in(engine) == []


def test_a_link_expires_and_says_whom_to_ask(engine: Engine, secretary: FlaskClient, make_client: MakeClient) -> None:
    link = make_link(secretary, days="7")
    assert make_client(engine, now=NOW + timedelta(days=6)).get(link).status_code == 200
    late = make_client(engine, now=NOW + timedelta(days=8))
    late.set_cookie("lang", "en")
    for answer in (late.get(link), late.post(link, data={})):
        assert answer.status_code == 410
        assert "This link does not work any more" in get_text(answer)
        assert "It was made by User" in get_text(answer)
    assert statements_in(engine) == []


def test_a_link_is_ended(engine: Engine, secretary: FlaskClient, make_client: MakeClient) -> None:
    link = make_link(secretary)
    assert "Links that work" in text_of(get_page(secretary, DEPARTMENTS))
    secretary.post(f"{RETURNS}/links/1/end")
    assert make_client(engine).get(link).status_code == 410
    assert "Links that work" not in text_of(get_page(secretary, DEPARTMENTS))
    with reading(engine) as session:
        assert len(session.exec(select(HistoryEntry).where(HistoryEntry.subject == Subject.PERIOD)).all()) == 2
        assert session.exec(select(ReturnLink)).one().digest not in link


def test_a_link_of_another_secretariat_is_not_ours_to_see_or_end(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    link, other = make_link(secretary), make_client(engine)
    sign_in_as(other, engine, Role.SECRETARY, "open", "BJS", now=NOW)
    assert "Links that work" not in text_of(get_page(other, f"{DEPARTMENTS}?party=SEL"))
    assert other.post(f"{RETURNS}/links/1/end").status_code == 404
    assert make_client(engine).get(link).status_code == 200


@pytest.mark.parametrize("served", [True, False])
def test_what_a_chased_department_sends_is_for_its_own_secretariat_or_for_any_where_it_has_none(
    engine: Engine, make_client: MakeClient, *, served: bool
) -> None:
    fill(engine)
    with writing(engine) as session:
        body = get_body(session, "open")
        recording = open_recording(session, body, by="user:1", clock=clock_at(NOW))
        view = get_body_view(session, "open")
        party = next(key for key, one in view.parties.items() if one.code == "SEL")
        where = {"period_id": view.period_id(1), "party_id": party, "department": "국제교류과"}
        _, secret = link_for(session, recording, **where, made_by=CHASED_BY)
    other, own = make_client(engine), make_client(engine)
    sign_in_as(other, engine, Role.SECRETARY, "open", "BJS", now=NOW)
    if served:
        sign_in_as(own, engine, Role.SECRETARY, "open", "SEL", now=NOW)
        assert "Links that work" in text_of(get_page(own, DEPARTMENTS))
    passer_by = make_client(engine)
    name = fields_of(passer_by, f"/returns/{secret}")
    passer_by.post(f"/returns/{secret}", data={name["results"]: "회의"})
    for client, sees in ((other, not served), (own, served)):
        if client is other or served:
            assert ("filled in by the department" in text_of(get_page(client, RETURNS))) is sees


def test_links_are_shown_once(secretary: FlaskClient) -> None:
    data = {"what": "show_links", "pick": ["국제교류과"], "submission": "once"}
    assert len(links_in(get_text(secretary.post(DEPARTMENTS, data=data)))) == 1
    again = secretary.post(DEPARTMENTS, data=data)
    assert again.status_code == 303
    assert links_in(get_text(secretary.get(again.headers["Location"]))) == []


def test_links_are_mailed(engine: Engine, secretary: FlaskClient, make_client: MakeClient) -> None:
    secretary.post(DEPARTMENTS, data={"what": "mail_links", "pick": ["국제교류과"]})
    with reading(engine) as session:
        mail = session.exec(select(Mail)).one()
    (address,) = [line for line in mail.text.splitlines() if line.startswith("http")]
    assert make_client(engine).get("/returns/" + address.rpartition("/")[2]).status_code == 200


def test_guessing_links_is_throttled(engine: Engine, secretary: FlaskClient, make_client: MakeClient) -> None:
    link, passer_by = make_link(secretary), make_client(engine)
    passer_by.set_cookie("lang", "en")
    for _ in range(30):
        assert passer_by.get("/returns/guess").status_code == 404
    answer = passer_by.get(link)
    assert answer.status_code == 429
    assert "Too many tries" in get_text(answer)
    assert make_client(engine, now=NOW + timedelta(minutes=16)).get(link).status_code == 200


def test_a_department_nobody_names_any_more_has_nothing_to_fill(
    engine: Engine, secretary: FlaskClient, make_client: MakeClient
) -> None:
    from tracker.models import ProjectParty

    link = make_link(secretary)
    with writing(engine) as session:
        for row in session.exec(select(ProjectParty)):
            row.departments = {"ko": "새 부서"}
    passer_by = make_client(engine)
    passer_by.set_cookie("lang", "en")
    assert "No project names your department" in get_text(passer_by.get(link))


def test_nothing_lies_about_in_the_files_folder(engine: Engine, secretary: FlaskClient, tmp_path: Path) -> None:
    hand_in(secretary, ("bad.xlsx", b"PK\x03\x04 cut"), ("untouched.xlsx", make_returned(engine, {})))
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    with reading(engine) as session:
        assert session.exec(select(ReportedStatement)).all() == []


def test_returned_files_are_read_while_others_record(
    engine: Engine, secretary: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes inside of a transaction that writes is refused on SQLite, and would wait for the body's lock."""
    real, read = queue.read_file, []

    def read_while_another_records(*arguments: Any, **named: Any) -> Any:
        with writing(engine) as session:
            open_recording(session, get_body(session, "open"), by="user:99", clock=lambda: NOW)
        read.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(queue, "read_file", read_while_another_records)
    hand_in(secretary, ("a.xlsx", make_returned(engine, {0: STARTED})))
    assert len(statements_in(engine)) == 1
    assert len(read) == 1
