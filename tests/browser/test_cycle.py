"""The whole cycle of a period in a real browser, from an empty body to its second period, as its secretary goes."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from tests.browser.serving import served
from tests.builders import clock_at
from tests.people import BROWSER, make_user
from tests.web.conftest import NOW
from tests.web.cycling import AT, find_refs, log, make_beginning
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.settings import Settings

Violations = Callable[[Page], list[str]]


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """A body that has no period yet."""
    shutil.copy(sqlite_template, tmp_path / "tracker.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'tracker.db'}")
    make_beginning(engine)
    yield engine
    dispose_engine(engine)


@pytest.fixture
def secretary(engine: Engine, browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """The browser of a secretary who is signed in."""
    settings = Settings(database_url=str(engine.url), data_dir=tmp_path)
    with served(create_app(settings, engine=engine, clock=clock_at(NOW))) as address:
        with writing(engine) as session:
            secret = begin_sign_in(session, make_user(session, Role.SECRETARY, "body", "SEL"), BROWSER, now=NOW)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", base_url=address)
        context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
        yield context
        context.close()


def look(page: Page, find_violations: Violations) -> None:
    """axe finds nothing, and nothing sticks out, on a desk and on a phone."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert find_violations(page) == [], page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()


def open_and_type(page: Page, find_violations: Violations) -> None:
    page.goto("/bodies/body")
    follow(page, "Conferences")
    expect(page.get_by_text("This body has no period yet.")).to_be_visible()
    look(page, find_violations)

    follow(page, "Open the first period")
    look(page, find_violations)
    page.get_by_label("Day of the conference").fill("2024-03-01")
    page.get_by_label("Host").select_option("SEL")
    press(page, "Open the period")

    # Three projects by keyboard: Enter goes down.
    for index in (1, 2, 3, 4):
        page.get_by_label(f"Area, row {index}", exact=True).select_option("ECO")
    page.get_by_label("Title in English, row 1", exact=True).focus()
    for title in ("Forum", "Exhibition", "Exchange", "Training"):
        page.keyboard.type(title)
        page.keyboard.press("Enter")
    page.get_by_label("Department of Seoul, row 1", exact=True).fill("Office")
    look(page, find_violations)
    press(page, "Add these projects")
    expect(page.get_by_text("4 projects were added.")).to_be_visible()


def paste(page: Page, find_violations: Violations) -> None:
    follow(page, "Paste from a spreadsheet")
    page.get_by_label("Rows with their headings").fill("area\ttitle_en\nECO\tTwo\tthree")
    press(page, "Check the rows")
    expect(page.get_by_role("alert")).to_contain_text("Row 2")
    look(page, find_violations)
    page.get_by_label("Rows with their headings").fill("Area\tTitle (Korean)\tMode\nCulture\t공연\tmutual")
    press(page, "Check the rows")
    expect(page.get_by_role("heading", name="1 project would be added")).to_be_visible()
    look(page, find_violations)
    press(page, "Save this project")
    look(page, find_violations)


def seal(page: Page, find_violations: Violations, tmp_path: Path) -> None:
    (tmp_path / "minutes.pdf").write_bytes(b"%PDF-1.7 signed")
    follow(page, "Seal the list")
    look(page, find_violations)
    page.get_by_label("Name of the document").fill("Minutes of the first conference")
    page.get_by_label("The signed minutes").set_input_files(tmp_path / "minutes.pdf")
    press(page, "Seal the list of period 1")
    expect(page.get_by_text("sealed with Minutes of the first conference")).to_be_visible()


def add_and_strike(page: Page, find_violations: Violations) -> None:
    """The pages of what may happen to a sealed list, and the sealed list itself."""
    page.goto(f"{AT}/1/list")
    look(page, find_violations)
    follow(page, "Add a project agreed later")
    look(page, find_violations)
    press(page, "Add the project")
    look(page, find_violations)
    page.goto(f"{AT}/1/list")
    follow(page, "Strike 1-CUL-01")
    look(page, find_violations)
    page.goto(f"{AT}/1/seal")
    expect(page.get_by_text("Sealed with Minutes of the first conference")).to_be_visible()
    look(page, find_violations)
    page.goto(f"{AT}/1/plan")
    look(page, find_violations)


def see_draft(page: Page, find_violations: Violations) -> None:
    page.goto("/bodies/body/periods/1")
    expect(page.get_by_role("heading", name="This list is a draft")).to_be_visible()
    expect(page.get_by_role("button", name="Log")).to_have_count(0)
    look(page, find_violations)
    follow(page, "Go on typing the list")


def plan_and_postpone(page: Page, find_violations: Violations) -> None:
    follow(page, "Plan or postpone the next conference")
    page.get_by_label("Day", exact=True).fill("2025-12-01")
    press(page, "Plan the conference")
    page.get_by_label("New day").fill("2026-03-01")
    page.get_by_label("Reason").first.fill("elections")
    look(page, find_violations)
    press(page, "Postpone the conference")
    expect(page.get_by_text("postponed to 1 Mar 2026").first).to_be_visible()


def carry_over(page: Page, find_violations: Violations) -> None:
    follow(page, "It was held: open the next period")
    page.get_by_label("Day of the conference").fill("2026-03-01")
    press(page, "Open the period")
    look(page, find_violations)
    page.get_by_label("What becomes of 1-ECO-02").select_option("split")
    for ref in ("1-ECO-03", "1-ECO-04"):
        page.get_by_label(f"What becomes of {ref}").select_option("merge")
        page.get_by_label(f"Group of {ref}").fill("A")
    page.get_by_label("What becomes of 1-CUL-01").select_option("drop")
    press(page, "Show the new rows")
    expect(page.get_by_role("alert")).to_contain_text("say why it is not continued")
    look(page, find_violations)
    page.get_by_label("Reason for dropping 1-CUL-01").fill("no theatre")
    press(page, "Show the new rows")
    expect(page.get_by_label("Ref, row 3", exact=True)).to_have_value("2-ECO-03")
    page.get_by_label("Title in English, row 1", exact=True).fill("Exhibition in spring")
    look(page, find_violations)
    press(page, "Save the new rows")
    expect(page.get_by_text("3 projects were carried over.")).to_be_visible()


def close_reopen_and_close(page: Page, find_violations: Violations) -> None:
    page.goto(AT)
    look(page, find_violations)
    follow(page, "Check and close it")
    look(page, find_violations)
    press(page, "Close period 1")
    follow(page, "Reopen")
    page.get_by_label("Reason").fill("a department answered late")
    look(page, find_violations)
    press(page, "Reopen period 1")
    expect(page.get_by_text("a department answered late")).to_be_visible()
    page.goto(f"{AT}/1/close")
    press(page, "Close period 1")
    expect(page.get_by_text("closed as of").first).to_be_visible()
    page.goto(f"{AT}/2/facts")
    look(page, find_violations)
    page.goto(f"{AT}/1/list")
    look(page, find_violations)


def write_about_areas(page: Page, find_violations: Violations) -> None:
    page.goto("/bodies/body/periods/2")
    follow(page, "Words on the areas")
    look(page, find_violations)
    page.get_by_label("Progress made").first.fill("x" * 151)
    press(page, "Save the words")
    expect(page.get_by_text("This does not fit into two printed lines").first).to_be_visible()
    look(page, find_violations)
    page.get_by_label("Progress made").first.fill("The survey is done.")
    press(page, "Save the words")
    expect(page.get_by_text("It is printed in the next edition.")).to_be_visible()


def test_from_an_empty_body_to_its_second_period(
    secretary: BrowserContext, engine: Engine, find_violations: Violations, tmp_path: Path
) -> None:
    page = secretary.new_page()
    open_and_type(page, find_violations)
    assert find_refs(engine) == ["1-ECO-01", "1-ECO-02", "1-ECO-03", "1-ECO-04"]
    paste(page, find_violations)
    see_draft(page, find_violations)
    seal(page, find_violations, tmp_path)
    add_and_strike(page, find_violations)
    page.goto(AT)
    log(engine, "1-ECO-01", EntryKind.IMPLEMENTED, date(2025, 1, 1))
    log(engine, "1-ECO-02", EntryKind.PROMOTED, date(2025, 1, 1))
    plan_and_postpone(page, find_violations)
    carry_over(page, find_violations)
    assert find_refs(engine, 2) == ["2-ECO-01", "2-ECO-02", "2-ECO-03"]
    write_about_areas(page, find_violations)
    close_reopen_and_close(page, find_violations)


def test_a_grid_grows_where_scripts_run_and_has_room_where_they_do_not(
    secretary: BrowserContext, find_violations: Violations
) -> None:
    page = secretary.new_page()
    page.goto(f"{AT}/open")
    page.get_by_label("Day of the conference").fill("2024-03-01")
    press(page, "Open the period")
    rows = page.locator("table.grid tbody tr")
    expect(rows).to_have_count(8)
    page.get_by_label("Area, row 8", exact=True).select_option("CUL")
    page.get_by_label("Title in English, row 8", exact=True).fill("The eighth")
    expect(rows).to_have_count(9)
    page.get_by_label("Title in English, row 9", exact=True).fill("The ninth")
    look(page, find_violations)
    press(page, "Add these projects")
    expect(page.get_by_text("2 projects were added.")).to_be_visible()
