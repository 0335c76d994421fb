"""Keeping whom the editions of a schedule are sent to.

The history holds an address only in part: who was written to when can be followed, and an address can be forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from tracker.actions.contacts import mask_address
from tracker.actions.history import Keeper, keep_added, keep_changed, keep_removed, keeper_of
from tracker.actions.recording import Recording
from tracker.domain.editions import FileKind
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Delivery, Recipient, Schedule, Subject, User
from tracker.queries.deliveries import find_readers


@dataclass(frozen=True, slots=True)
class Addressee:
    """A user, or else an address outside the service with a name, which may be empty."""

    user_id: int | None = None
    email: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """In which language (None: their own where it is produced, else the body's first), and how much of it, somebody
    gets an edition."""

    language: str | None
    kind: FileKind


def add_recipients(
    session: Session, recording: Recording, schedule: Schedule, addressees: Sequence[Addressee], wish: Wish
) -> int:
    """How many were added; who is one already stays as they are. An address of a user of the body means that user.
    Refused: a language that the schedule does not produce, a user without a role at the body."""
    _require_produced(schedule, wish)
    readers = {one.id: one for one in find_readers(session, recording.body_id)}
    by_address = {one.email.casefold(): one.id for one in readers.values()}
    present = _find_present(session, schedule)
    added = 0
    for one in addressees:
        user_id = one.user_id if one.email is None else by_address.get(one.email.casefold())
        if one.email is None and user_id not in readers:
            raise Refused(Problem("recipient_no_reader", {}, Place(column="users")))
        key: int | str = user_id if user_id is not None else (one.email or "").casefold()
        if key not in present:
            present.add(key)
            own = None if user_id is None else readers[user_id].language
            language = wish.language or choose_language(own, schedule.languages, recording.body.languages)
            addressee = one if user_id is None else Addressee(user_id=user_id)
            _add(session, recording, schedule, addressee, replace(wish, language=language))
            added += 1
    return added


def choose_language(own: str | None, produced: Sequence[str], of_body: Sequence[str]) -> str:
    """Of the languages that a schedule produces: the reader's own, else the body's first, else the first."""
    wanted = [*([own] if own else []), *of_body]
    return next((one for one in wanted if one in produced), produced[0])


def change_recipient(
    session: Session, recording: Recording, recipient: Recipient, *, wish: Wish, addressee: Addressee
) -> bool:
    """Whether anything differs. A user's name and address are the account's. Refused: a language that the schedule does
    not produce, an address that is among them already."""
    schedule = session.get_one(Schedule, recipient.schedule_id)
    _require_produced(schedule, wish)
    before = describe(session, recipient)
    recipient.language, recipient.kind = wish.language or recipient.language, wish.kind
    if recipient.user_id is None and addressee.email:
        changed = addressee.email.casefold() != (recipient.email or "").casefold()
        if changed and addressee.email.casefold() in _find_present(session, schedule):
            raise Refused(Problem("recipient_there", {"address": addressee.email}, Place(column="email")))
        is_new = (recipient.email, recipient.name) != (addressee.email, addressee.name)
        recipient.email, recipient.name = addressee.email, addressee.name
    else:
        is_new = False
    after = describe(session, recipient)
    if not is_new and before == after:
        return False
    recipient.recorded_at, recipient.recorded_by = recording.at, recording.by
    session.add(recipient)
    session.flush()
    if before == after:
        after = after | {"personal": ["name"]}
    keep_changed(session, keeper_of(recording), Subject.RECIPIENT, str(schedule.id), before=before, after=after)
    return True


def mend_address(session: Session, recording: Recording, delivery: Delivery, address: str) -> None:
    """Of a delivery to an address outside the service, and of the recipient that it came from. Refused: the
    edition goes to the new address already."""
    if address.casefold() == delivery.to_address.casefold():
        return
    taken = select(Delivery.id).where(
        Delivery.schedule_id == delivery.schedule_id,
        Delivery.edition_id == delivery.edition_id,
        Delivery.to_address == address,
    )
    if session.exec(taken).first() is not None:
        raise Refused(Problem("recipient_there", {"address": address}, Place(column="email")))
    schedule = session.get_one(Schedule, delivery.schedule_id)
    query = select(Recipient).where(Recipient.schedule_id == schedule.id, Recipient.email == delivery.to_address)
    recipient = session.exec(query).one_or_none()
    if recipient is not None and address.casefold() not in _find_present(session, schedule):
        before = describe(session, recipient)
        recipient.email, recipient.recorded_at, recipient.recorded_by = address, recording.at, recording.by
        session.add(recipient)
        session.flush()
        keep_changed(
            session, keeper_of(recording), Subject.RECIPIENT, str(schedule.id),
            before=before, after=describe(session, recipient),
        )  # fmt: skip
    delivery.to_address = address
    session.add(delivery)
    session.flush()


def remove_recipient(session: Session, recording: Recording, recipient: Recipient) -> None:
    """Nothing more is sent to them, nor what waits to be sent."""
    before = describe(session, recipient)
    session.delete(recipient)
    session.flush()
    keep_removed(session, keeper_of(recording), Subject.RECIPIENT, str(recipient.schedule_id), before)


def forget_recipient(session: Session, keeper: Keeper, user_id: int) -> None:
    """Of a user who is removed: nothing more is sent, and what was sent names nobody any more."""
    for recipient in session.exec(select(Recipient).where(Recipient.user_id == user_id)).all():
        before = {"language": recipient.language, "file_kind": recipient.kind}
        key, body_id = str(recipient.schedule_id), recipient.body_id
        session.delete(recipient)
        session.flush()
        keep_removed(session, replace(keeper, body_id=body_id), Subject.RECIPIENT, key, before)
    for delivery in session.exec(select(Delivery).where(Delivery.user_id == user_id)).all():
        delivery.name, delivery.to_address = "", f"removed:{user_id}"
        session.add(delivery)
    session.flush()


def describe(session: Session, recipient: Recipient) -> dict[str, Any]:
    """A recipient as the history holds it: no name, and of the address only a part."""
    user = None if recipient.user_id is None else session.get(User, recipient.user_id)
    address = recipient.email if user is None else user.email
    return {"recipient": mask_address(address or ""), "language": recipient.language, "file_kind": recipient.kind}


def _add(session: Session, recording: Recording, schedule: Schedule, one: Addressee, wish: Wish) -> None:
    assert wish.language is not None, "chosen"
    recipient = Recipient(
        body_id=recording.body_id,
        schedule_id=schedule.id,
        user_id=one.user_id,
        email=one.email,
        name=one.name,
        language=wish.language,
        kind=wish.kind,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )
    session.add(recipient)
    session.flush()
    keep_added(session, keeper_of(recording), Subject.RECIPIENT, str(schedule.id), describe(session, recipient))


def _find_present(session: Session, schedule: Schedule) -> set[int | str]:
    """The users, and the addresses in small letters, that a schedule's editions go to."""
    rows = session.exec(
        select(Recipient.user_id, Recipient.email)
        .where(Recipient.schedule_id == schedule.id)
        .order_by(col(Recipient.id))
    )
    return {user_id if user_id is not None else (email or "").casefold() for user_id, email in rows}


def _require_produced(schedule: Schedule, wish: Wish) -> None:
    if wish.language is not None and wish.language not in schedule.languages:
        raise Refused(Problem("recipient_language", {"language": wish.language}, Place(column="language")))
