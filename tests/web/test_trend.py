"""A body's trend: which rates, by which groups, one group alone; light and readable with thirty periods, sixty groups."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.builders import clock_at, make_area, make_body, make_period, make_project
from tests.long_body import CODE, DEPARTMENTS, PERIODS, make_long_tables
from tests.register.small import LIMITS, write_folder
from tests.web.conftest import NOW
from tests.web.reading import count_sides, get_page, get_text, links_of, refs_on, text_of
from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.importing import import_register
from tracker.actions.recording import open_recording
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Visibility
from tracker.domain.trends import By
from tracker.models import Subject
from tracker.register import read_register
from tracker.web.trend_groups import SHOWN

HAERANG = "/bodies/haerang-conference"
REFERENCE = "/bodies/seoul-beijing?as_of=2020-11-01"
LONG = f"/bodies/{CODE}"
#: Before charts, in bytes.
HEAVIEST = 100_000


@pytest.fixture(scope="module")
def long_body(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Thirty periods and sixty departments, on which tests only look."""
    folder = tmp_path_factory.mktemp("long")
    path = folder / "tracker.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    with writing(engine) as session:
        handed = read_register(write_folder(make_long_tables(), folder / "register"), LIMITS)
        import_register(session, handed, by="tests", clock=clock_at(NOW))
    yield engine
    dispose_engine(engine)


@pytest.fixture
def long_client(long_body: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    return make_client(long_body)


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?by=department",
        "?by=partner",
        "?by=department&groups=all",
        "?by=department&groups=all&rates=mutual&as_of=2026-11-01",
        "?by=partner&groups=all&rates=continuity",
        "?figures=all",
        "?by=area&group=ECO",
        "?by=area&group=ECO&figures=all",
    ],
)
def test_the_page_is_light_before_its_charts(long_client: FlaskClient, asked: str, lang: str) -> None:
    text = long_client.get(LONG + asked, headers={"Accept-Language": lang}).get_data(as_text=True)
    before_charts = re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.DOTALL)
    assert "<main" in before_charts
    assert len(before_charts.encode()) < HEAVIEST


def test_many_groups_begin_with_the_largest_and_lead_to_all(long_client: FlaskClient) -> None:
    page = get_page(long_client, f"{LONG}?by=department&rates=continuity")
    assert len(page.xpath("//div[@class='multiples']/section")) == SHOWN
    agreed = [int(text_of(row.xpath("./td")[0]).split()[0]) for row in _last_rows(page)]
    assert agreed == sorted(agreed, reverse=True)
    (link,) = page.xpath(f"//a[contains(., 'Show all {DEPARTMENTS} groups')]/@href")
    assert "rates=continuity" in link
    full = get_page(long_client, link)
    assert len(full.xpath("//div[@class='multiples']/section")) == DEPARTMENTS
    assert "all periods of all groups: Excel workbook CSV" in text_of(full)
    (file,) = full.xpath("//a[.='CSV']/@href")
    text = get_text(long_client.get(file))
    assert {row["Period"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))} == {
        str(number) for number in range(1, PERIODS + 1)
    }
    assert len(full.xpath("//table//tbody/tr")) == DEPARTMENTS
    assert "together they count more than all projects" in text_of(full)


def _last_rows(page: object) -> list[object]:
    """The latest period's row of each group in the table of groups."""
    bodies = page.xpath("//table[caption[@id='groups-caption']]/tbody")  # type: ignore[attr-defined]
    return [body.xpath("./tr")[-1] for body in bodies]


def test_a_group_alone_shows_all_its_periods_and_its_own_projects(long_client: FlaskClient) -> None:
    page = get_page(long_client, f"{LONG}?by=area")
    (href,) = page.xpath("//div[@class='multiples']//h3/a[contains(., 'ENV')]/@href")
    group = get_page(long_client, href)
    rows = group.xpath("//table[contains(@class, 'figures')]/tbody/tr")
    assert len(rows) == PERIODS
    assert not group.xpath("//div[@class='multiples']")
    cell = rows[-1].xpath("./td[a[@class='percent']]")[0]
    part = int(re.findall(r"\d+", text_of(cell.xpath("./span[@class='counts']")[0]))[0])
    assert count_sides(long_client, cell.xpath("./a/@href")[0])[0] == part


def test_the_choice_of_rates_stays_in_every_link(client: FlaskClient) -> None:
    page = get_page(client, f"{HAERANG}?rates=mutual&as_of=2026-11-01")
    links = [link for link in links_of(page) if link.startswith(f"{HAERANG}?") and "lang=" not in link]
    by = [link for link in links if "by=" in link]
    assert len(by) >= len(By) - 1
    assert all("rates=mutual" in link and "as_of=2026-11-01" in link for link in by)
    drawn = page.xpath("//nav[@aria-label='Rates drawn']//a[@aria-current]")
    assert [text_of(one) for one in drawn] == ["Mutual"]


@pytest.mark.parametrize(
    ("asked", "title"),
    [("", "Promotion rate"), ("&rates=mutual", "Mutual promotion rate"), ("&rates=continuity", "Retention rate")],
)
def test_the_lede_is_of_the_rates_drawn(client: FlaskClient, asked: str, title: str) -> None:
    findings = get_page(client, REFERENCE + asked).xpath("//div[@class='lede']/p")
    assert text_of(findings[0]).startswith(title)


def test_confirmed_rates_are_a_choice_where_the_body_asks(client: FlaskClient) -> None:
    for address, is_offered in ((HAERANG, True), (REFERENCE, False), (f"{HAERANG}?words=confirmed", False)):
        found = [text_of(one) for one in get_page(client, address).xpath("//nav[@aria-label='Rates drawn']//a")]
        assert ("Confirmed" in found) is is_offered


def test_breaks_are_explained_beneath_the_chart(client: FlaskClient) -> None:
    page = get_page(client, REFERENCE)
    (said,) = page.xpath("//dl[@class='breaks']/div")
    assert [text_of(one) for one in said] == ["Period 2", "joined: Environment"]
    drawn = page.xpath("//script[starts-with(@id, 'chart-')]/text()")
    assert len(drawn) > 1
    assert all(json.loads(one)["layer"][0]["data"]["values"][0]["period"].startswith("2|") for one in drawn)


@pytest.mark.parametrize(
    ("lang", "name"), [("zh", "北京市: 商务委员会"), ("ja", "Beijing: Municipal Commission of Commerce")]
)
def test_a_department_is_called_in_the_language_of_the_page_else_in_english(
    client: FlaskClient, lang: str, name: str
) -> None:
    page = get_page(client, f"{REFERENCE}&by=department&groups=all", lang=lang)
    assert name in [text_of(one) for one in page.xpath("//div[@class='multiples']//h3")]


def test_where_no_field_is_given_the_page_says_how_to_give_it(client: FlaskClient) -> None:
    page = text_of(get_page(client, f"{REFERENCE}&by=field"))
    assert "no field given" in page
    assert "74 projects of period 3 have no field of exchange." in page
    assert "by the column “field” of the register" in page


def test_criteria_worded_anew_are_a_break(engine: Engine, own_client: FlaskClient) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=Visibility.PUBLIC)
        area = make_area(session, body)
        for number in (1, 2):
            make_project(session, make_period(session, body, number), area)
        recording = open_recording(session, body, by="tests", clock=clock_at(datetime(2026, 5, 3, tzinfo=UTC)))
        keeper, criteria = keeper_of(recording), {"criteria": {"en": "All of it"}}
        keep_changed(session, keeper, Subject.BODY, body.code, before={"criteria": {}}, after=criteria)
    page = "/bodies/body?as_of="
    (said,) = get_page(own_client, f"{page}2026-06-01").xpath("//dl[@class='breaks']/div")
    assert [text_of(one) for one in said] == ["Period 2", "criteria worded anew on 3 May 2026"]
    assert not get_page(own_client, f"{page}2026-05-02").xpath("//dl[@class='breaks']/div")
    earlier = f"{page}2026-06-01&known_at=2026-05-02T00:00:00Z"
    assert not get_page(own_client, earlier).xpath("//dl[@class='breaks']/div")


def test_a_group_of_few_shows_its_counts_first_and_no_change(client: FlaskClient) -> None:
    page = get_page(client, f"{HAERANG}?as_of=2026-11-01")
    cells = page.xpath("//table[caption[@id='groups-caption']]//td[a[@class='percent']]")
    assert len(cells) > 10
    for cell in cells:
        first, *_ = cell.xpath("./*")
        assert first.get("class") == "counts"
        assert not cell.xpath("./span[@class='change']")
    assert "Groups of fewer than 20 projects" in text_of(page)


def test_what_is_stuck_leads_to_as_many_projects(client: FlaskClient) -> None:
    page = get_page(client, f"{HAERANG}?as_of=2026-11-01")
    stuck = page.xpath("//ul[@class='stuck']/li")
    assert len(stuck) >= 2
    for one in stuck:
        number = int(text_of(one.xpath("./strong")[0]))
        assert len(refs_on(client, one.xpath("./a/@href")[0])) == number


def test_the_page_says_why_it_can_be_relied_on_or_not(client: FlaskClient) -> None:
    page = get_page(client, REFERENCE)
    said = [text_of(one) for one in page.xpath("//ul[@class='reliance']/li")]
    assert said[0].startswith("illustrative Made-up or reconstructed data")
    assert "unknown is not zero" in said[1]


def test_who_runs_the_projects_is_said_with_their_share(client: FlaskClient) -> None:
    text = text_of(get_page(client, f"{HAERANG}?by=run_by"))
    assert "others than the foreign affairs division run" in text


@pytest.mark.parametrize("asked", ["rates=x", "by=x", "group=x", "by=field&group=%3Cb%3E", "groups=some", "figures=1"])
def test_what_nobody_knows_is_refused(client: FlaskClient, asked: str) -> None:
    get_page(client, f"{HAERANG}?{asked}", 400)


def test_a_page_without_figures_loads_no_chart_code(client: FlaskClient) -> None:
    scripts = "//head/script[contains(@src, 'vega')]"
    assert not get_page(client, f"{HAERANG}?as_of=2020-01-01").xpath(scripts)
    assert get_page(client, HAERANG).xpath(scripts)


def test_every_chart_of_the_page_is_a_picture_too(client: FlaskClient) -> None:
    for name in ("rates", "group-1"):
        answer = client.get(f"{HAERANG}?chart={name}&picture=svg")
        assert answer.mimetype == "image/svg+xml"
        assert b"<svg" in answer.get_data()
