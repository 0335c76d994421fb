"""Whom a schedule's editions go to, kept in the browser, and what was refused seen to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from reports import posting
from reports.freezing import freeze_edition
from tests.builders import clock_at
from tests.mailbox import Mailbox
from tests.people import make_user, sign_in_as
from tests.scheduler.delivering_scene import CODE, NOW, DeliveryScene
from tests.web.reading import get_page, get_text
from tracker.actions.mail import claim_mail, mark_failed, mark_sent
from tracker.actions.recipients import Addressee
from tracker.db import reading, writing
from tracker.domain.deliveries import DeliveryState
from tracker.domain.roles import Role
from tracker.models import Body, Edition, HistoryEntry, Party, Period, Schedule, Subject
from tracker.scheduler.delivering import deliver
from tracker.scheduler.mailing import send_waiting
from tracker.scheduler.working import produce_due
from tracker.web import changing

PASTED = "김영희 <kim@city.example>\nLee, lee@City.Example; kim@city.example\n"


WISH = {"language": "ko", "kind": "report"}


@dataclass
class Secretary:
    """A secretary's browser over a body whose one schedule has these recipients' page."""

    client: FlaskClient
    scene: DeliveryScene
    page: str
    reader_id: int


@pytest.fixture
def secretary(engine: Engine, make_client: Callable[..., FlaskClient], tmp_path: Path) -> Secretary:
    scene = DeliveryScene(engine, tmp_path / "files", Mailbox())
    scene.load(languages=["ko", "en"])
    with writing(engine) as session:
        schedule_id = session.exec(select(Schedule.id)).one()
        party = session.exec(select(Party.code).order_by(col(Party.id))).first()
        reader_id = make_user(session, Role.MANAGER, CODE, name="Manager Park", email="park@example.org").id
    client = make_client(engine, now=NOW, smtp_url="smtp://127.0.0.1:9", mail_from="t@city.example")
    sign_in_as(client, engine, Role.SECRETARY, CODE, party, now=NOW)
    return Secretary(client, scene, f"/bodies/{CODE}/schedules/{schedule_id}/recipients", reader_id)


def test_recipients_are_added_by_name_or_pasted_changed_and_removed(secretary: Secretary) -> None:
    client, page = secretary.client, secretary.page
    assert "Manager Park" in get_text(client.get(page))
    users = [str(secretary.reader_id)]
    wrong = client.post(page, data=WISH | {"pasted": "nobody\nlee@city.example", "users": users})
    assert (wrong.status_code, "nobody" in get_text(wrong)) == (422, True)
    assert client.post(page, data=WISH | {"language": "ja", "pasted": "a@x.example"}).status_code == 422
    assert client.post(page, data=WISH).status_code == 422
    assert client.post(page, data=WISH | {"pasted": PASTED + "PARK@example.org", "users": users}).status_code == 303
    assert "3 recipients were added." in get_text(client.get(page))
    assert [(one.user_id, one.email, one.name) for one in secretary.scene.recipients()] == [
        (secretary.reader_id, None, ""),
        (None, "kim@city.example", "김영희"),
        (None, "lee@city.example", "Lee"),
    ]
    lee = f"{page}/{secretary.scene.recipients()[-1].id}"
    changed = {"language": "en", "kind": "summary", "email": "kim@city.example", "name": "Lee"}
    assert client.post(lee, data=changed).status_code == 422
    assert client.post(lee, data=changed | {"email": "lee@city.example"}).status_code == 303
    assert client.post(f"{page}/9999/remove").status_code == 404
    assert client.post(f"{lee}/remove").status_code == 303
    assert len(secretary.scene.recipients()) == 2
    with reading(secretary.scene.engine) as session:
        kept = session.exec(select(HistoryEntry).where(HistoryEntry.subject == Subject.RECIPIENT)).all()
        assert len(kept) == 5
        assert "kim@city.example" not in str([(one.before, one.after) for one in kept])


def test_a_language_that_nobody_chose_is_the_users_own_else_the_bodys_first(secretary: Secretary) -> None:
    with writing(secretary.scene.engine) as session:
        own = [
            make_user(session, Role.OFFICIAL, CODE, email=f"{tag}@x.example", language=tag).id for tag in ("en", "ja")
        ]
        languages = session.exec(select(Body.languages).where(Body.code == CODE)).one()
    wish = {"language": "", "kind": "report", "pasted": "out@x.example", "users": [str(one) for one in own]}
    assert secretary.client.post(secretary.page, data=wish).status_code == 303
    first = next(one for one in languages if one in ("ko", "en"))  # Japanese is not produced
    assert [one.language for one in secretary.scene.recipients()] == ["en", first, first]
    page = get_page(secretary.client, secretary.page)
    assert page.xpath("string(//select[@name='language']/option[1]/@value)") == ""


def test_a_refused_mail_is_told_to_the_secretariat_which_mends_the_address_and_sends_it_again(
    secretary: Secretary, make_client: Callable[..., FlaskClient]
) -> None:
    client, scene, later = secretary.client, secretary.scene, NOW + timedelta(minutes=1)
    scene.name(Addressee(email="kim@city.example"), Addressee(email="lee@city.example"))
    for job in (produce_due, deliver):
        job(scene.work())
    with writing(scene.engine) as session:
        refused, taken = (claim_mail(session, owner="x", now=later, lease=timedelta(minutes=1)) for _ in range(2))
        assert refused is not None
        assert taken is not None
        mark_failed(session, refused, error="550 5.1.1 no such user", for_good=True, now=later)
        mark_sent(session, taken, now=later)
    text = get_text(client.get(f"/bodies/{CODE}/reports"))
    assert "1 mail did not arrive." in text
    assert text.index("550 5.1.1 no such user") < text.index("taken by the mail server")
    edition = f"/bodies/{CODE}/reports/2/1"
    text = get_text(client.get(edition))
    assert text.index("550 5.1.1 no such user") < text.index("Mend the address and send it again")
    assert "lee@city.example" in text
    again = f"/bodies/{CODE}/deliveries/{scene.deliveries()[0].id}"
    assert "Send it again" in get_text(client.get(again))
    assert client.post(again, data={"email": "lee@city.example"}).status_code == 422  # has it already
    assert client.post(again, data={"email": "kim2@city.example"}).status_code == 303
    assert client.post(again, data={"email": "kim3@city.example"}).status_code == 422  # it is on its way
    assert [one.email for one in scene.recipients()] == ["kim2@city.example", "lee@city.example"]
    assert [one.to_address for one in scene.mails() if one.sent_at is None and one.given_up_at is None] == [
        "kim2@city.example"
    ]
    official = make_client(scene.engine, now=NOW)
    sign_in_as(official, scene.engine, Role.OFFICIAL, CODE, now=NOW)
    assert "kim2@city.example" not in get_text(official.get(f"/bodies/{CODE}/reports"))
    assert "kim2@city.example" not in get_text(official.get(edition))
    assert official.get(again).status_code == 403


def told(steps: list[str], call: Callable[..., Any]) -> Callable[..., Any]:
    """The same, which leaves its name where it was called."""

    def tell(*args: Any, **named: Any) -> Any:
        steps.append(call.__name__)
        return call(*args, **named)

    return tell


def test_whom_an_edition_made_by_hand_left_with_nothing_gets_it_once_by_one_button(
    secretary: Secretary, make_client: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, scene = secretary.client, secretary.scene
    scene.name(Addressee(user_id=secretary.reader_id), Addressee(email="lee@city.example"), language="ko")
    for job in (produce_due, deliver):
        job(scene.work())
    scene.log_something()
    scene.now += timedelta(minutes=1)
    first, second = (f"/bodies/{CODE}/reports/2/{number}" for number in (1, 2))
    with writing(scene.engine) as session:
        clock = clock_at(scene.now)
        edition, _ = freeze_edition(session, CODE, 2, as_of=NOW.date(), by="user:1", clock=clock, why="by hand")
    assert "send-on" not in client.get(second).get_data(as_text=True)  # nothing is there to be sent
    with writing(scene.engine) as session:
        scene.add_file(session, edition.id, "ko")
    assert "2 recipients of it have got neither" in get_text(client.get(first))
    assert "2 recipients of earlier editions have not got this one" in get_text(client.get(second))
    steps: list[str] = []
    official = make_client(scene.engine, now=NOW)
    sign_in_as(official, scene.engine, Role.OFFICIAL, CODE, now=NOW)
    assert official.post(f"{second}/send-on").status_code == 403
    assert "send-on" not in official.get(second).get_data(as_text=True)
    for module, name in ((posting, "from_text"), (changing, "open_recording")):
        monkeypatch.setattr(module, name, told(steps, getattr(module, name)))
    for click, answer in (("one", "It goes to 2 recipients."), ("two", "Nobody is left who did not get it.")):
        assert client.post(f"{second}/send-on", data={"submission": click}).status_code == 303
        assert answer in get_text(client.get(second))
    assert steps == ["from_text", "open_recording"] * 2  # nothing is held while the figures are read
    assert "send-on" not in client.get(second).get_data(as_text=True)
    assert send_waiting(scene.work()) == 0  # the mail server of this scene does not answer
    stood = {(one.edition, one.address, one.state, one.said == "superseded") for one in scene.find()}
    assert stood == {
        (number, address, state, state is DeliveryState.DROPPED)
        for number, state in ((1, DeliveryState.DROPPED), (2, DeliveryState.QUEUED))
        for address in ("park@example.org", "lee@city.example")
    }
    assert client.post(f"{first}/send-on", data={"submission": "three"}).status_code == 303
    assert len(scene.mails()) == 4


def test_what_is_sent_on_but_held_is_said_to_wait(secretary: Secretary) -> None:
    client, scene = secretary.client, secretary.scene
    with writing(scene.engine) as session:
        session.exec(select(Schedule)).one().is_held = True
        scene.asked = list(session.exec(select(Party.code).order_by(col(Party.id)).limit(1)))
    scene.name(Addressee(email="lee@city.example"), language="ko")
    for job in (produce_due, deliver):
        job(scene.work())
    scene.log_something()
    scene.now += timedelta(minutes=1)
    with writing(scene.engine) as session, scene.asking():
        clock = clock_at(scene.now)
        edition, _ = freeze_edition(session, CODE, 2, as_of=NOW.date(), by="user:1", clock=clock, why="by hand")
        scene.add_file(session, edition.id, "ko")
    page = f"/bodies/{CODE}/reports/2/2"
    assert client.post(f"{page}/send-on").status_code == 303
    assert "It goes to 1 recipient once every party has approved it." in get_text(client.get(page))
    assert scene.states() == {"lee@city.example": DeliveryState.HELD}


def test_what_was_superseded_can_be_sent_once_its_edition_is_the_current_one_again(secretary: Secretary) -> None:
    """As after a last day of the period that was entered by mistake."""
    client, scene = secretary.client, secretary.scene
    scene.name(Addressee(email="lee@city.example"))
    for job in (produce_due, deliver):
        job(scene.work())
    scene.log_something()
    with writing(scene.engine) as session:
        period_id, as_of = session.exec(select(Edition.period_id, Edition.as_of)).one()
        session.get_one(Period, period_id).ends_on = as_of - timedelta(days=2)
        clock = clock_at(NOW + timedelta(minutes=1))
        freeze_edition(session, CODE, 2, as_of=as_of - timedelta(days=1), by="user:1", clock=clock, why="by hand")
    with writing(scene.engine) as session:
        assert claim_mail(session, owner="x", now=NOW + timedelta(minutes=2), lease=timedelta(minutes=1)) is None
    page, again = f"/bodies/{CODE}/reports", f"/bodies/{CODE}/deliveries/{scene.deliveries()[0].id}"
    assert "send it to them from its page" in get_text(client.get(page))
    assert client.post(again, data={"email": "lee@city.example"}).status_code == 422
    with writing(scene.engine) as session:
        session.get_one(Period, period_id).ends_on = None
    for address in (page, again):
        text = get_text(client.get(address))
        assert ("Its edition is the current one again" in text, "from its page" in text) == (True, False)
    assert client.post(again, data={"email": "lee@city.example"}).status_code == 303
    assert [one.state for one in scene.find()] == [DeliveryState.QUEUED]


def test_what_may_not_go_any_more_is_said_in_words_and_cannot_be_sent_again(
    secretary: Secretary, make_client: Callable[..., FlaskClient]
) -> None:
    client, scene, later = secretary.client, secretary.scene, NOW + timedelta(minutes=1)
    scene.name(Addressee(email="kim@city.example"))
    for job in (produce_due, deliver):
        job(scene.work())
    client.post(f"{secretary.page}/{scene.recipients()[0].id}/remove")
    with writing(scene.engine) as session:
        assert claim_mail(session, owner="x", now=later, lease=timedelta(minutes=1)) is None
    again = f"/bodies/{CODE}/deliveries/{scene.deliveries()[0].id}"
    administrator = make_client(scene.engine, now=NOW)
    sign_in_as(administrator, scene.engine, Role.ADMINISTRATOR, None, now=NOW)
    for page in (client.get(f"/bodies/{CODE}/reports"), client.get(again), administrator.get("/admin/mail")):
        text = get_text(page)
        assert "They were taken off the recipients before it was sent." in text
        assert "no_recipient" not in text
    refused = client.post(again, data={"email": "kim@city.example"})
    assert (refused.status_code, "no recipient of the schedule any more" in get_text(refused)) == (422, True)
    tried = administrator.post(f"/admin/mail/{scene.mails()[0].id}/again")
    assert (tried.status_code, "no recipient of the schedule any more" in get_text(tried)) == (422, True)
    assert scene.mails()[0].given_up_at is not None


def test_of_many_sendings_the_reports_page_shows_some_and_the_edition_s_all(secretary: Secretary) -> None:
    client, scene = secretary.client, secretary.scene
    scene.name(*(Addressee(email=f"{number}@city.example") for number in range(12)))
    for job in (produce_due, deliver):
        job(scene.work())
    text = get_text(client.get(f"/bodies/{CODE}/reports"))
    assert "2 more stand on the pages of their editions." in text
    assert text.count("@city.example") == 10
    assert get_text(client.get(f"/bodies/{CODE}/reports/2/1")).count("@city.example") == 12
