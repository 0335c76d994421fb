"""Long lists taken one row after the other, so that memory does not grow with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.confirmations import Answer
from tracker.domain.stages import EntryKind, Reason
from tracker.models import Confirmation, Project, StatusEntry, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.entries import BATCH
from tracker.queries.projects import ProjectRow, find_projects
from tracker.queries.waiting import AskedEntry, Wanted, find_asked_entries

PROJECT, ENTRY, GIVEN = (table_of(one) for one in (Project, StatusEntry, Confirmation))

#: How many rows the database hands over at a time.
ROWS = 500


@dataclass(frozen=True, slots=True)
class VoidRow:
    """The entry that takes another back."""

    number: int
    note: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A party's latest answer to an entry."""

    party: str
    answer: Answer
    note: str | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of a body's log, with its project and the void that takes it back, where one does. `number` is its id;
    `party` the code of the one it was recorded for; `answers` are the latest of each party."""

    number: int
    project_id: int
    period: int
    ref: str
    titles: Mapping[str, str]
    is_struck: bool
    kind: EntryKind
    effective_on: date
    reason: Reason | None
    note: str | None
    party: str | None
    recorded_at: datetime
    recorded_by: str
    void: VoidRow | None
    answers: tuple[AnswerRow, ...]


def iterate_projects_of(
    session: Session,
    view: BodyView,
    ids: Sequence[int],
    *,
    period: int,
    as_of: date,
    known_at: datetime | None = None,
) -> Iterator[ProjectRow]:
    """The projects of these ids, in their order, a batch at a time."""
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = find_projects(session, view, period=period, as_of=as_of, known_at=known_at, ids=batch)
        found = {row.id: row for row in rows}
        yield from (found[key] for key in batch if key in found)


def iterate_projects(
    session: Session, view: BodyView, *, period: int, as_of: date, known_at: datetime | None = None
) -> Iterator[ProjectRow]:
    """As `find_projects`, a batch of projects at a time."""
    last, period_id = 0, view.period_id(period)
    query = sa.select(PROJECT.c.id).where(PROJECT.c.period_id == period_id).order_by(PROJECT.c.id).limit(BATCH)
    while ids := session.scalars(query.where(PROJECT.c.id > last)).all():
        yield from find_projects(session, view, period=period, as_of=as_of, known_at=known_at, ids=ids)
        last = ids[-1]


def iterate_entries(
    session: Session, view: BodyView, *, period: int | None, as_of: date, known_at: datetime | None = None
) -> Iterator[EntryRow]:
    """The entries of a body's log (of a period's projects alone, where one is given) that took effect by the day and
    were recorded by the instant, in the order they were recorded; voids beside what they take back."""
    e, p, v = ENTRY.c, PROJECT.c, ENTRY.alias("void").c
    is_void = v.voids_id == e.id
    query = (
        sa.select(
            e.id, e.project_id, e.kind, e.effective_on, e.reason, e.note, e.party_id, e.recorded_at, e.recorded_by,
            p.period_id, p.ref, p.titles, p.struck_at, v.id.label("void_id"), v.note.label("void_note"),
            v.recorded_at.label("voided_at"), v.recorded_by.label("voided_by"),
        )
        .join(PROJECT, p.id == e.project_id)
        .outerjoin(v.id.table, is_void if known_at is None else sa.and_(is_void, v.recorded_at <= known_at))
        .where(e.body_id == view.id, e.kind != EntryKind.VOID, e.effective_on <= as_of)
        .order_by(e.id)
        .execution_options(yield_per=ROWS)
    )  # fmt: skip
    if known_at is not None:
        query = query.where(e.recorded_at <= known_at)
    if period is not None:
        query = query.where(p.period_id == view.period_id(period))
    for rows in session.execute(query).partitions():
        answers = _find_answers(session, view, [row.id for row in rows], known_at)
        yield from (_make_entry_row(view, row, answers.get(row.id, {}), known_at) for row in rows)


def _find_answers(
    session: Session, view: BodyView, ids: Sequence[int], known_at: datetime | None
) -> dict[int, dict[str, AnswerRow]]:
    """By entry and party: what it said last."""
    g = GIVEN.c
    query = sa.select(g.entry_id, g.party_id, g.answer, g.note).where(g.entry_id.in_(ids)).order_by(g.id)
    if known_at is not None:
        query = query.where(g.recorded_at <= known_at)
    found: dict[int, dict[str, AnswerRow]] = {}
    for entry_id, party_id, answer, note in session.execute(query):
        party = view.parties[party_id].code
        found.setdefault(entry_id, {})[party] = AnswerRow(party, Answer(answer), note)
    return found


def _make_entry_row(view: BodyView, row: Any, answers: Mapping[str, AnswerRow], known_at: datetime | None) -> EntryRow:
    is_voided = row.void_id is not None
    return EntryRow(
        number=row.id,
        project_id=row.project_id,
        period=view.periods[row.period_id].number,
        ref=row.ref,
        titles=row.titles,
        is_struck=row.struck_at is not None and (known_at is None or row.struck_at <= known_at),
        kind=EntryKind(row.kind),
        effective_on=row.effective_on,
        reason=None if row.reason is None else Reason(row.reason),
        note=row.note,
        party=None if row.party_id is None else view.parties[row.party_id].code,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        void=VoidRow(row.void_id, row.void_note, row.voided_at, row.voided_by) if is_voided else None,
        answers=tuple(answers[party] for party in sorted(answers)),
    )


def iterate_asked_entries(session: Session, view: BodyView, wanted: Wanted) -> Iterator[AskedEntry]:
    """As `find_asked_entries`, so many at a time."""
    first = 0
    while rows := find_asked_entries(session, view, wanted, offset=first, limit=ROWS):
        yield from rows
        first += ROWS
