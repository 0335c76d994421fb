"""Who did not get an edition: it was superseded before it was sent to them, and nobody sends them the later one."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.deliveries import DeliveryState, DropReason, find_delivery_state
from tracker.models import Delivery, Edition, Mail, Run, RunState, User
from tracker.queries.editions import EditionView
from tracker.queries.obstacles import find_obstacle_of_edition, find_obstacle_of_recipient
from tracker.queries.outbox import find_outcome

#: Of a delivery of a superseded edition that has not gone: it will not go either.
NOT_YET = (DeliveryState.HELD, DeliveryState.QUEUED)


def find_left_out(session: Session, edition: EditionView) -> list[tuple[Delivery, int]]:
    """The deliveries of earlier editions of the period that came to nothing because of the current one, each with the
    number of its edition, the last for each recipient: a user by account and by the address of now. None for an edition
    that is not current or has no file, nor for whoever it is on its way to already, or may not have it; none while a
    schedule is about to send it."""
    if not edition.is_latest or not edition.files:
        return []
    period_id = session.exec(select(Edition.period_id).where(Edition.id == edition.id)).one()
    if _is_about_to_go(session, edition, period_id):
        return []
    query = (
        sa.select(Delivery, Mail, col(Edition.number), col(User.email))
        .join(Edition, col(Edition.id) == Delivery.edition_id)
        .join(Mail, col(Mail.id) == col(Delivery.mail_id), isouter=True)
        .join(User, col(User.id) == col(Delivery.user_id), isouter=True)
        .where(col(Edition.period_id) == period_id)
        .order_by((col(Edition.id) == edition.id).desc(), col(Delivery.id).desc())
    )
    known: set[int | str | None] = set()
    found = []
    for row, mail, number, email in session.execute(query):
        is_of_this = row.edition_id == edition.id
        keys = {row.user_id, (email or row.to_address).lower()} - {None}
        if not is_of_this and known.isdisjoint(keys) and _came_to_nothing(row, mail):
            found.append((row, number))
        known |= keys | ({row.to_address.lower()} if is_of_this else set())
    return [
        (row, number)
        for row, number in found
        if not find_obstacle_of_edition(session, row, edition) and not find_obstacle_of_recipient(session, row, edition)
    ]


def _came_to_nothing(row: Delivery, mail: Mail | None) -> bool:
    """Of one that is just being handed over, nobody knows yet."""
    if mail is not None and mail.owner is not None:
        return False
    state = find_delivery_state(row.outcome if mail is None else find_outcome(mail), has_mail=mail is not None)
    said = row.reason if mail is None else mail.error
    return state in NOT_YET or (state is DeliveryState.DROPPED and said == DropReason.SUPERSEDED)


def _is_about_to_go(session: Session, edition: EditionView, period_id: int) -> bool:
    """Whether a schedule made it, or found it made, and has not put it on its way yet; or is at work on the period."""
    query = select(Run.id).where(
        Run.period_id == period_id,
        col(Run.schedule_id).is_not(None),
        col(Run.delivered_at).is_(None),
        sa.or_(col(Run.edition_id) == edition.id, col(Run.state) == RunState.CLAIMED),
    )
    return session.exec(query).first() is not None
