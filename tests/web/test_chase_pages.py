"""Chasing in the browser: settings, preview, sending now, contacts, handing over, and the administrator's outbox."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.chasing import LINKS, NOW, find_mails, make_scene, name_contact
from tests.people import make_user, sign_in_as
from tests.web.reading import get_page, get_text, text_of
from tracker.access import COOKIE
from tracker.actions.hand_overs import HOLDS, make_token
from tracker.actions.mail import queue_mail
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import AccessEntry, Chase, DepartmentContact, HistoryEntry, Mail, Subject

CHASING, CONTACTS = "/bodies/body/chasing", "/bodies/body/contacts"
SERVER = {"smtp_url": "smtp://127.0.0.1:2525", "mail_from": "tracker@city.example", "secret_key": LINKS.secret}
SETTINGS = {"is_on": "yes", "weekday": "4", "at": "08:30", "silent_days": "90", "due_days": "14"}
CONTACT = {"party": "SEL", "department": "문화과", "email": "culture@seoul.example", "name": "이문화", "language": "ko"}


@dataclass
class Office:
    """A secretary of Seoul at work."""

    client: FlaskClient
    engine: Engine

    def post(self, address: str, data: dict[str, Any], status: int = 303) -> html.HtmlElement:
        """The page that the form leads to, or that refuses it."""
        answer = self.client.post(address, data=data)
        assert answer.status_code == status, get_text(answer)
        if status == 303:
            return get_page(self.client, answer.headers["Location"])
        return html.document_fromstring(get_text(answer))

    def contact(self) -> DepartmentContact:
        with reading(self.engine) as session:
            return session.exec(select(DepartmentContact)).one()


@pytest.fixture
def office(engine: Engine, make_client: Callable[..., FlaskClient]) -> Office:
    with writing(engine) as session:
        make_scene(session)
        make_user(session, Role.SECRETARY, "body", "SEL", email="office@seoul.example", name="Office", language="en")
    client = make_client(engine, base_url=LINKS.base_url, **SERVER)
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    return Office(client, engine)


def test_the_page_says_who_would_get_what_and_when(office: Office) -> None:
    name_contact(office.engine, "BJ", "Culture Bureau", "culture@beijing.example", "zh", name="王")
    page = get_page(office.client, CHASING)
    assert "Nobody is asked automatically: chasing is off." in text_of(page)
    assert "2 of 3 without a contact" in text_of(page)
    rows = [text_of(row) for row in page.xpath("//section[@aria-labelledby='now']//tbody/tr")]
    assert rows[0] == "culture@beijing.example 王 Culture Bureau 中文 1 0 1"
    assert rows[1].startswith("office@seoul.example Office secretary Culture Division, 환경과 English 1 1 1")
    assert "截至2026年11月23日" in text_of(page)
    assert "Nothing was sent yet." in text_of(page)


def test_what_is_set_is_kept_and_said(office: Office) -> None:
    page = office.post(CHASING, SETTINGS)
    assert "Saved. Departments are chased automatically." in text_of(page)
    assert "next on 27 Nov 2026 08:30 (Korean Standard Time)" in text_of(page)
    with reading(office.engine) as session:
        chase = session.exec(select(Chase)).one()
    assert (chase.is_on, chase.weekday, chase.silent_days, chase.due_days) == (True, 4, 90, 14)
    assert f"{chase.at:%H:%M}" == "08:30"
    assert "Weekday" in text_of(page)
    off = {name: value for name, value in SETTINGS.items() if name != "is_on"}
    assert "Saved. Nobody is chased automatically." in text_of(office.post(CHASING, off))


def test_what_cannot_be_set_is_told_beside_the_field_and_stays_typed(office: Office) -> None:
    page = office.post(CHASING, SETTINGS | {"at": "25:00", "silent_days": "0", "weekday": "7"}, 422)
    assert "‘25:00’ is not a time of day." in text_of(page)
    assert "‘0’ is not a number from 1 to 3650." in text_of(page)
    assert page.xpath("//input[@name='at']/@value") == ["25:00"]
    with reading(office.engine) as session:
        assert session.exec(select(Chase)).all() == []


def test_sending_now_sends_what_the_page_shows_once(office: Office) -> None:
    name_contact(office.engine, "BJ", "Culture Bureau", "culture@beijing.example", "zh")
    page = get_page(office.client, CHASING)
    shown = [one.text_content() for one in page.xpath("//details//pre")]
    assert page.xpath("//form[contains(@action, '/now')]//button")[0].text == "Send these 3 mails now"
    form = {"submission": page.xpath("//form[contains(@action, '/now')]//input[@name='submission']/@value")[0]}
    assert "3 mails are on their way." in text_of(office.post(f"{CHASING}/now", form))
    office.post(f"{CHASING}/now", form)
    mails = find_mails(office.engine)
    assert len(mails) == 3
    hidden = re.compile(r"/(returns|hand-over)/\S+")
    assert [hidden.sub(r"/\1/", mail.text) for mail in mails] == [hidden.sub(r"/\1/", text) for text in shown]
    page = get_page(office.client, CHASING)
    rows = page.xpath("//section[@aria-labelledby='sent']//tbody/tr")
    assert len(rows) == 3
    assert "waits to be sent" in text_of(rows[0])


def test_the_links_of_a_mail_lead_somewhere(
    office: Office, engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    name_contact(engine, "SEL", "문화과", "culture@seoul.example", "ko", name="이문화")
    office.post(f"{CHASING}/now", {})
    mail = find_mails(engine)[0]
    found = re.findall(rf"{LINKS.base_url}(/\S+)", mail.text)
    paths = [path.split("/")[1] for path in found]
    assert paths == ["bodies", "bodies", "returns", "hand-over"]
    passer_by = make_client(engine, base_url=LINKS.base_url, **SERVER)
    form = text_of(get_page(passer_by, found[2]))
    assert "1-LATE" in form
    assert "1-SILENT" in form
    assert passer_by.get(found[3]).headers["Location"] == found[3].removesuffix("?lang=ko")
    get_page(passer_by, found[3].removesuffix("?lang=ko"))
    for path in found[:2]:
        get_page(office.client, path)


def test_without_a_mail_server_the_page_says_so_and_nothing_is_sent(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    with writing(engine) as session:
        make_scene(session)
    client = make_client(engine)
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    page = get_page(client, CHASING)
    assert "No mail server is set up, so nothing is sent." in text_of(page)
    assert page.xpath("//form[contains(@action, '/now')]") == []
    answer = client.post(f"{CHASING}/now")
    assert answer.status_code == 422
    assert "No mail server is set up, so nothing can be sent." in get_text(answer)
    assert find_mails(engine) == []


def test_whom_nobody_can_ask_is_told(office: Office) -> None:
    page = get_page(office.client, CHASING)
    notice = text_of(page.xpath("//section[@aria-labelledby='now']//div[@class='notice']")[0])
    assert "Nobody can be asked about these" in notice
    assert "Beijing Culture Bureau: 2 projects" in notice


def test_departments_without_a_contact_are_flagged_and_get_one(office: Office) -> None:
    page = get_page(office.client, CONTACTS)
    assert "3 departments have no contact" in text_of(page)
    assert len(page.xpath("//td//span[@class='flag flag-provisional']")) == 3
    address = next(link for link in page.xpath("//td//a/@href") if "%EB%AC%B8%ED%99%94%EA%B3%BC" in link)
    assert "4 projects name this department." in text_of(get_page(office.client, address))
    page = office.post(f"{CONTACTS}/add", CONTACT)
    assert "문화과 is reached by culture@seoul.example." in text_of(page)
    assert "2 departments have no contact" in text_of(page)
    contact = office.contact()
    assert (contact.department, contact.name, contact.language) == ("문화과", "이문화", "ko")


def test_an_address_that_takes_no_mail_is_flagged_until_one_arrives(office: Office) -> None:
    name_contact(office.engine, "SEL", "문화과", "Culture@seoul.example")
    for _ in range(2):
        office.post(f"{CHASING}/now", {})
    with writing(office.engine) as session:
        query = select(Mail).where(Mail.to_address == "Culture@seoul.example").order_by(col(Mail.id))
        first = session.exec(query).first()
        assert first is not None
        first.given_up_at, first.error = NOW, "550 no such user"
    told = "The last mail could not be delivered: 550 no such user"
    assert told in text_of(get_page(office.client, CONTACTS))
    with writing(office.engine) as session:
        session.exec(query).all()[-1].sent_at = NOW
    assert told not in text_of(get_page(office.client, CONTACTS))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "culture"}, "‘culture’ is not an e-mail address."),
        ({"email": "a@x.example\nBcc: b@x.example"}, "is not an e-mail address."),
        ({"email": ""}, "Fill this in."),
        ({"language": "fr"}, "‘fr’ is not one of the choices."),
    ],
)
def test_a_contact_that_cannot_be_is_refused(office: Office, wrong: dict[str, str], said: str) -> None:
    assert said in text_of(office.post(f"{CONTACTS}/add", CONTACT | wrong, 422))


def test_a_department_that_no_project_names_is_not_found(office: Office) -> None:
    get_page(office.client, f"{CONTACTS}/add?party=SEL&department=nobody", 404)
    assert office.client.post(f"{CONTACTS}/add", data=CONTACT | {"department": "nobody"}).status_code == 404


def test_a_contact_is_changed_and_removed_with_history(office: Office) -> None:
    office.post(f"{CONTACTS}/add", CONTACT)
    assert "has a contact already" in text_of(office.post(f"{CONTACTS}/add", CONTACT, 422))
    page = f"{CONTACTS}/{office.contact().id}"
    office.post(page, CONTACT | {"email": "new@Seoul.example"})
    assert office.contact().email == "new@seoul.example"
    assert "Nothing was changed." in text_of(office.post(page, CONTACT | {"email": "new@seoul.example"}))
    history = [text_of(one) for one in get_page(office.client, page).xpath("//ol[@class='log']/li")]
    assert history[0].startswith("changed E-mail address cu…@seoul.example ne…@seoul.example recorded by User")
    assert history[1].startswith("added E-mail address cu…@seoul.example Language 한국어 recorded by User")
    assert "문화과 has no contact any more." in text_of(office.post(f"{page}/remove", {}))
    get_page(office.client, page, 404)
    with Session(office.engine) as session:
        entries = session.exec(select(HistoryEntry).where(HistoryEntry.subject == Subject.CONTACT)).all()
    assert [entry.act.value for entry in entries] == ["added", "changed", "removed"]
    assert {entry.key for entry in entries} == {"SEL 문화과"}
    assert "culture@seoul.example" not in str([entry.after for entry in entries])


def test_contacts_of_a_party_with_a_secretariat_are_its_own(
    office: Office, engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    office.post(f"{CONTACTS}/add", CONTACT)
    of_beijing = {"party": "BJ", "department": "Culture Bureau", "email": "c@bj.example", "language": "zh"}
    office.post(f"{CONTACTS}/add", of_beijing)  # as long as Beijing has nobody here
    beijing = make_client(engine)
    sign_in_as(beijing, engine, Role.SECRETARY, "body", "BJ", now=NOW)
    with reading(engine) as session:
        ids = {one.department: one.id for one in session.exec(select(DepartmentContact))}
    for address in (CONTACTS, f"{CONTACTS}/{ids['문화과']}", CHASING):
        page = text_of(get_page(beijing, address))
        assert "known to" in page
        assert "culture@seoul.example" not in page
        assert "이문화" not in page
    assert "c@bj.example" not in text_of(get_page(office.client, CHASING))
    assert "culture@seoul.example" in text_of(get_page(office.client, CHASING))
    for client, department in ((beijing, "문화과"), (office.client, "Culture Bureau")):
        for suffix in ("", "/remove"):
            answer = client.post(f"{CONTACTS}/{ids[department]}{suffix}", data=CONTACT)
            assert answer.status_code == 422
            assert "kept by its own secretariat" in get_text(answer)
    assert beijing.post(f"{CONTACTS}/{ids['Culture Bureau']}", data=of_beijing).status_code == 303


@pytest.mark.parametrize(
    ("role", "body", "party"),
    [
        (Role.OFFICIAL, "body", None),
        (Role.MANAGER, "body", None),
        (Role.ADMINISTRATOR, None, None),
        (Role.SECRETARY, "other", "SEL"),
    ],
)
def test_chasing_is_for_secretaries_of_the_body(
    engine: Engine, make_client: Callable[..., FlaskClient], role: Role, body: str | None, party: str | None
) -> None:
    with writing(engine) as session:
        make_scene(session)
        make_scene(session, "other")
    client = make_client(engine)
    sign_in_as(client, engine, role, body, party, now=NOW)
    for address in (CHASING, CONTACTS, f"{CONTACTS}/add"):
        get_page(client, address, 403)
    for address in (CHASING, f"{CHASING}/now", f"{CONTACTS}/add", f"{CONTACTS}/1", f"{CONTACTS}/1/remove"):
        assert client.post(address).status_code == 403


def link_of(office: Office, *contacts: DepartmentContact) -> str:
    return f"/hand-over/{make_token(LINKS.secret, contacts, now=NOW)}"


COLLEAGUE = {"name": "박동료", "email": "park@seoul.example", "language": "ko"}


def test_a_contact_hands_over_to_a_colleague_without_an_account_and_once(
    office: Office, engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    contact = name_contact(engine, "SEL", "문화과", "culture@seoul.example", name="이문화")
    link, passer_by = link_of(office, contact), make_client(engine, **SERVER)
    page = get_page(passer_by, link, lang="ko")
    assert "culture@seoul.example" in text_of(page)
    form = COLLEAGUE | {"contact": str(contact.id)}
    answer = passer_by.post(link, data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/hand-over/done")
    assert "Your colleague is asked from now on" in text_of(get_page(passer_by, "/hand-over/done"))
    now = office.contact()
    assert (now.email, now.name, now.handed_over_from) == ("park@seoul.example", "박동료", "culture@seoul.example")
    assert "handed over by culture@seoul.example" in text_of(get_page(office.client, CONTACTS))
    assert "recorded by the link of a mail" in text_of(get_page(office.client, f"{CONTACTS}/{contact.id}"))
    (told,) = find_mails(engine)
    assert (told.to_address, told.language) == ("park@seoul.example", "ko")
    assert "culture@seoul.example 님이 귀하에게 담당을 인계했습니다." in told.text
    assert "This link no longer holds" in text_of(get_page(passer_by, link, 410))
    again = passer_by.post(link, data=form | {"email": "other@seoul.example"})
    assert again.status_code == 410
    assert office.contact().email == "park@seoul.example"
    with reading(engine) as session:
        logged = session.exec(select(AccessEntry).where(AccessEntry.what == "POST hand_over.do_hand_over")).all()
    assert [(one.account, one.done, one.path) for one in logged] == [("-", True, "/hand-over/")]


def test_the_link_leads_on_from_its_page_to_nowhere_else(office: Office, engine: Engine) -> None:
    link = link_of(office, name_contact(engine, "SEL", "문화과", "culture@seoul.example"))
    office.client.delete_cookie(COOKIE)
    answer = office.client.get(link)
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("strict-origin", "no-store")
    page = html.document_fromstring(get_text(answer))
    assert page.xpath("//nav[@class='account']//a/@href") == ["/sign-in"]


def test_of_several_departments_those_ticked_are_handed_over(office: Office, engine: Engine) -> None:
    one = name_contact(engine, "SEL", "문화과", "office@seoul.example")
    other = name_contact(engine, "SEL", "환경과", "office@seoul.example")
    link = link_of(office, one, other)
    assert office.client.post(link, data=COLLEAGUE | {"contact": str(one.id)}).status_code == 303
    page = get_page(office.client, link)
    assert "환경과" in text_of(page)
    assert "문화과" not in text_of(page)
    assert office.client.post(link, data=COLLEAGUE | {"contact": [str(one.id), str(other.id)]}).status_code == 422
    assert office.client.post(link, data=COLLEAGUE | {"contact": [str(other.id)]}).status_code == 303
    get_page(office.client, link, 410)


def test_what_a_colleague_cannot_be_is_told(office: Office, engine: Engine) -> None:
    contact = name_contact(engine, "SEL", "문화과", "culture@seoul.example")
    link = link_of(office, contact)
    page = office.post(link, COLLEAGUE | {"contact": str(contact.id), "email": "Culture@Seoul.example"}, 422)
    assert "This is the address that the mail came to." in text_of(page)
    assert page.xpath("//input[@name='name']/@value") == ["박동료"]
    page = office.post(link, {"language": "ko"}, 422)
    assert text_of(page).count("Fill this in.") == 6


def test_a_link_that_expired_was_forged_or_is_of_a_contact_changed_since_holds_no_more(
    office: Office, engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    contact = name_contact(engine, "SEL", "문화과", "culture@seoul.example")
    link = link_of(office, contact)
    for now, status in ((NOW + HOLDS, 200), (NOW + HOLDS + timedelta(seconds=1), 410)):
        get_page(make_client(engine, now=now, **SERVER), link, status)
    forged = make_token("x" * 40, [contact], now=NOW)
    for token in (forged, "x", link.removeprefix("/hand-over/")[:-1], "a.b.c"):
        get_page(office.client, f"/hand-over/{token}", 410)
    office.post(f"{CONTACTS}/{contact.id}", {"email": "new@seoul.example", "language": "ko"})
    get_page(office.client, link, 410)


def test_the_outbox_shows_what_waits_what_failed_and_tries_again(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    with writing(engine) as session:
        for number in range(3):
            queue_mail(
                session, key=f"k{number}", to_address=f"{number}@x.example", language="en", subject=f"Subject {number}",
                text="a secret link", at=NOW,
            )  # fmt: skip
        given_up, sent = session.exec(select(Mail).order_by(col(Mail.id)).offset(1)).all()
        mail_id = given_up.id
        given_up.given_up_at, given_up.error, given_up.attempts = NOW, "550 no such user", 1
        sent.sent_at, sent.attempts = NOW, 1
    client = make_client(engine, **SERVER)
    sign_in_as(client, engine, Role.ADMINISTRATOR, None, now=NOW)
    page = get_page(client, "/admin/mail")
    sections = {one.xpath(".//h2")[0].text.strip(): text_of(one) for one in page.xpath("//main/section")}
    assert "0@x.example" in sections["Waiting to be sent"]
    assert "1@x.example" in sections["Given up"]
    assert "550 no such user" in sections["Given up"]
    assert "2@x.example" in sections["Sent"]
    assert "a secret link" not in text_of(page)
    assert "127.0.0.1:2525" in text_of(page)
    (action,) = page.xpath("//main//form/@action")
    answer = client.post(action)
    assert answer.status_code == 303
    assert "The mail to 1@x.example is tried again now." in text_of(get_page(client, "/admin/mail"))
    with reading(engine) as session:
        again = session.get_one(Mail, mail_id)
    assert (again.given_up_at, again.attempts, again.lease_until) == (None, 0, NOW)
    assert client.post("/admin/mail/999/again").status_code == 404


def test_the_outbox_is_for_administrators(office: Office) -> None:
    get_page(office.client, "/admin/mail", 403)
    assert office.client.post("/admin/mail/1/again").status_code == 403


def test_without_a_mail_server_the_outbox_says_what_to_set(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    client = make_client(engine)
    sign_in_as(client, engine, Role.ADMINISTRATOR, None, now=NOW)
    assert "Set TRACKER_SMTP_URL and TRACKER_MAIL_FROM" in text_of(get_page(client, "/admin/mail"))
