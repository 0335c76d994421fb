"""Bodies side by side in a real browser: for everyone, on a phone and a desk, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
BOTH = "/compare?body=seoul-beijing&body=haerang-conference"
PAGES = {
    "nothing chosen": "/compare",
    "one and a code that is unknown": "/compare?body=seoul-beijing&body=nowhere",
    "by number": BOTH,
    "along the calendar": f"{BOTH}&axis=calendar",
    "areas": f"{BOTH}&by=area",
    "fields": f"{BOTH}&by=field",
}


@pytest.mark.parametrize("name", PAGES)
def test_everyone_can_read_it(open_page: Open, assert_readable: Callable[..., None], name: str) -> None:
    assert_readable(open_page(PAGES[name]), (1440, "light"), (768, "dark"), (360, "light"))


def test_bodies_are_chosen_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/compare")
    page.get_by_label("Haerang Conference").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("Along").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator(".choose").get_by_role("button", name="Compare")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**body=haerang-conference&body=seoul-beijing**")
    expect(page.locator("[data-chart] svg")).to_have_count(1)
    page.get_by_text("Choose what is compared").click()
    expect(page.get_by_role("checkbox", name="Seoul-Beijing")).to_be_checked()
    expect(page.get_by_label("Along")).to_have_value("calendar")


def test_without_scripts_it_is_chosen_and_read(open_page: Open) -> None:
    page = open_page("/compare?body=seoul-beijing", scripts=False)
    page.get_by_label("Haerang Conference").check()
    page.get_by_label("Compare", exact=True).select_option("area")
    page.locator(".choose").get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Areas are each body’s own.")).to_be_visible()
    expect(page.get_by_role("link", name="Measure all of them")).to_be_visible()
    page.get_by_text("Choose what is compared").click()
    page.get_by_role("combobox", name="Seoul-Beijing Joint Committee").select_option("seoul-beijing:1")
    page.locator(".choose").get_by_role("button", name="Compare").click()
    expect(page.get_by_role("rowheader", name="Seoul-Beijing Joint Committee, period 1")).to_be_visible()
    page.get_by_label("Status as of").fill("2025-06-01")
    page.get_by_role("button", name="Show this day").click()
    for said in (
        "body=seoul-beijing&body=haerang-conference",
        "as_of=2025-06-01",
        "by=area",
        "period=seoul-beijing%3A1",
    ):
        assert said in page.url


def test_each_line_has_its_name_at_its_end(open_page: Open) -> None:
    for width in (360, 1440):
        page = open_page(BOTH, width=width)
        drawn = page.locator("[data-chart] svg")
        said = drawn.text_content() or ""
        for words in ("Seoul-Beijing", "77.3 %", "71.9 %", "illustrative"):
            assert words in said
        spoken = drawn.locator("[aria-roledescription='point']")
        expect(spoken.first).to_have_attribute(
            "aria-label", "Seoul-Beijing Joint Committee, period 1: 55.4 % (31 of 56)"
        )
        expect(drawn.locator("[aria-label*='percent:']")).to_have_count(0)
        plot = drawn.locator(".mark-symbol").first.bounding_box()
        assert plot is not None
        assert plot["width"] > 15  # between two periods
