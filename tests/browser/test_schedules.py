"""Schedules and an edition asked for, in a browser: on a desk and on a phone, with axe."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from tests.browser.serving import served
from tests.browser.test_cycle import Violations, follow, look, press
from tests.builders import clock_at, make_body, make_party, make_period
from tests.people import BROWSER, make_user
from tests.scheduler.scenes import Scene, make_schedule
from tests.web.conftest import NOW
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Role
from tracker.scheduler.working import produce_due
from tracker.settings import Settings


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """A body with an open period, and a schedule whose last edition nobody made."""
    shutil.copy(sqlite_template, tmp_path / "tracker.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'tracker.db'}")
    with writing(engine) as session:
        body = make_body(session, "body", time_zone="Asia/Seoul")
        make_party(session, body, "SEL")
        make_period(session, body, 1, conference_on=date(2025, 1, 1), ends_on=None)
        make_schedule(session, body, active_from=NOW - timedelta(days=30), time_zone="Asia/Seoul")
    yield engine
    dispose_engine(engine)


@pytest.fixture
def make_page(engine: Engine, browser: Browser, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Makes a page of a secretary who is signed in and reads a language."""
    settings = Settings(database_url=str(engine.url), data_dir=tmp_path)
    contexts: list[BrowserContext] = []
    with served(create_app(settings, engine=engine, clock=clock_at(NOW))) as address:

        def make(locale: str) -> Page:
            with writing(engine) as session:
                user = make_user(session, Role.SECRETARY, "body", "SEL", language=locale[:2])
                secret = begin_sign_in(session, user, BROWSER, now=NOW)
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=locale, base_url=address)
            context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
            contexts.append(context)
            return context.new_page()

        yield make
        for context in contexts:
            context.close()


def test_a_schedule_from_nothing_to_its_end_and_an_edition_asked_for(
    make_page: Callable[[str], Page], engine: Engine, find_violations: Violations
) -> None:
    page = make_page("en-GB")
    page.goto("/bodies/body/reports")
    expect(page.get_by_role("heading", name="1 report is overdue")).to_be_visible()
    look(page, find_violations)

    follow(page, "Add a schedule")
    look(page, find_violations)
    follow(page, "Before the conference")
    follow(page, "Choose otherwise")
    follow(page, "Every month")
    page.get_by_label("Day of the month").fill("25")
    page.get_by_label("Days on which nothing is sent").fill("2026-12-25 성탄절\nNew Year")
    press(page, "Show the next dates")
    expect(page.get_by_role("alert")).to_contain_text("Line 2 cannot be read as days: ‘New Year’.")
    look(page, find_violations)
    page.get_by_label("Days on which nothing is sent").fill("2026-12-25 성탄절")
    press(page, "Show the next dates")
    expect(page.get_by_role("status")).to_contain_text("28 Dec 2026 06:00")
    look(page, find_violations)
    page.get_by_label("Hold for sign-off").check()
    press(page, "Save the schedule")
    expect(page.get_by_text("The schedule is saved.")).to_be_visible()
    look(page, find_violations)
    press(page, "Pause it")
    expect(page.get_by_text("Nothing is produced until it is continued.")).to_be_visible()
    look(page, find_violations)
    press(page, "Continue it")
    page.get_by_text("End it", exact=True).click()
    press(page, "End it for good")
    look(page, find_violations)

    page.get_by_role("link", name="Back to the reports").click()
    follow(page, "Produce an edition now")
    look(page, find_violations)
    page.get_by_label("Why").fill("the vice mayor’s visit")
    press(page, "Produce it")
    expect(page.get_by_text("The edition is asked for")).to_be_visible()
    look(page, find_violations)
    produce_due(Scene(engine, NOW + timedelta(minutes=1)).work())
    # The page tells it by itself.
    asked = page.locator("#run-list tr", has_text="the vice mayor’s visit")
    expect(asked).to_contain_text("done")
    expect(page.locator("#edition-list")).to_contain_text("Edition 1")


def test_the_pages_of_schedules_in_korean(make_page: Callable[[str], Page], find_violations: Violations) -> None:
    page = make_page("ko-KR")
    for path in ("reports", "reports/produce", "schedules/new", "schedules/new/yearly", "schedules/1"):
        page.goto(f"/bodies/body/{path}")
        look(page, find_violations)
