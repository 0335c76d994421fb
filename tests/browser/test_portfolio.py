"""Many bodies in a real browser: a table on a desk, cards on a phone, and nothing that a keyboard cannot reach."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import served
from tests.builders import clock_at
from tests.kinds import KINDS, make_tables
from tests.web.conftest import NOW, load_examples
from tests.web.test_kinds import load
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine
from tracker.settings import Settings


@pytest.fixture(scope="module")
def portfolio(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service with bodies of every kind is served."""
    folder = tmp_path_factory.mktemp("portfolio")
    shutil.copy(sqlite_template, folder / "tracker.db")
    url = f"sqlite:///{folder}/tracker.db"
    engine = make_engine(url)
    load_examples(engine)
    for kind in KINDS:
        load(engine, make_tables(kind), folder / kind.code)
    with served(create_app(Settings(database_url=url, data_dir=folder), engine=engine, clock=clock_at(NOW))) as address:
        yield address
    dispose_engine(engine)


@pytest.fixture
def open_portfolio(browser: Browser, portfolio: str) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def open_at(path: str, width: int, lang: str = "en-GB", **options: str) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=lang,
            base_url=portfolio,
            **options,  # type: ignore[arg-type]
        )
        pages.append(context.new_page())
        pages[-1].goto(path)
        return pages[-1]

    yield open_at
    for page in pages:
        page.context.close()


@pytest.mark.parametrize("lang", ["en-GB", "ko"])
@pytest.mark.parametrize("path", ["/", "/?group=country&region=030"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_portfolio: Callable[..., Page], assert_readable: Callable[..., None], path: str, lang: str
) -> None:
    page = open_portfolio(path, 1440, lang)
    for look in ((1440, "light"), (768, "dark"), (360, "light")):
        assert_readable(page, look)
        controls = page.locator("button:visible, select:visible, input:visible")
        heights = controls.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
        assert heights
        assert look[0] > 768 or min(heights) >= 44


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_lines_are_seen_in_both_schemes_and_in_forced_colours(
    open_portfolio: Callable[..., Page], find_violations: Callable[[Page], list[str]], scheme: str
) -> None:
    page = open_portfolio("/", 1440, color_scheme=scheme, forced_colors="active")
    line = page.locator(".spark g path").first
    ground = page.evaluate("getComputedStyle(document.querySelector('table')).backgroundColor")
    assert line.evaluate("one => getComputedStyle(one).stroke") != ground
    assert find_violations(open_portfolio("/", 1440, color_scheme=scheme)) == []


def test_a_row_is_a_card_on_a_phone(open_portfolio: Callable[..., Page]) -> None:
    page = open_portfolio("/", 360)
    row = page.locator("table.portfolio tbody tr").first
    assert row.evaluate("one => getComputedStyle(one).display") == "block"
    assert page.locator("table.portfolio thead").is_hidden()
    assert open_portfolio("/", 1440).locator("table.portfolio thead").is_visible()


def test_the_list_is_filtered_sorted_and_grouped_by_keyboard_alone(open_portfolio: Callable[..., Page]) -> None:
    page = open_portfolio("/?as_of=2026-11-01", 1440)
    page.get_by_label("Name of a body or party").focus()
    page.keyboard.type("conference")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=conference**")
    rows = page.locator("table.portfolio tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_role("link", name="Promotion", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=-promotion**")
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Promotion")
    expect(rows.first.locator("th a")).to_have_text("Haerang Conference with Chinese Local Governments")
    page.get_by_label("Group by").select_option("country")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    page.wait_for_url("**group=country**")
    expect(page.locator("tr.group")).to_have_count(2)
    expect(page.get_by_label("Status as of")).to_have_value("2026-11-01")
    assert "sort=-promotion" in page.url


def test_on_paper_no_column_is_cut_off(open_portfolio: Callable[..., Page]) -> None:
    page = open_portfolio("/", 718)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # as wide as a sheet between its margins
    box = page.locator("table.portfolio").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 719
