"""Pace and flow in a real browser: over both examples and a body of thirty periods."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import served
from tests.builders import clock_at
from tests.periods import make_long
from tests.web.conftest import NOW, load_examples
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.settings import Settings

Open = Callable[..., Page]
PAGES = {
    "pace": "/bodies/haerang-conference/pace",
    "pace not published": "/bodies/seoul-beijing/pace?period=3",
    "pace of few": "/bodies/haerang-conference/pace?group=area:ENV&rate=promotion",
    "pace of many": "/bodies/long/pace?compare=all",
    "flow": "/bodies/seoul-beijing/flow",
    "flow of many": "/bodies/long/flow",
    "nothing yet": "/bodies/seoul-beijing/flow?as_of=2010-01-01",
}


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the pages are served, with the body of many periods."""
    folder = tmp_path_factory.mktemp("pace")
    path = folder / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    load_examples(engine)
    with writing(engine) as session:
        make_long(session)
    app = create_app(Settings(database_url=f"sqlite:///{path}", data_dir=folder), engine=engine, clock=clock_at(NOW))
    with served(app) as address:
        yield address
    dispose_engine(engine)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Open, assert_readable: Callable[..., None], name: str
) -> None:
    assert_readable(open_page(PAGES[name], lang="ko"), (1440, "light"), (768, "dark"), (360, "light"))


def test_lines_carry_their_names(open_page: Open) -> None:
    page = open_page(PAGES["pace"], width=360)
    promotion, implementation = (chart.text_content() or "" for chart in page.locator("[data-chart] svg").all())
    assert "Period 2 71.9 %" in promotion
    assert "Period 1" in promotion
    assert "due" in implementation
    assert "due" not in promotion


def test_labels_of_many_lines_do_not_cover_each_other(open_page: Open) -> None:
    page = open_page(PAGES["pace of many"], width=360)
    boxes = (
        page.locator("[data-chart] svg")
        .first.locator("text", has_text="Period")
        .evaluate_all(
            "all => all.map(one => [one.textContent, one.getBoundingClientRect()]).map(([t, b]) => [t, b.x, b.y, b.width, b.height])"
        )
    )
    shown = {name: (x, y, width, height) for name, x, y, width, height in boxes}  # each stands twice: ground and ink
    assert len(shown) > 3
    places = sorted(shown.values(), key=lambda box: box[1])
    for index, (x, y, width, height) in enumerate(places):
        for other_x, other_y, other_width, _ in places[index + 1 :]:
            apart = other_x >= x + width or x >= other_x + other_width
            assert apart or other_y - y >= height - 4


@pytest.mark.parametrize("lang", ["ko", "en-GB"])
def test_bars_keep_their_length_on_a_phone_beside_a_list_that_is_not_published(open_page: Open, lang: str) -> None:
    page = open_page(PAGES["flow"], width=360, lang=lang)
    chart = page.locator("[data-chart] svg")
    width = chart.evaluate("chart => chart.getBoundingClientRect().width")
    bars = chart.locator(".mark-rect path").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert max(bars) > width / 2, "the list that is not published, the longest"


def test_what_is_compared_is_chosen_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/bodies/long/pace?rate=promotion")
    page.get_by_label("Compared with").focus()
    page.keyboard.type("none")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**compare=none**")
    expect(page.locator(".lede p")).to_have_count(1)


def test_a_number_leads_to_its_projects(open_page: Open) -> None:
    page = open_page(PAGES["flow"])
    page.locator("table:has(#ends-caption) tbody tr", has_text="superseded").get_by_role("link").click()
    expect(page.locator(".count")).to_have_text("2 projects")
    page.go_back()
    page.locator("table.matrix").get_by_role("link", name="41").click()
    expect(page.locator(".count")).to_have_text("41 projects")


def test_forced_colours_keep_the_parts_apart(open_page: Open) -> None:
    page = open_page(PAGES["flow"])
    page.emulate_media(forced_colors="active")
    bars = page.locator("[data-chart] svg .mark-rect path")
    fills = bars.evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    assert len(set(fills)) >= 4
