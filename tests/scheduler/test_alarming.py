"""An edition that is not there an hour after it was due is told to its secretaries and to administrators, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.builders import make_body, make_party, make_period
from tests.people import make_user
from tests.scheduler.scenes import Scene, make_schedule
from tracker.actions.digests import DigestLinks
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import Mail
from tracker.scheduler.alarming import tell_missed
from tracker.scheduler.working import Work, produce_due

DUE_AT = datetime(2026, 3, 1, 6, tzinfo=UTC)


def make_people(session: Session) -> None:
    """A body with a monthly schedule, whom to tell, and who is not told."""
    for code in ("body", "other"):
        body = make_body(session, code, time_zone="Asia/Seoul")
        make_party(session, body, "SEL")
    body = make_body(session, "late", time_zone="Asia/Seoul")
    make_party(session, body, "SEL")
    make_period(session, body, 1, conference_on=DUE_AT.date() - timedelta(days=100), ends_on=None)
    make_schedule(session, body, active_from=DUE_AT - timedelta(days=1), time_zone="Asia/Seoul")
    make_user(session, Role.SECRETARY, "late", "SEL", email="secretary@example.org", language="ko")
    make_user(session, Role.ADMINISTRATOR, email="keeper@example.org")
    make_user(session, Role.OFFICIAL, "late", email="official@example.org")
    make_user(session, Role.SECRETARY, "other", "SEL", email="elsewhere@example.org")


def make_work(scene: Scene) -> Work:
    return replace(scene.work(), links=DigestLinks("https://tracker.example.org", "secret"))


def find_mails(engine: Engine) -> list[Mail]:
    with reading(engine) as session:
        return list(session.exec(select(Mail).order_by(col(Mail.id))))


def test_a_missing_edition_is_told_once_to_whom_it_concerns(engine: Engine) -> None:
    with writing(engine) as session:
        make_people(session)
    due_at = datetime(2026, 2, 28, 21, tzinfo=UTC)  # six in the morning in Seoul
    scene = Scene(engine, due_at + timedelta(minutes=59), fails_for={"late"})
    produce_due(scene.work())
    assert tell_missed(make_work(scene)) == 0
    scene.now = due_at + timedelta(hours=1)
    assert tell_missed(make_work(scene)) == 2
    assert tell_missed(make_work(scene)) == 0
    first, second = find_mails(engine)
    assert (first.to_address, first.language) == ("secretary@example.org", "ko")
    assert (second.to_address, second.language) == ("keeper@example.org", "en")
    assert "the report due at 1 Mar 2026 06:00 (Korean Standard Time) is missing" in second.subject
    assert "every month on day 1 at 06:00" in second.text
    assert "no glyph for late" in second.text
    assert "https://tracker.example.org/bodies/late/reports" in second.text
    assert "2026. 3. 1. 06:00" in first.subject
    # A month later the next one is held up: it is told by itself, and the first is not told again.
    scene.now = datetime(2026, 4, 1, 6, tzinfo=UTC)
    assert tell_missed(make_work(scene)) == 2
    assert len(find_mails(engine)) == 4


def test_nothing_is_told_of_what_came_or_without_a_mail_server(engine: Engine) -> None:
    with writing(engine) as session:
        make_people(session)
    scene = Scene(engine, DUE_AT + timedelta(days=1))
    assert tell_missed(scene.work()) == 0
    produce_due(scene.work())
    assert tell_missed(make_work(scene)) == 0
    assert find_mails(engine) == []
