"""An edition on its way to approval, in a real browser: an official approves, a secretary records the other side's document."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from tests.browser.serving import served
from tests.builders import clock_at
from tests.people import BROWSER, make_user
from tests.signing import PAGE, correct, freeze, make_closed_body
from tests.web.conftest import NOW
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Role
from tracker.settings import Settings
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES

SECOND = PAGE.replace("1/1", "1/2")
PAGES = (SECOND, f"{SECOND}/by-document", PAGE, "/bodies/body/reports/1/compare", "/bodies/body/reports")


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """Two editions of a closed period; the second waits for both parties."""
    shutil.copy(sqlite_template, tmp_path / "tracker.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'tracker.db'}")
    make_closed_body(engine)
    correct(engine, days=3)
    freeze(engine, days=4, why="asked for by the plenary")
    yield engine
    dispose_engine(engine)


@pytest.fixture
def open_as(engine: Engine, browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """A window in which somebody of party SEL is signed in."""
    settings = Settings(database_url=str(engine.url), data_dir=tmp_path)
    with served(create_app(settings, engine=engine, clock=clock_at(NOW))) as address:
        contexts: list[BrowserContext] = []

        def open_window(role: Role, *, width: int = 1280, lang: str = "en") -> Page:
            with writing(engine) as session:
                user = make_user(session, role, "body", "SEL", name="Kim Minji")
                secret = begin_sign_in(session, user, BROWSER, now=NOW)
            contexts.append(
                browser.new_context(viewport={"width": width, "height": 900}, locale=lang, base_url=address)
            )
            contexts[-1].add_cookies([{"name": COOKIE, "value": secret, "url": address}])
            return contexts[-1].new_page()

        yield open_window
        for context in contexts:
            context.close()


@pytest.mark.parametrize(("width", "lang"), [(1280, "en"), (390, "ko")])
@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.SECRETARY])
def test_every_page_is_readable_by_everyone(
    open_as: Callable[..., Page], find_violations: Callable[[Page], list[str]], role: Role, width: int, lang: str
) -> None:
    page = open_as(role, width=width, lang=lang)
    for path in PAGES:
        if role is Role.OFFICIAL and path.endswith("by-document"):
            continue
        page.goto(path)
        assert find_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_one_party_approves_here_and_the_other_on_paper(
    open_as: Callable[..., Page], tmp_path: Path, lang: str
) -> None:
    say = get_wording(lang).text
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 approved")
    official = open_as(Role.OFFICIAL, lang=lang)
    official.goto(SECOND)
    official.get_by_role("button", name=say("Approve edition {number}", number=2)).click()
    expect(official.locator("#sign-off")).to_contain_text("Kim Minji")
    secretary = open_as(Role.SECRETARY, lang=lang)
    secretary.goto(SECOND)
    secretary.locator("#sign-off").get_by_role("link", name=say("Record an approval by document")).click()
    secretary.get_by_label(say("Approval number")).fill("京外函〔2022〕12号")
    secretary.get_by_label(say("Approved on")).fill("2022-01-20")
    secretary.get_by_label(say("Approver")).fill("王芳")
    secretary.locator("[name=file]").set_input_files(scan)
    secretary.get_by_role("button", name=say("Record this answer")).click()
    expect(secretary.locator(".flags").first).to_contain_text(say("approved"))
    expect(secretary.locator("#sign-off")).to_contain_text("京外函〔2022〕12号")


@pytest.mark.parametrize(("width", "lang"), [(1440, "en"), (390, "ko")])
def test_each_file_to_edit_is_called_by_its_kind_language_and_form(
    open_as: Callable[..., Page], find_violations: Callable[[Page], list[str]], width: int, lang: str
) -> None:
    say = get_wording(lang).text
    page = open_as(Role.OFFICIAL, width=width, lang=lang)
    page.goto(SECOND)
    section = page.get_by_role("region", name=say("To edit"))
    assert find_violations(page) == []
    for kind in (say("Report"), say("One-page summary")):
        for form in ("DOCX", "HWPX"):
            for language in LANGUAGES.values():
                link = section.get_by_role("link", name=f"{kind}, {language}, {form}", exact=True)
                expect(link).to_have_count(1)
                assert link.evaluate("one => one.querySelector('[lang]').lang") == link.get_attribute("hreflang")
    expect(section.get_by_role("link")).to_have_count(4 * len(LANGUAGES))
    with page.expect_download() as download:
        section.get_by_role("link", name=f"{say('One-page summary')}, 한국어, HWPX", exact=True).click()
    assert download.value.suggested_filename == "body-1-edition-2-summary-ko.hwpx"


def test_counts_in_the_page_of_an_edition_do_not_run_together_on_a_phone(open_as: Callable[..., Page]) -> None:
    page = open_as(Role.OFFICIAL, width=390, lang="ko")
    page.goto(f"{SECOND}/ko")
    cells = page.locator(".even td:has(.muted)")
    assert cells.count() > 0
    cells.locator(".muted").evaluate_all("all => all.forEach(one => { one.textContent = '66건 중 51건'; })")
    overlapping = """all => all.filter(one => {
        const [cell, counts] = [one, one.querySelector('.muted')].map(part => part.getBoundingClientRect());
        return counts.left < cell.left || counts.right > cell.right;
    }).length"""
    assert cells.evaluate_all(overlapping) == 0
    narrow = page.locator(".scroll:not(:has(tr > :nth-child(5))), .scroll:has(.cards)")
    assert narrow.count() > 1
    assert narrow.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
