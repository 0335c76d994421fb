"""The outbox as whoever runs the service sees it: what waits, what was sent, what was given up. Never what it says:
a mail can hold a link that lets its reader in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.deliveries import DROP_REASONS, LETTER_KEY, DeliveryOutcome
from tracker.models import Body, Delivery, Mail, table_of

#: After this many attempts, about a day, a mail is given up.
MOST_ATTEMPTS = 13


class MailState(StrEnum):
    WAITING = "waiting"
    GIVEN_UP = "given_up"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class MailView:
    """`next_try_at`: of one that waits after a failed attempt, or that a scheduler is at work on. `body`: the code of
    the body it is about; None for none. `error`: what the mail server said last, or why it may not go, as a code.
    `is_letter`: an edition goes with it, which the secretariat of the body sends again; `can_be_tried`: as it is."""

    id: int
    state: MailState
    body: str | None
    to_address: str
    subject: str
    language: str
    files: int
    made_at: datetime
    attempts: int
    error: str | None
    next_try_at: datetime | None
    sent_at: datetime | None
    given_up_at: datetime | None
    is_letter: bool
    can_be_tried: bool


_MAIL = table_of(Mail).c

_WHERE: dict[MailState, sa.ColumnElement[bool]] = {
    MailState.WAITING: sa.and_(_MAIL.sent_at.is_(None), _MAIL.given_up_at.is_(None)),
    MailState.GIVEN_UP: sa.and_(_MAIL.sent_at.is_(None), _MAIL.given_up_at.is_not(None)),
    MailState.SENT: _MAIL.sent_at.is_not(None),
}


def state_of(mail: Mail) -> MailState:
    if mail.sent_at is not None:
        return MailState.SENT
    return MailState.WAITING if mail.given_up_at is None else MailState.GIVEN_UP


def find_outcome(mail: Mail) -> DeliveryOutcome | None:
    """What became of a mail; None while it is still to be sent."""
    if mail.sent_at is not None:
        return DeliveryOutcome.SENT
    if mail.given_up_at is None:
        return None
    if mail.error in DROP_REASONS:
        return DeliveryOutcome.DROPPED
    return DeliveryOutcome.GIVEN_UP if mail.attempts >= MOST_ATTEMPTS else DeliveryOutcome.REFUSED


def count_mail(session: Session) -> dict[MailState, int]:
    """How many mails are in each state."""
    return {
        state: session.execute(sa.select(sa.func.count()).select_from(Mail).where(where)).scalar_one()
        for state, where in _WHERE.items()
    }


def find_mail(session: Session, state: MailState, *, limit: int = 100) -> list[MailView]:
    """The mails in a state, the latest first."""
    query = (
        select(Mail, Body.code, Delivery.id)
        .join(Body, col(Body.id) == col(Mail.body_id), isouter=True)
        .join(Delivery, col(Delivery.mail_id) == col(Mail.id), isouter=True)
        .where(_WHERE[state])
        .order_by(col(Mail.id).desc())
        .limit(limit)
    )
    return [_view(mail, code, delivery_id is not None) for mail, code, delivery_id in session.exec(query)]


def find_refused(session: Session, body_id: int) -> dict[str, str]:
    """The addresses whose last mail of a body was given up, in small letters, each with why. What was not to be sent
    any more says nothing of an address."""
    query = (
        select(Mail.to_address, Mail.given_up_at, Mail.error)
        .where(Mail.body_id == body_id, sa.or_(col(Mail.sent_at).is_not(None), col(Mail.given_up_at).is_not(None)))
        .where(sa.func.coalesce(Mail.error, "").not_in(sorted(DROP_REASONS)))
        .order_by(col(Mail.id))
    )
    last = {address.casefold(): (given_up_at, error) for address, given_up_at, error in session.exec(query)}
    return {address: error or "" for address, (given_up_at, error) in last.items() if given_up_at is not None}


def _view(mail: Mail, code: str | None, has_delivery: bool) -> MailView:
    state, is_letter = state_of(mail), mail.key.startswith(LETTER_KEY)
    return MailView(
        id=mail.id,
        state=state,
        body=code,
        to_address=mail.to_address,
        subject=mail.subject,
        language=mail.language,
        files=len(mail.attachments),
        made_at=mail.made_at,
        attempts=mail.attempts,
        error=mail.error,
        next_try_at=mail.lease_until if state is MailState.WAITING and mail.attempts else None,
        sent_at=mail.sent_at,
        given_up_at=mail.given_up_at,
        is_letter=is_letter,
        can_be_tried=bool(mail.error and mail.text and mail.sent_at is None and (has_delivery or not is_letter)),
    )
