"""What is stuck in a period: the counts, the lists behind them, with whom, and what a visitor is not shown."""

import csv
import io
import json
import re
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project
from tests.people import sign_in_as
from tests.stalling import AS_OF, CODE, DISPUTED_AT, make_stalling_body
from tests.web.conftest import NOW
from tests.web.reading import get_page, get_text, links_of, refs_on, text_of
from tracker.db import writing
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import EntryKind
from tracker.models import ProjectParty

HAERANG = "/bodies/haerang-conference"
STUCK = f"/bodies/{CODE}/stuck?as_of={AS_OF}"


@pytest.fixture
def stalling(engine: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    with writing(engine) as session:
        make_stalling_body(session)
    return make_client(engine)


@pytest.fixture
def manager(stalling: FlaskClient, engine: Engine) -> FlaskClient:
    sign_in_as(stalling, engine, Role.MANAGER, CODE, now=NOW)
    return stalling


def counts_of(page: object) -> dict[str, tuple[int, str | None]]:
    """By heading: its number, and the way to its projects."""
    found = {}
    for one in page.xpath("//dl[contains(@class, 'rates')]/div"):  # type: ignore[attr-defined]
        (number,) = one.xpath(".//*[@class='big']")
        found[text_of(one.xpath("./dt")[0])] = int(text_of(number)), number.get("href")
    return found


def test_counts_come_first_each_with_the_projects_it_counts(manager: FlaskClient) -> None:
    page = get_page(manager, STUCK)
    assert "4 of 7 projects of period 2 are stuck: 2 silent for 6 months or more, 1 overdue, 1 suspended, and 1 disputed." in text_of(page)  # fmt: skip
    assert "A project under several headings is counted once in the total." in text_of(page)
    expected = {
        "Stuck": ["2-A", "2-B", "2-C", "2-D"],
        "Silent": ["2-A", "2-B"],
        "Overdue": ["2-B"],
        "Suspended": ["2-C"],
        "Disputed": ["2-D"],
    }
    counts = counts_of(page)
    assert {heading: number for heading, (number, _) in counts.items()} == {k: len(v) for k, v in expected.items()}
    for heading, (_, href) in counts.items():
        assert href is not None
        assert refs_on(manager, href) == expected[heading], heading


def test_each_stuck_project_says_why_and_since_when(manager: FlaskClient) -> None:
    rows = {
        text_of(row.xpath("./td")[0]): [text_of(why) for why in row.xpath("./td[contains(@class, 'why')]//li")]
        for row in get_page(manager, STUCK).xpath("//table[contains(@class, 'projects')]/tbody/tr")
    }
    assert rows == {
        "2-A": ["silent for 22 months, since 1 Jan 2025"],
        "2-B": ["silent for 14 months, since 1 Sep 2025", "124 days overdue due on 30 Jun 2026"],
        "2-C": ["suspended since 1 Aug 2026 other reason"],
        "2-D": ["Beijing disputes: promoted on 1 Sep 2026 No meeting was held"],
    }


def test_a_visitor_is_told_how_many_are_disputed_and_not_which(stalling: FlaskClient) -> None:
    page = get_page(stalling, STUCK)
    assert counts_of(page)["Disputed"] == (1, None)
    number, href = counts_of(page)["Stuck"]
    assert href is not None
    assert (number, refs_on(stalling, href)) == (3, ["2-A", "2-B", "2-C"])
    assert "3 of 7 projects of period 2 are stuck" in text_of(page)
    assert "The total leaves out 1 project that is disputed and nothing else." in text_of(page)
    assert "2-D" not in text_of(page)
    assert "No meeting was held" not in text_of(page)
    assert "shown to those who hold a role" in text_of(page)
    get_page(stalling, f"{STUCK}&heading=disputed", status=403)
    get_page(stalling, f"/bodies/{CODE}/periods/2?answers=disputed", status=403)
    for kind in ("stuck", "stuck-by-whom"):
        text = get_text(stalling.get(f"/bodies/{CODE}/{kind}.csv?as_of={AS_OF}"))
        assert "isputed" not in text
        assert "2-D" not in text
        assert "leaves out 1 project" in get_text(stalling.get(f"/bodies/{CODE}/{kind}.csv?as_of={AS_OF}&about=yes"))


def test_before_it_was_disputed_nobody_knew(manager: FlaskClient) -> None:
    known_at = DISPUTED_AT.isoformat().replace("+00:00", "Z").replace("T09", "T08")
    assert counts_of(get_page(manager, f"{STUCK}&known_at={known_at}"))["Disputed"] == (0, None)
    known_at = DISPUTED_AT.isoformat().replace("+00:00", "Z").replace("T09", "T10")
    assert counts_of(get_page(manager, f"{STUCK}&known_at={known_at}"))["Disputed"][0] == 1


@pytest.mark.parametrize("known_at", ["", "&known_at=2026-10-26T00:00:00Z"])
def test_the_list_of_a_period_can_be_filtered_by_what_is_disputed(manager: FlaskClient, known_at: str) -> None:
    address = f"/bodies/{CODE}/periods/2?as_of={AS_OF}&answers=disputed{known_at}"
    assert refs_on(manager, address) == ["2-D"]
    assert get_page(manager, address).xpath("//select[@name='answers']/option[@selected]/@value") == ["disputed"]
    text = get_text(manager.get(address.replace("periods/2", "periods/2/projects.csv")))
    assert [row["Ref"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))] == ["2-D"]


@pytest.mark.parametrize(("more", "is_said"), [(11, False), (12, True)])
def test_departments_are_compared_in_words_from_twenty_projects_on(
    engine: Engine, make_client: Callable[..., FlaskClient], more: int, is_said: bool
) -> None:
    with writing(engine) as session:
        made = make_stalling_body(session)
        added = [make_project(session, made.periods[2], made.area, f"2-M{index}") for index in range(more + 1)]
        seoul = {"body_id": made.body.id, "project_id": added[0].id, "party_id": made.parties["SEL"].id}
        session.add(ProjectParty(departments={"en": "Air office"}, is_named=False, **seoul))
    page = text_of(get_page(make_client(engine), STUCK))
    assert f" of {8 + more} projects of period 2" in page
    assert ("The most, 3, are with Seoul: Air office." in page) is is_said


def test_departments_and_pairs_come_with_most_stuck_projects_first(manager: FlaskClient) -> None:
    page = get_page(manager, STUCK)
    tables = [
        [
            (text_of(row.xpath("./th")[0]), *(text_of(cell) for cell in row.xpath("./td")))
            for row in table.xpath("./tbody/tr")
        ]
        for table in page.xpath("//table[contains(@class, 'groups')]")
    ]
    assert tables == [
        [
            ("Beijing: Environment bureau", "3 of 3", "2", "1", "0", "1", "22 whole months"),
            ("Seoul: Air office", "3 of 4", "2", "1", "0", "1", "22 whole months"),
            ("no department given", "1 of 3", "0", "0", "1", "0", ""),
        ],
        [
            ("Seoul: Air office – Beijing: Environment bureau", "3 of 3", "2", "1", "0", "1", "22 whole months"),
            ("Seoul – Beijing", "1 of 3", "0", "0", "1", "0", ""),
        ],
    ]
    for link in page.xpath("//table[contains(@class, 'groups')]//td/a"):
        expected = int(re.findall(r"\d+", text_of(link))[0])
        assert len(refs_on(manager, link.get("href"))) == expected, link.get("href")


@pytest.mark.parametrize(
    ("address", "filters"),
    [
        (f"{HAERANG}/stuck?as_of=2026-11-01", f"{HAERANG}/periods/2?as_of=2026-11-01"),
        (f"{HAERANG}/stuck?period=1", f"{HAERANG}/periods/1"),
        ("/bodies/seoul-beijing/stuck?period=2", "/bodies/seoul-beijing/periods/2"),
    ],
)
def test_the_numbers_are_those_of_the_filters_of_the_periods_list(
    client: FlaskClient, address: str, filters: str
) -> None:
    counts = counts_of(get_page(client, address))
    between = "&" if "?" in filters else "?"
    for heading, asked in (("Silent", "silent=6"), ("Overdue", "due=overdue"), ("Suspended", "condition=suspended")):
        assert counts[heading][0] == len(refs_on(client, f"{filters}{between}{asked}")), heading


def test_a_period_that_is_over_is_told_as_of_its_last_day(manager: FlaskClient) -> None:
    page = get_page(manager, f"{STUCK}&period=1")
    assert "This period ended on 31 Dec 2024" in text_of(page)
    assert "1 of 2 projects of period 1 are stuck: 1 silent for 6 months or more." in text_of(page)
    assert "silent for 21 months, since 1 Mar 2023" in text_of(page)


def test_as_confirmed_a_claim_does_not_end_the_wait(manager: FlaskClient, engine: Engine) -> None:
    claimed = counts_of(get_page(manager, f"{STUCK}&heading=overdue"))["Overdue"][0]
    page = get_page(manager, f"{STUCK}&words=confirmed")
    assert counts_of(page)["Overdue"][0] == claimed
    assert all("words=confirmed" in link for link in links_of(page) if "/stuck?" in link and "#projects" in link)


def test_of_a_period_that_nobody_published_nothing_is_known(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/seoul-beijing/stuck")
    assert "what is stuck in it is not known" in text_of(page)
    assert any(link.endswith("/stuck?period=2") for link in links_of(page))
    assert not counts_of(page)
    assert client.get("/bodies/seoul-beijing/stuck.csv").status_code == 404


def test_before_the_first_conference_there_is_no_period(client: FlaskClient) -> None:
    page = get_page(client, f"{HAERANG}/stuck?as_of=2020-01-01")
    assert "No period on this day" in text_of(page)
    get_page(client, f"{HAERANG}/stuck?period=9", status=404)
    get_page(client, f"{HAERANG}/stuck?heading=late", status=400)


def test_where_nothing_is_stuck_the_page_is_calm(engine: Engine, make_client: Callable[..., FlaskClient]) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=Visibility.PUBLIC)
        make_party(session, body)
        period = make_period(session, body, conference_on=AS_OF.replace(month=9), ends_on=None)
        make_entry(session, make_project(session, period, make_area(session, body)), EntryKind.PROMOTED, AS_OF)
    page = get_page(make_client(engine), "/bodies/body/stuck")
    assert "Nothing is stuck" in text_of(page)
    assert "of 1 projects none is silent" in text_of(page)
    assert "No project of period 1 is stuck." not in text_of(page)  # the same, said twice
    assert not counts_of(page)


def test_the_file_has_what_the_page_lists(manager: FlaskClient) -> None:
    text = get_text(manager.get(f"/bodies/{CODE}/stuck.csv?as_of={AS_OF}&heads=codes&heading=silent"))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["ref"], row["silent_months"], row["overdue_days"]) for row in rows] == [
        ("2-A", "22", ""),
        ("2-B", "14", "124"),
    ]
    answer = manager.get(f"/bodies/{CODE}/stuck-by-whom.xlsx?as_of={AS_OF}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        "Beijing: Environment bureau",
        "Seoul: Air office",
        "no department given",
        "Seoul: Air office – Beijing: Environment bureau",
        "Seoul – Beijing",
    ]


def test_the_chart_is_a_picture_under_the_pages_own_address(manager: FlaskClient) -> None:
    page = get_page(manager, STUCK)
    (spec,) = (json.loads(one) for one in page.xpath("//script[@type='application/json']/text()"))
    assert [one["text"] for one in spec["data"]["values"]] == ["3 of 3", "3 of 4", "1 of 3"]
    answer = manager.get(f"{STUCK}&chart=stuck&picture=svg")
    assert answer.mimetype == "image/svg+xml"
    assert "Environment bureau" in answer.text


def test_who_takes_part_in_every_project_is_left_aside_and_the_sentence_says_so(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/haerang-conference/stuck?as_of=2026-11-23")
    first = page.xpath("//table[contains(@class, 'groups')]/tbody/tr")[0]
    assert text_of(first.xpath("./th")[0]).startswith("Haerang: ")
    assert "Leaving aside who takes part in every project, the most, " in text_of(page.xpath("//main")[0])
