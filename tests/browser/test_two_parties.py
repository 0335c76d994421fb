"""From typing the agreed list to closing the period, with two browsers as two parties, and with the other one on paper."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from tests.browser.serving import served
from tests.builders import clock_at
from tests.people import BROWSER, make_user
from tests.web.conftest import NOW
from tests.web.cycling import AT, make_beginning
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.domain.roles import Role
from tracker.models import Body, PeriodClosing
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figures
from tracker.settings import Settings
from tracker.wording import get_wording

LIST = "/bodies/body/periods/1"
WAITING = "/bodies/body/waiting"
TITLES = ("Air quality forum", "Start-up exhibition", "Youth exchange")


@dataclass
class Office:
    """A party's browser and the language it speaks; `say` is what a page calls something in it."""

    page: Page
    lang: str

    def say(self, message: str, **values: object) -> str:
        return get_wording(self.lang).text(message, **values)

    def press(self, message: str, **values: object) -> None:
        self.page.get_by_role("button", name=self.say(message, **values), exact=True).click()

    def fill(self, label: str, value: str, **values: object) -> None:
        self.page.get_by_label(self.say(label, **values), exact=True).fill(value)

    def log(self, ref: str, status: str, on: str) -> None:
        row = self.page.locator(f"tr:has(input[type=hidden][value='{ref}'])")
        row.locator("select[name=kind]").select_option(status)
        row.locator("input[name=on]").fill(on)
        with self.page.expect_response("**/entries*"):
            row.locator("form.log-one button[type=submit]").click()
        expect(self.page.locator(f"tr:has-text('{ref}') .logged-now")).to_be_visible()


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """A body of two parties that asks for confirmation and has no period yet."""
    shutil.copy(sqlite_template, tmp_path / "tracker.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'tracker.db'}")
    make_beginning(engine)
    with writing(engine) as session:
        session.exec(select(Body)).one().asks_confirmation = True
    yield engine
    dispose_engine(engine)


@pytest.fixture
def open_office(engine: Engine, browser: Browser, tmp_path: Path) -> Iterator[Callable[[str, str], Office]]:
    """Signs a secretary of a party in, in a browser that asks for a language."""
    settings = Settings(database_url=str(engine.url), data_dir=tmp_path)
    with served(create_app(settings, engine=engine, clock=clock_at(NOW))) as address:
        contexts: list[BrowserContext] = []

        def open_as(party: str, lang: str) -> Office:
            with writing(engine) as session:
                secret = begin_sign_in(session, make_user(session, Role.SECRETARY, "body", party), BROWSER, now=NOW)
            contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, locale=lang, base_url=address))
            contexts[-1].add_cookies([{"name": COOKIE, "value": secret, "url": address}])
            return Office(contexts[-1].new_page(), lang)

        yield open_as
        for context in contexts:
            context.close()


def type_and_seal(ours: Office, minutes: Path) -> None:
    """The period is opened, its list typed from the minutes, and sealed with them."""
    page = ours.page
    page.goto(f"{AT}/open")
    ours.fill("Day of the conference", "2024-03-01")
    ours.press("Open the period")
    for index, title in enumerate(TITLES, start=1):
        page.locator(f"[name='area.{index}']").select_option("ECO")
        page.locator(f"[name='title_en.{index}']").fill(title)
        page.locator(f"[name='department_SEL.{index}']").fill("Office")
        page.locator(f"[name='department_BJS.{index}']").fill("Bureau")
    ours.press("Add these projects")
    page.goto(f"{AT}/1/seal")
    page.locator("[name=document]").fill("Minutes")
    page.locator("[name=file]").set_input_files(minutes)
    ours.press("Seal the list of period {number}", number=1)


def log_three(ours: Office) -> None:
    ours.page.goto(LIST)
    ours.log("1-ECO-01", "promoted", "2024-06-01")
    ours.log("1-ECO-02", "promoted", "2024-07-01")
    ours.log("1-ECO-02", "implemented", "2025-02-01")


def close(ours: Office) -> None:
    page = ours.page
    page.goto(f"{AT}/1/close")
    if page.locator("[name=ends_on]").count():
        page.locator("[name=ends_on]").fill("2026-02-28")
    ours.press("Close period {number}", number=1)


def rates_of(engine: Engine) -> dict[str, tuple[int | None, int]]:
    """Part and whole of the first period's rates, claimed and confirmed."""
    with reading(engine) as session:
        view = get_body_view(session, "body")
        figures = find_figures(session, view, by=None, as_of=NOW.date())[0]
    return {name.value: (rate.part, rate.whole) for name, rate in figures.rates.items() if rate is not None}


def is_closed(engine: Engine) -> bool:
    with reading(engine) as session:
        return len(session.exec(select(PeriodClosing)).all()) == 1


@pytest.mark.parametrize("languages", [("en", "ko"), ("ko", "zh")])
def test_two_parties_agree_on_what_happened_and_close_the_period(
    engine: Engine,
    open_office: Callable[[str, str], Office],
    find_violations: Callable[[Page], list[str]],
    tmp_path: Path,
    languages: tuple[str, str],
) -> None:
    minutes = tmp_path / "minutes.pdf"
    minutes.write_bytes(b"%PDF-1.7 signed")
    ours, theirs = open_office("SEL", languages[0]), open_office("BJS", languages[1])
    type_and_seal(ours, minutes)
    log_three(ours)
    assert rates_of(engine)["promotion"] == (2, 3)
    assert rates_of(engine)["confirmed_promotion"] == (0, 3)

    theirs.page.goto(WAITING)
    assert find_violations(theirs.page) == []
    boxes = theirs.page.locator("table.waiting input[name=entry]")
    expect(boxes).to_have_count(3)
    boxes.nth(0).check()
    boxes.nth(1).check()
    theirs.press("Confirm the ticked entries")
    theirs.page.locator("table.waiting input[name=entry]").check()
    theirs.page.locator("details:has([name=note]) summary").click()
    theirs.page.locator("[name=note]").fill("the second meeting was never held")
    theirs.page.locator("button[name=answer][value=disputed]").click()
    assert rates_of(engine)["confirmed_promotion"] == (2, 3)
    assert rates_of(engine)["confirmed_implementation"] == (0, 3)

    ours.page.goto(f"{WAITING}?list=disputed")
    expect(ours.page.locator("table.waiting")).to_contain_text("the second meeting was never held")
    ours.page.get_by_role("link", name="1-ECO-02").click()
    disputed = ours.page.locator("ol.log > li", has_text="the second meeting was never held")
    disputed.locator("summary").first.click()
    disputed.locator("[name=reason]").fill("agreed by telephone: not done yet")
    disputed.locator("form:has([name=reason]) button[type=submit]").first.click()
    assert rates_of(engine)["implementation"] == (0, 3)
    close(ours)
    assert is_closed(engine)
    ours.page.goto(f"{LIST}?words=confirmed")
    expect(ours.page.locator("dl.rates")).to_contain_text("66.7")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_other_party_answers_on_paper_only(
    engine: Engine,
    open_office: Callable[[str, str], Office],
    find_violations: Callable[[Page], list[str]],
    tmp_path: Path,
    lang: str,
) -> None:
    minutes = tmp_path / "minutes.pdf"
    minutes.write_bytes(b"%PDF-1.7 signed")
    ours = open_office("SEL", lang)
    page = ours.page
    type_and_seal(ours, minutes)
    log_three(ours)
    page.goto(f"{WAITING}?list=them")
    page.get_by_role("link", name=ours.say("Confirmation sheet, or answers by document")).click()
    assert find_violations(page) == []
    page.locator("[name=file]").set_input_files(minutes)
    page.locator("select[name^='answer-']").last.select_option("disputed")
    page.locator("input[name^='note-']").last.fill("not done by their account")
    page.locator("form:has(input[name=listed]) button[type=submit]").click()
    assert rates_of(engine)["confirmed_promotion"] == (2, 3)
    assert rates_of(engine)["confirmed_implementation"] == (0, 3)
    close(ours)
    assert is_closed(engine)
