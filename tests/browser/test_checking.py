"""A report is checked, read as a page, and shown by a link to somebody outside, in a real browser."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from reports.freezing import freeze_edition
from reports.frozen import check_code
from tests.browser.serving import served
from tests.builders import clock_at
from tests.people import BROWSER, make_user
from tests.web.conftest import NOW, load_examples
from tests.web.test_checking import make_pdf, put
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Role
from tracker.models import Edition
from tracker.settings import Settings

EDITION = "/bodies/seoul-beijing/reports/2/1"
SIZES = [(1280, "en-GB"), (390, "ko")]

Open = Callable[..., Page]
Find = Callable[[Page], list[str]]


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    load_examples(engine)
    yield engine
    dispose_engine(engine)


@pytest.fixture
def report(engine: Engine, tmp_path: Path) -> tuple[Path, str]:
    """The file of an edition, and its check code."""
    with writing(engine) as session:
        view, _ = freeze_edition(session, "seoul-beijing", 2, as_of=date(2020, 1, 1), by="tests", clock=clock_at(NOW))
        edition = session.get_one(Edition, view.id)
        content = make_pdf(edition.figures, f"code {check_code(edition.digest)}")
        put(session, edition, content, tmp_path / "files")
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    return file, check_code(view.digest)


@pytest.fixture
def address(engine: Engine, report: tuple[Path, str], tmp_path: Path) -> Iterator[str]:
    settings = Settings(database_url=str(engine.url), data_dir=tmp_path)
    with served(create_app(settings, engine=engine, clock=clock_at(NOW))) as address:
        yield address


def look(page: Page, find_violations: Find, width: int) -> None:
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", SIZES)
def test_a_passer_by_checks_a_file_and_a_code(
    open_page: Open, find_violations: Find, report: tuple[Path, str], size: tuple[int, str]
) -> None:
    width, lang = size
    file, code = report
    page = open_page("/check", width=width, lang=lang)
    look(page, find_violations, width)
    page.locator("#f-code").fill(code)
    page.locator("form[method=get] button").click()
    expect(page.locator(".checked.current")).to_contain_text("77.3")
    changed = file.with_name("changed.pdf")
    changed.write_bytes(file.read_bytes() + b"\n")
    for path, verdict in ((file, "current"), (changed, "changed")):
        page.locator("#f-file").set_input_files(path)
        page.locator("form[method=post] button[type=submit]").last.click()
        expect(page.locator(f".checked.{verdict}")).to_contain_text("77.3")
        look(page, find_violations, width)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.usefixtures("report")
def test_an_edition_is_read_as_a_page_and_shared_by_a_link(
    open_page: Open, find_violations: Find, engine: Engine, size: tuple[int, str]
) -> None:
    width, lang = size
    with writing(engine) as session:
        user = make_user(session, Role.SECRETARY, "seoul-beijing", "SEL")
        secret = begin_sign_in(session, user, BROWSER, now=NOW)
    page = open_page("/check", width=width, lang=lang)
    address = page.url.removesuffix("/check")
    page.context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
    page.goto(f"{EDITION}/{lang[:2]}")
    look(page, find_violations, width)
    expect(page.locator("figure svg").first).to_be_visible()
    page.goto(f"{EDITION}/links")
    look(page, find_violations, width)
    page.locator("#main form button").click()
    link = page.locator("#made-link").input_value()
    look(page, find_violations, width)
    outside = open_page("/check", width=width, lang=lang)
    outside.goto(link.replace("http://127.0.0.1:8000", address))
    look(outside, find_violations, width)
    expect(outside.locator("#main")).to_contain_text("77.3")
