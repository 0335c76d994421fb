"""Bodies side by side say what each body's own figures say, to whoever may see them."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import Engine

from tests.builders import clock_at, make_area, make_body, make_party, make_period, make_project
from tests.kinds import KINDS, make_tables
from tests.people import sign_in_as
from tests.register.small import LIMITS, write_folder
from tests.web.conftest import NOW
from tests.web.reading import get_page, links_of, text_of
from tracker.actions.importing import import_register
from tracker.charts.end_labels import LINE
from tracker.db import reading, writing
from tracker.domain.rates import RateName
from tracker.domain.roles import Role, Visibility
from tracker.domain.trends import By, Figures
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figures
from tracker.register import read_register
from tracker.wording import get_wording

ENGLISH = get_wording("en")
TODAY = date(2026, 11, 23)
BOTH = "body=seoul-beijing&body=haerang-conference"


def figures_of(
    engine: Engine, code: str, *, by: By | None = None, as_of: date = TODAY, **known: datetime
) -> list[Figures]:
    with reading(engine) as session:
        return list(find_figures(session, get_body_view(session, code), by=by, as_of=as_of, **known))


def table_of(page: html.HtmlElement, caption: str) -> html.HtmlElement:
    return page.xpath(f"//table[caption[@id='{caption}']]")[0]


def ticks_of(page: html.HtmlElement) -> list[str]:
    return [str(code) for code in page.xpath("//input[@type='checkbox' and @name='body']/@value")]


def rows_of(page: html.HtmlElement) -> list[list[str]]:
    """Every period's row of the table under the picture, without the rows that name the bodies."""
    rows = table_of(page, "periods-caption").xpath(".//tbody/tr[not(@class='group')]")
    return [[text_of(cell) for cell in row.xpath("./th | ./td")] for row in rows]


def read_csv(client: FlaskClient, address: str) -> list[dict[str, str]]:
    with client.get(address) as answer:
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def spec_of(page: html.HtmlElement, id_: str = "chart-comparison") -> dict[str, Any]:
    return json.loads(page.xpath(f"//script[@id='{id_}']/text()")[0])  # type: ignore[no-any-return]


@pytest.mark.parametrize("rate", [RateName.PROMOTION, RateName.RETENTION, RateName.DUE_IMPLEMENTATION])
@pytest.mark.parametrize("as_of", [TODAY, date(2020, 11, 1), date(2025, 6, 1)])
def test_every_figure_is_that_of_the_bodys_own_page(
    client: FlaskClient, examples: Engine, rate: RateName, as_of: date
) -> None:
    address = f"/compare?{BOTH}&rate={rate}&as_of={as_of}"
    own = [row for code in ("seoul-beijing", "haerang-conference") for row in figures_of(examples, code, as_of=as_of)]
    assert own
    shown = [row for row in rows_of(get_page(client, address)) if row[0].startswith("Period")]
    assert len(shown) == len(own)
    for cells, row in zip(shown, own, strict=True):
        assert cells[2] == ENGLISH.day(row.measured_on)
        assert cells[3] == str(row.tally.agreed)
        said = cells[1].replace("no value", "")
        given = row.rates[rate]
        if given is not None and given.part is None:
            assert said == "not published"
        elif given is not None and given.value is not None:
            assert ENGLISH.percent(given) in said
            assert ENGLISH.counts(given) in said
            if row.changes[rate] is not None and not given.is_of_few:
                assert ENGLISH.change(row.changes[rate]) in said
    for line, row in zip(read_csv(client, address.replace("?", ".csv?") + "&heads=codes"), own, strict=True):
        given = row.rates[rate]
        assert line["period"] == str(row.period.number)
        assert line[f"{rate}_whole"] == ("" if given is None else str(given.whole))
        if given is not None and given.percent is not None:
            assert (line[f"{rate}_percent"], line[f"{rate}_part"]) == (str(given.percent), str(given.part))


def test_a_period_that_runs_is_compared_at_the_same_number_of_days(client: FlaskClient, examples: Engine) -> None:
    page = get_page(client, f"/compare?{BOTH}")
    running = figures_of(examples, "haerang-conference")[-1]
    days = (TODAY - running.period.conference_on).days
    assert f"each is taken {days} days after its conference" in text_of(page)
    whole = next(row for row in figures_of(examples, "seoul-beijing") if row.period.number == 2)
    day = whole.period.conference_on + timedelta(days=days)
    moved = next(row for row in figures_of(examples, "seoul-beijing", as_of=day) if row.period.number == 2)
    (cell,) = table_of(page, "beside-caption").xpath(".//tbody/tr[1]/td[1]")
    assert (
        text_of(cell)
        == f"{ENGLISH.percent(moved.rates[RateName.PROMOTION])} {ENGLISH.counts(moved.rates[RateName.PROMOTION])}"
    )
    assert f"as_of={day}" in cell.xpath(".//a/@href")[0]
    finding = text_of(page.xpath("//div[@class='lede']")[0])
    assert ENGLISH.rate(moved.rates[RateName.PROMOTION]) in finding
    assert ENGLISH.rate(running.rates[RateName.PROMOTION]) in finding


def test_what_nobody_published_is_said_and_leaves_a_gap(client: FlaskClient) -> None:
    page = get_page(client, f"/compare?{BOTH}")
    assert (
        "Stages not published, so that a line has a gap or ends earlier: Seoul-Beijing Joint Committee, period 3."
        in text_of(page)
    )
    points = [point for layer in spec_of(page)["layer"] for point in layer["data"]["values"] if "full" in point]
    assert not any(point["series"] == "0" and point["number"] == 3 for point in points)
    retention = get_page(client, f"/compare?{BOTH}&rate=retention")
    assert "39.2 % 29 of 74" in text_of(table_of(retention, "periods-caption"))
    assert "This rate does not grow with time" in text_of(retention)


def test_breaks_and_made_up_data_are_said_with_their_reason(client: FlaskClient) -> None:
    text = text_of(get_page(client, f"/compare?{BOTH}"))
    assert "Seoul-Beijing Joint Committee, period 2 (joined: Environment)" in text
    assert (
        "Made-up or reconstructed data: Seoul-Beijing Joint Committee, Haerang Conference with Chinese Local Governments."
        in text
    )


def test_a_code_that_names_nothing_is_said_and_the_rest_is_shown(client: FlaskClient) -> None:
    page = get_page(client, f"/compare?{BOTH}&body=nowhere&body=%3Cb%3E")
    assert "Not shown, because no body that you may see has this code: nowhere, <b>." in text_of(page)
    assert len(rows_of(page)) == 5


def test_one_body_or_none_is_a_page_that_says_what_to_choose(client: FlaskClient) -> None:
    none = get_page(client, "/compare")
    assert "Tick two or more, up to 8" in text_of(none)
    one = get_page(client, "/compare?body=seoul-beijing&body=seoul-beijing")
    assert "Tick at least one more beside it" in text_of(one)
    for page in (none, one):
        assert not page.xpath("//script[contains(@src, 'vega')]")
        assert len(ticks_of(page)) == 2
    assert one.xpath("//input[@type='checkbox' and @checked]/@value") == ["seoul-beijing"]
    assert "Tick two or more" in text_of(get_page(client, "/compare?by=area"))


def test_without_any_body_the_page_says_so(own_client: FlaskClient) -> None:
    assert "There is no body that you may see." in text_of(get_page(own_client, "/compare"))


def make_bodies(engine: Engine, number: int, **fields: Any) -> list[str]:
    """Bodies with one whole period of 20 projects each."""
    codes = [f"body-{place:02}" for place in range(1, number + 1)]
    with writing(engine) as session:
        for code in codes:
            body = make_body(session, code, **fields)
            make_party(session, body)
            period, area = make_period(session, body), make_area(session, body)
            for _ in range(20):
                make_project(session, period, area)
    return codes


def test_a_members_body_is_compared_by_those_alone_who_may_see_it(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    make_bodies(engine, 3, visibility=Visibility.PUBLIC)
    with writing(engine) as session:
        make_period(
            session, make_body(session, "hidden", names={"en": "Hidden Committee"}, visibility=Visibility.MEMBERS)
        )
    address = "/compare?body=body-01&body=hidden&body=body-02"
    stranger, manager = make_client(engine), make_client(engine)
    page = get_page(stranger, address)
    assert "no body that you may see has this code: hidden." in text_of(page)
    assert "Hidden Committee" not in html.tostring(page, encoding="unicode")
    assert {row["body"] for row in read_csv(stranger, address.replace("?", ".csv?") + "&heads=codes")} == {
        "body-01",
        "body-02",
    }
    sign_in_as(manager, engine, Role.MANAGER, "hidden", now=NOW)
    page = get_page(manager, address)
    assert "no body that you may see" not in text_of(page)
    assert "Hidden Committee" in text_of(table_of(page, "periods-caption"))


def test_eight_bodies_are_the_most(own_client: FlaskClient, engine: Engine) -> None:
    codes = make_bodies(engine, 9, visibility=Visibility.PUBLIC)
    page = get_page(own_client, "/compare?" + "&".join(f"body={code}" for code in codes))
    assert "At most 8 bodies are compared at a time. Left out: Body body-09." in text_of(page)
    assert len(rows_of(page)) == 8
    labels = [one for layer in spec_of(page)["layer"] for one in layer["data"]["values"] if "text" in one]
    assert len(labels) == 8
    height = spec_of(page)["height"]
    tops = sorted((100 - one["label"]) / 100 * height - len(one["lines"]) * LINE / 2 for one in labels)
    assert all(below - above >= len(labels[0]["lines"]) * LINE for above, below in pairwise(tops))
    assert tops[0] >= 0
    assert "the bodies that can be compared stand level" in text_of(page)


def test_many_bodies_are_found_by_name_and_those_chosen_stay(own_client: FlaskClient, engine: Engine) -> None:
    codes = make_bodies(engine, 30, visibility=Visibility.PUBLIC)
    page = get_page(own_client, f"/compare?body={codes[-1]}&body={codes[-2]}")
    assert ticks_of(page)[:2] == [codes[-1], codes[-2]]
    assert len(ticks_of(page)) == 26
    assert "4 more bodies are not listed" in text_of(page)
    found = get_page(own_client, f"/compare?body={codes[-1]}&q=body-07")
    assert ticks_of(found) == [codes[-1], "body-07"]
    assert found.xpath("//details[contains(@class, 'choosing')]/@open")


def test_two_bodies_of_one_name_are_told_apart(own_client: FlaskClient, engine: Engine) -> None:
    make_bodies(engine, 2, visibility=Visibility.PUBLIC, names={"en": "Twin Committee"})
    text = text_of(get_page(own_client, "/compare?body=body-01&body=body-02"))
    assert "Twin Committee (body-01)" in text
    assert "Twin Committee (body-02)" in text


def load_kinds(engine: Engine, folder: Path, *codes: str) -> None:
    for kind in KINDS:
        if kind.code in codes:
            with writing(engine) as session:
                handed = read_register(write_folder(make_tables(kind), folder / kind.code), LIMITS)
                import_register(session, handed, by="tests", clock=clock_at(NOW))


def test_fewer_than_twenty_projects_are_counted_and_not_compared(
    own_client: FlaskClient, engine: Engine, tmp_path: Path
) -> None:
    load_kinds(engine, tmp_path, "committee", "network")
    page = get_page(own_client, "/compare?body=committee&body=network")
    assert "nothing is compared, because fewer than two of these bodies have it from 20 projects or more" in text_of(
        page
    )
    cells = page.xpath("//table//a[contains(@class, 'percent')]")
    assert cells
    assert all(" of " in text_of(cell) for cell in cells)
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
    assert f"{days} days after its conference" in text_of(moved.xpath("//section[h3[@id='side-1']]")[0])
    day = date(2015, 11, 4) + timedelta(days=days)
    own = [row for row in figures_of(examples, "seoul-beijing", by=By.AREA, as_of=day) if row.period.number == 2]
    cell = table_of(moved, "side-caption").xpath(".//tbody[1]/tr[last()]/td[2]")[0]
    assert ENGLISH.percent(own[-1].rates[RateName.PROMOTION]) in text_of(cell)


def test_a_period_that_has_no_figures_is_said_to_be_another(client: FlaskClient) -> None:
    page = get_page(client, f"/compare?{BOTH}&by=area&period=seoul-beijing:9")
    assert "Seoul-Beijing Joint Committee, period 9 has no figures on this day; another period is shown." in text_of(
        page
    )


def test_figures_as_confirmed_are_compared_as_confirmed(client: FlaskClient, examples: Engine) -> None:
    page = get_page(client, f"/compare?{BOTH}&words=confirmed")
    assert "Confirmed promotion rate by body and period" in text_of(page)
    last = figures_of(examples, "haerang-conference")[-1]
    assert ENGLISH.counts(last.rates[RateName.CONFIRMED_PROMOTION]) in text_of(table_of(page, "periods-caption"))
    assert all("words=confirmed" in link for link in links_of(page) if "/periods/" in link)


def test_as_known_at_an_instant_is_kept(client: FlaskClient) -> None:
    page = get_page(client, f"/compare?{BOTH}&as_of=2020-11-01&known_at=2026-11-23T09:00:00Z")
    links = [link for link in links_of(page) if "/bodies/" in link]
    assert links
    assert all("known_at=2026-11-23T09" in link and "as_of=" in link for link in links)
    before = get_page(client, f"/compare?{BOTH}&known_at=2020-01-01T00:00:00Z")
    assert "No value on this day: Seoul-Beijing Joint Committee" in text_of(before)


@pytest.mark.parametrize("lang", ["en", "ko", "zh", "ja"])
def test_the_address_keeps_every_body_in_links_and_forms(client: FlaskClient, lang: str) -> None:
    page = get_page(client, f"/compare?{BOTH}&axis=calendar&rate=implementation", lang=lang)
    for link in page.xpath("//nav[contains(@class, 'languages') or contains(@class, 'words')]//a/@href"):
        assert BOTH in link
        assert "axis=calendar" in link
    hidden = page.xpath("//form[@class='status']//input[@name='body']/@value")
    assert hidden == ["seoul-beijing", "haerang-conference"]
    for link in page.xpath("//p[@class='actions']/a/@href"):
        assert BOTH in link


def test_along_the_calendar_a_rate_stands_on_the_day_of_measuring(client: FlaskClient, examples: Engine) -> None:
    spec = spec_of(get_page(client, f"/compare?{BOTH}&axis=calendar"))
    points = [point for point in spec["layer"][0]["data"]["values"] if point["series"] == "1"]
    for point, row in zip(points, figures_of(examples, "haerang-conference"), strict=True):
        days = [datetime.fromtimestamp(point[end] / 1000, UTC).date() for end in ("from", "day")]
        assert days == [row.period.conference_on, row.measured_on]


@pytest.mark.parametrize(
    "address", [f"/compare?{BOTH}&chart=chart-comparison", f"/compare?{BOTH}&by=area&chart=chart-side-2"]
)
def test_pictures_can_be_saved(client: FlaskClient, address: str) -> None:
    with client.get(f"{address}&picture=svg") as answer:
        assert answer.mimetype == "image/svg+xml"
        assert "<svg" in answer.get_data(as_text=True)
    with client.get(f"{address}&picture=png") as answer:
        assert answer.get_data().startswith(b"\x89PNG")


def test_lines_differ_by_more_than_their_colour(client: FlaskClient) -> None:
    with client.get(f"/compare?{BOTH}&chart=chart-comparison&picture=svg") as answer:
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
    assert [cell.value for cell in listed[1]][:3] == ["Body", "Name", "Field of exchange"]
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


def test_a_bodys_page_leads_to_the_comparison(client: FlaskClient) -> None:
    (link,) = [
        link for link in links_of(get_page(client, "/bodies/seoul-beijing?as_of=2020-11-01")) if "/compare?" in link
    ]
    assert "body=seoul-beijing" in link
    assert "as_of=2020-11-01" in link


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
