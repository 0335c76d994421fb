"""What is stuck and what changed, in a real browser: on every width, by keyboard, in forced colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

STUCK = "/bodies/haerang-conference/stuck?as_of=2026-11-01"
CHANGES = "/bodies/haerang-conference/changes?from_day=2025-10-10&to_day=2026-11-01"
PAGES = {
    "stuck": STUCK,
    "stuck, over": "/bodies/seoul-beijing/stuck?period=2",
    "stuck, not published": "/bodies/seoul-beijing/stuck",
    "changes": CHANGES,
    "changes, all": f"{CHANGES}&period=2",
    "changes, new period": "/bodies/seoul-beijing/changes?from_day=2018-03-01&to_day=2018-04-01&to_known_at=2026-11-23T09:00:00Z",
}

Open = Callable[..., Page]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Open, assert_readable: Callable[..., None], name: str
) -> None:
    assert_readable(open_page(PAGES[name]), (1440, "light"), (768, "dark"), (360, "light"))


@pytest.mark.parametrize(("name", "lang"), [("stuck", "ko"), ("changes", "ja")])
def test_other_languages_and_the_dark_fit_a_phone(
    open_page: Open, find_violations: Callable[[Page], list[str]], name: str, lang: str
) -> None:
    page = open_page(PAGES[name], width=360, lang=lang, scheme="dark")
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_by_keyboard_a_count_leads_to_its_projects(open_page: Open) -> None:
    page = open_page(STUCK)
    count = page.locator(".rates a").nth(2)  # overdue
    number = int(count.inner_text())
    count.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**heading=overdue**")
    expect(page.locator("table.projects tbody tr")).to_have_count(number)
    expect(page.get_by_role("heading", name="Stuck projects", exact=True)).to_be_in_viewport()
    expect(page.locator(".rates a[aria-current]")).to_have_text(str(number))


def test_the_bars_stand_with_their_names_and_counts(open_page: Open) -> None:
    page = open_page(STUCK, width=360)
    words = page.locator("[data-chart] svg").text_content() or ""
    assert page.locator("table.groups tbody th").first.inner_text() in words
    assert " of 36" in words


def test_two_days_are_chosen_by_keyboard_and_stand_in_the_address(open_page: Open) -> None:
    page = open_page("/bodies/haerang-conference/changes")
    page.get_by_label("Before", exact=True).fill("2026-10-01")
    page.get_by_label("After", exact=True).fill("2025-10-01")
    page.get_by_label("After", exact=True).press("Enter")
    page.wait_for_url("**from_day=2026-10-01&to_day=2025-10-01**")
    expect(page.get_by_label("Before", exact=True)).to_have_value("2025-10-01")
    expect(page.get_by_text("They were put in order")).to_be_visible()


def test_in_forced_colours_bars_and_marks_are_seen(open_page: Open) -> None:
    page = open_page(STUCK)
    page.emulate_media(forced_colors="active")
    bar = page.locator("[data-chart] svg path[aria-roledescription='bar']").first
    assert bar.evaluate("one => getComputedStyle(one).fill") != page.evaluate(
        "getComputedStyle(document.querySelector('.plot')).backgroundColor"
    )
    link = page.locator("table.groups a").first
    assert "underline" in link.evaluate("one => getComputedStyle(one).textDecorationLine")
