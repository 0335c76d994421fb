"""Why an edition may not go to somebody: asked when its letter is written, each time that it is handed over, and before
it is sent once more."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.deliveries import DropReason
from tracker.domain.roles import Act
from tracker.models import Body, Delivery, Recipient
from tracker.queries.deliveries import may_read
from tracker.queries.editions import EditionView, get_edition_by_id


def find_obstacle(session: Session, delivery: Delivery) -> DropReason | None:
    """What stands in the way of a delivery now; None for nothing, or only a sign-off that is awaited."""
    edition = get_edition_by_id(session, delivery.edition_id)
    return find_obstacle_of_recipient(session, delivery, edition) or find_obstacle_of_edition(
        session, delivery, edition
    )


def find_obstacle_of_recipient(session: Session, delivery: Delivery, edition: EditionView) -> DropReason | None:
    """A user who may not see the edition any more, or whoever is no recipient of the schedule any more."""
    act = Act.SEE_PROVISIONAL_EDITIONS if edition.is_provisional else Act.SEE_EDITIONS
    body = session.get_one(Body, delivery.body_id)
    if delivery.user_id is not None and not may_read(session, body, delivery.user_id, act):
        return DropReason.NO_RIGHT
    return None if _is_recipient(session, delivery) else DropReason.NO_RECIPIENT


def find_obstacle_of_edition(session: Session, delivery: Delivery, edition: EditionView) -> DropReason | None:
    """A later edition took its place; or its figures are not final, where it is held for a sign-off."""
    if not edition.is_latest:
        return DropReason.SUPERSEDED
    asks = session.get_one(Body, delivery.body_id).asks_sign_off
    if delivery.is_held and asks and not edition.asked:
        return DropReason.NOT_FINAL
    return None


def _is_recipient(session: Session, delivery: Delivery) -> bool:
    """By account, else by address."""
    same = col(Recipient.user_id) == delivery.user_id
    if delivery.user_id is None:
        same = sa.func.lower(Recipient.email) == delivery.to_address.lower()
    query = select(Recipient.id).where(Recipient.schedule_id == delivery.schedule_id, same)
    return session.exec(query).first() is not None
