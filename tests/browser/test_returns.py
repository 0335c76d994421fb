"""Returns in a real browser: files dropped and decided on, forms and links, and the form behind a link."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import served
from tests.builders import clock_at
from tests.people import make_user
from tests.web.conftest import NOW
from tests.web.returning import DONE, RETURNS, STARTED, fill, make_returned
from tracker.access import Account, Visitor
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Grant, Role
from tracker.domain.stages import Stage
from tracker.settings import Settings

VISITOR = Visitor(frozenset({Grant(Role.SECRETARY, "open", "SEL")}), Account(1, "Kim", "kim@sel.example", "en", 1))
DEPARTMENTS = f"{RETURNS}/departments"

Open = Callable[..., Page]
Find = Callable[[Page], list[str]]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Where what the departments returned lies."""
    return tmp_path


@pytest.fixture
def address(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """Where the pages are served to a secretary, with files of both departments and a broken one beside."""
    path = tmp_path / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    fill(engine)
    with writing(engine) as session:
        make_user(session, Role.SECRETARY, "open", "SEL", email="kim@sel.example", name="Kim")
    rows = {
        0: STARTED,
        1: DONE | {"started_on": "2026. 5. 9."},
        2: {"stage": Stage.PROMOTED, "started_on": "2027-01-01"},
    }
    (tmp_path / "exchange.xlsx").write_bytes(make_returned(engine, rows))
    culture = make_returned(engine, {0: {"stage": Stage.PROMOTED}}, department="문화과", lang="en")
    (tmp_path / "culture.xlsx").write_bytes(culture)
    (tmp_path / "broken.xlsx").write_bytes(culture[:400])
    app = create_app(
        Settings(database_url=f"sqlite:///{path}", data_dir=tmp_path),
        engine=engine, clock=clock_at(NOW), find_visitor=lambda credentials: VISITOR,
    )  # fmt: skip
    with served(app) as address:
        yield address
    dispose_engine(engine)


def hand_in(page: Page, files: Path) -> None:
    page.locator("input[type=file]").set_input_files(
        [files / f"{name}.xlsx" for name in ("exchange", "culture", "broken")]
    )
    page.locator("form[enctype] button").click()


def make_link(page: Page) -> str:
    page.locator("input[name=pick]").first.check()
    page.locator("button[value=show_links]").click()
    return "/returns/" + page.locator("input[readonly]").first.input_value().rpartition("/")[2]


@pytest.mark.parametrize("lang", ["ko", "en-GB"])
def test_axe_finds_nothing_on_any_page_of_returns(
    open_page: Open, assert_readable: Callable[..., None], files: Path, lang: str
) -> None:
    check = assert_readable
    page = open_page(RETURNS, lang=lang)
    check(page)
    hand_in(page, files)
    check(page)
    page.goto(RETURNS)
    check(page)
    page.goto(f"{RETURNS}/statements/1")
    check(page)
    page.goto(RETURNS)
    for box in page.locator("input[name=pick]").all():
        box.check()
    page.locator("button[value=accepted]").click()
    expect(page.locator(".errors")).to_be_focused()
    check(page)
    page.locator("textarea[name=note]").fill("날짜")
    page.locator("button[value=sent_back]").click()
    check(page)
    page.goto(DEPARTMENTS)
    check(page)
    link = make_link(page)
    check(page)
    page.goto(DEPARTMENTS)
    check(page)
    page.goto(link)
    check(page)
    page.locator("input[type=date]").first.fill("2027-01-01")
    page.locator("form.department-form button").click()
    check(page)
    page.goto("/returns/nothing")
    check(page)


def test_what_is_returned_is_decided_on_in_a_few_clicks(open_page: Open, files: Path) -> None:
    page = open_page(RETURNS)
    hand_in(page, files)
    expect(page.locator("main")).to_contain_text("2 files were taken")
    expect(page.locator("main")).to_contain_text("Of 1 file nothing was taken")
    page.get_by_role("link", name="Go to what is waiting").click()
    for ref in ("1-ECO-1", "1-ECO-2", "1-ECO-4"):
        page.get_by_role("checkbox", name=ref).check()
    page.get_by_role("button", name="Accept the chosen").click()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Started on")).to_be_focused()
    page.get_by_label("Started on").fill("2026-04-01")
    page.get_by_role("button", name="Accept the chosen").click()
    expect(page.locator(".done").first).to_have_text("Accepted 3 statements.")
    expect(page.locator("article")).to_have_count(1)
    expect(page.locator("article")).to_contain_text("lies ahead")
    page.get_by_role("link", name="Change it, or send it back").click()
    page.get_by_label("Started on").fill("2026-11-02")
    page.get_by_role("button", name="Accept this statement").click()
    expect(page.get_by_text("Nothing is waiting")).to_be_visible()


def test_a_department_fills_its_form_on_a_phone_without_scripts(open_page: Open) -> None:
    link = make_link(open_page(DEPARTMENTS))
    page = open_page(link, width=390, lang="ko", scripts=False)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("국제교류과"))
    first = page.get_by_role("group").first
    first.get_by_label("추진상황").select_option(label="착수")
    first.get_by_label("착수일").fill("2026-03-02")
    first.get_by_label("추진실적").fill("첫 회의")
    page.get_by_role("button", name="서식 보내기").click()
    expect(page.get_by_role("status")).to_contain_text("감사합니다")
    expect(page.get_by_role("group").first.get_by_label("추진실적")).to_have_value("첫 회의")
    waiting = open_page(RETURNS)
    expect(waiting.locator("article")).to_contain_text("첫 회의")
    expect(waiting.locator("article")).to_contain_text("filled in by the department")
