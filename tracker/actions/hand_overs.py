"""A department's contact hands over to a colleague, by a signed link in a mail and without an account.

A link names the contacts as they were when it was made: once one has changed, by a hand-over or by anybody, the link
holds for it no more. Nothing is kept of links.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer
from sqlmodel import Session, col, select

from tracker.actions.contacts import describe_contact, get_key
from tracker.actions.history import Keeper, keep_changed
from tracker.actions.mail import queue_mail
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Body, DepartmentContact, Party, Subject
from tracker.wording import get_wording
from tracker.wording.languages import find_language
from tracker.wording.marks import N_

#: How long a link holds.
HOLDS = timedelta(days=30)

#: How records name whoever followed a link: nobody who is signed in.
BY_LINK = "hand-over"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who takes over."""

    name: str
    email: str
    language: str


def make_token(secret: str, contacts: Sequence[DepartmentContact], *, now: datetime) -> str:
    """What a link holds: which contacts, as of when, and until when."""
    named = [[contact.id, _stamp(contact.recorded_at)] for contact in contacts]
    return _signer(secret).dumps({"contacts": named, "until": _stamp(now + HOLDS)})


def find_handed(session: Session, secret: str, token: str, *, now: datetime) -> list[DepartmentContact]:
    """The contacts that a link still holds for, by row; none where it holds for none."""
    try:
        said = _signer(secret).loads(token)
        named = {int(number): int(stamp) for number, stamp in said["contacts"]}
        until = int(said["until"])
    except (BadData, KeyError, TypeError, ValueError):
        return []
    if _stamp(now) > until:
        return []
    query = select(DepartmentContact).where(col(DepartmentContact.id).in_(list(named)))
    found = session.exec(query.order_by(col(DepartmentContact.id)).execution_options(populate_existing=True))
    return [contact for contact in found if _stamp(contact.recorded_at) == named[contact.id]]


def hand_over(
    session: Session, contacts: Sequence[DepartmentContact], colleague: Colleague, *, body: Body, at: datetime
) -> None:
    """The colleague is the contact of these departments from now on, and is told so by mail. Refused where it is
    the same address."""
    if any(contact.email.casefold() == colleague.email.casefold() for contact in contacts):
        raise Refused(Problem("hand_over_same", {}, Place(column="email")))
    before = contacts[0].email
    for contact in contacts:
        old = describe_contact(contact)
        contact.handed_over_from = contact.email
        contact.email, contact.name, contact.language = colleague.email, colleague.name, colleague.language
        contact.recorded_at, contact.recorded_by = at, BY_LINK
        session.add(contact)
        keeper = Keeper(BY_LINK, at, contact.body_id)
        keep_changed(
            session, keeper, Subject.CONTACT, get_key(session, contact), before=old, after=describe_contact(contact)
        )
    _tell(session, contacts, colleague, body=body, before=before, at=at)


def _tell(
    session: Session,
    contacts: Sequence[DepartmentContact],
    colleague: Colleague,
    *,
    body: Body,
    before: str,
    at: datetime,
) -> None:
    wording = get_wording(find_language([colleague.language]))
    name = wording.name(body.names, body.languages).text
    parties = {one.party_id: session.get_one(Party, one.party_id) for one in contacts}
    lines = [f"- {wording.name(parties[one.party_id].names, body.languages).text} {one.department}" for one in contacts]
    text = wording.text(
        N_(
            "Dear {name},\n\n{before} has handed over to you: from now on you are asked how those projects of {body}"
            " stand for which these departments are responsible.\n\n{departments}\n\nIf this is a mistake, tell the"
            " secretariat that the mails come from. The next one brings a link by which you can hand over yourself.\n"
        ),
        name=colleague.name,
        before=before,
        body=name,
        departments="\n".join(lines),
    )
    queue_mail(
        session,
        key=f"hand-over:{contacts[0].id}:{at.isoformat()}",
        to_address=colleague.email,
        language=wording.lang,
        subject=wording.text(N_("{body}: a colleague handed over to you"), body=name),
        text=text,
        at=at,
        body_id=body.id,
    )


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="hand-over")


def _stamp(instant: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (instant - _EPOCH) // timedelta(microseconds=1)
