"""From a run that is done to the mail in the recipient's hands: once each, held, refused, dropped; figures first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from reports import delivering, posting
from reports.delivering import SIGNED_WAIT, require_free, send_again
from reports.posting import Drafts, Mailing, Posting
from reports.publishing import find_approvals
from tests.mailbox import Mailbox, listening
from tests.people import make_user
from tests.scheduler.delivering_scene import CODE, DeliveryScene
from tracker.actions.history import Keeper
from tracker.actions.mail import prune_mail
from tracker.actions.recipients import Addressee
from tracker.actions.recording import open_recording
from tracker.actions.users import remove_user
from tracker.db import reading, writing
from tracker.domain.deliveries import DeliveryState
from tracker.domain.editions import FileKind
from tracker.domain.problems import Refused
from tracker.domain.roles import Role
from tracker.models import Body, Delivery, EditionLink, Party, Run, Schedule, User
from tracker.queries.bodies import get_body
from tracker.scheduler.delivering import deliver
from tracker.scheduler.mailing import send_waiting
from tracker.scheduler.working import produce_due


@pytest.fixture
def scene(engine: Engine, tmp_path: Path) -> Iterator[DeliveryScene]:
    with listening(Mailbox()) as box:
        yield DeliveryScene(engine, tmp_path / "files", box)


def run_all(scene: DeliveryScene) -> None:
    for job in (produce_due, deliver, send_waiting):
        job(scene.work())
        scene.now += timedelta(seconds=1)  # what is recorded at one instant comes after another
    with reading(scene.engine) as session:
        assert [run.error for run in session.exec(select(Run)) if run.error] == []


def test_an_edition_goes_to_each_recipient_once_in_their_language_with_its_figures_first(scene: DeliveryScene) -> None:
    scene.load(languages=["ko", "en"])
    with writing(scene.engine) as session:
        officer = make_user(session, Role.OFFICIAL, CODE, email="officer@example.org", name="김영희")
        gone = make_user(session, Role.OFFICIAL, CODE, email="gone@example.org")
        officer_id, gone_id = officer.id, gone.id
    scene.name(Addressee(user_id=officer_id), Addressee(user_id=gone_id), Addressee(email="OFFICER@example.org"))
    scene.name(Addressee(email="mayor@city.example", name="Mayor Lee"), language="en", kind=FileKind.SUMMARY)
    with writing(scene.engine) as session:
        remove_user(session, Keeper("user:1", scene.now), session.get_one(User, gone_id), reason="left")
    for _ in range(2):
        run_all(scene)
    assert scene.box.addresses() == ["mayor@city.example", "officer@example.org"]
    letters = dict(scene.box.received)
    english = letters["mayor@city.example"]
    text = english.get_content() if not english.is_multipart() else english.get_body().get_content()  # type: ignore[union-attr]
    assert "promotion" in english["Subject"].lower()
    assert " of " in english["Subject"]
    first = text.splitlines()[:4]
    assert any("(" in line and " of " in line for line in first), first
    assert "https://tracker.example/editions/" in text
    assert [part.get_filename() for part in english.iter_attachments()] == [f"{CODE}-2-edition-1-en.pdf"]
    korean = letters["officer@example.org"].get_body()
    assert korean is not None
    assert f"https://tracker.example/bodies/{CODE}/reports/2/1" in korean.get_content()
    assert "추진율" in korean.get_content()
    assert "건 중" in letters["officer@example.org"]["Subject"]
    with reading(scene.engine) as session:
        (link,) = session.exec(select(EditionLink)).all()
        assert link.expires_at - link.made_at == timedelta(days=30)
    assert set(scene.states().values()) == {DeliveryState.SENT}
    with writing(scene.engine) as session:
        prune_mail(session, now=scene.now + timedelta(days=400))
    assert scene.mails() == []
    assert set(scene.states().values()) == {DeliveryState.SENT}
    assert {one.ended_at is not None for one in scene.find()} == {True}


def test_what_is_too_large_is_behind_the_link_and_an_unproduced_language_falls_back(scene: DeliveryScene) -> None:
    scene.load(languages=["ko", "en"])
    scene.most_bytes = 3
    scene.name(Addressee(email="a@x.example"), language="en")
    with writing(scene.engine) as session:
        session.exec(select(Schedule)).one().languages = ["ko"]
    run_all(scene)
    ((_, letter),) = scene.box.received
    assert list(letter.iter_attachments()) == []
    assert "too large" in letter.get_content()
    assert "한국어" in letter.get_content()


def test_what_is_held_goes_once_every_party_has_approved_and_not_where_it_was_superseded(scene: DeliveryScene) -> None:
    scene.load(languages=["en"], is_held=True)
    with reading(scene.engine) as session:
        codes = list(session.exec(select(Party.code).order_by(col(Party.id)).limit(2)))
    scene.asked = codes
    scene.name(Addressee(email="a@x.example"), language="en")
    run_all(scene)
    assert (scene.states(), scene.mails()) == ({"a@x.example": DeliveryState.HELD}, [])
    first = scene.deliveries()[0].edition_id
    scene.approve(first, codes[0])
    run_all(scene)
    assert scene.states() == {"a@x.example": DeliveryState.HELD}
    # The next quarter's edition takes its place before the second party answers.
    scene.now += timedelta(days=92)
    scene.log_something()
    run_all(scene)
    old, new = scene.deliveries()
    assert (old.outcome, old.reason, new.outcome) == ("dropped", "superseded", None)
    for code in codes:
        scene.approve(new.edition_id, code)
    run_all(scene)
    assert scene.box.received == []  # the file with the approvals in it is awaited
    sign(scene, new.edition_id)
    run_all(scene)
    ((_, letter),) = scene.box.received
    text = letter.get_body()
    assert text is not None
    assert "has approved" in text.get_content()
    assert scene.mails()[0].attachments[0]["path"].endswith(f"{find_printed(scene, new.edition_id)}.pdf")


def test_what_is_approved_does_not_wait_for_ever_and_goes_with_no_file_that_says_otherwise(
    scene: DeliveryScene,
) -> None:
    scene.load(languages=["en"], is_held=True)
    with reading(scene.engine) as session:
        scene.asked = list(session.exec(select(Party.code).order_by(col(Party.id)).limit(1)))
    scene.name(Addressee(email="a@x.example"), language="en")
    run_all(scene)
    edition_id, approved_at = scene.deliveries()[0].edition_id, scene.now
    scene.approve(edition_id, *scene.asked)
    with writing(scene.engine) as session:  # of answers that stand no longer
        scene.add_file(session, edition_id, "en", approvals="a" * 64)
    said = []
    for waited in (SIGNED_WAIT - timedelta(minutes=1), SIGNED_WAIT):
        scene.now = approved_at + waited
        run_all(scene)
        said += [(one.state, one.said) for one in scene.find()]
    assert said == [(DeliveryState.HELD, ""), (DeliveryState.DROPPED, "no_file")]
    assert not send_once_more(scene)
    sign(scene, edition_id)
    assert send_once_more(scene)
    scene.now += timedelta(seconds=1)
    send_waiting(scene.work())
    assert scene.box.addresses() == ["a@x.example"]


def send_once_more(scene: DeliveryScene) -> bool:
    with writing(scene.engine) as session:
        recording = open_recording(session, get_body(session, CODE), by="user:1", clock=lambda: scene.now)
        posting = Posting(session, recording, Mailing("https://tracker.example", 1000), Drafts())
        return send_again(posting, session.exec(select(Delivery)).one())


def find_printed(scene: DeliveryScene, edition_id: int) -> str:
    with reading(scene.engine) as session:
        return find_approvals(session, edition_id).digest


def sign(scene: DeliveryScene, edition_id: int) -> None:
    printed = find_printed(scene, edition_id)
    with writing(scene.engine) as session:
        scene.add_file(session, edition_id, "en", approvals=printed)


def test_without_a_mail_server_deliveries_say_so_and_what_was_refused_is_told(scene: DeliveryScene) -> None:
    scene.load(languages=["en"])
    scene.name(Addressee(email="a@x.example"), Addressee(email="b@x.example"), language="en")
    scene.has_server = False
    run_all(scene)
    assert scene.mails() == []
    assert {(one.state, one.said) for one in scene.find()} == {(DeliveryState.DROPPED, "no_server")}
    scene.has_server = True
    scene.box.answer = lambda address: "550 5.1.1 no such user" if address.startswith("b@") else "250 OK"
    scene.now += timedelta(days=92)
    scene.log_something()
    run_all(scene)
    assert scene.states() == {"b@x.example": DeliveryState.REFUSED, "a@x.example": DeliveryState.SENT}
    assert scene.find()[0].said == "550 5.1.1 no such user"
    with reading(scene.engine) as session:
        assert all(run.delivered_at is not None for run in session.exec(select(Run)))


def test_what_is_held_is_not_sent_while_its_figures_are_not_final(scene: DeliveryScene) -> None:
    scene.load(languages=["en"], is_held=True)
    with writing(scene.engine) as session:
        session.exec(select(Body).where(Body.code == CODE)).one().asks_sign_off = True
    scene.name(Addressee(email="a@x.example"), language="en")
    run_all(scene)
    assert scene.mails() == []
    assert [(one.state, one.said) for one in scene.find()] == [(DeliveryState.DROPPED, "not_final")]


def test_what_was_approved_is_not_sent_once_a_later_edition_took_its_place(scene: DeliveryScene) -> None:
    scene.load(languages=["en"], is_held=True)
    with reading(scene.engine) as session:
        scene.asked = list(session.exec(select(Party.code).order_by(col(Party.id)).limit(1)))
    scene.name(Addressee(email="a@x.example"), language="en")
    run_all(scene)
    scene.approve(scene.deliveries()[0].edition_id, scene.asked[0])
    scene.now += timedelta(days=92)
    scene.log_something()
    run_all(scene)
    old, new = scene.deliveries()
    assert (old.outcome, old.reason, new.outcome) == ("dropped", "superseded", None)
    assert scene.box.received == []


def test_what_was_held_stays_held_and_cannot_be_sent_by_hand(scene: DeliveryScene) -> None:
    """Whatever its schedule says since."""
    scene.load(languages=["en"], is_held=True)
    with reading(scene.engine) as session:
        scene.asked = list(session.exec(select(Party.code).order_by(col(Party.id)).limit(1)))
    scene.name(Addressee(email="a@x.example"), language="en")
    run_all(scene)
    with writing(scene.engine) as session:
        session.exec(select(Schedule)).one().is_held = False
    run_all(scene)
    assert (scene.states(), scene.mails()) == ({"a@x.example": DeliveryState.HELD}, [])
    with reading(scene.engine) as session, pytest.raises(Refused):
        require_free(session, session.exec(select(Delivery)).one())
    scene.approve(scene.deliveries()[0].edition_id, scene.asked[0])
    with reading(scene.engine) as session:
        require_free(session, session.exec(select(Delivery)).one())


def test_nothing_is_locked_while_everything_is_held_on(scene: DeliveryScene) -> None:
    scene.load(languages=["en"], is_held=True)
    with reading(scene.engine) as session:
        scene.asked = list(session.exec(select(Party.code).order_by(col(Party.id)).limit(1)))
    scene.name(Addressee(email="a@x.example"), language="en")
    run_all(scene)
    before = last_recorded_at(scene)
    run_all(scene)
    assert last_recorded_at(scene) == before


def last_recorded_at(scene: DeliveryScene) -> datetime:
    with reading(scene.engine) as session:
        return get_body(session, CODE).last_recorded_at


def test_many_recipients_are_served_a_batch_at_a_time_and_a_batch_that_fails_loses_and_doubles_nobody(
    scene: DeliveryScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "BATCH", 2)
    scene.load(languages=["en"])
    addresses = [f"{number}@x.example" for number in range(5)]
    scene.name(*(Addressee(email=one) for one in addresses), language="en")
    produce_due(scene.work())
    letters = count(1)
    write = delivering.post_letter

    def fail_at_the_fourth(*args: Any) -> None:
        if next(letters) == 4:
            raise RuntimeError("the process dies")
        write(*args)

    monkeypatch.setattr(delivering, "post_letter", fail_at_the_fourth)
    assert deliver(scene.work()) == 2  # the second batch is undone as a whole
    assert [one.to_address for one in scene.deliveries()] == addresses[:2]
    with reading(scene.engine) as session:
        assert [run.delivered_at for run in session.exec(select(Run))] == [None]
    assert deliver(scene.work("another")) == 3
    assert deliver(scene.work()) == 0
    scene.now += timedelta(seconds=1)
    send_waiting(scene.work())
    assert scene.box.addresses() == addresses
    with reading(scene.engine) as session:
        assert all(run.delivered_at is not None for run in session.exec(select(Run)))


def test_the_figures_of_an_edition_are_read_once_and_before_the_body_is_held(
    scene: DeliveryScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.load(languages=["ko", "en"])
    scene.name(*(Addressee(email=f"{number}@x.example") for number in range(3)), language="en")
    scene.name(Addressee(email="k@x.example"), language="ko")
    produce_due(scene.work())
    read, held = [], []
    from_text = posting.from_text

    def read_once(text: str) -> Any:
        read.append(bool(held))
        return from_text(text)

    def hold(*args: Any, **named: Any) -> Any:
        held.append(True)
        return open_recording(*args, **named)

    monkeypatch.setattr(posting, "from_text", read_once)
    monkeypatch.setattr(delivering, "open_recording", hold)
    assert deliver(scene.work()) == 4
    assert read == [False]


def test_a_user_whose_address_changed_has_an_edition_once(scene: DeliveryScene) -> None:
    scene.load(languages=["en"])
    with writing(scene.engine) as session:
        user_id = make_user(session, Role.OFFICIAL, CODE, email="before@x.example").id
    scene.name(Addressee(user_id=user_id), language="en")
    run_all(scene)
    with writing(scene.engine) as session:
        session.get_one(User, user_id).email = "after@x.example"
        session.exec(select(Run)).one().delivered_at = None
    run_all(scene)
    assert scene.box.addresses() == ["before@x.example"]
