"""Which entries ask whom, and what has been answered: the lists of what waits for a party and of what is disputed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.confirmations import Answer
from tracker.domain.problems import NotFound
from tracker.domain.stages import EntryKind, Reason
from tracker.models import (
    Area,
    Confirmation,
    ConfirmationRequest,
    Document,
    DocumentKind,
    Party,
    Period,
    Project,
    StatusEntry,
    table_of,
)
from tracker.queries.bodies import BodyView

REQUEST, ENTRY, PROJECT = table_of(ConfirmationRequest), table_of(StatusEntry), table_of(Project)
PERIOD, AREA, PARTY = table_of(Period), table_of(Area), table_of(Party)
GIVEN, DOCUMENT = table_of(Confirmation), table_of(Document)


class State(StrEnum):
    """What a party that is asked has said."""

    WAITING = "waiting"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Said:
    """A party's answer: why, by whom and when it was recorded, and the document that says so: its name and digest.
    The note and the name are blank once they are redacted."""

    answer: Answer
    note: str | None
    by: str
    at: datetime
    document: str | None
    digest: str | None
    id: int
    document_id: int | None


@dataclass(frozen=True, slots=True)
class AskedEntry:
    """An entry and a party that it asks, by code; `said` None while that party has still to answer.
    `recorded_for` None: it was recorded for no party."""

    entry: int
    kind: EntryKind
    effective_on: date
    reason: Reason | None
    note: str | None
    recorded_for: str | None
    recorded_by: str
    recorded_at: datetime
    ref: str
    titles: Mapping[str, str]
    area: str
    period: int
    party: str
    said: Said | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests: of these parties asked, by code (None: of all), in these states, of a period; not those
    that ask `without`; only of these entries, by id."""

    parties: Collection[str] | None = None
    states: Collection[State] = (State.WAITING,)
    period: int | None = None
    without: str | None = None
    entries: Collection[int] | None = None


def find_asked_entries(
    session: Session, view: BodyView, wanted: Wanted, *, offset: int = 0, limit: int | None = None
) -> list[AskedEntry]:
    """By period and ref, each project's entries in the order they were recorded."""
    e, p = ENTRY.c, PROJECT.c
    columns = (
        e.id, e.kind, e.effective_on, e.reason, e.note, e.party_id, e.recorded_by, e.recorded_at, p.ref, p.titles,
        p.area_id, PERIOD.c.number, REQUEST.c.party_id.label("asked_id"), REQUEST.c.answer,
    )  # fmt: skip
    query = _choose(sa.select(*columns), view, wanted)
    query = query.order_by(PERIOD.c.number, p.ref, e.id, REQUEST.c.party_id).offset(offset).limit(limit)
    rows = session.execute(query).all()
    said = _find_said(session, [row.id for row in rows if row.answer is not None])
    return [_to_asked(view, row, said.get((row.id, row.asked_id))) for row in rows]


def count_asked(session: Session, view: BodyView, wanted: Wanted) -> int:
    query = _choose(sa.select(sa.func.count()), view, wanted)
    return int(session.execute(query).scalar_one())


def count_by_party(session: Session, view: BodyView, wanted: Wanted) -> dict[str, int]:
    """How many requests of each party there are, by its code; none where there is none."""
    query = _choose(sa.select(REQUEST.c.party_id, sa.func.count()), view, wanted).group_by(REQUEST.c.party_id)
    return {view.parties[party_id].code: int(number) for party_id, number in session.execute(query)}


def count_waiting_for(session: Session, body_id: int, parties: Collection[str]) -> int:
    """How many entries wait for any of the parties of these codes: asked on every page, from the index."""
    query = (
        sa.select(sa.func.count())
        .select_from(REQUEST)
        .join(PARTY, PARTY.c.id == REQUEST.c.party_id)
        .where(REQUEST.c.body_id == body_id, PARTY.c.code.in_(list(parties)), REQUEST.c.answer.is_(None))
    )
    return int(session.execute(query).scalar_one())


def find_said(
    session: Session, entries: Sequence[int], *, known_at: datetime | None = None
) -> dict[int, dict[int, Said]]:
    """By entry and party: its latest answer by an instant."""
    found: dict[int, dict[int, Said]] = {}
    for (entry, party), said in _find_said(session, entries, known_at=known_at).items():
        found.setdefault(entry, {})[party] = said
    return found


def get_sheet(session: Session, view: BodyView, digest: str) -> Document:
    """The confirmation sheet that was handed in with this digest, the last one where there are several. NotFound."""
    query = select(Document).where(Document.body_id == view.id, Document.digest == digest)
    query = query.where(Document.kind == DocumentKind.CONFIRMATION_SHEET).order_by(col(Document.id).desc()).limit(1)
    found = session.exec(query).first()
    if found is None:
        raise NotFound("sheet", digest[:12])
    return found


def _choose(query: sa.Select[Any], view: BodyView, wanted: Wanted) -> sa.Select[Any]:
    r = REQUEST.c
    codes = {party.code: key for key, party in view.parties.items()}
    chosen = (
        query.select_from(REQUEST)
        .join(ENTRY, ENTRY.c.id == r.entry_id)
        .join(PROJECT, PROJECT.c.id == r.project_id)
        .join(PERIOD, PERIOD.c.id == PROJECT.c.period_id)
        .where(r.body_id == view.id, sa.or_(*(_is_in(state) for state in wanted.states)))
    )
    if wanted.parties is not None:
        chosen = chosen.where(r.party_id.in_([codes[code] for code in wanted.parties]))
    if wanted.period is not None:
        chosen = chosen.where(PERIOD.c.number == wanted.period)
    if wanted.without is not None:
        chosen = chosen.where(r.party_id != codes[wanted.without])
    if wanted.entries is not None:
        chosen = chosen.where(r.entry_id.in_(list(wanted.entries)))
    return chosen


def _is_in(state: State) -> sa.ColumnElement[bool]:
    return REQUEST.c.answer.is_(None) if state is State.WAITING else REQUEST.c.answer == Answer(state.value)


def _find_said(
    session: Session, entries: Sequence[int], *, known_at: datetime | None = None
) -> dict[tuple[int, int], Said]:
    g = GIVEN.c
    columns = (
        g.entry_id,
        g.party_id,
        g.answer,
        g.note,
        g.recorded_by,
        g.recorded_at,
        DOCUMENT.c.name,
        DOCUMENT.c.digest,
        g.id,
        g.document_id,
    )
    source = sa.select(*columns).select_from(GIVEN.outerjoin(DOCUMENT, DOCUMENT.c.id == g.document_id))
    found: dict[tuple[int, int], Said] = {}
    ids = sorted(set(entries))
    for start in range(0, len(ids), 500):
        query = source.where(g.entry_id.in_(ids[start : start + 500]))
        if known_at is not None:
            query = query.where(g.recorded_at <= known_at)
        for entry, party, answer, note, by, at, name, digest, number, document_id in session.execute(
            query.order_by(g.id)
        ):
            found[entry, party] = Said(Answer(answer), note, by, at, name, digest, number, document_id)
    return found


def _to_asked(view: BodyView, row: Any, said: Said | None) -> AskedEntry:
    return AskedEntry(
        entry=row.id,
        kind=EntryKind(row.kind),
        effective_on=row.effective_on,
        reason=None if row.reason is None else Reason(row.reason),
        note=row.note,
        recorded_for=None if row.party_id is None else view.parties[row.party_id].code,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        ref=row.ref,
        titles=row.titles,
        area=view.areas[row.area_id].code,
        period=row.number,
        party=view.parties[row.asked_id].code,
        said=said,
    )
