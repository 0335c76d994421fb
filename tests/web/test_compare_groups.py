"""Groups of several bodies side by side, pictures and files of a comparison."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import Engine

from tests.builders import make_area, make_body, make_party, make_period, make_project
from tests.web.comparing import BOTH, ENGLISH, TODAY, figures_of, load_kinds, read_csv, spec_of, table_of
from tests.web.reading import get_page, links_of, text_of
from tracker.db import writing
from tracker.domain.rates import RateName
from tracker.domain.roles import Visibility
from tracker.domain.trends import By


def test_fewer_than_twenty_projects_are_counted_and_not_compared(
    own_client: FlaskClient, engine: Engine, tmp_path: Path
) -> None:
    load_kinds(engine, tmp_path, "committee", "network")
    page = get_page(own_client, "/compare?body=committee&body=network")
    assert "nothing is compared, because fewer than two of these bodies have it from 20 projects or more" in text_of(
        page
    )
    cells = page.xpath("//table//td[a[contains(@class, 'percent')]]")
    assert cells
    assert all(re.match(r"\d+ of \d+ \d+\.\d %$", text_of(cell)) for cell in cells)
    assert not page.xpath("//table//span[@class='change']")
    labels = [one["lines"] for layer in spec_of(page)["layer"] for one in layer["data"]["values"] if "text" in one]
    assert all(not any("%" in line for line in lines) for lines in labels)


def test_fields_match_by_their_code_and_areas_do_not(own_client: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    load_kinds(engine, tmp_path, "committee", "programme")
    address = "/compare?body=committee&body=programme&by={}&period=committee:2&period=programme:1"
    fields = get_page(own_client, address.format("field"))
    assert "Field of exchange: the choices are the same for all bodies, and are matched by their codes." in text_of(
        fields
    )
    table = table_of(fields, "side-caption")
    own = {(code, row.group): row for code in ("committee", "programme") for row in figures_of(engine, code, by=By.FIELD)
           if row.period.number == {"committee": 2, "programme": 1}[code]}  # fmt: skip
    sports = next(row for row in table.xpath(".//tbody/tr") if text_of(row.xpath("./th")[0]) == "sports")
    for cell, code in zip(sports.xpath("./td"), ("committee", "programme"), strict=True):
        row = own.get((code, "sports"))
        assert text_of(cell).startswith("no project" if row is None else ENGLISH.counts(row.rates[RateName.PROMOTION]))
    areas = get_page(own_client, address.format("area"))
    assert "Areas are each body’s own." in text_of(areas)
    assert [text_of(head) for head in table_of(areas, "side-caption").xpath(".//tr[@class='group']")] == [
        "Joint Committee of Hanbit and Jinhe, period 2",
        "Programme for Sharing City Policies, period 1",
    ]
    assert {"Area WATER", "Area ECO"} <= {text_of(head) for head in areas.xpath("//table//tbody/tr/th")}
    for page in (areas, fields):
        assert page.xpath("//select[@name='period']/option[@selected]/@value") == ["committee:2", "programme:1"]


@pytest.mark.parametrize("by", ["area", "field", "mode", "horizon", "run_by"])
def test_groups_are_those_of_the_bodys_own_page(client: FlaskClient, examples: Engine, by: str) -> None:
    lines = read_csv(client, f"/compare.csv?{BOTH}&by={by}&heads=codes")
    own = [
        row
        for code, number in (("seoul-beijing", 2), ("haerang-conference", 2))
        for row in figures_of(examples, code, by=By(by))
        if row.period.number == number
    ]
    assert [line["group_code"] for line in lines] == [row.group or "" for row in own]
    for line, row in zip(lines, own, strict=True):
        assert (line["promotion_part"], line["promotion_whole"]) == (str(row.tally.promoted), str(row.tally.agreed))


def test_groups_can_be_measured_at_the_same_number_of_days(client: FlaskClient, examples: Engine) -> None:
    page = get_page(client, f"/compare?{BOTH}&by=area")
    assert "the periods are not at the same number of days after their conferences" in text_of(page)
    (link,) = [link for link in links_of(page) if "basis=same-days" in link]
    moved = get_page(client, link)
    assert "are not at the same number of days" not in text_of(moved)
    days = (TODAY - figures_of(examples, "haerang-conference")[-1].period.conference_on).days
    assert f"{days} days after its conference" in text_of(moved.xpath("//div[@class='multiples']/section")[0])
    day = date(2015, 11, 4) + timedelta(days=days)
    own = [row for row in figures_of(examples, "seoul-beijing", by=By.AREA, as_of=day) if row.period.number == 2]
    cell = table_of(moved, "side-caption").xpath(".//tbody[1]/tr[last()]/td[2]")[0]
    assert ENGLISH.percent(own[-1].rates[RateName.PROMOTION]) in text_of(cell)


def test_few_projects_do_not_say_at_how_many_days_groups_are_measured(own_client: FlaskClient, engine: Engine) -> None:
    held = {"old": (date(2025, 1, 1), 25), "new": (date(2026, 1, 1), 25), "tiny": (date(2026, 11, 1), 2)}
    with writing(engine) as session:
        for code, (day, projects) in held.items():
            body = make_body(session, code, visibility=Visibility.PUBLIC)
            make_party(session, body)
            period, area = make_period(session, body, conference_on=day, ends_on=None), make_area(session, body)
            for _ in range(projects):
                make_project(session, period, area)
    page = get_page(own_client, "/compare?body=old&body=new&body=tiny&by=mode&basis=same-days")
    days = (TODAY - held["new"][0]).days
    assert f"each is taken {days} days after its conference" in text_of(page)
    panels = [text_of(one) for one in page.xpath("//div[@class='multiples']/section")]
    assert [f"{days} days after its conference" in panel for panel in panels] == [True, True, False]


def test_a_period_that_has_no_figures_is_said_to_be_another(client: FlaskClient) -> None:
    page = get_page(client, f"/compare?{BOTH}&by=area&period=seoul-beijing:9")
    assert "Seoul-Beijing Joint Committee, period 9 has no figures on this day; another period is shown." in text_of(
        page
    )


def test_along_the_calendar_a_rate_stands_on_the_day_of_measuring(client: FlaskClient, examples: Engine) -> None:
    spec = spec_of(get_page(client, f"/compare?{BOTH}&axis=calendar"))
    points = [point for point in spec["layer"][0]["data"]["values"] if point["series"] == "1"]
    for point, row in zip(points, figures_of(examples, "haerang-conference"), strict=True):
        days = [datetime.fromtimestamp(point[end] / 1000, UTC).date() for end in ("from", "day")]
        assert days == [row.period.conference_on, row.measured_on]


@pytest.mark.parametrize("address", [f"/compare?{BOTH}&chart=comparison", f"/compare?{BOTH}&by=area&chart=side-2"])
def test_pictures_can_be_saved(client: FlaskClient, address: str) -> None:
    with client.get(f"{address}&picture=svg") as answer:
        assert answer.mimetype == "image/svg+xml"
        assert "<svg" in answer.get_data(as_text=True)
    with client.get(f"{address}&picture=png") as answer:
        assert answer.get_data().startswith(b"\x89PNG")


def test_lines_differ_by_more_than_their_colour(client: FlaskClient) -> None:
    with client.get(f"/compare?{BOTH}&chart=comparison&picture=svg") as answer:
        drawn = answer.get_data(as_text=True)
    assert "Seoul-Beijing" in drawn
    assert "Haerang" in drawn
    layers = spec_of(get_page(client, f"/compare?{BOTH}"))["layer"]
    shapes = next(layer["encoding"]["shape"]["scale"]["range"] for layer in layers if "shape" in layer["encoding"])
    assert len(set(shapes)) == 8
    dashed = [layer for layer in layers if layer["mark"].get("strokeDash") == [5, 4]]
    assert [one["number2"] for layer in dashed for one in layer["data"]["values"]] == [2]


def test_a_workbook_says_on_its_second_sheet_what_is_compared(client: FlaskClient) -> None:
    with client.get(f"/compare.xlsx?{BOTH}&by=field") as answer:
        assert answer.status_code == 200
        assert "compare-promotion" in answer.headers["Content-Disposition"]
        listed, about = load_workbook(io.BytesIO(answer.get_data())).worksheets
    assert [cell.value for cell in listed[1]][:3] == ["Body", "Name of the body", "Field of exchange"]
    said = " ".join(str(cell.value) for row in about.iter_rows() for cell in row if cell.value)
    assert f"/compare?{BOTH}" in said
    assert "matched by their codes" in said
    with client.get(f"/compare.csv?{BOTH}&about=yes") as answer:
        assert "Promotion rate" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong", ["rate=best", "axis=moon", "by=lead", "basis=none", "period=2", "as_of=today", "chart=none"]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client: FlaskClient, wrong: str) -> None:
    page = get_page(client, f"/compare?{BOTH}&{wrong}", status=400)
    assert wrong.split("=")[1] in text_of(page)


def test_a_long_history_lists_its_latest_periods_and_stays_light(own_client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        for code in (codes := [f"long-{place}" for place in range(8)]):
            body = make_body(session, code, visibility=Visibility.PUBLIC)
            for number in range(1, 31):
                opened = date(1990 + number, 1, 1)
                make_period(
                    session, body, number, conference_on=opened, starts_on=opened, ends_on=date(1990 + number, 12, 31)
                )
    address = "/compare?" + "&".join(f"body={code}" for code in codes)
    page = get_page(own_client, address)
    assert "18 earlier periods are not listed here; the files have them." in text_of(page)
    for script in page.xpath("//script[@type='application/json']"):
        script.drop_tree()
    assert len(html.tostring(page)) < 100_000
    assert len(read_csv(own_client, address.replace("?", ".csv?"))) == 240
