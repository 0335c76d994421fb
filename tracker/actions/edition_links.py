"""Links that show one edition to whoever holds them, without an account: made, and ended by the day they expire."""

from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.history import keep_added, keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.models import Edition, EditionLink, Period, Subject
from tracker.passwords import make_secret

#: How long a link works unless said otherwise, and at the most, in days.
DAYS, MOST_DAYS = 30, 180


def make_edition_link(
    session: Session, recording: Recording, *, edition_id: int, delivery_id: int | None = None, days: int = DAYS
) -> tuple[EditionLink, str]:
    """A link to an edition and its secret, which is kept nowhere. `delivery_id`: of the mail that it goes out with."""
    secret, digest = make_secret()
    link = EditionLink(
        body_id=recording.body_id,
        edition_id=edition_id,
        delivery_id=delivery_id,
        digest=digest,
        made_at=recording.at,
        expires_at=recording.at + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    edition = session.get_one(Edition, edition_id)
    period = session.get_one(Period, edition.period_id)
    after = {"edition_link": link.id, "edition": edition.number, "expires_at": link.expires_at}
    keep_added(session, keeper_of(recording), Subject.PERIOD, str(period.number), after)
    return link, secret


def address_of(base_url: str, secret: str) -> str:
    """Where a link leads."""
    return f"{base_url}/editions/{secret}"


def end_edition_link(session: Session, recording: Recording, link: EditionLink) -> None:
    """From now on it does not work any more. One that has ended stays as it is."""
    if link.ended_at is not None:
        return
    link.ended_at = recording.at
    session.flush()
    edition = session.get_one(Edition, link.edition_id)
    period = session.get_one(Period, edition.period_id)
    said = {"edition_link": link.id, "edition": edition.number}
    before, after = said | {"ended_at": None}, said | {"ended_at": link.ended_at}
    keep_changed(session, keeper_of(recording), Subject.PERIOD, str(period.number), before=before, after=after)


def is_good(link: EditionLink, now: datetime) -> bool:
    return link.ended_at is None and now < link.expires_at


def to_edition_link_recorder(link: EditionLink) -> str:
    """As the access log names whoever holds a link."""
    return f"edition-link:{link.id}"
