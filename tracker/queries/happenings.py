"""Everything that happened at a body, in order: the changes that the history keeps, and every row that is only ever
added and so says itself by whom and when it was recorded. Nothing is stored twice for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.models import (
    ConferencePlan,
    Confirmation,
    DepartmentReturn,
    Document,
    Edition,
    ExchangePackage,
    HistoryEntry,
    Project,
    Redaction,
    ReportedStatement,
    SignOff,
    StatusEntry,
    Subject,
    table_of,
)
from tracker.queries.documents import DOWNLOADED

#: How many are looked up at a time where all are asked for.
AT_ONCE = 500


class Happened(StrEnum):
    """What something happened to: each `Subject` of a change, and what is recorded beside them."""

    BODY = "body"
    PARTY = "party"
    AREA = "area"
    PERIOD = "period"
    PROJECT = "project"
    ENTRY = "entry"
    CONFIRMATION = "confirmation"
    DOCUMENT = "document"
    RETURN = "return"
    EXCHANGE = "exchange"
    EDITION = "edition"
    SIGN_OFF = "sign_off"
    REDACTION = "redaction"
    SCHEDULE = "schedule"
    CHASE = "chase"
    CONTACT = "contact"
    REPORT_LAYOUT = "report_layout"
    AREA_WORDS = "area_words"
    RECIPIENT = "recipient"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Happening:
    """As a `HistoryEntry`, of whatever kind of row. `number` is the row's own."""

    number: int
    subject: str
    key: str
    act: str
    recorded_at: datetime
    recorded_by: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    body_id: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows say what happened; `at` is its column of instants, `kind` what it happened to."""

    table: sa.Table
    kind: Happened
    at: str = "recorded_at"
    only: Any = None


#: By name, in the order in which rows of one instant happened.
SOURCES: Mapping[str, Source] = {
    "project": Source(table_of(Project), Happened.PROJECT),
    "document": Source(
        table_of(Document), Happened.DOCUMENT, only=table_of(Document).c.kind.in_([one.value for one in DOWNLOADED])
    ),
    "package": Source(table_of(ExchangePackage), Happened.EXCHANGE),
    "entry": Source(table_of(StatusEntry), Happened.ENTRY),
    "answer": Source(table_of(Confirmation), Happened.CONFIRMATION),
    "return": Source(table_of(DepartmentReturn), Happened.RETURN, at="received_at"),
    "decision": Source(
        table_of(ReportedStatement),
        Happened.RETURN,
        at="decided_at",
        only=table_of(ReportedStatement).c.decided_at.is_not(None),
    ),
    "plan": Source(table_of(ConferencePlan), Happened.PERIOD),
    "edition": Source(table_of(Edition), Happened.EDITION, at="produced_at"),
    "sign_off": Source(table_of(SignOff), Happened.SIGN_OFF),
    "redaction": Source(table_of(Redaction), Happened.REDACTION),
    "history": Source(table_of(HistoryEntry), Happened.BODY),
}

#: Where a row stands: the name of its source, and its number there.
Position = tuple[str, int]


def find_positions(
    session: Session, body_id: int, kind: Happened | None = None, *, limit: int, offset: int = 0
) -> list[Position]:
    """So many of what happened, the latest first."""
    chosen = _unite(body_id, kind, None, most=limit + offset)
    if chosen is None:
        return []
    query = sa.select(chosen).order_by(chosen.c.at.desc(), chosen.c.rank.desc(), chosen.c.id.desc())
    names = list(SOURCES)
    return [(names[rank], number) for _, rank, number in session.execute(query.limit(limit).offset(offset))]


def count_happenings(session: Session, body_id: int, kind: Happened | None = None) -> int:
    counts = [
        sa.select(sa.func.count()).select_from(source.table).where(*_conditions(name, source, body_id, kind, None))
        for name, source in SOURCES.items()
        if _holds(name, source, kind)
    ]
    return sum(session.scalar(query) or 0 for query in counts)


def iterate_positions(
    session: Session, body_id: int, kind: Happened | None = None, *, known_at: datetime | None = None
) -> Iterator[list[Position]]:
    """All that happened by an instant, in order, so many at a time."""
    chosen = _unite(body_id, kind, known_at)
    if chosen is None:
        return
    query = sa.select(chosen).order_by(chosen.c.at, chosen.c.rank, chosen.c.id)
    names = list(SOURCES)
    for rows in session.execute(query.execution_options(yield_per=AT_ONCE)).partitions():
        yield [(names[rank], number) for _, rank, number in rows]


def by_source(positions: Sequence[Position]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, number in positions:
        found.setdefault(name, []).append(number)
    return found


def _holds(name: str, source: Source, kind: Happened | None) -> bool:
    """Whether a source has anything of a kind; changes are of any kind that is a `Subject`."""
    if kind is None:
        return True
    return kind.value in list(Subject) if name == "history" else source.kind is kind


def _conditions(name: str, source: Source, body_id: int, kind: Happened | None, known_at: datetime | None) -> list[Any]:
    c = source.table.c
    found: list[Any] = [c.body_id == body_id]
    if source.only is not None:
        found.append(source.only)
    if name == "history" and kind is not None:
        found.append(c.subject == kind.value)
    if known_at is not None:
        found.append(c[source.at] <= known_at)
    return found


def _unite(
    body_id: int, kind: Happened | None, known_at: datetime | None, *, most: int | None = None
) -> sa.Subquery | None:
    """Every row's instant, the rank of its source, and its number; `most`: at most so many, the latest, of each."""
    parts = []
    for rank, (name, source) in enumerate(SOURCES.items()):
        if not _holds(name, source, kind):
            continue
        c = source.table.c
        part = sa.select(c[source.at].label("at"), sa.literal(rank).label("rank"), c.id.label("id"))
        part = part.where(*_conditions(name, source, body_id, kind, known_at))
        if most is not None:
            part = sa.select(part.order_by(c[source.at].desc(), c.id.desc()).limit(most).subquery())
        parts.append(part)
    return sa.union_all(*parts).subquery() if parts else None
