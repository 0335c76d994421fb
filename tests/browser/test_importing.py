"""Importing in a real browser: upload, preview with problems, preview that is ready, a long one that is worked on."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.serving import served
from tests.builders import clock_at
from tests.people import BROWSER, make_user
from tests.web.conftest import NOW, load_examples
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.domain.roles import Role
from tracker.queries.registers import get_register
from tracker.register.template import make_template
from tracker.scheduler.importing import work_on_uploads
from tracker.scheduler.working import Work
from tracker.settings import Settings

PAGE = "/bodies/haerang-conference/import"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def settings(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("importing")
    shutil.copy(sqlite_template, folder / "tracker.db")
    return Settings(database_url=f"sqlite:///{folder / 'tracker.db'}", data_dir=folder)


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database_url)
    load_examples(engine)
    yield engine
    dispose_engine(engine)


@pytest.fixture(scope="module")
def address(engine: Engine, settings: Settings) -> Iterator[str]:
    """A server of these tests' own: they change what the others look at."""
    with served(create_app(settings, engine=engine, clock=clock_at(NOW))) as address:
        yield address


@pytest.fixture
def open_signed_in(open_page: Open, engine: Engine, address: str) -> Open:
    """Opens a page as somebody with a role; a secretary of Haerang unless said otherwise."""

    def open_at(path: str, *, role: Role = Role.SECRETARY, **options: object) -> Page:
        of = ("haerang-conference", "HR") if role is Role.SECRETARY else (None, None)
        with writing(engine) as session:
            secret = begin_sign_in(session, make_user(session, role, *of), BROWSER, now=NOW)
        page = open_page("/healthz", **options)
        page.context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
        page.goto(path)
        return page

    return open_at


def template(engine: Engine, folder: Path, lang: str = "ko") -> Path:
    """The body's template with the projects of its second period."""
    with reading(engine) as session:
        tables = get_register(session, "haerang-conference").tables
    tables["projects"] = [row for row in tables["projects"] if row["period"] == 2]
    path = folder / "사업 목록.xlsx"
    path.write_bytes(make_template(tables, lang=lang, languages=["ko", "zh", "en"]))
    return path


def filled(engine: Engine, folder: Path, **cells: str) -> Path:
    """The template with cells of the sheet of projects filled in."""
    path = template(engine, folder)
    workbook = load_workbook(path)
    for cell, value in cells.items():
        workbook["사업"][cell] = value
    workbook.save(path)
    return path


def upload(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form.card button").click()
    page.wait_for_url("**/import/*")


def assert_sound(page: Page, find_violations: Callable[[Page], list[str]], width: int) -> None:
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("at", [(1280, "en-GB"), (390, "ko")])
def test_every_step_can_be_read_by_everyone(
    open_signed_in: Open,
    find_violations: Callable[[Page], list[str]],
    engine: Engine,
    tmp_path: Path,
    at: tuple[int, str],
) -> None:
    width, lang = at
    page = open_signed_in(PAGE, width=width, lang=lang)
    assert_sound(page, find_violations, width)
    upload(page, filled(engine, tmp_path, C3="XYZ", G4="함께", U5="2030-01-01"))
    expect(page.locator("#problems")).to_be_visible()
    assert_sound(page, find_violations, width)
    page.goto(PAGE)
    upload(page, filled(engine, tmp_path, D2=f"새 이름 {width} {lang}", Z4="새 비고"))
    expect(page.locator("ins").first).to_be_visible()
    assert_sound(page, find_violations, width)
    page.goto(PAGE)
    assert_sound(page, find_violations, width)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_imports_what_they_saw(open_signed_in: Open, engine: Engine, tmp_path: Path, scripts: bool) -> None:
    page = open_signed_in(PAGE, scripts=scripts)
    upload(page, filled(engine, tmp_path, D2=f"Renamed {scripts}"))
    expect(page.get_by_text("It would add 0, change 1")).to_be_visible()
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_text("Rows added: 0; changed: 1")).to_be_visible()
    with reading(engine) as session:
        rows = get_register(session, "haerang-conference").tables["projects"]
    assert any(row["titles"].get("ko") == f"Renamed {scripts}" for row in rows)


def test_a_long_one_shows_how_far_it_is_and_then_its_preview_by_itself(
    open_signed_in: Open,
    find_violations: Callable[[Page], list[str]],
    engine: Engine,
    settings: Settings,
    tmp_path: Path,
) -> None:
    note = "x" * 30_000
    path = filled(engine, tmp_path, **{f"Z{row}": f"{note}{row}" for row in range(2, 34)})
    workbook = load_workbook(path)
    workbook.create_sheet("작성 안내 ").append([note] * 80)
    workbook.save(path)
    page = open_signed_in(PAGE, width=390)
    upload(page, path)
    expect(page.get_by_text("waiting for its turn")).to_be_visible()
    assert_sound(page, find_violations, 390)

    def produce(claimed: object, wait: object) -> int:
        raise AssertionError("no report is due")

    later = NOW + timedelta(seconds=5)
    work = Work(engine, produce, "one", lambda: later, timedelta(minutes=2), files_dir=settings.files_dir)
    assert work_on_uploads(work) == 1
    expect(page.get_by_role("button", name="Do not import")).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    page.get_by_role("button", name="Do not import").click()
    expect(page.locator("table.listed").get_by_text("dropped").first).to_be_visible()


def test_the_page_for_a_new_body_can_be_read_by_everyone(
    open_signed_in: Open, assert_readable: Callable[..., None]
) -> None:
    page = open_signed_in("/import", role=Role.ADMINISTRATOR)
    expect(page.get_by_role("heading", name="Import a new body")).to_be_visible()
    assert_readable(page)
