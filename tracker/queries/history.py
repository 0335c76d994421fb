"""What was changed of something, the latest first."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from tracker.models import HistoryEntry, Subject


def find_history(
    session: Session, *, body_id: int | None, subject: Subject | None = None, key: str | None = None, limit: int = 200
) -> Sequence[HistoryEntry]:
    """The changes at a body (None: of the whole service), of one kind of thing, or of one thing; the latest first."""
    query = select(HistoryEntry)
    query = query.where(
        col(HistoryEntry.body_id).is_(None) if body_id is None else HistoryEntry.body_id == body_id,
        *(() if subject is None else (HistoryEntry.subject == subject,)),
        *(() if key is None else (HistoryEntry.key == key,)),
    )
    return session.exec(query.order_by(col(HistoryEntry.id).desc()).limit(limit)).all()
