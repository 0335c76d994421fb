"""What can be redacted, by what it is of: the row with its words, and the redaction that stands, where one does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from tracker.domain.problems import NotFound
from tracker.domain.statements import WORDS
from tracker.models import (
    Confirmation,
    DepartmentReturn,
    Document,
    DocumentKind,
    ExchangeItem,
    ExchangePackage,
    Redaction,
    ReportedStatement,
    StatusEntry,
)

Row = TypeVar("Row", bound=SQLModel)


class Redactable(StrEnum):
    """What a redaction can be of, beside the notes of status entries. `key`: a ref, a period's number, one with the
    code of an area, or a row's number."""

    PROJECT = "project"
    PERIOD = "period"
    BREAK = "break"
    WORDS = "words"
    ANSWER = "answer"
    STATEMENT = "statement"
    ITEM = "item"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Found:
    """`party_id`: whose secretariat keeps it; None where any of the body does. `ref`: of the project that it is of."""

    row: Any
    words: Sequence[str]
    party_id: int | None
    ref: str | None = None


def name_words_field(area: str) -> str:
    """The field of a period's redaction that is of the words on an area, by the area's code."""
    return f"words {area}"


def get_row(session: Session, model: type[Row], body_id: int, key: str) -> Row:
    """A row of a body by its number. NotFound."""
    found = session.get(model, int(key)) if key.isdecimal() and len(key) < 10 else None
    if found is None or found.body_id != body_id:  # type: ignore[attr-defined]
        raise NotFound("redactable", key[:20])
    return found


def find_answer(session: Session, body_id: int, key: str) -> Found:
    row = get_row(session, Confirmation, body_id, key)
    return Found(row, [row.note or ""], row.party_id)


def find_statement(session: Session, body_id: int, key: str) -> Found:
    row = get_row(session, ReportedStatement, body_id, key)
    words = [getattr(row, name) for name in (*WORDS, "decision_note")]
    return Found(row, words, session.get_one(DepartmentReturn, row.return_id).party_id)


def find_item(session: Session, body_id: int, key: str) -> Found:
    row = get_row(session, ExchangeItem, body_id, key)
    party_id = session.get_one(ExchangePackage, row.package_id).party_id
    return Found(row, [row.values.get("note") or "", row.note or ""], party_id, row.ref)


def find_document(session: Session, body_id: int, key: str) -> Found:
    row = get_row(session, Document, body_id, key)
    return Found(row, [row.name], _find_party(session, row))


def find_redaction(session: Session, body_id: int, **of: Any) -> Redaction | None:
    """The latest redaction of something."""
    query = select(Redaction).where(Redaction.body_id == body_id)
    for name, value in of.items():
        query = query.where(getattr(Redaction, name) == value)
    return session.exec(query.order_by(col(Redaction.id).desc()).limit(1)).first()


def _find_party(session: Session, row: Document) -> int | None:
    """Of evidence, the party of its entry; of what departments and other installations sent, whose words it holds."""
    if row.entry_id is not None:
        return find_entry_party(session, session.get_one(StatusEntry, row.entry_id))
    if row.kind is DocumentKind.RETURN:
        returned = select(DepartmentReturn.party_id).where(DepartmentReturn.document_id == row.id)
        return session.exec(returned).first()
    if row.kind is DocumentKind.EXCHANGE:
        return session.exec(select(ExchangePackage.party_id).where(ExchangePackage.document_id == row.id)).first()
    return None


def find_entry_party(session: Session, entry: StatusEntry) -> int | None:
    """The party of an entry; of a void, that of what it takes back."""
    return entry.party_id if entry.voids_id is None else session.get_one(StatusEntry, entry.voids_id).party_id
