"""The access log: written as things are done, taken away when it is old enough."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import AccessEntry


def log_access(session: Session, *, at: datetime, account: str, address: str, what: str, path: str, done: bool) -> None:
    session.add(AccessEntry(at=at, account=account, address=address, what=what, path=path[:500], done=done))
    session.flush()


def prune_access_log(session: Session, *, now: datetime, days: int) -> None:
    """Take away what is older than so many days."""
    session.execute(sa.delete(AccessEntry).where(col(AccessEntry.at) < now - timedelta(days=days)))
