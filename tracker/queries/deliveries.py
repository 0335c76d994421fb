"""Whom a schedule's editions are sent to, and how each sending stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.deliveries import BY_NEED, NEEDING, DeliveryState, find_delivery_state
from tracker.domain.editions import FileKind
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act, BodyAccess, may
from tracker.models import (
    Body,
    Delivery,
    Edition,
    Mail,
    Period,
    Recipient,
    Run,
    RunState,
    Schedule,
    User,
    UserGrant,
)
from tracker.queries.outbox import find_outcome
from tracker.queries.users import find_grants


@dataclass(frozen=True, slots=True)
class RecipientView:
    """`name` and `address` as they are now; `reads`: whether a user may still see the body's editions, which an address
    outside the service need not."""

    id: int
    user_id: int | None
    name: str
    address: str
    language: str
    kind: FileKind
    reads: bool


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """`said`: what the mail server said last, or why it was dropped; `next_try_at`: of one that waits after a failed
    attempt. `address`: where it went; `is_user`: of a user, whose address an administrator keeps."""

    id: int
    period: int
    edition: int
    state: DeliveryState
    name: str
    address: str
    is_user: bool
    language: str
    kind: FileKind
    made_at: datetime
    attempts: int
    said: str
    ended_at: datetime | None
    next_try_at: datetime | None

    @property
    def needs_somebody(self) -> bool:
        return self.state in NEEDING


def get_recipient(session: Session, schedule: Schedule, recipient_id: int) -> Recipient:
    """NotFound where the schedule has none of this id."""
    found = session.get(Recipient, recipient_id)
    if found is None or found.schedule_id != schedule.id:
        raise NotFound("recipient", str(recipient_id))
    return found


def get_delivery(session: Session, body_id: int, delivery_id: int) -> Delivery:
    """NotFound where the body has none of this id."""
    found = session.get(Delivery, delivery_id)
    if found is None or found.body_id != body_id:
        raise NotFound("delivery", str(delivery_id))
    return found


def find_recipients(session: Session, body: Body, schedule_id: int) -> list[RecipientView]:
    """In the order in which they were added. A removed user is none any more."""
    query = (
        select(Recipient, User)
        .join(User, col(User.id) == col(Recipient.user_id), isouter=True)
        .where(Recipient.schedule_id == schedule_id)
        .order_by(col(Recipient.id))
    )
    return [
        _recipient(row, user, user is None or may_read(session, body, user.id, Act.SEE_EDITIONS))
        for row, user in session.exec(query)
        if user is None or user.removed_at is None
    ]


def _recipient(row: Recipient, user: User | None, reads: bool) -> RecipientView:
    return RecipientView(
        id=row.id,
        user_id=row.user_id,
        name=row.name if user is None else user.name,
        address=(row.email or "") if user is None else user.email,
        language=row.language,
        kind=row.kind,
        reads=reads,
    )


def may_read(session: Session, body: Body, user_id: int, act: Act) -> bool:
    """Whether a user may see editions, or provisional ones, of a body now."""
    user = session.get(User, user_id)
    if user is None or user.removed_at is not None:
        return False
    return may(find_grants(session, user_id), act, BodyAccess(body.code, body.visibility))


def find_readers(session: Session, body_id: int) -> Sequence[User]:
    """The users with a role at a body, or at every one, by name."""
    holders = sa.select(col(UserGrant.user_id)).where(
        sa.or_(col(UserGrant.body_id) == body_id, col(UserGrant.body_id).is_(None))
    )
    query = select(User).where(col(User.removed_at).is_(None), col(User.id).in_(holders))
    return session.exec(query.order_by(col(User.name), col(User.id))).all()


def find_undelivered(session: Session) -> Mapping[int, Sequence[int]]:
    """The runs of schedules that are done and whose editions were put on their way to nobody yet: ids by body."""
    query = select(Run.body_id, Run.id).where(
        Run.state == RunState.DONE, col(Run.delivered_at).is_(None), col(Run.schedule_id).is_not(None)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for body_id, run_id in session.exec(query.order_by(col(Run.id))):
        found[body_id].append(run_id)
    return found


def find_held(session: Session) -> Mapping[int, Sequence[int]]:
    """The deliveries that wait for a sign-off: ids by body."""
    query = select(Delivery.body_id, Delivery.id).where(
        col(Delivery.mail_id).is_(None), col(Delivery.outcome).is_(None)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for body_id, delivery_id in session.exec(query.order_by(col(Delivery.id))):
        found[body_id].append(delivery_id)
    return found


def get_delivery_view(session: Session, body_id: int, delivery_id: int) -> DeliveryView:
    """NotFound where the body has none of this id."""
    found = session.execute(_views(body_id).where(col(Delivery.id) == delivery_id)).one_or_none()
    if found is None:
        raise NotFound("delivery", str(delivery_id))
    return _delivery(*found)


def _views(body_id: int) -> sa.Select[Delivery, Mail, int, int]:
    return (
        sa.select(Delivery, Mail, col(Period.number), col(Edition.number))
        .join(Edition, col(Edition.id) == Delivery.edition_id)
        .join(Period, col(Period.id) == Edition.period_id)
        .join(Mail, col(Mail.id) == col(Delivery.mail_id), isouter=True)
        .where(col(Delivery.body_id) == body_id)
    )


def find_deliveries(
    session: Session, body_id: int, *, edition_ids: Collection[int] | None = None, limit: int = 200
) -> list[DeliveryView]:
    """Of a body, or of some of its editions: what needs somebody first, then the latest."""
    query = _views(body_id).order_by(col(Delivery.id).desc()).limit(limit)
    if edition_ids is not None:
        query = query.where(col(Delivery.edition_id).in_(edition_ids))
    found = [_delivery(*row) for row in session.execute(query)]
    return sorted(found, key=lambda one: BY_NEED.index(one.state))


def _delivery(row: Delivery, mail: Mail | None, period: int, edition: int) -> DeliveryView:
    outcome = row.outcome if mail is None else find_outcome(mail)
    state = find_delivery_state(outcome, has_mail=mail is not None)
    waits = mail is not None and state is DeliveryState.QUEUED and mail.error is not None
    return DeliveryView(
        id=row.id,
        period=period,
        edition=edition,
        state=state,
        name=row.name,
        address=row.to_address,
        is_user=row.user_id is not None,
        language=row.language,
        kind=row.kind,
        made_at=row.made_at,
        attempts=0 if mail is None else mail.attempts,
        said=row.reason if mail is None else mail.error or "",
        ended_at=row.ended_at if mail is None else mail.sent_at or mail.given_up_at,
        next_try_at=mail.lease_until if waits and mail is not None else None,
    )
