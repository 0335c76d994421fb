"""A body's trend by keyboard, and each of its choices readable by everyone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
HAERANG = "/bodies/haerang-conference?as_of=2026-11-01"
CHOICES = {
    "mutual": "&rates=mutual",
    "confirmed": "&rates=confirmed",
    "by department": "&by=department",
    "all departments": "&by=department&groups=all",
    "one area": "&by=area&group=ECO",
    "more figures": "&figures=all",
}


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_can_be_read(open_page: Open, assert_readable: Callable[..., None], name: str) -> None:
    assert_readable(open_page(HAERANG + CHOICES[name]), (1280, "light"), (360, "dark"))


def test_rates_and_groups_are_chosen_by_keyboard(open_page: Open) -> None:
    page = open_page(HAERANG)
    page.get_by_role("navigation", name="Rates drawn").get_by_role("link", name="Mutual").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**rates=mutual**")
    page.get_by_role("navigation", name="Group by").get_by_role("link", name="Mode").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**by=mode**")
    assert "rates=mutual" in page.url
    assert "as_of=2026-11-01" in page.url


def test_the_wide_table_is_scrolled_by_keyboard_in_its_own_box(open_page: Open) -> None:
    page = open_page(HAERANG, width=360)
    box = page.get_by_role("group", name="All projects, by period")
    box.focus()
    expect(box).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_a_reader_whose_letters_are_twice_as_large_reaches_every_column(open_page: Open) -> None:
    page = open_page(HAERANG, width=1440)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_labels_at_the_lines_ends_stay_within_their_chart(open_page: Open) -> None:
    for width in (360, 768, 1440):
        page = open_page("/bodies/seoul-beijing", width=width)
        places = page.evaluate("""() => [...document.querySelectorAll('.plot')].map(plot => {
            const edge = plot.getBoundingClientRect().right;
            return Math.max(...[...plot.querySelectorAll('text')].map(one => one.getBoundingClientRect().right)) - edge;
        })""")
        assert max(places) <= 1, (width, places)
