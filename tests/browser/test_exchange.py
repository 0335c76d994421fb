"""Lists are saved and files of the other side taken over in a real browser, with and without scripts."""

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.serving import served
from tests.builders import clock_at
from tests.people import BROWSER, make_user
from tests.web.conftest import NOW, load_examples
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import PackageContent, SentEntry
from tracker.register.packages import make_package
from tracker.settings import Settings

BODY = "/bodies/haerang-conference"

Open = Callable[..., Page]


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    load_examples(engine)
    yield engine
    dispose_engine(engine)


@pytest.fixture
def address(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """A server of these tests' own: they change what the others look at."""
    settings = Settings(database_url=str(engine.url), data_dir=tmp_path)
    with served(create_app(settings, engine=engine, clock=clock_at(NOW))) as address:
        yield address


@pytest.fixture
def open_signed_in(open_page: Open, engine: Engine, address: str) -> Open:
    """Opens a page as a secretary of Haerang."""
    with writing(engine) as session:
        user = make_user(session, Role.SECRETARY, "haerang-conference", "HR")
        secret = begin_sign_in(session, user, BROWSER, now=NOW)

    def open_at(path: str, **options: object) -> Page:
        page = open_page("/healthz", **options)
        page.context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
        page.goto(path)
        return page

    return open_at


@pytest.fixture
def their_file(tmp_path: Path) -> Path:
    """Dongling's file: what follows the rules, what does not, and what is of no project here."""
    said = [("2-ECO-02", EntryKind.PROMOTED, date(2026, 10, 1)), ("2-ECO-01", EntryKind.PROMOTED, date(2020, 1, 1)),
            ("9-9", EntryKind.PROMOTED, date(2026, 10, 1))]  # fmt: skip
    content = PackageContent(
        body="haerang-conference",
        party="DL",
        installation=uuid4(),
        made_at=NOW,
        entries=[
            SentEntry(number=n, ref=ref, kind=kind, effective_on=on, note="第一次会议", recorded_at=NOW)
            for n, (ref, kind, on) in enumerate(said, start=1)
        ],
    )
    path = tmp_path / "dongling.json"
    path.write_bytes(make_package(content))
    return path


def take_in(page: Page, path: Path) -> None:
    page.get_by_label("The other side’s file").set_input_files(path)
    page.get_by_role("button", name="Look into the file").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_comes_in_is_compared_and_taken_over(open_signed_in: Open, their_file: Path, scripts: bool) -> None:
    page = open_signed_in(f"{BODY}/exchange", scripts=scripts)
    take_in(page, their_file)
    expect(page.get_by_role("status").first).to_contain_text("The file is in: 3 new rows.")
    row = page.get_by_role("row").filter(has_text="2-ECO-02")
    expect(row).to_contain_text("fits")
    expect(page.get_by_role("row").filter(has_text="9-9")).to_contain_text("there is no project of this reference here")
    page.get_by_role("row").filter(has_text="2-ECO-01").get_by_role("checkbox").check()
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(page.get_by_role("alert")).to_contain_text("2-ECO-01")
    expect(page.get_by_role("row").filter(has_text="2-ECO-01").get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Take over the 1 row that fits").click()
    expect(page.get_by_role("status").first).to_contain_text("1 row was taken over.")
    page.goto(f"{BODY}/projects/2-ECO-02")
    expect(page.get_by_text("第一次会议")).to_be_visible()


def test_axe_finds_nothing_on_the_page_of_exchange(
    open_signed_in: Open, assert_readable: Callable[..., None], their_file: Path
) -> None:
    page = open_signed_in(f"{BODY}/exchange")
    assert_readable(page)
    take_in(page, their_file)
    page.get_by_role("row").filter(has_text="9-9").get_by_role("checkbox").check()
    page.get_by_label("Why it is left").fill("unknown here")
    page.get_by_role("button", name="Leave what is ticked").click()
    assert_readable(page)


@pytest.mark.parametrize("lang", ["ko", "zh-CN", "ja"])
def test_every_language_fits_a_phone(open_signed_in: Open, lang: str) -> None:
    for path in (f"{BODY}/exchange", f"{BODY}/periods/2"):
        page = open_signed_in(path, width=390, lang=lang)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scripts", [True, False])
def test_a_list_is_saved_as_it_is_filtered(open_signed_in: Open, tmp_path: Path, scripts: bool) -> None:
    page = open_signed_in(f"{BODY}/periods/2?area=ENV&sort=-ref", scripts=scripts)
    page.get_by_text("Download", exact=True).click()
    card = page.locator(".downloads form").first
    card.get_by_label("한국어").uncheck()
    with page.expect_download() as saving:
        card.get_by_role("button", name="CSV", exact=True).click()
    assert saving.value.suggested_filename == "haerang-conference-period-2-projects-2026-11-23.csv"
    saving.value.save_as(tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Area"] for row in rows} == {"Environment"}
    assert [row["Ref"] for row in rows] == sorted((row["Ref"] for row in rows), reverse=True)
    assert "Title (한국어)" not in rows[0]
    assert "Title (English)" in rows[0]
