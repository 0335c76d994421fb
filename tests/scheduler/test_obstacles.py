"""What waits in the outbox goes only to whoever may have it at the moment of sending, and only while it is current."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.builders import clock_at
from tests.mailbox import Mailbox, listening
from tests.people import make_user
from tests.scheduler.delivering_scene import CODE, DeliveryScene
from tracker.actions.history import Keeper
from tracker.actions.mail import prune_mail, try_again
from tracker.actions.recipients import Addressee, remove_recipient
from tracker.actions.recording import open_recording
from tracker.actions.users import remove_user
from tracker.db import reading, writing
from tracker.domain.deliveries import DeliveryState
from tracker.domain.problems import Refused
from tracker.domain.roles import Role, Visibility
from tracker.models import Delivery, Recipient, User, UserGrant
from tracker.queries.bodies import get_body
from tracker.queries.outbox import MailState, find_mail, find_refused
from tracker.scheduler.delivering import deliver
from tracker.scheduler.mailing import send_waiting
from tracker.scheduler.working import produce_due


@pytest.fixture
def scene(engine: Engine, tmp_path: Path) -> Iterator[DeliveryScene]:
    """An official and an address outside, whose mails wait."""
    with listening(Mailbox()) as box:
        scene = DeliveryScene(engine, tmp_path / "files", box)
        scene.load(languages=["en"])
        with writing(engine) as session:
            get_body(session, CODE).visibility = Visibility.MEMBERS
            user_id = make_user(session, Role.OFFICIAL, CODE, email="official@x.example").id
        scene.name(Addressee(user_id=user_id), Addressee(email="outside@x.example"), language="en")
        queue(scene)
        yield scene


def queue(scene: DeliveryScene) -> None:
    for job in (produce_due, deliver):
        job(scene.work())
        scene.now += timedelta(seconds=1)


def lose_role(session: Session, scene: DeliveryScene) -> None:
    user = session.exec(select(User).where(User.email == "official@x.example")).one()
    session.delete(session.exec(select(UserGrant).where(UserGrant.user_id == user.id)).one())


def leave_service(session: Session, scene: DeliveryScene) -> None:
    user = session.exec(select(User).where(User.email == "official@x.example")).one()
    remove_user(session, Keeper("user:1", scene.now), user, reason="left")


def take_off_outside(session: Session, scene: DeliveryScene) -> None:
    take_off(session, scene, session.exec(select(Recipient).where(col(Recipient.email).is_not(None))).one())


def take_off_official(session: Session, scene: DeliveryScene) -> None:
    take_off(session, scene, session.exec(select(Recipient).where(col(Recipient.user_id).is_not(None))).one())


def take_off(session: Session, scene: DeliveryScene, recipient: Recipient) -> None:
    recording = open_recording(session, get_body(session, CODE), by="user:1", clock=clock_at(scene.now))
    remove_recipient(session, recording, recipient)


LOSSES = [
    (lose_role, "outside@x.example", "no_right"),
    (leave_service, "outside@x.example", "no_right"),
    (take_off_outside, "official@x.example", "no_recipient"),
    (take_off_official, "outside@x.example", "no_recipient"),
]


@pytest.mark.parametrize(("lose", "left", "reason"), LOSSES, ids=[one[0].__name__ for one in LOSSES])
def test_whoever_may_not_have_it_any_more_when_it_is_sent_does_not_get_it(
    scene: DeliveryScene, lose: Callable[[Session, DeliveryScene], None], left: str, reason: str
) -> None:
    with writing(scene.engine) as session:
        lose(session, scene)
    assert send_waiting(scene.work()) == 1
    assert scene.box.addresses() == [left]
    assert {(one.state, one.said) for one in scene.find() if one.address != left} == {(DeliveryState.DROPPED, reason)}
    with reading(scene.engine) as session:
        body_id = get_body(session, CODE).id
        assert find_refused(session, body_id) == {}  # the address itself is not at fault
        assert [one.error for one in find_mail(session, MailState.GIVEN_UP)] == [reason]
    with writing(scene.engine) as session:
        prune_mail(session, now=scene.now + timedelta(days=400))
    assert {(one.state, one.said) for one in scene.find() if one.address != left} == {(DeliveryState.DROPPED, reason)}


def test_a_right_that_is_lost_between_two_attempts_counts_at_the_second(scene: DeliveryScene) -> None:
    scene.box.answer = lambda address: "450 4.7.1 greylisted" if address.startswith("official") else "250 OK"
    assert send_waiting(scene.work()) == 2
    with writing(scene.engine) as session:
        lose_role(session, scene)
    scene.box.answer = lambda address: "250 OK"
    scene.now += timedelta(hours=1)
    assert send_waiting(scene.work()) == 0
    assert scene.box.addresses() == ["outside@x.example"]


def test_what_was_superseded_while_it_waited_does_not_go_out_as_current(scene: DeliveryScene) -> None:
    scene.now += timedelta(days=92)
    scene.log_something()
    queue(scene)
    assert send_waiting(scene.work()) == 2
    assert [letter["Subject"].count("edition 2") for _, letter in scene.box.received] == [1, 1]
    said = {(one.edition, one.state, one.said) for one in scene.find()}
    assert said == {(1, DeliveryState.DROPPED, "superseded"), (2, DeliveryState.SENT, "")}


def test_of_editions_caught_up_on_only_the_current_one_is_mailed(scene: DeliveryScene) -> None:
    """The scheduler was away for three quarters: nobody wants three mails at once, two of them stale."""
    send_waiting(scene.work())
    for _ in range(3):
        scene.now += timedelta(days=92)
        scene.log_something()
        produce_due(scene.work())
    deliver(scene.work())
    scene.now += timedelta(seconds=1)
    send_waiting(scene.work())
    assert sorted(letter["Subject"].partition(":")[0][-9:] for _, letter in scene.box.received) == [
        "edition 1", "edition 1", "edition 4", "edition 4",
    ]  # fmt: skip
    assert {one.said for one in scene.find() if one.edition in (2, 3)} == {"superseded"}


@pytest.mark.parametrize(
    ("lose", "code"),
    [(lose_role, "delivery_no_right"), (take_off_official, "delivery_no_recipient")],
)
def test_trying_again_asks_anew_whether_it_may_go(
    scene: DeliveryScene, lose: Callable[[Session, DeliveryScene], None], code: str
) -> None:
    scene.box.answer = lambda address: "550 5.1.1 no such user"
    send_waiting(scene.work())
    with writing(scene.engine) as session:
        lose(session, scene)
    refused = next(one for one in scene.mails() if one.to_address == "official@x.example")
    with writing(scene.engine) as session, pytest.raises(Refused) as error:
        try_again(session, refused.id, now=scene.now)
    assert [problem.code for problem in error.value.problems] == [code]
    assert scene.mails()[0].given_up_at is not None


def test_a_letter_that_was_written_anew_is_not_tried_again(scene: DeliveryScene) -> None:
    scene.box.answer = lambda address: "550 5.1.1 no such user"
    send_waiting(scene.work())
    with writing(scene.engine) as session:
        for delivery in session.exec(select(Delivery)):
            delivery.mail_id = None
    with reading(scene.engine) as session:
        assert [one.can_be_tried for one in find_mail(session, MailState.GIVEN_UP)] == [False, False]
    with writing(scene.engine) as session, pytest.raises(Refused, match="delivery_written_anew"):
        try_again(session, scene.mails()[0].id, now=scene.now)


def test_whoever_may_have_it_again_gets_it_when_it_is_tried_again(scene: DeliveryScene) -> None:
    with writing(scene.engine) as session:
        take_off_outside(session, scene)
    send_waiting(scene.work())
    scene.name(Addressee(email="outside@x.example"), language="en")
    dropped = next(one for one in scene.mails() if one.to_address == "outside@x.example")
    with writing(scene.engine) as session:
        try_again(session, dropped.id, now=scene.now)
    assert {(one.state, one.said) for one in scene.find()} == {(DeliveryState.SENT, ""), (DeliveryState.QUEUED, "")}
    assert send_waiting(scene.work()) == 1
    assert set(scene.states().values()) == {DeliveryState.SENT}
