"""Who did not get an edition: it was superseded before it was sent to them, and nobody sends them the later one."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.deliveries import DeliveryState, DropReason, find_delivery_state
from tracker.models import Delivery, Edition, Mail, Run
from tracker.queries.editions import EditionView
from tracker.queries.obstacles import find_obstacle_of_recipient
from tracker.queries.outbox import find_outcome

#: Of a delivery of a superseded edition that has not gone: it will not go either.
NOT_YET = (DeliveryState.HELD, DeliveryState.QUEUED)


def find_left_out(session: Session, edition: EditionView) -> list[tuple[Delivery, int]]:
    """The deliveries of earlier editions of the period that came to nothing because of the current one, each with the
    number of its edition, the last for each recipient. None for an edition that is not current or has no file, nor
    for whoever it is on its way to already, or who may not have it any more; none while a schedule is about to send
    it."""
    if not edition.is_latest or not edition.files or _is_about_to_go(session, edition):
        return []
    period = sa.select(col(Edition.period_id)).where(col(Edition.id) == edition.id).scalar_subquery()
    query = (
        sa.select(Delivery, Mail, col(Edition.number))
        .join(Edition, col(Edition.id) == Delivery.edition_id)
        .join(Mail, col(Mail.id) == col(Delivery.mail_id), isouter=True)
        .where(col(Edition.period_id) == period)
        .order_by((col(Edition.id) == edition.id).desc(), col(Delivery.id).desc())
    )
    known: set[int | str] = set()
    found = []
    for row, mail, number in session.execute(query):
        keys: set[int | str] = {row.to_address.lower()} | ({row.user_id} if row.user_id is not None else set())
        if known & keys:
            continue
        known |= keys
        if row.edition_id != edition.id and _came_to_nothing(row, mail):
            found.append((row, number))
    return [(row, number) for row, number in found if find_obstacle_of_recipient(session, row, edition) is None]


def _came_to_nothing(row: Delivery, mail: Mail | None) -> bool:
    state = find_delivery_state(row.outcome if mail is None else find_outcome(mail), has_mail=mail is not None)
    said = row.reason if mail is None else mail.error
    return state in NOT_YET or (state is DeliveryState.DROPPED and said == DropReason.SUPERSEDED)


def _is_about_to_go(session: Session, edition: EditionView) -> bool:
    """Whether a schedule made it, or found it made, and has not put it on its way yet."""
    query = select(Run.id).where(
        Run.edition_id == edition.id, col(Run.schedule_id).is_not(None), col(Run.delivered_at).is_(None)
    )
    return session.exec(query).first() is not None
