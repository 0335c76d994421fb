"""The outbox: actions put mail in, the scheduler sends it. The same thing is never put in twice.

A mail is claimed under a lease before it is sent, and noted as sent the moment the mail server says yes. Whoever dies
between that yes and the note of it, or never hears it, leaves a mail that is sent once more, under the same Message-ID:
the one double that nobody can rule out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.actions.runs import pause_after
from tracker.domain.deliveries import DROP_REASONS, LETTER_KEY
from tracker.domain.problems import NotFound, Problem, Refused
from tracker.models import Delivery, Mail
from tracker.queries.obstacles import find_obstacle
from tracker.queries.outbox import MOST_ATTEMPTS, find_outcome

#: How long it is kept that something was sent or given up: of a body, and of none.
KEPT, KEPT_OF_NO_BODY = timedelta(days=365), timedelta(days=30)

#: How long its words are kept, which may hold a link that lets its reader in.
TEXT_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that goes along: what it is called, its media type, and its path within the files folder."""

    name: str
    media_type: str
    path: str


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """What is to be sent, by whoever holds it."""

    id: int
    owner: str
    attempt: int
    key: str
    to_address: str
    language: str
    subject: str
    text: str
    made_at: datetime
    files: tuple[MailFile, ...]


def queue_mail(
    session: Session,
    *,
    key: str,
    to_address: str,
    language: str,
    subject: str,
    text: str,
    at: datetime,
    body_id: int | None = None,
    files: Sequence[MailFile] = (),
) -> Mail | None:
    """Put a mail into the outbox; None where one of this key is there already, sent or not."""
    if is_queued(session, key):
        return None
    mail = Mail(
        body_id=body_id,
        key=key,
        to_address=to_address,
        language=language,
        subject=" ".join(subject.split()),
        text=text,
        attachments=[asdict(file) for file in files],
        made_at=at,
        lease_until=at,
    )
    session.add(mail)
    session.flush()
    return mail


def is_queued(session: Session, key: str) -> bool:
    """Whether one of this key is in the outbox, sent or not."""
    return session.exec(select(Mail.id).where(Mail.key == key)).first() is not None


def claim_mail(session: Session, *, owner: str, now: datetime, lease: timedelta) -> ClaimedMail | None:
    """Claim the mail that waits longest; None where none is to be tried now. Whoever else is at work on one is
    passed by, not waited for. The letter of a delivery that may not go any more is given up instead, and says why."""
    query = (
        select(Mail)
        .where(col(Mail.sent_at).is_(None), col(Mail.given_up_at).is_(None), col(Mail.lease_until) <= now)
        .order_by(col(Mail.lease_until), col(Mail.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (mail := session.exec(query).one_or_none()) is not None:
        delivery = _find_delivery(session, mail)
        obstacle = None if delivery is None else find_obstacle(session, delivery)
        if obstacle is None:
            return _claim(session, mail, owner=owner, until=now + lease)
        mail.given_up_at, mail.error, mail.owner = now, obstacle.value, None
        session.add(mail)
        session.flush()
    return None


def _claim(session: Session, mail: Mail, *, owner: str, until: datetime) -> ClaimedMail:
    mail.owner, mail.attempts, mail.lease_until = owner, mail.attempts + 1, until
    session.add(mail)
    session.flush()
    return ClaimedMail(
        id=mail.id,
        owner=owner,
        attempt=mail.attempts,
        key=mail.key,
        to_address=mail.to_address,
        language=mail.language,
        subject=mail.subject,
        text=mail.text,
        made_at=mail.made_at,
        files=tuple(MailFile(**one) for one in mail.attachments),
    )


def _find_delivery(session: Session, mail: Mail) -> Delivery | None:
    """Whose letter it is; None for any other mail, and for a letter that was written anew since."""
    return session.exec(select(Delivery).where(Delivery.mail_id == mail.id)).one_or_none()


def renew_mail(session: Session, claimed: ClaimedMail, *, until: datetime) -> bool:
    """Hold a mail for longer. False where it is no longer ours."""
    return _change(session, claimed, {"lease_until": until})


def mark_sent(session: Session, claimed: ClaimedMail, *, now: datetime) -> bool:
    """False where it is no longer ours."""
    return _change(session, claimed, {"sent_at": now, "lease_until": now, "error": None})


def mark_failed(session: Session, claimed: ClaimedMail, *, error: str, for_good: bool, now: datetime) -> bool:
    """Keep the error, and have the mail tried again after a pause; given up where it was refused for good, or tried
    often enough. False where it is no longer ours."""
    changes: dict[str, Any] = {"error": error, "lease_until": now + pause_after(claimed.attempt), "owner": None}
    if for_good or claimed.attempt >= MOST_ATTEMPTS:
        changes["given_up_at"] = now
    return _change(session, claimed, changes)


def try_again(session: Session, mail_id: int, *, now: datetime) -> Mail:
    """Have a mail that was given up, or that pauses, tried at once and as often as a new one; one that is just being
    sent stays with whoever sends it. NotFound where there is none that is still to be sent, or its words are gone.
    Refused where it is the letter of a delivery that may not go any more, or that was written anew."""
    mail = session.exec(select(Mail).where(Mail.id == mail_id).with_for_update()).one_or_none()
    if mail is None or mail.sent_at is not None or not mail.text:
        raise NotFound("mail", str(mail_id))
    _require_free(session, mail)
    at_work = mail.owner is not None and mail.lease_until > now
    if mail.given_up_at is not None or (mail.error is not None and not at_work):
        mail.given_up_at, mail.attempts, mail.lease_until, mail.owner = None, 0, now, None
        mail.error = None if mail.error in DROP_REASONS else mail.error  # what stood in its way does so no longer
        session.add(mail)
        session.flush()
    return mail


def _require_free(session: Session, mail: Mail) -> None:
    if not mail.key.startswith(LETTER_KEY):
        return
    delivery = _find_delivery(session, mail)
    if delivery is None:
        raise Refused(Problem("delivery_written_anew"))
    obstacle = find_obstacle(session, delivery)
    if obstacle is not None:
        raise Refused(Problem(f"delivery_{obstacle}"))


def prune_mail(session: Session, *, now: datetime) -> None:
    """Take away what was sent or given up long enough ago; its words sooner."""
    session.execute(sa.update(Mail).where(_is_over(now - TEXT_KEPT), col(Mail.text) != "").values(text=""))
    for kept, of in ((KEPT, col(Mail.body_id).is_not(None)), (KEPT_OF_NO_BODY, col(Mail.body_id).is_(None))):
        _keep_outcomes(session, of, _is_over(now - kept))
        session.execute(sa.delete(Mail).where(of, _is_over(now - kept)))


def _keep_outcomes(session: Session, *going: sa.ColumnElement[bool]) -> None:
    """Of deliveries whose letters go, what became of them stays."""
    letters = select(Delivery, Mail).join(Mail, col(Mail.id) == col(Delivery.mail_id)).where(*going)
    for delivery, mail in session.exec(letters):
        delivery.outcome, delivery.reason = find_outcome(mail), mail.error or ""
        delivery.ended_at, delivery.mail_id = mail.sent_at or mail.given_up_at, None
        session.add(delivery)
    session.flush()


def _is_over(before: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(col(Mail.sent_at) < before, col(Mail.given_up_at) < before)


def _change(session: Session, claimed: ClaimedMail, changes: Mapping[str, Any]) -> bool:
    ours = (
        col(Mail.owner) == claimed.owner,
        col(Mail.attempts) == claimed.attempt,
        col(Mail.sent_at).is_(None),
        col(Mail.given_up_at).is_(None),
    )
    result: Any = session.execute(sa.update(Mail).where(col(Mail.id) == claimed.id, *ours).values(**changes))
    return cast("sa.CursorResult[Any]", result).rowcount == 1
