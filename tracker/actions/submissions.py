"""Each form is taken once: what was sent twice is answered by where the first time led."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Submission

#: How long a form's token is remembered.
KEPT = timedelta(days=7)


def find_location(session: Session, token: str, *, by: str) -> str | None:
    """Where whoever sent the form before was led; None where nobody has."""
    if not token:
        return None
    query = select(Submission.location).where(Submission.token == token, Submission.recorded_by == by)
    return session.exec(query).one_or_none()


def keep_submission(session: Session, token: str, *, by: str, at: datetime, location: str) -> None:
    """Of two who send the same token at the same moment, the database lets one through."""
    if token:
        session.add(Submission(token=token, recorded_at=at, recorded_by=by, location=location))
        session.flush()


def prune_submissions(session: Session, *, now: datetime) -> None:
    session.execute(sa.delete(Submission).where(col(Submission.recorded_at) < now - KEPT))
