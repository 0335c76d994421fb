"""The access log, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import AccessEntry


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What is asked of the log; None leaves everything in. `first`, `last`: days in UTC, both included."""

    account: str | None = None
    first: date | None = None
    last: date | None = None
    refused_only: bool = False

    @property
    def conditions(self) -> list[sa.ColumnElement[bool]]:
        found: list[sa.ColumnElement[bool]] = []
        if self.account is not None:
            found.append(col(AccessEntry.account) == self.account)
        if self.first is not None:
            found.append(col(AccessEntry.at) >= _midnight(self.first))
        if self.last is not None:
            found.append(col(AccessEntry.at) < _midnight(self.last + timedelta(days=1)))
        if self.refused_only:
            found.append(col(AccessEntry.done).is_(False))
        return found


def find_access(session: Session, asked: LogFilter, *, limit: int, offset: int = 0) -> Sequence[AccessEntry]:
    query = select(AccessEntry).where(*asked.conditions)
    return session.exec(query.order_by(col(AccessEntry.id).desc()).limit(limit).offset(offset)).all()


def count_access(session: Session, asked: LogFilter) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(AccessEntry).where(*asked.conditions)) or 0


def find_access_after(session: Session, asked: LogFilter, last_id: int, *, limit: int) -> Sequence[AccessEntry]:
    """The oldest of those with a higher id: one batch after another gives all of them in the order they were logged."""
    query = select(AccessEntry).where(*asked.conditions, col(AccessEntry.id) > last_id)
    return session.exec(query.order_by(col(AccessEntry.id)).limit(limit)).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)
