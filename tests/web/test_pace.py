"""The page on the pace of a period: what it says, draws and hands out is one and the same."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine

from tests.builders import make_area, make_body, make_party, make_period, make_project
from tests.periods import make_long
from tests.web.reading import get_page, get_text, text_of
from tracker.charts.pace import find_ticks
from tracker.db import writing
from tracker.domain.roles import Visibility

HAERANG, SEOUL = "/bodies/haerang-conference/pace", "/bodies/seoul-beijing/pace"


def said_on(client: FlaskClient, address: str) -> list[str]:
    return [text_of(one) for one in get_page(client, address).xpath("//div[@class='lede']/p")]


def table_of(client: FlaskClient, address: str, rate: str) -> list[list[str]]:
    rows = get_page(client, address).xpath(f"//section[@aria-labelledby='{rate}']//tbody/tr")
    return [[text_of(cell) for cell in row.xpath("./*")] for row in rows]


def spec_on(client: FlaskClient, address: str, rate: str) -> dict[str, object]:
    (script,) = get_page(client, address).xpath(f"//script[@id='chart-{rate}']/text()")
    return dict(json.loads(script))


def names_drawn(client: FlaskClient, address: str, rate: str) -> set[str]:
    layers = spec_on(client, address, rate)["layer"]
    assert isinstance(layers, list)
    return {one["full"] for layer in layers for one in layer["data"]["values"] if "full" in one}


def test_a_running_period_is_slower_than_the_last_at_the_same_point(client: FlaskClient) -> None:
    said = said_on(client, f"{HAERANG}?rate=promotion&as_of=2025-12-01")
    assert said == [
        "Promotion rate of period 2 stands at 40.6 % (13 of 32) on day 235 after its conference.",
        "That is 46.9 points less than period 1 on the same day: 87.5 % (21 of 24).",
    ]


def test_the_page_shows_the_rates_of_the_trend_page(client: FlaskClient) -> None:
    for row, number in zip(table_of(client, SEOUL, "promotion"), (1, 2, 3), strict=True):
        trend = get_page(client, f"/bodies/seoul-beijing?period={number}")
        cell = trend.xpath("//table[.//caption[@id='periods-caption']]//tbody/tr")[number - 1].xpath("./td")[1]
        shown = text_of(cell).split(" +")[0].split(" -")[0]
        assert row[-1].startswith(shown)


def test_the_reference_case_on_its_marks(client: FlaskClient) -> None:
    rows = table_of(client, SEOUL, "promotion")
    assert rows[0][-1] == "55.4 % 31 of 56 day 733"
    assert rows[1][-1] == "77.3 % 51 of 66 day 865"
    assert set(rows[2][1:]) == {"not published"}


def test_a_day_that_a_period_did_not_reach_is_a_dash_in_table_and_file(client: FlaskClient) -> None:
    one = table_of(client, HAERANG, "promotion")[0]
    assert one[4:6] == ["", ""]  # the dash is hidden from readers of screens, who hear that there is no value
    file = rows_of(client, "/bodies/haerang-conference/pace.csv?rate=promotion")
    assert [row["%" if "%" in row else "Per cent"] for row in file[:6]] == ["12.5", "29.2", "70.8", "–", "–", "87.5"]


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "query", ["", "&group=area:ENV", "&group=mode:mutual", "&as_of=2025-12-01", "&words=confirmed"]
)
def test_the_file_says_what_the_table_says(client: FlaskClient, query: str) -> None:
    words = "confirmed_promotion" if "confirmed" in query else "promotion"
    table = table_of(client, f"{HAERANG}?rate=promotion{query}", words)
    file = rows_of(client, f"/bodies/haerang-conference/pace.csv?rate=promotion{query}")
    for number, row in enumerate(table):
        lines = file[number * 6 : number * 6 + 6]
        shown = [
            f"{line['Per cent']} % {line['Counted']} of {line['Out of']}" if line["Out of"] not in ("", "0") else ""
            for line in lines
        ]
        assert [cell.split(" day")[0] for cell in row[1:]] == shown


def test_the_percentage_leads_to_the_projects_that_it_counts(client: FlaskClient) -> None:
    page = get_page(client, f"{HAERANG}?rate=implementation&group=area:ENV&as_of=2026-06-01")
    last = page.xpath("//tbody/tr[2]/td[last()]")[0]
    listed = get_page(client, last.xpath(".//a/@href")[0])
    count = text_of(last).split(" of ")[0].split(" ")[-1]
    assert text_of(listed.xpath("//p[@class='count']")[0]).startswith(f"{count} project")


def test_what_is_compared_stands_in_the_address(own_client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        make_long(session, periods=6)
    address = "/bodies/long/pace?rate=promotion&period=5"
    counted = {"before": 1, "three": 3, "all": 4, "none": 0, "2": 1}
    for choice, number in counted.items():
        drawn = names_drawn(own_client, f"{address}&compare={choice}", "promotion")
        assert len(drawn) == number + 1
        assert len(said_on(own_client, f"{address}&compare={choice}")) == min(number, 3) + 1
    assert any(name.startswith("Period 2 ") for name in names_drawn(own_client, f"{address}&compare=2", "promotion"))


def test_no_line_goes_on_after_the_measuring_day(own_client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        make_long(session, periods=3)
    layers = spec_on(own_client, "/bodies/long/pace?rate=implementation", "implementation")["layer"]
    assert isinstance(layers, list)
    ends = {
        one["full"].split(" ")[1]: one["day"] for layer in layers for one in layer["data"]["values"] if "full" in one
    }
    steps = [one["day"] for layer in layers[:2] for one in layer["data"]["values"]]
    assert (max(steps), ends["1"], ends["2"]) == (364, 364, 364)


def test_few_projects_say_their_counts_and_compare_nothing(client: FlaskClient) -> None:
    address = f"{HAERANG}?rate=promotion&group=area:ENV"
    first, *others = said_on(client, address)
    assert first.startswith("Of the ")
    assert others == ["With fewer than 20 projects no comparison is drawn."]
    assert len(names_drawn(client, address, "promotion")) == 1


def test_a_list_of_few_is_not_laid_beside_one_of_many(own_client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        body = make_body(session, "body", visibility=Visibility.PUBLIC)
        make_party(session, body)
        area = make_area(session, body)
        for number, projects in ((1, 19), (2, 20), (3, 20)):
            period = make_period(session, body, number)
            for _ in range(projects):
                make_project(session, period, area)
    page = get_page(own_client, "/bodies/body/pace?rate=promotion&period=3")
    assert "Not drawn, with fewer than 20 projects: Period 1." in text_of(page)
    assert len(names_drawn(own_client, "/bodies/body/pace?rate=promotion&period=3", "promotion")) == 2


def test_what_is_not_published_stays_so(client: FlaskClient) -> None:
    assert said_on(client, f"{SEOUL}?period=3&rate=promotion") == ["Promotion rate of period 3 is not published."]
    page = get_page(client, f"{SEOUL}?period=3&rate=promotion")
    assert not page.xpath("//script[@type='application/json']")
    assert not page.xpath("//script[contains(@src, 'vega')]")


def test_a_body_without_figures_says_how_to_get_them(
    own_client: FlaskClient, engine: Engine, client: FlaskClient
) -> None:
    with writing(engine) as session:
        make_body(session, "body", visibility=Visibility.PUBLIC)
    assert "No conference is recorded yet." in text_of(get_page(own_client, "/bodies/body/pace"))
    assert "The first conference is on 31 Oct 2013." in text_of(get_page(client, f"{SEOUL}?as_of=2010-01-01"))
    assert rows_of(own_client, "/bodies/body/pace.csv") == []


def test_the_file_has_each_day_once_and_names_the_page_it_is_of(client: FlaskClient) -> None:
    days = [row["Days since the conference"] for row in rows_of(client, f"{SEOUL}.csv?rate=promotion&as_of=2018-04-18")]
    assert days[-5:] == ["30", "90", "180", "365", "730"]  # the third period is thirty days old
    with client.get(f"{SEOUL}.csv?rate=promotion&about=yes") as answer:
        assert "/bodies/seoul-beijing/pace?rate=promotion" in answer.get_data(as_text=True)


def test_figures_as_confirmed_of_a_body_that_does_not_ask(client: FlaskClient) -> None:
    page = text_of(get_page(client, f"{SEOUL}?words=confirmed"))
    assert "Choose figures as claimed above." in page


@pytest.mark.parametrize(
    "query", ["period=9", "rate=mutual", "compare=some", "group=area:XYZ", "group=ECO", "chart=rates"]
)
def test_what_cannot_be_read_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"{HAERANG}?{query}").status_code == 400


def test_the_charts_are_files_too(client: FlaskClient) -> None:
    answer = client.get(f"{HAERANG}?chart=promotion&picture=svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert "Period 2 71.9 %" in get_text(answer)


def test_thirty_periods_fit_a_page(make_client: Callable[..., FlaskClient], engine: Engine) -> None:
    with writing(engine) as session:
        make_long(session, periods=30, projects=8)
    client = make_client(engine)
    for address in ("/bodies/long/pace?compare=all", "/bodies/long/flow"):
        page = get_page(client, address)
        for script in page.xpath("//script[@type='application/json']"):
            script.drop_tree()
        assert len(html.tostring(page)) < 100_000


@pytest.mark.parametrize(
    ("last", "ticks"),
    [
        (200, [0, 30, 90, 180]),
        (700, [0, 90, 180, 365, 548]),
        (1200, [0, 180, 365, 548, 730, 912, 1095]),
        (2000, [0, 180, 365, 730, 1095, 1460, 1825]),
    ],
)
def test_the_axis_names_days_as_far_as_it_goes(last: int, ticks: list[int]) -> None:
    assert find_ticks(last) == ticks
