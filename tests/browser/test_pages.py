"""Every page in a real browser: readable by everyone, in both schemes, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.touching import assert_fits_fingers

PAGES = {
    "bodies": "/",
    "bodies in groups": "/?group=region&sort=-promotion&as_of=2026-11-01",
    "no bodies found": "/?q=nothing",
    "body": "/bodies/seoul-beijing",
    "running": "/bodies/haerang-conference?as_of=2026-11-01&by=lead",
    "no figures": "/bodies/haerang-conference?as_of=2020-01-01",
    "definitions": "/bodies/seoul-beijing/definitions",
    "period": "/bodies/haerang-conference/periods/2?as_of=2026-11-01",
    "not published": "/bodies/seoul-beijing/periods/3",
    "counted": "/bodies/seoul-beijing/periods/2?counted=promotion&side=rest",
    "nothing found": "/bodies/seoul-beijing/periods/2?q=nothing",
    "project": "/bodies/seoul-beijing/projects/2-ECO-06",
    "reports": "/bodies/seoul-beijing/reports",
    "open data": "/bodies/seoul-beijing/data",
    "catalogue": "/data",
    "figure": "/bodies/seoul-beijing/figures/2/promotion",
    "figure of a group": "/bodies/haerang-conference/figures/2/promotion?by=partner&group=HR&as_of=2026-11-01",
    "not found": "/bodies/nope",
    "unreadable": "/bodies/seoul-beijing?as_of=x",
}

Open = Callable[..., Page]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Open, assert_readable: Callable[..., None], name: str
) -> None:
    assert_readable(open_page(PAGES[name]))


@pytest.mark.parametrize("lang", ["ko", "zh-CN", "ja"])
@pytest.mark.parametrize("name", ["bodies", "body", "period", "project", "figure"])
def test_every_language_fits_a_phone(
    open_page: Open, assert_readable: Callable[..., None], name: str, lang: str
) -> None:
    page = open_page(PAGES[name], width=390, lang=lang)
    assert page.evaluate("document.documentElement.lang") == lang[:2]
    assert_readable(page, (390, "light"))


def test_charts_are_drawn_with_their_labels(open_page: Open) -> None:
    page = open_page(PAGES["body"])
    charts = page.locator("[data-chart] svg")
    expect(charts).to_have_count(5)
    first = charts.first.text_content() or ""
    for word in ("Promotion", "77.3 %", "Implementation", "50.0 %", "55.4 %", "joined: Environment", "not published"):
        assert word in first
    for box in (chart.bounding_box() for chart in charts.all()):
        assert box is not None
        assert box["width"] > 250


def test_charts_change_their_ink_with_the_scheme(open_page: Open) -> None:
    inks = set()
    for scheme in ("light", "dark"):
        label = open_page(PAGES["body"], scheme=scheme).locator("[data-chart] svg text").first
        inks.add(label.evaluate("one => getComputedStyle(one).fill"))
    assert len(inks) == 2


def test_without_scripts_the_tables_say_everything(open_page: Open) -> None:
    page = open_page(PAGES["body"], scripts=False)
    expect(page.locator("[data-chart]").first).to_be_hidden()
    expect(page.get_by_role("link", name="77.3 %").first).to_be_visible()
    page.get_by_label("Status as of").fill("2016-01-01")
    page.get_by_role("button", name="Show this day").click()
    assert "as_of=2016-01-01" in page.url
    page.get_by_role("link", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert "as_of=2016-01-01" in page.url
    assert "lang=" not in page.url


def test_a_percentage_leads_to_its_projects_and_on_to_one_of_them(open_page: Open) -> None:
    page = open_page("/?as_of=2020-11-01")
    page.get_by_role("link", name="Seoul-Beijing Joint Committee", exact=True).click()
    page.locator("table.figures").first.get_by_role("link", name="77.3 %").click()
    page.get_by_role("dialog").get_by_role("link", name="counted: 51", exact=True).click()
    expect(page.get_by_role("heading", name="Promotion rate of period 2: 77.3 % (51 of 66)")).to_be_visible()
    expect(page.locator("table.projects tbody tr")).to_have_count(51)
    page.locator("table.projects tbody a").first.click()
    expect(page.get_by_role("heading", name="Log")).to_be_visible()
    expect(page.get_by_label("Status as of")).to_have_value("2020-11-01")


def test_filters_work_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(PAGES["period"])
    page.get_by_label("Title, reference or department").focus()
    page.keyboard.type("forum air")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=forum+air**")
    expect(page.locator("table.projects tbody tr")).to_have_count(1)
    expect(page.get_by_label("Title, reference or department")).to_have_value("forum air")
    page.get_by_role("link", name="Clear all filters").focus()
    page.keyboard.press("Enter")
    expect(page.locator("table.projects tbody tr")).to_have_count(36)


def test_the_first_tab_skips_to_the_content_and_focus_is_seen(open_page: Open) -> None:
    page = open_page(PAGES["body"])
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Status as of")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_on_a_phone_a_project_is_a_card_and_figures_scroll_in_their_box(open_page: Open) -> None:
    page = open_page(PAGES["period"], width=390)
    row = page.locator("table.projects tbody tr").first
    assert row.evaluate("one => getComputedStyle(one).display") == "block"
    assert page.locator("table.projects thead").is_hidden()
    page = open_page(PAGES["body"], width=390)
    box = page.locator(".scroll").first
    assert box.evaluate("one => one.scrollWidth > one.clientWidth")
    box.evaluate("one => one.scrollTo(400, 0)")
    left = box.locator("tbody th").first.bounding_box()
    assert left is not None
    assert left["x"] < 40


@pytest.mark.parametrize("name", ["bodies", "body", "period", "project"])
def test_what_is_pressed_is_large_enough_for_a_finger(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name], width=390)
    assert_fits_fingers(page, "button", "select", "input", ".button", ".languages a")
