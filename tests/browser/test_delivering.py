"""Recipients, what was sent to them, and calendars in a real browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlmodel import col, select

from tests.browser.serving import served
from tests.builders import clock_at
from tests.mailbox import Mailbox
from tests.people import make_user
from tests.scheduler.delivering_scene import CODE, NOW, DeliveryScene
from tracker.access import Account, Visitor
from tracker.actions.recipients import Addressee
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Grant, Role
from tracker.models import Mail, Party
from tracker.scheduler.delivering import deliver
from tracker.scheduler.working import produce_due
from tracker.settings import Settings

PAGES = {
    "recipients": f"/bodies/{CODE}/schedules/1/recipients",
    "recipient": f"/bodies/{CODE}/schedules/1/recipients/1",
    "reports": f"/bodies/{CODE}/reports",
    "edition": f"/bodies/{CODE}/reports/2/1",
    "delivery": f"/bodies/{CODE}/deliveries/1",
    "account": "/account",
}


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where these pages are served, to a secretary: of two mails one was refused, and one waits."""
    folder = tmp_path_factory.mktemp("delivering")
    path = folder / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    scene = DeliveryScene(engine, folder / "files", Mailbox())
    scene.load(languages=["ko", "en"])
    with writing(engine) as session:
        party = session.exec(select(Party.code).order_by(col(Party.id))).first()
        user_id = make_user(session, Role.SECRETARY, CODE, party, name="Kim").id
    scene.name(Addressee(email="a.rather.long.address.of.somebody@mail.dongling.example", name="김영희"))
    scene.name(Addressee(email="lee@city.example"))
    for job in (produce_due, deliver):
        job(scene.work())
    with writing(engine) as session:
        refused = session.exec(select(Mail).order_by(col(Mail.id))).first()
        assert refused is not None
        refused.given_up_at, refused.error, refused.attempts = NOW, "550 5.1.1 no such user here", 1
    settings = Settings(
        database_url=f"sqlite:///{path}", data_dir=folder, smtp_url="smtp://127.0.0.1:2525", mail_from="t@city.example"
    )
    visitor = Visitor(
        frozenset({Grant(Role.SECRETARY, CODE, party)}), Account(user_id, "Kim", "kim@example.org", "en", 1)
    )
    app = create_app(settings, engine=engine, clock=clock_at(NOW), find_visitor=lambda credentials: visitor)
    with served(app) as address:
        yield address
    dispose_engine(engine)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Callable[..., Page], assert_readable: Callable[..., None], name: str
) -> None:
    for lang in ("en-GB", "ko"):
        assert_readable(open_page(PAGES[name], lang=lang))


def test_a_new_private_address_is_shown_once(
    open_page: Callable[..., Page], find_violations: Callable[[Page], list[str]]
) -> None:
    page = open_page(PAGES["account"], width=390)
    page.get_by_role("button", name="Make the address").click()
    assert "/calendars/" in page.get_by_label("Private address").input_value()
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
