"""Whom an edition made by hand left with nothing: who is offered it, and that nobody has it twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from reports.delivering import send_to_left_out
from reports.freezing import freeze_edition
from reports.posting import Drafts, Mailing, Posting
from tests.builders import clock_at
from tests.mailbox import Mailbox
from tests.people import make_user
from tests.scheduler.delivering_scene import CODE, NOW, DeliveryScene
from tracker.actions.mail import claim_mail
from tracker.actions.recipients import Addressee
from tracker.actions.recording import open_recording
from tracker.db import reading, writing
from tracker.domain.deliveries import DeliveryState
from tracker.domain.roles import Role
from tracker.models import Body, Party, Run, RunState, User
from tracker.queries.bodies import get_body
from tracker.queries.editions import get_edition_by_id
from tracker.queries.left_out import find_left_out
from tracker.scheduler.delivering import deliver
from tracker.scheduler.working import produce_due

LEASE = timedelta(minutes=2)


@pytest.fixture
def scene(engine: Engine, tmp_path: Path) -> DeliveryScene:
    return DeliveryScene(engine, tmp_path / "files", Mailbox())


def deliver_first(scene: DeliveryScene, *addressees: Addressee) -> None:
    scene.name(*addressees, language="en")
    for job in (produce_due, deliver):
        job(scene.work())
    scene.now += timedelta(minutes=1)


def make_by_hand(scene: DeliveryScene) -> int:
    scene.log_something()
    with writing(scene.engine) as session:
        clock = clock_at(scene.now)
        edition, _ = freeze_edition(session, CODE, 2, as_of=NOW.date(), by="user:1", clock=clock, why="by hand")
        scene.add_file(session, edition.id, "en")
    return edition.id


def find_addresses(scene: DeliveryScene, edition_id: int) -> list[str]:
    with reading(scene.engine) as session:
        return [one.to_address for one, _ in find_left_out(session, get_edition_by_id(session, edition_id))]


def test_a_user_who_moved_to_the_address_of_another_recipient_is_sent_it_once(scene: DeliveryScene) -> None:
    scene.load(languages=["en"])
    with writing(scene.engine) as session:
        user_id = make_user(session, Role.MANAGER, CODE, email="before@x.example").id
    deliver_first(scene, Addressee(user_id=user_id), Addressee(email="after@x.example"))
    with writing(scene.engine) as session:
        session.get_one(User, user_id).email = "After@x.example"
    edition_id = make_by_hand(scene)
    with writing(scene.engine) as session:
        recording = open_recording(session, get_body(session, CODE), by="user:1", clock=clock_at(scene.now))
        posting = Posting(session, recording, Mailing("https://x.example", 1000), Drafts())
        assert send_to_left_out(posting, get_edition_by_id(session, edition_id)) == {DeliveryState.QUEUED: 1}
    assert len([one for one in scene.deliveries() if one.edition_id == edition_id]) == 1
    assert find_addresses(scene, edition_id) == []


def test_what_is_not_final_is_not_offered_to_those_who_wait_for_a_sign_off(scene: DeliveryScene) -> None:
    scene.load(languages=["en"], is_held=True)
    with writing(scene.engine) as session:
        session.exec(select(Body).where(Body.code == CODE)).one().asks_sign_off = True
        scene.asked = list(session.exec(select(Party.code).order_by(col(Party.id)).limit(1)))
    deliver_first(scene, Addressee(email="a@x.example"))
    assert find_addresses(scene, make_by_hand(scene)) == []


def test_it_is_not_offered_while_the_earlier_one_is_handed_over_or_a_schedule_is_at_work(scene: DeliveryScene) -> None:
    scene.load(languages=["en"])
    deliver_first(scene, Addressee(email="a@x.example"), Addressee(email="b@x.example"))
    with writing(scene.engine) as session:
        claimed = claim_mail(session, owner="x", now=scene.now, lease=LEASE)
    assert claimed is not None
    edition_id = make_by_hand(scene)
    assert find_addresses(scene, edition_id) == [{"a@x.example": "b@x.example"}[claimed.to_address]]
    with writing(scene.engine) as session:
        run = session.exec(select(Run)).one()
        session.add(
            Run(
                body_id=run.body_id, schedule_id=run.schedule_id, period_id=run.period_id, due_at=scene.now,
                state=RunState.CLAIMED, owner="x", lease_until=scene.now + LEASE, started_at=scene.now,
            )
        )  # fmt: skip
    assert find_addresses(scene, edition_id) == []
