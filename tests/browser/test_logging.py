"""An officer logs in a real browser: two interactions at the most, by keyboard, with and without scripts."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.serving import served
from tests.browser.touching import assert_fits_fingers
from tests.builders import clock_at
from tests.people import BROWSER, make_user
from tests.web.conftest import NOW, load_examples
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Role
from tracker.settings import Settings

BODY = "/bodies/haerang-conference"
LIST, PROJECT, EDIT = f"{BODY}/periods/2", f"{BODY}/projects/2-ENV-04", f"{BODY}/edit/projects/2-ENV-04"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def engine(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("logging") / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    load_examples(engine)
    yield engine
    dispose_engine(engine)


@pytest.fixture(scope="module")
def address(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of these tests' own: they change what the others look at."""
    settings = Settings(database_url=str(engine.url), data_dir=tmp_path_factory.mktemp("files"))
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


@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}?as_of=2026-11-01", PROJECT, EDIT], ids=["list", "day", "project", "edit"]
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_signed_in: Open, assert_readable: Callable[..., None], path: str
) -> None:
    assert_readable(open_signed_in(path))


@pytest.mark.parametrize("lang", ["ko", "zh-CN", "ja"])
@pytest.mark.parametrize("path", [LIST, PROJECT, EDIT], ids=["list", "project", "edit"])
def test_every_language_fits_a_phone_and_a_desk(open_signed_in: Open, path: str, lang: str) -> None:
    page = open_signed_in(path, lang=lang)
    for width in (1280, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 390])
def test_one_click_logs_the_next_stage_without_loading_the_page_again(open_signed_in: Open, width: int) -> None:
    page = open_signed_in(LIST, width=width)
    page.evaluate("window.stays = true")
    row = page.locator("tr:has(form.log-one)").first
    mark = row.get_attribute("id") or ""
    before = page.locator("#counts").inner_text()
    row.get_by_role("button", name="Log").click()
    row = page.locator(f"[id='{mark}']")
    expect(row).to_contain_text("logged as promoted for 23 Nov 2026.")
    # Nothing is chosen in its place: another click logs nothing more.
    expect(row.locator("select[name=kind]")).to_have_value("")
    expect(row.get_by_role("button", name="Log")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row).to_contain_text("logged as promoted for 23 Nov 2026.")
    expect(page.locator("#counts")).not_to_have_text(before)
    expect(page.locator("#said")).to_contain_text("logged as promoted")
    assert page.evaluate("window.stays")


def test_two_interactions_log_anything_that_may_follow(open_signed_in: Open) -> None:
    page = open_signed_in(LIST)
    row = page.locator("tr:has(form.log-one)").nth(3)
    mark = row.get_attribute("id") or ""
    row.locator("select[name=kind]").select_option("implemented")
    row.get_by_role("button", name="Log").click()
    row = page.locator(f"[id='{mark}']")
    expect(row).to_contain_text("logged as implemented")
    expect(row).to_be_focused()


def test_the_keyboard_alone_goes_through_the_list(open_signed_in: Open) -> None:
    page = open_signed_in(LIST)
    rows = page.locator("tr:has(form.log-one)")
    first, second = (rows.nth(index).get_attribute("id") for index in (0, 1))
    page.locator(f"[id='{first}'] input[type=checkbox]").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator(f"[id='{first}'] td.ref a")).to_be_focused()
    page.keyboard.press("Tab")
    select = page.locator(f"[id='{first}'] select[name=kind]")
    expect(select).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='{first}']")).to_contain_text("logged as")
    expect(page.locator(f"[id='{first}'] select[name=kind]")).to_be_focused()
    page.locator(f"[id='{first}'] form.log-one button[type=submit]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"[id='{second}'] form.log-one button[type=submit]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='{second}']")).to_contain_text("logged as")


def test_a_row_keeps_what_was_typed_and_says_what_is_wrong(open_signed_in: Open) -> None:
    page = open_signed_in(LIST)
    row = page.locator("tr:has(form.log-one)").nth(5)
    mark = row.get_attribute("id") or ""
    row.locator("input[name=on]").fill("2020-01-01")
    row.locator("summary").click()
    row.locator("textarea").fill("전화 启动 着手")
    row.get_by_role("button", name="Log").click()
    row = page.locator(f"[id='{mark}']")
    expect(row.locator(".field-error").first).to_contain_text("is before it was agreed on")
    expect(row.locator("input[name=on]")).to_have_value("2020-01-01")
    expect(row.locator("textarea")).to_have_value("전화 启动 着手")


def test_a_reason_is_asked_for_where_one_is_needed(open_signed_in: Open) -> None:
    page = open_signed_in(LIST)
    row = page.locator("tr:has(form.log-one)").nth(6)
    mark = row.get_attribute("id") or ""
    expect(row.get_by_label("Reason")).to_be_hidden()
    row.locator("select[name=kind]").select_option("suspended")
    row.get_by_label("Reason").select_option("funding")
    row.get_by_role("button", name="Log").click()
    expect(page.locator(f"[id='{mark}']")).to_contain_text("logged as suspended")


def test_several_at_once_say_how_many(open_signed_in: Open) -> None:
    page = open_signed_in(f"{LIST}?stage=agreed")
    boxes = page.locator("tr:not(:has(.ring-suspended)) input[form=many][type=checkbox]")
    for index in range(3):
        boxes.nth(index).check()
    page.get_by_role("button", name="Log 3 projects as promoted").click()
    expect(page.locator(".done")).to_contain_text("3 projects logged as promoted for 23 Nov 2026.")
    assert "stage=agreed" in page.url


@pytest.mark.parametrize("width", [1280, 390])
def test_without_scripts_the_same_form_leads_back_to_the_row(open_signed_in: Open, width: int) -> None:
    page = open_signed_in(f"{LIST}?area=ECO", width=width, scripts=False)
    row = page.locator("tr:has(form.log-one)").first
    mark = row.get_attribute("id") or ""
    row.get_by_role("button", name="Log").click()
    expect(page.locator(".done")).to_contain_text("logged as")
    assert "area=ECO" in page.url
    assert page.url.endswith(f"#{mark}")
    expect(page.locator(f"[id='{mark}']")).to_be_in_viewport()


def test_a_sign_in_that_ended_loses_nothing(open_signed_in: Open) -> None:
    page = open_signed_in(LIST)
    page.context.clear_cookies()
    row = page.locator("tr:has(form.log-one)").last
    row.get_by_role("button", name="Log").click()
    expect(page.get_by_role("heading", name="Nothing was saved yet")).to_be_visible()


def test_what_is_pressed_is_large_enough_for_a_finger(open_signed_in: Open) -> None:
    page = open_signed_in(LIST, width=390)
    assert_fits_fingers(page, "main button", "main select", "main .pick")
