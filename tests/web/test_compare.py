"""Bodies side by side say what each body's own figures say, to whoever may see them."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine

from tests.builders import make_body, make_period
from tests.people import sign_in_as
from tests.web.comparing import (
    BOTH,
    ENGLISH,
    TODAY,
    figures_of,
    make_bodies,
    read_csv,
    rows_of,
    spec_of,
    table_of,
    ticks_of,
)
from tests.web.conftest import NOW
from tests.web.reading import get_page, links_of, text_of
from tracker.charts.end_labels import LINE
from tracker.db import writing
from tracker.domain.rates import RateName
from tracker.domain.roles import Role, Visibility


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


def test_a_bodys_page_leads_to_the_comparison(client: FlaskClient) -> None:
    (link,) = [
        link for link in links_of(get_page(client, "/bodies/seoul-beijing?as_of=2020-11-01")) if "/compare?" in link
    ]
    assert "body=seoul-beijing" in link
    assert "as_of=2020-11-01" in link
