"""Where words that are redacted stand once more: in the history, in what another installation sent, in previews."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import Session, col, select

from tracker.models import ExchangeItem, ExchangeKind, HistoryEntry, Subject, Upload
from tracker.queries.exchange import REDACTED


def find_history_texts(session: Session, body_id: int, subject: Subject, key: str, field: str) -> list[str]:
    """The values that the history has of a text, the latest first; in every language where it has several."""
    found: list[Any] = []
    for row in reversed(_find_history(session, body_id, subject, key)):
        for value in (row.after.get(field), row.before.get(field)):
            found += value.values() if isinstance(value, dict) else [value]
    return [text for text in dict.fromkeys(found) if isinstance(text, str) and text]


def blank_history(session: Session, body_id: int, subject: Subject, key: str, *fields: str) -> None:
    """Blank the values that the history has of texts. The database allows it once the redaction stands."""
    for row in _find_history(session, body_id, subject, key):
        for name in ("before", "after"):
            side = getattr(row, name)
            said = {field: value for field in fields if (value := side.get(field))}
            if said:
                setattr(
                    row, name, side | {field: {} if isinstance(value, dict) else "" for field, value in said.items()}
                )
    session.flush()


def blank_items(session: Session, body_id: int, texts: Collection[str]) -> None:
    """Blank the same words where another installation sent them. A void or a dispute still says that it had any."""
    if not texts:
        return
    for item in session.exec(select(ExchangeItem).where(ExchangeItem.body_id == body_id)):
        if item.values.get("note") in texts:
            item.values = item.values | {"note": None if item.kind is ExchangeKind.ENTRY else REDACTED}
    session.flush()


def blank_previews(session: Session, body_id: int, texts: Collection[str]) -> None:
    """Blank the same words in what uploaded registers would do, or did."""
    if not texts:
        return
    for upload in session.exec(select(Upload).where(Upload.body_id == body_id).order_by(col(Upload.id))):
        blanked = _without(upload.preview, texts)
        if blanked != upload.preview:
            upload.preview = blanked
    session.flush()


def _without(value: Any, texts: Collection[str]) -> Any:
    if isinstance(value, str):
        return REDACTED if value in texts else value
    if isinstance(value, dict):
        return {key: _without(one, texts) for key, one in value.items()}
    return [_without(one, texts) for one in value] if isinstance(value, list) else value


def _find_history(session: Session, body_id: int, subject: Subject, key: str) -> Sequence[HistoryEntry]:
    query = select(HistoryEntry).where(
        HistoryEntry.body_id == body_id, HistoryEntry.subject == subject, HistoryEntry.key == key
    )
    return session.exec(query.order_by(col(HistoryEntry.id))).all()
