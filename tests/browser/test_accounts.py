"""Accounts in a real browser: every page of users and administrators, and the way from an invitation to a first sign-in."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import served
from tests.builders import clock_at
from tests.people import BROWSER, make_user
from tests.web.conftest import NOW, load_examples
from tracker.access import Account, FindVisitor, Visitor
from tracker.actions.sign_ins import begin_sign_in
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Grant, Role
from tracker.passwords import hash_password
from tracker.settings import Settings

ADMINISTRATOR = Visitor(
    frozenset({Grant(Role.ADMINISTRATOR)}), Account(1, "Kim Minsu", "kim@seoul.example", "en", sign_in_id=1)
)
PASSWORD, NEW = "long walks by the river", "three blue kettles sing"

PAGES = {
    "account": "/account",
    "administration": "/admin",
    "users": "/admin/users",
    "nobody found": "/admin/users?q=nobody",
    "new user": "/admin/users/new",
    "user": "/admin/users/2",
    "link": "/admin/users/2/link",
    "removal": "/admin/users/2/remove",
    "bodies": "/admin/bodies",
    "new body": "/admin/bodies/new",
    "settings": "/bodies/seoul-beijing/settings",
    "parties": "/bodies/haerang-conference/settings/parties",
    "party": "/bodies/seoul-beijing/settings/parties/SEL",
    "stay": "/bodies/seoul-beijing/settings/parties/SEL/stays/1",
    "areas": "/bodies/seoul-beijing/settings/areas",
    "area": "/bodies/seoul-beijing/settings/areas/ECO",
    "history": "/bodies/seoul-beijing/history",
    "service history": "/admin/history",
    "access log": "/admin/access-log",
    "forgotten": "/forgot-password",
    "dead link": "/set-password/nothing",
    "sign in": "/sign-in",
}

Open = Callable[..., Page]


@contextmanager
def serve(template: Path, folder: Path, find_visitor: FindVisitor | None = None) -> Iterator[str]:
    path = folder / "tracker.db"
    shutil.copy(template, path)
    engine = make_engine(f"sqlite:///{path}")
    load_examples(engine)
    with writing(engine) as session:
        user = make_user(
            session,
            Role.ADMINISTRATOR,
            email="kim@seoul.example",
            name="Kim Minsu",
            password_hash=hash_password(PASSWORD),
        )
        make_user(session, Role.SECRETARY, "seoul-beijing", "BJS", email="a.rather.long.address@mail.beijing.example")
        for _ in range(2):
            begin_sign_in(session, user, BROWSER, now=NOW)
    settings = Settings(database_url=f"sqlite:///{path}", data_dir=folder)
    app = create_app(settings, engine=engine, clock=clock_at(NOW), find_visitor=find_visitor)
    with served(app) as address:
        yield address
    dispose_engine(engine)


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the pages are served to an administrator."""
    with serve(sqlite_template, tmp_path_factory.mktemp("accounts"), lambda credentials: ADMINISTRATOR) as address:
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Open, assert_readable: Callable[..., None], name: str
) -> None:
    assert_readable(open_page(PAGES[name]))


@pytest.mark.parametrize("lang", ["ko", "zh-CN", "ja"])
@pytest.mark.parametrize("name", ["account", "user", "settings", "history", "access log"])
def test_every_language_fits_a_phone(open_page: Open, name: str, lang: str) -> None:
    page = open_page(PAGES[name], width=390, lang=lang)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_refused_stands_beside_its_field_and_in_the_summary(
    open_page: Open, find_violations: Callable[[Page], list[str]]
) -> None:
    page = open_page(PAGES["settings"])
    page.get_by_label("Languages").fill("en, Gibberish")
    page.get_by_role("button", name="Save").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Languages")).to_have_value("en, Gibberish")
    expect(page.get_by_label("Languages")).to_have_attribute("aria-invalid", "true")
    assert find_violations(page) == []
    summary.get_by_role("link").click()
    expect(page.get_by_label("Languages")).to_be_focused()


def test_two_administrators_at_one_body_lose_nothing(
    open_page: Open, find_violations: Callable[[Page], list[str]]
) -> None:
    first, second = open_page(PAGES["settings"]), open_page(PAGES["settings"])
    first.get_by_label("Source").fill("The signed minutes")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_text("Saved.")).to_be_visible()
    second.get_by_label("Source").fill("A study")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("heading", name="Both versions")).to_be_visible()
    row = second.get_by_role("row", name="Source")
    expect(row).to_contain_text("The signed minutes")
    expect(row).to_contain_text("A study")
    expect(second.get_by_label("Source")).to_have_value("A study")
    assert find_violations(second) == []
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("Saved.")).to_be_visible()


def test_from_an_invitation_to_a_first_sign_in(browser: Browser, sqlite_template: Path, tmp_path: Path) -> None:
    """Without a mail server: the link is handed over."""
    with serve(sqlite_template, tmp_path) as address:
        admin, lee = (browser.new_context(locale="en-GB", base_url=address).new_page() for _ in range(2))
        admin.goto("/sign-in")
        admin.get_by_label("E-mail address").fill("kim@seoul.example")
        admin.get_by_label("Password").fill(PASSWORD)
        admin.get_by_role("button", name="Sign in").click()
        admin.get_by_role("link", name="Administration").click()
        admin.get_by_role("link", name="Users").click()
        admin.get_by_role("link", name="Invite a user").click()
        admin.get_by_label("Name").fill("Lee Jiwon")
        admin.get_by_label("E-mail address").fill("lee@seoul.example")
        admin.get_by_label("Role", exact=False).first.select_option("secretary")
        admin.get_by_label("Body and party").select_option("seoul-beijing/SEL")
        admin.get_by_role("button", name="Invite").click()
        link = admin.locator("pre code").inner_text()
        lee.goto("/set-password/" + link.rsplit("/", 1)[1])
        lee.get_by_label("New password").fill(NEW)
        lee.get_by_label("The same password again").fill(NEW)
        lee.get_by_role("button", name="Set the password").click()
        expect(lee.get_by_text("Your password is set")).to_be_visible()
        lee.get_by_label("E-mail address").fill("lee@seoul.example")
        lee.get_by_label("Password").fill(NEW)
        lee.get_by_role("button", name="Sign in").click()
        lee.get_by_role("link", name="Lee Jiwon").click()
        expect(lee.get_by_text("secretary – Seoul-Beijing Joint Committee (Seoul)")).to_be_visible()
        for page in (admin, lee):
            page.context.close()
