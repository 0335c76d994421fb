"""What was changed of something, the latest first."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import HistoryAct, HistoryEntry, Subject, table_of

HISTORY = table_of(HistoryEntry).c
BODY_CHANGES = (
    sa.select(HISTORY.recorded_at, HISTORY.after)
    .where(
        HISTORY.body_id == sa.bindparam("body_id", type_=sa.Integer()),
        HISTORY.subject == Subject.BODY,
        HISTORY.act == HistoryAct.CHANGED,
    )
    .order_by(HISTORY.id)
)


def find_history(
    session: Session,
    *,
    body_id: int | None,
    subject: Subject | None = None,
    key: str | None = None,
    limit: int = 200,
    offset: int = 0,
) -> Sequence[HistoryEntry]:
    """The changes at a body (None: of the whole service), of one kind of thing, or of one thing; the latest first."""
    query = select(HistoryEntry).where(*_conditions(body_id, subject, key))
    return session.exec(query.order_by(col(HistoryEntry.id).desc()).limit(limit).offset(offset)).all()


def find_body_changes(session: Session, body_id: int, name: str) -> list[datetime]:
    """When one value of a body's own was changed, in the order that was recorded."""
    return [at for at, after in session.execute(BODY_CHANGES, {"body_id": body_id}) if name in after]


def find_all_history(
    session: Session, *, subject: Subject | None = None, limit: int, offset: int = 0
) -> tuple[Sequence[HistoryEntry], int]:
    """The changes at every body and of the service itself, the latest first; and how many there are."""
    conditions = () if subject is None else (HistoryEntry.subject == subject,)
    query = select(HistoryEntry).where(*conditions).order_by(col(HistoryEntry.id).desc()).limit(limit).offset(offset)
    count = session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry).where(*conditions)) or 0
    return session.exec(query).all(), count


def _conditions(body_id: int | None, subject: Subject | None, key: str | None) -> Sequence[sa.ColumnElement[bool]]:
    return (
        col(HistoryEntry.body_id).is_(None) if body_id is None else col(HistoryEntry.body_id) == body_id,
        *(() if subject is None else (col(HistoryEntry.subject) == subject,)),
        *(() if key is None else (col(HistoryEntry.key) == key,)),
    )
