"""The layout of reports in a real browser: its form, its sections moved, and a preview."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import served
from tests.browser.touching import assert_fits_fingers
from tests.builders import clock_at
from tests.people import make_user
from tests.pictures import make_picture
from tests.web.conftest import NOW, load_examples
from tracker.access import Account, Visitor
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Grant, Role
from tracker.settings import Settings

BODY = "/bodies/haerang-conference"
VISITOR = Visitor(
    frozenset({Grant(Role.SECRETARY, "haerang-conference", "HR")}), Account(1, "Kim", "office@city.example", "en", 1)
)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where these pages are served, to a secretary of a body of many parties."""
    folder = tmp_path_factory.mktemp("layouts")
    path = folder / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    load_examples(engine)
    with writing(engine) as session:
        make_user(session, Role.SECRETARY, "haerang-conference", "HR", email="office@city.example", name="Kim")
    settings = Settings(database_url=f"sqlite:///{path}", data_dir=folder, secret_key="x" * 40)
    app = create_app(settings, engine=engine, clock=clock_at(NOW), find_visitor=lambda credentials: VISITOR)
    with served(app) as address:
        yield address
    dispose_engine(engine)


def test_axe_finds_nothing_and_nothing_sticks_out(open_page: Open, assert_readable: Callable[..., None]) -> None:
    for lang in ("en-GB", "ko"):
        page = open_page(f"{BODY}/layout", lang=lang)
        assert_readable(page)
    assert_fits_fingers(page, "main button", "main select", "main .arranged label")


@pytest.mark.parametrize("scripts", [True, False])
def test_sections_move_with_what_was_typed_kept(open_page: Open, tmp_path: Path, scripts: bool) -> None:
    page = open_page(f"{BODY}/layout", scripts=scripts)
    page.get_by_label("Title of the title page").first.fill("이행상황 보고서")
    page.get_by_role("button", name="Move ‘Problems: stalled projects’ up").click()
    expect(page.get_by_text("Moved, but not saved yet")).to_be_visible()
    expect(page.get_by_label("Title of the title page").first).to_have_value("이행상황 보고서")
    if scripts:
        expect(page.get_by_role("button", name="Move ‘Problems: stalled projects’ up")).to_be_focused()
    page.get_by_role("button", name="Save the layout").click()
    expect(page.get_by_role("status")).to_contain_text("The layout is saved.")
    (tmp_path / "emblem.png").write_bytes(make_picture())
    page.locator("input[name=emblem]").set_input_files(tmp_path / "emblem.png")
    page.get_by_label("Subtitle").first.fill("제2기")
    page.get_by_role("button", name="Save the layout").click()
    expect(page.get_by_label("Subtitle").first).to_have_value("제2기")
    shown = page.get_by_role("img", name="Emblem of")
    assert shown.evaluate("one => one.naturalWidth") == 400


def test_a_preview_opens_in_a_window_of_its_own(open_page: Open) -> None:
    page = open_page(f"{BODY}/reports")
    with page.context.expect_page(), page.context.expect_event("response", lambda one: "/preview" in one.url) as answer:
        page.get_by_role("button", name="Preview").click()
    assert "/preview?period=2&language=ko" in answer.value.url
    assert answer.value.headers["content-type"] == "application/pdf"
    assert "attachment" not in answer.value.headers.get("content-disposition", "")  # shown, not saved
