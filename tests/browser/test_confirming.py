"""Two parties in two browsers: what one logs the other confirms or disputes; and once with the other only on paper."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.serving import served
from tests.builders import clock_at, make_area, make_body, make_entry, make_party, make_period, make_project
from tests.people import BROWSER, make_user
from tests.web.conftest import NOW
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import EntryKind
from tracker.settings import Settings

WAITING = "/bodies/body/waiting"
PAGES = {
    "us": WAITING,
    "them": f"{WAITING}?list=them",
    "disputed": f"{WAITING}?list=disputed",
    "document": f"{WAITING}/of/JSU",
    "trends": "/bodies/body?words=confirmed",
    "period": "/bodies/body/periods/1?words=confirmed",
    "project": "/bodies/body/projects/1-ECO-00",
}

Open = Callable[..., Page]


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """Gyeonggi claims eight things, Jiangsu three."""
    path = tmp_path / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with writing(engine) as session:
        body = make_body(
            session, names={"en": "Joint mechanism", "ko": "협력협의체", "zh": "合作机制"}, languages=["ko", "zh", "en"],
            asks_confirmation=True, visibility=Visibility.PUBLIC,
        )  # fmt: skip
        make_party(session, body, "GGD", names={"en": "Gyeonggi Province", "ko": "경기도", "zh": "京畿道"})
        make_party(session, body, "JSU", names={"en": "Jiangsu Province", "ko": "장쑤성", "zh": "江苏省"}, country="CN")
        area, period = make_area(session, body), make_period(session, body, ends_on=None)
        for number in range(11):
            titles = {"en": f"Joint course {number}", "ko": f"공동 과정 {number}", "zh": f"联合课程{number}"}
            project = make_project(session, period, area, f"1-ECO-{number:02}", titles=titles)
            party = "GGD" if number < 8 else "JSU"
            make_entry(session, project, EntryKind.PROMOTED, date(2020, 5, 1), party=party, note="화상회의")
    yield engine
    dispose_engine(engine)


@pytest.fixture
def address(engine: Engine, tmp_path: Path) -> Iterator[str]:
    settings = Settings(database_url=str(engine.url), data_dir=tmp_path)
    with served(create_app(settings, engine=engine, clock=clock_at(NOW))) as address:
        yield address


@pytest.fixture
def open_as(open_page: Open, engine: Engine, address: str) -> Open:
    """Opens a page in a browser of its own, as a secretary of a party."""

    def open_at(party: str, path: str = WAITING, **options: object) -> Page:
        with writing(engine) as session:
            user = make_user(session, Role.SECRETARY, "body", party)
            secret = begin_sign_in(session, user, BROWSER, now=NOW)
        page = open_page("/healthz", **options)
        page.context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
        page.goto(path)
        return page

    return open_at


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_as: Open, find_violations: Callable[[Page], list[str]], width: int
) -> None:
    first = open_as("JSU")
    first.get_by_role("checkbox", name="1-ECO-00").check()
    first.get_by_text("Dispute the ticked entries").first.click()
    first.get_by_label("Why").fill("not held")
    first.get_by_role("button", name="Dispute the ticked entries").click()
    expect(first.get_by_role("status").first).to_have_text("1 entry disputed.")
    page = open_as("GGD", width=width)
    for path in PAGES.values():
        page.goto(path)
        page.wait_for_function("[...document.querySelectorAll('[data-chart]')].every(one => one.dataset.drawn)")
        assert find_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("lang", ["ko", "zh-CN", "ja"])
def test_every_language_fits_a_phone(open_as: Open, lang: str) -> None:
    page = open_as("GGD", width=390, lang=lang)
    for path in PAGES.values():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.parametrize("scripts", [True, False])
def test_two_parties_come_to_one_word(open_as: Open, scripts: bool) -> None:
    jiangsu, gyeonggi = open_as("JSU", scripts=scripts), open_as("GGD", scripts=scripts)
    jiangsu.get_by_role("checkbox", name="1-ECO-00").check()
    jiangsu.get_by_role("checkbox", name="1-ECO-01").check()
    jiangsu.get_by_role("button", name="Confirm the ticked entries").click()
    expect(jiangsu.get_by_role("status").first).to_have_text("2 entries confirmed.")
    expect(jiangsu.get_by_role("navigation", name="Lists")).to_contain_text("Waiting for us 6")
    gyeonggi.get_by_label("All 3 entries of this list").check()
    gyeonggi.get_by_role("button", name="Confirm the ticked entries").click()
    expect(gyeonggi.get_by_text("Nothing waits for us")).to_be_visible()
    gyeonggi.goto("/bodies/body?words=confirmed")
    expect(gyeonggi.locator("#main")).to_contain_text("Confirmed promotion rate of period 1: 5 of 11 (45.5 %).")


def test_the_other_party_only_on_paper(open_as: Open, tmp_path: Path) -> None:
    page = open_as("GGD", f"{WAITING}?list=them")
    page.get_by_role("link", name="Confirmation sheet, or answers by document").click()
    with page.expect_download() as found:
        page.get_by_role("button", name="Workbook to fill in").click()
    assert found.value.suggested_filename == "body-JSU-confirmation.xlsx"
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(b"%PDF-1.7\n%%EOF")
    page.get_by_label("Signed document", exact=True).set_input_files(signed)
    page.get_by_label("Answer: 1-ECO-03").select_option("disputed")
    page.get_by_label("Why disputed: 1-ECO-03").fill("held by mail only")
    page.get_by_role("button", name="Record these answers of Jiangsu Province").click()
    expect(page.get_by_role("status").first).to_have_text("8 answers recorded by document.")
    page.goto("/bodies/body/projects/1-ECO-03")
    expect(page.locator("#main")).to_contain_text("disputed by Jiangsu Province: held by mail only")
    expect(page.locator("#main")).to_contain_text("by document ‘signed.pdf’")
