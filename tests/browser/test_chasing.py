"""Chasing, contacts, handing over and the outbox in a real browser, with everything that they can show."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from tests.browser.serving import served
from tests.browser.touching import assert_fits_fingers
from tests.builders import clock_at
from tests.chasing import LINKS, NOW, make_scene, name_contact
from tests.people import make_user
from tracker.access import Account, Visitor
from tracker.actions.hand_overs import make_token
from tracker.actions.mail import queue_mail
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import Grant, Role
from tracker.models import Mail
from tracker.settings import Settings

VISITOR = Visitor(
    frozenset({Grant(Role.SECRETARY, "body", "SEL"), Grant(Role.ADMINISTRATOR)}),
    Account(1, "Kim", "office@seoul.example", "en", 1),
)

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where these pages are served, to somebody who is a secretary and an administrator."""
    folder = tmp_path_factory.mktemp("chasing")
    path = folder / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with writing(engine) as session:
        make_scene(session)
        make_user(session, Role.SECRETARY, "body", "SEL", email="office@seoul.example", name="Kim")
        body_id = 1
        for number, key in enumerate(("chase:body:x", "chase:body:y", "reset:1", "reset:2")):
            queue_mail(
                session, key=key, to_address=f"a.rather.long.address.of.somebody.{number}@mail.dongling.example",
                language="zh", subject="【联合委员会】请报送2个项目的进展情况", text="正文", at=NOW,
                body_id=body_id if key.startswith("chase") else None,
            )  # fmt: skip
        _, given_up, sent, _ = session.exec(select(Mail)).all()
        given_up.given_up_at, given_up.error, given_up.attempts = NOW, "550 5.1.1 no such user here", 3
        sent.sent_at, sent.attempts = NOW, 1
    contact = name_contact(engine, "SEL", "문화과", "culture@seoul.example", name="이문화")
    settings = Settings(
        database_url=f"sqlite:///{path}", data_dir=folder, secret_key=LINKS.secret,
        smtp_url="smtp://127.0.0.1:2525", mail_from="tracker@city.example",
    )  # fmt: skip
    app = create_app(settings, engine=engine, clock=clock_at(NOW), find_visitor=lambda credentials: VISITOR)
    with served(app) as address:
        PAGES["hand over"] = f"/hand-over/{make_token(LINKS.secret, [contact], now=NOW)}"
        yield address
    dispose_engine(engine)


PAGES = {
    "chasing": "/bodies/body/chasing",
    "contacts": "/bodies/body/contacts",
    "contact": "/bodies/body/contacts/1",
    "new contact": "/bodies/body/contacts/add?party=BJ&department=Culture%20Bureau",
    "outbox": "/admin/mail",
    "hand over": "",
    "no longer": "/hand-over/x",
    "done": "/hand-over/done",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Open, assert_readable: Callable[..., None], name: str
) -> None:
    for lang in ("en-GB", "ko"):
        assert_readable(open_page(PAGES[name], lang=lang))


def test_buttons_and_links_of_a_list_are_large_enough_for_a_finger(open_page: Open) -> None:
    for name in ("chasing", "contacts", "outbox"):
        page = open_page(PAGES[name], width=390)
        assert_fits_fingers(page, "main button", "main a.act", "main input", "main select", box_height=22)


def test_a_secretary_reads_the_mails_and_sends_them(open_page: Open) -> None:
    page = open_page(PAGES["chasing"])
    page.get_by_text("Read the mail to culture@seoul.example").click()
    expect(page.get_by_text("이문화 귀하")).to_be_visible()
    page.get_by_role("button", name="Send these 2 mails now").click()
    expect(page.get_by_role("status")).to_have_text("2 mails are on their way.")
    expect(page.get_by_role("row", name="culture@seoul.example").last).to_contain_text("waits to be sent")
