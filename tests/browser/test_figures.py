"""What explains a figure, beside it: by pointer, keyboard and finger, and without scripts on a page of its own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

Open = Callable[..., Page]
BODY = "/bodies/seoul-beijing?as_of=2020-11-01"


def figure_of(page: Page) -> Locator:
    return page.locator("table.figures").first.get_by_role("link", name="77.3 %")


def shown(page: Page) -> Locator:
    return page.locator("#figure-explained:popover-open")


def test_a_pointer_that_rests_on_a_figure_shows_what_explains_it_and_may_go_there(open_page: Open) -> None:
    page = open_page(BODY)
    figure_of(page).hover()
    expect(shown(page)).to_contain_text("Compared with the whole of period 1")
    expect(figure_of(page)).to_have_attribute("aria-expanded", "true")
    shown(page).get_by_role("link", name="not counted: 15").hover()
    expect(shown(page)).to_be_visible()
    shown(page).get_by_role("link", name="not counted: 15").click()
    expect(page.locator("table.projects tbody tr")).to_have_count(15)


def test_it_goes_when_the_pointer_has_gone(open_page: Open) -> None:
    page = open_page(BODY)
    figure_of(page).hover()
    expect(shown(page)).to_be_visible()
    page.locator("h1").hover()
    expect(shown(page)).to_have_count(0)
    expect(figure_of(page)).to_have_attribute("aria-expanded", "false")


def test_escape_closes_what_the_pointer_opened(open_page: Open) -> None:
    page = open_page(BODY)
    figure_of(page).hover()
    expect(shown(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown(page)).to_have_count(0)


def test_the_keyboard_shows_it_enters_it_and_comes_back(open_page: Open) -> None:
    page = open_page(BODY)
    page.keyboard.press("Tab")
    figure_of(page).focus()
    expect(shown(page)).to_be_visible()
    expect(figure_of(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(shown(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(shown(page).get_by_role("link", name="counted: 51", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(shown(page)).to_have_count(0)
    expect(figure_of(page)).to_be_focused()
    page.wait_for_timeout(500)
    expect(shown(page)).to_have_count(0)


def test_tabbing_past_its_end_goes_back_to_the_figure(open_page: Open) -> None:
    page = open_page(BODY)
    figure_of(page).focus()
    page.keyboard.press("Enter")
    shown(page).get_by_role("button", name="Close").focus()
    page.keyboard.press("Tab")
    expect(shown(page)).to_have_count(0)
    expect(figure_of(page)).to_be_focused()


def test_it_says_what_it_is_to_a_reader_of_screens(open_page: Open) -> None:
    page = open_page(BODY)
    expect(figure_of(page)).to_have_attribute("aria-haspopup", "dialog")
    expect(figure_of(page)).to_have_accessible_name("77.3 %, Period 2, Promotion rate")
    chart = page.locator("[data-chart]").first
    expect(chart).to_have_role("img")
    expect(chart).to_have_accessible_name(re.compile("^Promotion rate of period 2 rose"))
    assert "Y-axis" not in page.locator("main").aria_snapshot()
    figure_of(page).click()
    expect(page.get_by_role("dialog", name=re.compile("^Promotion rate of period 2"))).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(shown(page)).to_have_count(0)


def test_a_finding_explains_itself_too(open_page: Open) -> None:
    page = open_page(BODY)
    page.locator(".lede a").first.click()
    expect(shown(page)).to_contain_text("51 of 66")
    page.get_by_role("dialog").get_by_role("link", name="Open as a page").click()
    page.wait_for_url("**/figures/2/promotion?as_of=2020-11-01")


def test_a_finger_taps_it_open_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, base_url=address, locale="en-GB"
    )
    page = context.new_page()
    page.goto(BODY)
    figure_of(page).scroll_into_view_if_needed()
    figure_of(page).tap()
    expect(shown(page)).to_contain_text("51 of 66")
    box = shown(page).bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert box["height"] <= 0.75 * 800 + 1
    page.touchscreen.tap(195, 60)
    expect(shown(page)).to_have_count(0)
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_axe_finds_nothing_while_it_is_open(
    open_page: Open, assert_readable: Callable[..., None], width: int, scheme: str
) -> None:
    page = open_page(BODY, width=width, scheme=scheme)
    figure_of(page).click()
    expect(shown(page)).to_be_visible()
    assert_readable(page, (width, scheme))
    box = shown(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_a_new_window_and_no_scripts_lead_to_the_page(open_page: Open) -> None:
    page = open_page(BODY, scripts=False)
    figure_of(page).click()
    expect(page.get_by_role("heading", name="Promotion rate of period 2")).to_be_visible()
    page.get_by_role("link", name="counted: 51", exact=True).click()
    expect(page.locator("table.projects tbody tr")).to_have_count(51)
    page = open_page(BODY)
    with page.context.expect_page() as opened:
        figure_of(page).click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_url("**/figures/2/promotion?as_of=2020-11-01")
    assert page.url.endswith(BODY)


def test_where_it_cannot_be_fetched_the_link_is_followed(open_page: Open) -> None:
    page = open_page(BODY)
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
    figure_of(page).click()
    page.wait_for_url("**/figures/2/promotion?as_of=2020-11-01")


def test_colours_of_the_system_keep_its_edges(open_page: Open) -> None:
    page = open_page(BODY)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    figure_of(page).click()
    style = (
        "one => { const s = getComputedStyle(one); return [s.borderTopStyle, s.animationName, s.transitionDuration]; }"
    )
    assert shown(page).evaluate(style) == ["solid", "none", "0s"]
    here = page.locator("[aria-current]:is(.languages *, .local *, .tabs *)")
    assert set(here.evaluate_all("all => all.map(one => getComputedStyle(one).textDecorationLine)")) == {"underline"}


@pytest.mark.parametrize(
    "path", [BODY, "/bodies/haerang-conference/periods/2", "/bodies/seoul-beijing/figures/2/promotion"]
)
def test_on_paper_there_is_nothing_to_press_and_the_address_at_the_foot(open_page: Open, path: str) -> None:
    page = open_page(path)
    page.emulate_media(media="print")
    for hidden in (".top", ".trail", ".filters", "main button", ".take", ".status input"):
        assert all(not one.is_visible() for one in page.locator(hidden).all()), hidden
    foot = page.locator(".at-foot")
    expect(foot).to_be_visible()
    expect(foot).to_contain_text(path.partition("?")[0])
    expect(foot).to_contain_text("illustrative")
    page.set_viewport_size({"width": 718, "height": 1000})  # as wide as a sheet between its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    for table in page.locator("table:visible").all():
        box = table.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 719


def test_on_paper_a_table_stands_whose_rows_can_be_ticked(open_page: Open) -> None:
    page = open_page("/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    table = page.get_by_role("table", name="Where each body stands")
    expect(table).to_contain_text("77.3 %")
    expect(table).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    for hidden in ("main button", "main [type=checkbox]"):
        assert all(not one.is_visible() for one in page.locator(hidden).all()), hidden
