"""Lists saved as files say what their pages say, to whoever may see it, and nothing more."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project, record
from tests.people import sign_in_as
from tests.web.conftest import NOW, load_examples
from tests.web.reading import get_page, refs_on, text_of
from tracker.actions.confirmations import Given, answer_entries
from tracker.actions.entries import void_entry
from tracker.db import writing
from tracker.domain.confirmations import Answer
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import EntryKind
from tracker.models import AccessEntry, Body, table_of

PERIOD = "/bodies/haerang-conference/periods/2"
REFERENCE = "/bodies/seoul-beijing"
ROLE_FILES = ("entries.csv", "entries.xlsx", "history.csv", "history.xlsx", "register.xlsx", "register.zip")


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def get_rows(client: FlaskClient, address: str, lang: str = "en") -> list[dict[str, str]]:
    return rows_of(client.get(address, headers={"Accept-Language": lang}))


def get_sheets(client: FlaskClient, address: str) -> dict[str, list[tuple[Any, ...]]]:
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    workbook = load_workbook(io.BytesIO(answer.get_data()))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook.worksheets}


@pytest.mark.parametrize(
    "query",
    [
        "", "?area=ENV", "?stage=implemented&list=agreed", "?q=FORUM+air", "?sort=-ref", "?sort=title", "?sort=-due",
        "?sort=stage&mode=mutual", "?counted=promotion&side=rest", "?as_of=2025-12-01", "?department=외사판공실",
        "?q=nothing+at+all",
    ],
)  # fmt: skip
def test_a_file_lists_the_projects_of_the_page_in_its_order(client: FlaskClient, query: str) -> None:
    found = [row["Ref"] for row in get_rows(client, f"{PERIOD}/projects.csv{query}")]
    assert found == refs_on(client, PERIOD + query)
    sheets = get_sheets(client, f"{PERIOD}/projects.xlsx{query}")
    assert [row[0] for row in sheets["Projects of period 2"][1:]] == found


def test_a_list_of_several_batches_is_whole_and_in_order(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {sort: refs_on(client, f"{REFERENCE}/periods/2?sort={sort}") for sort in ("ref", "-title")}
    monkeypatch.setattr("tracker.queries.streaming.BATCH", 7)
    for sort, refs in wanted.items():
        rows = get_rows(client, f"{REFERENCE}/periods/2/projects.csv?sort={sort}")
        assert [row["Ref"] for row in rows] == refs
    kin = {row["Ref"]: row["Continued by"] for row in rows}
    assert kin["2-ENV-02"] == "3-ENV-08"


def test_titles_come_in_the_languages_asked_for(client: FlaskClient) -> None:
    by_default = get_rows(client, f"{REFERENCE}/periods/2/projects.csv", "ja")[0]
    assert [head for head in by_default if head.startswith("事業名")] == [
        "事業名（한국어）", "事業名（中文）", "事業名（English）", "事業名（日本語）"
    ]  # fmt: skip
    row = get_rows(client, f"{REFERENCE}/periods/2/projects.csv?titles=zh&titles=ko&area=ENV")[0]
    assert [head for head in row if head.startswith("Title")] == ["Title (한국어)", "Title (中文)"]
    assert row["Title (한국어)"] == "대기질 공동 포럼"
    assert row["Departments (한국어)"] == "SEL: 기후환경본부; BJS: 环境保护局" or row[
        "Departments (한국어)"
    ].startswith("SEL: ")
    get_page(client, f"{REFERENCE}/periods/2/projects.csv?titles=xx", 400)


def test_columns_are_headed_by_codes_where_a_program_reads_them(client: FlaskClient) -> None:
    rows = get_rows(client, f"{REFERENCE}/periods/2/projects.csv?heads=codes", "ko")
    assert list(rows[0])[:3] == ["ref", "title_ko", "title_zh"]


def test_stages_that_nobody_published_are_no_columns(client: FlaskClient) -> None:
    row = get_rows(client, f"{REFERENCE}/periods/3/projects.csv")[0]
    assert not {"Stage", "Promoted on", "Condition"} & set(row)
    get_page(client, f"{REFERENCE}/periods/3/projects.csv?stage=agreed", 400)


def test_rates_stand_with_their_counts_as_the_page_has_them(client: FlaskClient) -> None:
    rows = get_rows(client, f"{REFERENCE}/rates.csv?by=mode")
    second = next(row for row in rows if row["Period"] == "2" and row["Mode"] == "all")
    assert second["Promotion rate, %"] == "77.3"
    assert (second["Promotion rate: counted"], second["Promotion rate: out of"]) == ("51", "66")
    assert second["Promotion rate: change in points"] == "21.9"
    assert second["Retention rate, %"] == "62.1"
    mutual = next(row for row in rows if row["Period"] == "2" and row["Code"] == "mutual")
    assert (mutual["Promotion rate, %"], mutual["One-sided promotion rate, %"]) == ("78.0", "–")
    third = next(row for row in rows if row["Period"] == "3" and row["Mode"] == "all")
    assert third["Promotion rate, %"] == "not published"
    assert third["Retention rate: change in points"] == "-22.9"
    first = next(row for row in rows if row["Period"] == "1" and row["Mode"] == "all")
    assert (first["Retention rate, %"], first["Retention rate: counted"]) == ("–", "")


def test_a_workbook_has_real_numbers_and_days(client: FlaskClient) -> None:
    sheet = get_sheets(client, f"{REFERENCE}/rates.xlsx?as_of=2020-11-01")["Rates by period and group"]
    heads, rows = sheet[0], [dict(zip(sheet[0], row, strict=True)) for row in sheet[1:]]
    total = next(row for row in rows if row["Period"] == 2 and row["Area"] == "all")
    assert total["Promotion rate, %"] == 77.3
    assert total["Measured on"].date() == date(2018, 3, 18)
    assert len(heads) == len(set(heads))


def test_what_a_list_is_stands_beside_it(client: FlaskClient) -> None:
    query = "?as_of=2020-11-01&area=ENV&counted=promotion&side=part"
    about = get_sheets(client, f"{REFERENCE}/periods/2/projects.xlsx{query}")["About this list"]
    said = {row[0]: row[1] for row in about if row[0]}
    assert said["Body"] == "Seoul-Beijing Joint Committee (seoul-beijing)"
    assert (said["Status as of"], said["Period measured on"]) == ("1 Nov 2020", "18 Mar 2018")
    assert said["As known at"] == "23 Nov 2026 18:00 (Korean Standard Time)"
    assert (said["Area"], said["Which of them"]) == ("Environment", "counted")
    assert said["Promotion rate"].startswith("Of the projects on the agreed list")
    assert "illustrative" in said
    plain = client.get(f"{REFERENCE}/periods/2/projects.csv{query}&about=yes")
    assert "about" in plain.headers["Content-Disposition"]
    listed = {row[0]: row[1] for row in csv.reader(io.StringIO(plain.get_data().decode("utf-8-sig"))) if len(row) == 2}
    assert {key: value for key, value in listed.items() if key} == {key: value for key, value in said.items() if value}


def test_what_a_list_was_filtered_by_is_said_in_words(client: FlaskClient) -> None:
    query = "?mode=mutual&field=none&run_by=department&proposed_by=SEL&partner=BJS&country=CN&horizon=none"
    about = get_sheets(client, f"{REFERENCE}/periods/2/projects.xlsx{query}")["About this list"]
    said = {row[0]: row[1] for row in about if row[0]}
    names = ("Mode", "Field of exchange", "Run by", "Proposed by", "Partner", "Country", "Horizon")
    assert [said[name] for name in names] == [
        "mutual", "no field given", "department", "Seoul", "Beijing", "China", "no horizon given",
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["", "?as_of=2020-11-01&known_at=2026-11-23T09:00:01Z&area=ENV&sort=-due&page=2"])
def test_the_menu_keeps_what_the_page_shows(client: FlaskClient, query: str) -> None:
    page = get_page(client, f"{REFERENCE}/periods/2{query}")
    form = page.xpath("//details[@class='downloads']//form")[0]
    kept = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}
    asked = {"as_of": "2020-11-01", "known_at": "2026-11-23T09:00:01Z", "area": "ENV", "sort": "-due"}
    assert kept == (asked if query else {})
    address = form.xpath(".//button/@formaction")[1]
    assert address == f"{REFERENCE}/periods/2/projects.csv"
    assert [row["Ref"] for row in rows_of(client.get(address, query_string=kept))] == refs_on(
        client, f"{REFERENCE}/periods/2{query.replace('page=2&', '')}"
    )


def test_a_file_is_saved_and_never_kept_by_a_cache(client: FlaskClient) -> None:
    answer = client.get(f"{REFERENCE}/rates.csv?as_of=2020-11-01")
    assert answer.headers["Content-Disposition"] == "attachment; filename=seoul-beijing-rates-2020-11-01.csv"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.get_data())


def test_a_passer_by_gets_what_pages_show_to_anyone_and_no_more(client: FlaskClient) -> None:
    assert "Note" not in get_rows(client, f"{REFERENCE}/periods/2/projects.csv")[0]
    for name in ROLE_FILES:
        answer = client.get(f"{REFERENCE}/{name}")
        assert answer.status_code == 303, name
        assert "/sign-in" in answer.headers["Location"]
    menu = text_of(get_page(client, REFERENCE).xpath("//details[@class='downloads']")[0])
    assert "Rates" in menu
    assert "Register" not in menu


def test_a_body_for_its_members_hands_nothing_out(engine: Engine, own_client: FlaskClient) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=Visibility.MEMBERS)
        make_project(session, make_period(session, body), make_area(session, body))
    for name in ("rates.csv", "periods/1/projects.xlsx"):
        get_page(own_client, f"/bodies/body/{name}", 403)


@pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [Role.SECRETARY, Role.OFFICIAL, Role.MANAGER, Role.ADMINISTRATOR])
def test_whoever_holds_a_role_gets_everything_and_the_access_log_knows(
    engine: Engine, make_client: Callable[..., FlaskClient], role: Role
) -> None:
    load_examples(engine)
    client = make_client(engine)
    at = None if role is Role.ADMINISTRATOR else "seoul-beijing"
    user = sign_in_as(client, engine, role, at, "SEL" if role is Role.SECRETARY else None, now=NOW)
    for name in ROLE_FILES:
        assert client.get(f"{REFERENCE}/{name}").status_code == 200, name
    assert "Note" in get_rows(client, f"{REFERENCE}/periods/2/projects.csv")[0]
    with writing(engine) as session:
        log = session.execute(select(table_of(AccessEntry))).mappings().all()
    assert len(log) == len(ROLE_FILES) + 1
    assert {(row["account"], row["done"]) for row in log} == {(f"user:{user}", True)}
    if at is not None:
        assert client.get("/bodies/haerang-conference/entries.csv").status_code == 403


def test_the_log_says_who_what_when_and_what_was_taken_back(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    client = make_client(engine)
    with writing(engine) as session:
        body = make_body(session)
        project = make_project(
            session, make_period(session, body), make_area(session, body), "1-1", note="=HYPERLINK(1)"
        )
        entry = make_entry(session, project, EntryKind.PROMOTED, date(2020, 5, 3), note="=1+1")
        make_entry(session, project, EntryKind.SUSPENDED, date(2021, 5, 3))
        void_entry(session, record(session, session.get_one(Body, body.id)), entry, reason="wrong, sorry")
    sign_in_as(client, engine, Role.OFFICIAL, "body", now=NOW)
    first, second = get_rows(client, "/bodies/body/entries.csv")
    assert (first["Ref"], first["Status"], first["Took effect on"], first["Note"]) == (
        "1-1",
        "promoted",
        "2020-05-03",
        "'=1+1",
    )
    assert (first["Recorded at"], first["Recorded by"]) == ("2026-11-01 18:00:00", "tests")
    assert (first["Voided by"], first["Voided because"]) == ("tests", "wrong, sorry")
    assert (second["Reason"], second["Voided at"]) == ("other reason", "")
    assert len(get_rows(client, "/bodies/body/entries.csv?period=1&as_of=2021-01-01")) == 1
    assert get_rows(client, "/bodies/body/entries.csv?known_at=2020-06-01T00:00:00Z") == []
    assert get_rows(client, "/bodies/body/periods/1/projects.csv")[0]["Note"] == "'=HYPERLINK(1)"
    get_page(client, "/bodies/body/entries.csv?period=2", 400)


def test_the_history_has_a_row_for_every_value_that_changed(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    load_examples(engine)
    client = make_client(engine)
    sign_in_as(client, engine, Role.MANAGER, "seoul-beijing", now=NOW)
    rows = get_rows(client, f"{REFERENCE}/history.csv")
    names = next(row for row in rows if row["What"] == "Body" and row["Value"] == "Official name")
    assert (names["Which"], names["Change"], names["Before"]) == ("seoul-beijing", "added", "")
    assert "서울-베이징 통합위원회" in names["After"]
    kinds = {row["What"] for row in get_rows(client, f"{REFERENCE}/history.csv?kind=party")}
    assert kinds == {"Party"}


def test_a_list_of_what_waits_says_who_is_asked_and_what_was_answered(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    client = make_client(engine)
    with writing(engine) as session:
        body = make_body(session, asks_confirmation=True)
        seoul, beijing = make_party(session, body, "SEL"), make_party(session, body, "BJS")
        project = make_project(session, make_period(session, body), make_area(session, body), "1-1")
        entry = make_entry(session, project, EntryKind.PROMOTED, date(2020, 5, 3), party=seoul.code)
        make_entry(session, project, EntryKind.SUSPENDED, date(2021, 5, 3), party=seoul.code)
        given = Given(entry.id, Answer.DISPUTED, "=not yet")
        answer_entries(session, record(session, session.get_one(Body, body.id)), [given], party=beijing)
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    [disputed] = get_rows(client, "/bodies/body/waiting.csv?list=disputed")
    assert (disputed["Ref"], disputed["Status"], disputed["Party asked"]) == ("1-1", "promoted", "Party BJS")
    assert (disputed["Answer"], disputed["Why"]) == ("disputed", "'=not yet")
    [waiting] = get_rows(client, "/bodies/body/waiting.csv?list=them")
    assert (waiting["Status"], waiting["Answer"]) == ("suspended", "")
    assert get_rows(client, "/bodies/body/waiting.csv?list=us") == []
    assert "Disputed" in get_sheets(client, "/bodies/body/waiting.xlsx?list=disputed")
    assert [row["Answers"] for row in get_rows(client, "/bodies/body/entries.csv")] == ["BJS: disputed (=not yet)", ""]
    row = get_rows(client, "/bodies/body/periods/1/projects.csv")[0]
    assert (row["Stage"], row["Confirmed stage"]) == ("promoted", "agreed")
    page = get_page(client, "/bodies/body/waiting?list=disputed")
    assert page.xpath("//details[@class='downloads']//input[@name='list']/@value") == ["disputed"]


def test_an_officer_s_file_is_in_the_order_of_an_officer_s_list(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    load_examples(engine)
    client = make_client(engine)
    sign_in_as(client, engine, Role.SECRETARY, "haerang-conference", "HR", now=NOW)
    for query in ("", "?q=forum", "?sort=ref"):
        found = [row["Ref"] for row in get_rows(client, f"{PERIOD}/projects.csv{query}")]
        page = get_page(client, PERIOD + query)
        listed = page.xpath("//table[contains(@class, 'projects')]//a[contains(@href, '/projects/2-')]/@href")
        assert found == list(dict.fromkeys(link.rsplit("/", 1)[-1].split("?")[0] for link in listed))


def test_an_empty_body_exports_empty_lists(engine: Engine, make_client: Callable[..., FlaskClient]) -> None:
    client = make_client(engine)
    with writing(engine) as session:
        make_period(session, make_body(session))
    sign_in_as(client, engine, Role.OFFICIAL, "body", now=NOW)
    for name in ("entries", "history", "periods/1/projects"):
        assert get_rows(client, f"/bodies/body/{name}.csv") == []
        assert client.get(f"/bodies/body/{name}.xlsx").status_code == 200
    get_page(client, "/bodies/body/periods/2/projects.csv", 404)
    get_page(client, "/bodies/body/rates.pdf", 404)
