"""The page on the flow of projects: every number leads to as many projects, and the files say the same."""

import csv
import io
import json
from collections import Counter

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project
from tests.periods import RECORDED, make_long
from tests.web.reading import get_page, refs_on, text_of
from tracker.db import writing
from tracker.domain.roles import Visibility
from tracker.domain.stages import EntryKind, Reason

HAERANG, SEOUL = "/bodies/haerang-conference/flow", "/bodies/seoul-beijing/flow"


@pytest.fixture
def long_client(own_client: FlaskClient, engine: Engine) -> FlaskClient:
    """Over a body of five periods with projects in every state."""
    with writing(engine) as session:
        make_long(session, periods=5)
    return own_client


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def said_on(client: FlaskClient, address: str) -> list[str]:
    return [text_of(one) for one in get_page(client, address).xpath("//div[@class='lede']/p")]


def numbers_on(page: html.HtmlElement) -> list[tuple[int, str]]:
    """Every number of projects in a table, with the address that it leads to."""
    links = page.xpath("//main//table//a[contains(@href, '/periods/')]")
    return [(int(text_of(link).split()[0]), link.get("href")) for link in links]


def test_the_reference_case_in_sentences(client: FlaskClient) -> None:
    assert said_on(client, SEOUL) == [
        "Of the 66 projects agreed for period 2, 51 were promoted and 33 implemented by its last day.",
        "Not promoted: 15, of them 2 withdrawn, 3 suspended, 10 without a reason on record.",
        "Promoted but not implemented: 18, without a reason on record.",
        "Reasons given, the most frequent first: external event 3, superseded 2.",
    ]
    page = text_of(get_page(client, SEOUL))
    assert "Of the 56 projects agreed for period 1, period 2 continues 41, with 41 of its own." in page
    assert "Of the 66 projects agreed for period 2, period 3 continues 29, with 29 of its own." in page


@pytest.mark.parametrize(
    "address",
    [SEOUL, HAERANG, f"{HAERANG}?as_of=2025-12-01", f"{HAERANG}?words=confirmed", f"{SEOUL}?as_of=2016-06-01&period=1"],
)
def test_every_number_leads_to_as_many_projects(client: FlaskClient, address: str) -> None:
    found = numbers_on(get_page(client, address))
    assert len(found) > 5
    for number, href in found:
        assert len(refs_on(client, href)) == number, href


def test_every_number_of_split_and_merged_projects_leads_to_them(long_client: FlaskClient) -> None:
    page = get_page(long_client, "/bodies/long/flow")
    assert "8" in {text_of(cell) for cell in page.xpath("//table[@class='matrix']//td")}
    for number, href in numbers_on(page):
        assert len(refs_on(long_client, href)) == number, href


def test_the_ends_of_a_list_add_up_to_it(client: FlaskClient) -> None:
    by_period = Counter[str]()
    for row in rows_of(client, f"{SEOUL}/ends.csv"):
        by_period[row["Period"]] += int(row["Projects"])
    assert by_period == {"1": 56, "2": 66}
    for row in rows_of(client, f"{HAERANG}.csv"):
        steps = ("Implemented", "Promoted, not implemented", "Not promoted")
        assert sum(int(row[step]) for step in steps) == int(row["Agreed"])


def test_what_is_not_published_stays_so_on_page_and_in_files(client: FlaskClient) -> None:
    assert said_on(client, f"{SEOUL}?period=3") == ["How far the projects of period 3 came is not published."]
    last = rows_of(client, f"{SEOUL}.csv")[-1]
    assert (last["Agreed"], last["Implemented"], last["Promoted late"]) == ("74", "not published", "not published")
    (spec,) = get_page(client, SEOUL).xpath("//script[@id='chart-flow']/text()")
    words = {one.get("text") for layer in json.loads(spec)["layer"] for one in layer["data"]["values"]}
    assert "74, stages not published" in words


def test_chains_go_back_to_what_they_continue(long_client: FlaskClient) -> None:
    page = get_page(long_client, "/bodies/long/flow")
    rows = rows_of(long_client, "/bodies/long/flow/chains.csv")
    assert {row["Ref"] for row in rows} == {f"5-ECO-{index:02}" for index in range(8)}
    assert {row["Times carried over"] for row in rows} == {"4"}
    merged = next(row for row in rows if row["Ref"] == "5-ECO-07")
    assert merged["Goes back to"].endswith("4: 4-ECO-07")
    first = page.xpath("//table[.//caption[@id='chains-caption']]//tbody/tr")[0]
    assert text_of(first).startswith("Project 5-ECO-00 4 Period 1 1-ECO-00")
    assert get_page(long_client, first.xpath(".//a/@href")[0]) is not None


def test_a_passage_names_both_sides(long_client: FlaskClient) -> None:
    rows = rows_of(long_client, "/bodies/long/flow/passages.csv")
    assert [(row["From period"], row["Into period"]) for row in rows] == [
        ("1", "2"),
        ("2", "3"),
        ("3", "4"),
        ("4", "5"),
    ]
    assert {(row["Projects carried over"], row["Projects that continue them"]) for row in rows} == {("8", "8")}


def test_late_and_additional_projects_stand_apart(own_client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        body = make_body(session, "body", visibility=Visibility.PUBLIC)
        make_party(session, body)
        area, period = make_area(session, body), make_period(session, body)
        day = period.conference_on
        late = make_project(session, period, area, "late")
        added = make_project(session, period, area, "added", agreed_on=day.replace(month=6))
        make_project(session, period, area, "quiet")
        make_entry(session, late, EntryKind.PROMOTED, day.replace(year=2022), at=RECORDED)
        make_entry(session, added, EntryKind.PROMOTED, day.replace(month=7), at=RECORDED)
    (row,) = get_page(own_client, "/bodies/body/flow").xpath("//table[.//caption[@id='steps-caption']]//tbody/tr")
    assert [text_of(cell) for cell in row.xpath("./td")] == [
        "2",
        "0",
        "0",
        "2",
        "1 promoted 0 implemented",
        "1 1 promoted",
    ]
    late_link, added_link = row.xpath("./td[5]//a/@href")[0], row.xpath("./td[6]//a/@href")[-1]
    assert (refs_on(own_client, late_link), refs_on(own_client, added_link)) == (["late"], ["added"])


def test_the_list_is_filtered_by_reason(own_client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        body = make_body(session, "body", visibility=Visibility.PUBLIC)
        make_party(session, body)
        area, period = make_area(session, body), make_period(session, body)
        for ref, reason in (("a", Reason.FUNDING), ("b", Reason.POSTPONED), ("c", None)):
            project = make_project(session, period, area, ref)
            if reason is not None:
                make_entry(session, project, EntryKind.SUSPENDED, period.conference_on, at=RECORDED, reason=reason)
    address = "/bodies/body/periods/1"
    assert refs_on(own_client, f"{address}?reason=funding") == ["a"]
    assert refs_on(own_client, f"{address}?condition=none") == ["c"]
    assert [row["Ref"] for row in rows_of(own_client, f"{address}/projects.csv?reason=postponed")] == ["b"]
    about = own_client.get(f"{address}/projects.csv?condition=none&about=yes", headers={"Accept-Language": "en"})
    assert "Condition,nothing said" in about.get_data(as_text=True)
    assert own_client.get(f"{address}?reason=mood").status_code == 400


def test_nobody_knows_the_reasons_of_a_period_that_is_not_published(client: FlaskClient) -> None:
    assert client.get("/bodies/seoul-beijing/periods/3?reason=funding").status_code == 400
    assert client.get("/bodies/seoul-beijing/periods/3?late=promoted").status_code == 400
    assert len(refs_on(client, "/bodies/seoul-beijing/periods/3?continues=2&list=agreed")) == 29


def test_an_empty_body_and_a_first_period(own_client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        empty = make_body(session, "empty", visibility=Visibility.PUBLIC)
        assert empty.id
        body = make_body(session, "first", visibility=Visibility.PUBLIC)
        make_party(session, body)
        make_period(session, body)
    assert "No conference is recorded yet." in text_of(get_page(own_client, "/bodies/empty/flow"))
    page = get_page(own_client, "/bodies/first/flow")
    assert said_on(own_client, "/bodies/first/flow") == ["Nothing was agreed for period 1."]
    assert "No project continues one of an earlier period." in text_of(page)
    assert not page.xpath("//script[contains(@src, 'vega')]")
    for table in ("", "/ends", "/passages", "/chains"):
        assert rows_of(own_client, f"/bodies/empty/flow{table}.csv") == []


@pytest.mark.parametrize(("table", "lang"), [("", "en"), ("/ends", "ko"), ("/passages", "zh"), ("/chains", "ja")])
def test_every_table_is_a_workbook_too(client: FlaskClient, table: str, lang: str) -> None:
    answer = client.get(f"{SEOUL}{table}.xlsx", headers={"Accept-Language": lang})
    assert (answer.status_code, answer.get_data()[:2]) == (200, b"PK")


def test_both_views_stand_beside_the_rates(client: FlaskClient) -> None:
    page = get_page(client, f"{SEOUL}?as_of=2018-01-01")
    tabs = page.xpath("//nav[@aria-label='Views of the figures']//a")
    here = {text_of(tab): tab.get("href") for tab in tabs}
    assert here["Pace"].endswith("/pace?as_of=2018-01-01")
    assert [text_of(tab) for tab in tabs if tab.get("aria-current")] == ["Flow"]
    assert [text_of(step) for step in page.xpath("//nav[@class='local']//a[@aria-current]")] == ["Trends"]


def test_figures_as_confirmed_of_a_body_that_does_not_ask(client: FlaskClient) -> None:
    page = text_of(get_page(client, f"{SEOUL}?words=confirmed"))
    assert "Choose figures as claimed above." in page
    assert "not published" not in page
    assert rows_of(client, f"{SEOUL}.csv?words=confirmed") == []


def test_what_is_not_confirmed_is_not_said_not_to_have_happened(client: FlaskClient) -> None:
    page = get_page(client, f"{HAERANG}?words=confirmed")
    heads = [text_of(head) for head in page.xpath("//table[caption/@id='steps-caption']/thead//th")]
    assert heads[3:5] == ["Confirmed as promoted, not as implemented", "Not confirmed as promoted"]
    assert "late_promoted" not in rows_of(client, f"{HAERANG}.csv?words=confirmed&heads=codes")[0]
