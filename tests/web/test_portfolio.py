"""The page of all bodies: what stands in a row is what the body's own page shows; what it adds up are counts."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine, event

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project
from tests.kinds import KINDS, make_tables
from tests.people import sign_in_as
from tests.web.conftest import NOW, load_examples
from tests.web.reading import get_page, links_of, refs_on, text_of
from tests.web.test_kinds import load
from tracker.actions.tallies import touch_periods
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.domain.overdue import count_overdue_days
from tracker.domain.rates import FEW, RateName
from tracker.domain.roles import Role, Visibility
from tracker.domain.silence import SILENT_MONTHS
from tracker.domain.stages import EntryKind
from tracker.domain.tallies import RATES
from tracker.models import BodyKind
from tracker.queries.bodies import find_bodies, get_body_view
from tracker.queries.figures import find_figures
from tracker.queries.portfolio import BodyStanding, find_standings, find_trends
from tracker.queries.projects import find_projects
from tracker.web.silence import is_silent

DAYS = [date(2026, 11, 23), date(2024, 2, 29), date(2021, 6, 30), date(2015, 1, 1)]
#: Before, among and after what was recorded.
INSTANTS = [None, datetime(2026, 1, 1, tzinfo=UTC), NOW, datetime(2027, 1, 1, tzinfo=UTC)]


@pytest.fixture(scope="module")
def everything(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Both examples and a body of every kind, on which tests only look."""
    folder = tmp_path_factory.mktemp("portfolio")
    path = folder / "tracker.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    load_examples(engine)
    for kind in KINDS:
        load(engine, make_tables(kind), folder / kind.code)
    yield engine
    dispose_engine(engine)


@pytest.fixture
def manager(everything: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """An administrator, who sees every body."""
    client = make_client(everything)
    sign_in_as(client, everything, Role.ADMINISTRATOR, None, now=NOW)
    return client


def assert_rows_are_those_of_each_body(engine: Engine, as_of: date, known_at: datetime | None) -> None:
    """Rates, changes, flags and what is stuck, of every body: counted together as by itself."""
    with reading(engine) as session:
        bodies = [(body, as_of) for body in find_bodies(session)]
        alone = find_standings(session, bodies, known_at=known_at)
        standings = find_standings(session, bodies, known_at=known_at, compared=True)
        trends = find_trends(session, alone, known_at=known_at)
        assert [told(one) for one in alone] == [told(one) for one in standings]
        assert standings
        for one in standings:
            view = get_body_view(session, one.body.code)
            figures = find_figures(session, view, by=None, as_of=as_of, known_at=known_at)
            assert [said(row) for row in trends[view.id]] == [said(row) for row in figures]
            assert [said(one.figures)] == [said(row) for row in figures[-1:]] if figures else one.figures is None
            if one.standing.stuck is None:
                assert not figures or not figures[-1].has_stages or figures[-1].period.reached_cut_off(as_of)
                continue
            rows = find_projects(session, view, period=figures[-1].period.number, as_of=as_of, known_at=known_at)
            assert one.standing.stuck.silent == sum(is_silent(row, SILENT_MONTHS, day=as_of) for row in rows)
            assert one.standing.stuck.overdue == sum(count_overdue_days(row, day=as_of) is not None for row in rows)
            assert one.standing.stuck.suspended == figures[-1].tally.suspended


def told(one: BodyStanding) -> Any:
    """What is known of a body also where its changes are not."""
    figures = one.figures
    return one.standing.stuck, None if figures is None else (figures.rates, figures.flags, figures.measured_on)


def said(row: Any) -> dict[str, Any]:
    """Everything of a period's figures but the counts that no rate is made of."""
    names = {name for rate in RATES.values() for name in rate} | {"suspended", "withdrawn"}
    return {
        "period": row.period, "measured_on": row.measured_on, "flags": row.flags, "is_closed": row.is_closed,
        "rates": row.rates, "changes": row.changes, "basis": row.changes_basis, "compared_on": row.compared_on,
        "counts": {name: getattr(row.tally, name) for name in names},
    }  # fmt: skip


@pytest.mark.parametrize("as_of", DAYS)
def test_a_row_is_what_the_page_of_the_body_says(everything: Engine, as_of: date) -> None:
    assert_rows_are_those_of_each_body(everything, as_of, None)


@pytest.mark.parametrize("known_at", INSTANTS)
def test_a_row_is_what_was_known_at_an_instant(examples: Engine, known_at: datetime | None) -> None:
    assert_rows_are_those_of_each_body(examples, date(2026, 11, 1), known_at)


def test_withdrawn_suspended_voided_and_struck_projects_are_stuck_as_their_lists_say(engine: Engine) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=Visibility.PUBLIC)
        make_party(session, body)
        area = make_area(session, body)
        make_period(session, body, 1)
        period = make_period(session, body, 2, ends_on=None)
        opened, later = period.conference_on, date(2022, 11, 1)
        made = [make_project(session, period, area, f"2-{n}", due_on=date(2022, 6, n + 1)) for n in range(8)]
        make_project(session, period, area, "2-late", agreed_on=date(2022, 12, 20), due_on=date(2022, 12, 1 + 19))
        for project, kind in zip(made, ("withdrawn", "suspended", "promoted", "implemented"), strict=False):
            make_entry(session, project, EntryKind(kind), opened)
        make_entry(session, made[4], EntryKind.PROMOTED, later)
        make_entry(session, made[5], EntryKind.IMPLEMENTED, date(2023, 1, 5))
        made[6].struck_at, made[6].struck_reason, made[6].struck_by = NOW, "typed twice", "tests"
        touch_periods(session, body.id)
    for as_of in (date(2022, 6, 4), date(2022, 12, 31), date(2023, 2, 1)):
        for known_at in (None, NOW):
            assert_rows_are_those_of_each_body(engine, as_of, known_at)


def rows_on(page: html.HtmlElement) -> list[html.HtmlElement]:
    """The rows of bodies, without those of groups and totals."""
    return list(page.xpath("//table[contains(@class, 'portfolio')]/tbody/tr[not(@class)]"))


def names_on(page: html.HtmlElement) -> list[str]:
    return [text_of(row.xpath("./th/a")[0]) for row in rows_on(page)]


def test_numbers_of_what_is_stuck_lead_to_as_many_projects(manager: FlaskClient) -> None:
    links = get_page(manager, "/?as_of=2026-11-01").xpath("//a[@class='waits']")
    assert len(links) > 10
    for link in links:
        assert len(refs_on(manager, link.get("href"))) == int(text_of(link).split()[-1])


def test_a_total_adds_counts_and_keeps_example_data_apart(engine: Engine, make_client: Callable[..., Any]) -> None:
    with writing(engine) as session:
        for code, agreed, promoted, fields in (
            ("a", 3, 1, {}), ("b", 1, 1, {}), ("c", 5, 5, {"illustrative": True}), ("d", 2, 0, {"unpublished": True}),
        ):  # fmt: skip
            unpublished = fields.pop("unpublished", False)
            body = make_body(session, code, visibility=Visibility.PUBLIC, **fields)
            make_party(session, body)
            period = make_period(session, body, stages_published=not unpublished)
            area = make_area(session, body)
            for number in range(agreed):
                project = make_project(session, period, area)
                if number < promoted:
                    make_entry(session, project, EntryKind.PROMOTED, period.conference_on)
            touch_periods(session, body.id)
    page = get_page(make_client(engine), "/?sort=-agreed")
    total, example = page.xpath("//tfoot/tr")
    assert "50.0 % 2 of 4 of 2 bodies" in text_of(total)
    assert "6 projects agreed" in text_of(total)
    assert "100.0 % 5 of 5" in text_of(example)
    assert "1 body without published figures is left out." in text_of(page.xpath("//div[@class='lede']/p[1]")[0])
    assert names_on(page) == ["Body c", "Body a", "Body d", "Body b"]


def test_groups_have_totals_and_a_body_stands_under_each_of_its_countries(manager: FlaskClient) -> None:
    page = get_page(manager, "/?group=country")
    groups = [text_of(row) for row in page.xpath("//tr[@class='group']")]
    assert {"Brazil", "China", "Colombia"} <= set(groups)
    assert len(page.xpath("//tbody/tr[@class='total']")) == len(groups)
    everything = names_on(page)
    while page.xpath("//a[@rel='next']"):
        page = get_page(manager, page.xpath("//a[@rel='next']/@href")[0])
        everything += names_on(page)
    assert everything.count("Exchange Group of Three Ports") == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=network", ["Network of Learning Cities"]),
        ("country=CO", ["Programme for Sharing City Policies"]),
        ("region=145", []),
        ("region=014", ["Programme for Sharing City Policies"]),
        ("decade=2010&sort=-founded", ["Joint Committee of Hanbit and Jinhe", "Exchange Group of Three Ports", "Seoul-Beijing Joint Committee"]),
        ("q=seoul", ["Seoul-Beijing Joint Committee"]),
        ("q=city+KS", ["Sister Cities Narae and Kirishima"]),
    ],
)  # fmt: skip
def test_filters_leave_what_they_say(manager: FlaskClient, query: str, expected: list[str]) -> None:
    assert names_on(get_page(manager, f"/?{query}")) == expected


def test_a_field_leaves_bodies_with_a_project_of_it(manager: FlaskClient, everything: Engine) -> None:
    with reading(everything) as session:
        wanted = set()
        for body in find_bodies(session):
            view = get_body_view(session, body.code)
            last = view.facts.visible(NOW.date())[-1].number
            rows = find_projects(session, view, period=last, as_of=NOW.date())
            if any(row.field == "sports" for row in rows):
                wanted.add(body.names["en"])
    assert set(names_on(get_page(manager, "/?field=sports"))) == wanted


@pytest.mark.parametrize("sort", ["promotion", "-promotion", "next", "-silent", "overdue", "founded", "-name"])
def test_an_order_is_by_its_column_with_nothing_last(manager: FlaskClient, sort: str) -> None:
    names = names_on(get_page(manager, f"/?sort={sort}"))
    assert len(names) == len(KINDS) + 2
    if sort.endswith("promotion"):
        assert names[-1] == "Seoul-Beijing Joint Committee"
        assert names[0] == ("Network of Learning Cities" if sort == "promotion" else names[0])


@pytest.mark.parametrize("query", ["kind=x", "country=XX", "region=999", "decade=1995", "field=x", "group=x", "sort=x"])
def test_what_cannot_be_asked_is_refused_with_a_sentence(manager: FlaskClient, query: str) -> None:
    assert "is not one of the choices" in text_of(get_page(manager, f"/?{query}", 400))


def test_members_only_bodies_are_for_those_with_a_grant(
    everything: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    hidden = "Friendship Agreement of Narae and Ulgan"
    passer_by, official = make_client(everything), make_client(everything)
    sign_in_as(official, everything, Role.OFFICIAL, "friendship-city", now=NOW)
    assert hidden not in names_on(get_page(passer_by, "/"))
    assert hidden not in passer_by.get("/bodies.csv").get_data(as_text=True)
    assert hidden in names_on(get_page(official, "/"))


def test_few_bodies_are_cards_without_anything_to_filter(client: FlaskClient) -> None:
    page = get_page(client, "/?as_of=2026-11-01")
    assert len(rows_on(page)) == 2
    assert not page.xpath("//form[@role='search'] | //tfoot")
    assert text_of(page.xpath("//div[@class='lede']")[0]).startswith("2 bodies of example data, latest periods")
    published = text_of(rows_on(page)[1])
    assert "not published Period 2 77.3 % 51 of 66 +21.9 points" in published


def test_the_line_of_a_body_is_small_and_says_what_it_shows(client: FlaskClient) -> None:
    lines = get_page(client, "/?as_of=2026-11-01", lang="ko").xpath("//svg[contains(@class, 'spark')]")
    assert len(lines) == 2
    for line in lines:
        assert len(html.tostring(line, encoding="utf-8")) < 1024
    assert "77.3%(66건 중 51건)" in lines[0].get("aria-label")
    assert lines[1].xpath(".//circle")
    assert not lines[0].xpath(".//circle")


def test_on_paper_its_foot_says_of_which_day_it_is_and_when_it_was_made(client: FlaskClient) -> None:
    for path in ("/", "/compare?body=seoul-beijing&body=haerang-conference"):
        foot = text_of(get_page(client, path).xpath("//div[contains(@class, 'at-foot')]")[0])
        assert "Status as of 23 Nov 2026 · today" in foot, path
        assert "Produced 23 Nov 2026" in foot, path


def test_every_link_keeps_the_day_the_words_and_the_order(manager: FlaskClient) -> None:
    page = get_page(manager, "/?as_of=2026-11-01&words=confirmed&sort=-agreed")
    own = [link for link in links_of(page) if urlsplit(link).path in ("/", "/bodies.csv") or "/bodies/" in link]
    asked = [parse_qs(urlsplit(link).query) for link in own if "words" not in urlsplit(link).fragment]
    kept = [query for query in asked if query.get("words") == ["confirmed"]]
    assert len(kept) >= len(asked) - 1  # but the link to the figures as claimed
    assert all(query["as_of"] == ["2026-11-01"] for query in asked)


def test_files_say_what_the_page_says(manager: FlaskClient) -> None:
    address = "/bodies.csv?as_of=2026-11-01&sort=-promotion&heads=codes&kind="
    text = manager.get(address).get_data(as_text=True).removeprefix("﻿")
    rows = list(csv.DictReader(StringIO(text)))
    page = get_page(manager, "/?as_of=2026-11-01&sort=-promotion")
    assert [row["name"] for row in rows] == names_on(page)
    shown = [text_of(row.xpath("./td[contains(@class, 'rate')][1]")[0]) for row in rows_on(page)]
    for row, cell in zip(rows, shown, strict=True):
        if row["promotion_percent"] != "not published":
            percent, counts = f"{row['promotion_percent']} %", f"{row['promotion_part']} of {row['promotion_whole']}"
            is_few = int(row["promotion_whole"]) < FEW
            assert cell.startswith(f"{counts} {percent}" if is_few else f"{percent} {counts}")
    with manager.get("/bodies.xlsx?as_of=2026-11-01&kind=network") as answer:
        book = openpyxl.load_workbook(BytesIO(answer.get_data()))
    sheet, about = book.worksheets
    assert [cell.value for cell in sheet["B"]] == ["Name of the body", "Network of Learning Cities"]
    assert "network" in [cell.value for cell in about["B"]]


def test_a_page_of_many_bodies_stays_small_and_asks_few_questions(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    with writing(engine) as session:
        for number in range(60):
            kind = list(BodyKind)[number % len(BodyKind)]
            body = make_body(session, f"body-{number}", visibility=Visibility.PUBLIC, kind=kind)
            make_party(session, body)
            for period in (make_period(session, body, n) for n in (1, 2)):
                make_project(session, period, make_area(session, body, f"A{period.number}"))
            touch_periods(session, body.id)
    client, sent = make_client(engine), []
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    answer = client.get("/?as_of=2022-06-01")
    assert len(answer.data) < 100_000
    assert len(sent) < 40
    page = html.document_fromstring(answer.get_data(as_text=True))
    assert "60 bodies, page 1 of 3" in text_of(page)
    assert len(rows_on(get_page(client, "/?page=3"))) == 10
    assert len(rows_on(get_page(client, "/?page=99"))) == 10


def test_a_visitor_of_nothing_and_a_body_before_its_first_conference(own_client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        make_body(session, visibility=Visibility.PUBLIC)
    page = get_page(own_client, "/?words=confirmed")
    assert "1 body: no conference has been held by this day." in text_of(page)
    assert own_client.get("/bodies.csv").status_code == 200


def test_rates_of_the_reference_case_stand_on_the_page(client: FlaskClient) -> None:
    page = get_page(client, "/?as_of=2018-03-18")
    row = next(row for row in rows_on(page) if "Seoul" in text_of(row))
    for said_of in ("77.3 % 51 of 66 +21.9 points", "50.0 % 33 of 66 +5.4 points", "62.1 % 41 of 66"):
        assert said_of in text_of(row)
    assert RateName.PROMOTION.value in "".join(links_of(page))


@pytest.mark.parametrize("sort", ["-promotion", "implementation", "-mutual_promotion", "-retention", "-silent"])
def test_the_order_goes_along_to_confirmed_figures_and_back(manager: FlaskClient, sort: str) -> None:
    def turn(address: str, word: str) -> str:
        (href,) = get_page(manager, address).xpath("//a[normalize-space()=$word]/@href", word=word)
        return str(href)

    confirmed = turn(f"/?sort={sort}", "as confirmed")
    back = turn(confirmed, "as claimed")
    assert get_page(manager, back) is not None
    (kept,) = parse_qs(urlsplit(back).query)["sort"]
    assert kept == ("name" if "mutual" in sort else sort)
