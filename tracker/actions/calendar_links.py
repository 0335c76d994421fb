"""The private address of a user's calendars: made, made anew, ended. Its secret is kept nowhere."""

from datetime import datetime

from sqlmodel import Session

from tracker.models import CalendarLink
from tracker.passwords import make_secret


def make_calendar_link(session: Session, user_id: int, *, now: datetime) -> str:
    """The secret of a new address; the one before does not work any more."""
    secret, digest = make_secret()
    link = session.get(CalendarLink, user_id) or CalendarLink(user_id=user_id, digest=digest, made_at=now)
    link.digest, link.made_at = digest, now
    session.add(link)
    session.flush()
    return secret


def end_calendar_link(session: Session, user_id: int) -> bool:
    """Whether there was one."""
    link = session.get(CalendarLink, user_id)
    if link is None:
        return False
    session.delete(link)
    session.flush()
    return True
