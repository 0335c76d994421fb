"""What the parties say of each other's entries: derived from the log, whom it asks, and the answers given.

Whom a project concerns is what it is now; entries and answers are those of an instant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.confirmations import (
    Answer,
    Answers,
    Concern,
    confirmed_days,
    find_asked,
    find_concerned,
    is_confirmed,
)
from tracker.domain.stages import Entry, EntryKind, Reason, StageDays, find_standing
from tracker.models import (
    Confirmation,
    ConfirmationRequest,
    Membership,
    PartyRole,
    Project,
    ProjectParty,
    StatusEntry,
    table_of,
)
from tracker.queries.bodies import BodyView
from tracker.queries.entries import BATCH
from tracker.queries.known import Instant, is_known

PROJECT, ENTRY, NAMED = table_of(Project), table_of(StatusEntry), table_of(ProjectParty)
GIVEN, REQUEST = table_of(Confirmation), table_of(ConfirmationRequest)

NO_ANSWERS: Answers = {}


@dataclass(frozen=True, slots=True)
class ProjectWords:
    """One project's standing entries, the parties it concerns, and the latest answers to each entry by its id.
    `stored`: the days that its row says were confirmed."""

    project_id: int
    period_id: int
    stored: StageDays
    is_struck: bool
    concerned: frozenset[int]
    standing: Sequence[Entry]
    answers: Mapping[int, Answers]

    def answers_to(self, entry: int) -> Answers:
        return self.answers.get(entry, NO_ANSWERS)

    @property
    def requests(self) -> dict[tuple[int, int], Answer | None]:
        """By entry and party asked: its answer, None while it has still to answer. A struck project asks nobody."""
        if self.is_struck:
            return {}
        return {
            (entry.id, party): self.answers_to(entry.id).get(party)
            for entry in self.standing
            for party in sorted(find_asked(self.concerned, entry))
        }

    @property
    def days(self) -> StageDays:
        """The days it reached each stage by the entries that are confirmed."""
        return confirmed_days(self.standing, self.concerned, self.answers_to)

    @property
    def is_confirmed(self) -> bool:
        """Whether every standing entry is, or the project is struck."""
        return not self.unconfirmed

    @property
    def unconfirmed(self) -> list[int]:
        """The standing entries that somebody has still to confirm, or disputes, by id; none of a struck project."""
        if self.is_struck:
            return []
        return [
            entry.id
            for entry in self.standing
            if not is_confirmed(find_asked(self.concerned, entry), self.answers_to(entry.id))
        ]


def find_words(
    session: Session, body_id: int, project_ids: Collection[int] | None = None, *, known_at: datetime | None = None
) -> Iterator[ProjectWords]:
    """Of the projects named (None: of all of the body), as known at an instant, in the order of their rows."""
    stays = session.exec(select(Membership).where(col(Membership.body_id) == body_id)).all()
    if project_ids is None:
        yield from _find_batch(session, body_id, None, stays, known_at)
        return
    ids = sorted(project_ids)
    for start in range(0, len(ids), BATCH):
        yield from _find_batch(session, body_id, ids[start : start + BATCH], stays, known_at)


def find_confirmed_days(
    session: Session, view: BodyView, known_at: datetime, project_ids: Collection[int] | None = None
) -> dict[int, StageDays]:
    """By project (those named; None: all of the body): the days it reached each stage by the entries that were
    confirmed by an instant."""
    return {words.project_id: words.days for words in find_words(session, view.id, project_ids, known_at=known_at)}


def count_unconfirmed(session: Session, view: BodyView, period_id: int, known_at: datetime | None) -> int:
    """How many standing entries of a period a party has still to confirm, or disputes."""
    if known_at is not None and known_at < view.body.last_recorded_at:
        found = find_words(session, view.id, known_at=known_at)
        return sum(len(words.unconfirmed) for words in found if words.period_id == period_id)
    entries = sa.select(sa.func.count(sa.distinct(REQUEST.c.entry_id)))
    query = entries.join(PROJECT, REQUEST.c.project_id == PROJECT.c.id).where(PROJECT.c.period_id == period_id)
    return int(session.execute(query.where(REQUEST.c.body_id == view.id, _is_open())).scalar_one())


def find_unconfirmed(session: Session, view: BodyView, known_at: datetime | None) -> set[int]:
    """The numbers of the periods with standing entries that a party has still to confirm, or disputes."""
    if known_at is not None and known_at < view.body.last_recorded_at:
        found = find_words(session, view.id, known_at=known_at)
        periods = {words.period_id for words in found if not words.is_confirmed}
    else:
        periods = find_open_periods(session, [view.id])
    return {view.periods[period_id].number for period_id in periods}


def find_open_periods(session: Session, body_ids: Collection[int]) -> set[int]:
    """The rows of the periods of several bodies with such entries, as recorded now."""
    return set(session.scalars(_open_periods(), {"ids": list(body_ids)}))


@cache
def _open_periods() -> sa.Select[int]:
    """Made once, and compiled once."""
    ids = sa.bindparam("ids", expanding=True, type_=sa.Integer())
    query = sa.select(PROJECT.c.period_id).join(REQUEST, REQUEST.c.project_id == PROJECT.c.id)
    return query.where(REQUEST.c.body_id.in_(ids), _is_open()).distinct()


def _is_open() -> sa.ColumnElement[bool]:
    return sa.or_(REQUEST.c.answer.is_(None), REQUEST.c.answer == Answer.DISPUTED)


def _find_batch(
    session: Session, body_id: int, ids: list[int] | None, stays: Sequence[Membership], known_at: datetime | None
) -> Iterator[ProjectWords]:
    p = PROJECT.c
    stored = (p.confirmed_promoted_on, p.confirmed_implemented_on)
    query = sa.select(p.id, p.period_id, p.lead_id, p.agreed_on, p.struck_at, *stored)
    query = query.where(p.body_id == body_id, _within(p.id, ids), _is_recorded(PROJECT, known_at))
    projects = session.execute(query.order_by(p.id)).all()
    named, logs = _find_named(session, body_id, ids), _find_logs(session, body_id, ids, known_at)
    answers = _find_answers(session, body_id, ids, known_at)
    around = {day: _find_around(stays, day) for day in {row.agreed_on for row in projects}}
    for row in projects:
        members, observers = around[row.agreed_on]
        parties, departments = named.get(row.id, (frozenset(), frozenset()))
        concern = Concern(parties, row.lead_id, departments, members, observers)
        yield ProjectWords(
            project_id=row.id,
            period_id=row.period_id,
            stored=StageDays(row.confirmed_promoted_on, row.confirmed_implemented_on),
            is_struck=row.struck_at is not None and (known_at is None or row.struck_at <= known_at),
            concerned=find_concerned(concern),
            standing=find_standing(logs.get(row.id, ()), known_at),
            answers=answers.get(row.id, {}),
        )


def _within(column: sa.ColumnElement[Any], ids: list[int] | None) -> sa.ColumnElement[bool]:
    return sa.true() if ids is None else column.in_(ids)


def _is_recorded(table: sa.Table, known_at: Instant) -> sa.ColumnElement[bool]:
    return sa.true() if known_at is None else table.c.recorded_at <= known_at


def _find_named(
    session: Session, body_id: int, ids: list[int] | None
) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """By project: the parties named as concerned, and those with a department."""
    n = NAMED.c
    query = sa.select(n.project_id, n.party_id, n.is_named, n.departments).where(
        n.body_id == body_id, _within(n.project_id, ids)
    )
    found = {}
    for project_id, rows in groupby(session.execute(query.order_by(n.project_id)), key=lambda row: row.project_id):
        parties = list(rows)
        named = frozenset(row.party_id for row in parties if row.is_named)
        found[project_id] = named, frozenset(row.party_id for row in parties if any(row.departments.values()))
    return found


def _find_logs(
    session: Session, body_id: int, ids: list[int] | None, known_at: datetime | None
) -> dict[int, list[Entry]]:
    e = ENTRY.c
    query = sa.select(e.project_id, e.id, e.kind, e.effective_on, e.recorded_at, e.reason, e.voids_id, e.party_id)
    query = query.where(e.body_id == body_id, _within(e.project_id, ids), is_known(ENTRY, known_at)).order_by(e.id)
    logs: dict[int, list[Entry]] = defaultdict(list)
    for project_id, entry_id, kind, on, at, reason, voids, party in session.execute(query):
        why = None if reason is None else Reason(reason)
        logs[project_id].append(Entry(entry_id, EntryKind(kind), on, at, why, voids, party))
    return logs


def _find_answers(
    session: Session, body_id: int, ids: list[int] | None, known_at: datetime | None
) -> dict[int, dict[int, dict[int, Answer]]]:
    """By project, entry and party: the latest answer."""
    g = GIVEN.c
    # By entry, as the index has them: one project's answers are found without reading all of the body's.
    of_entries = sa.select(ENTRY.c.id).where(_within(ENTRY.c.project_id, ids))
    chosen = g.body_id == body_id if ids is None else g.entry_id.in_(of_entries)
    query = sa.select(g.project_id, g.entry_id, g.party_id, g.answer).where(chosen, _is_recorded(GIVEN, known_at))
    found: dict[int, dict[int, dict[int, Answer]]] = defaultdict(lambda: defaultdict(dict))
    for project_id, entry_id, party_id, answer in session.execute(query.order_by(g.id)):
        found[project_id][entry_id][party_id] = Answer(answer)
    return found


def _find_around(stays: Sequence[Membership], day: date) -> tuple[frozenset[int], frozenset[int]]:
    """The members and the observers of a day."""
    here = [stay for stay in stays if stay.joined_on <= day and (stay.left_on is None or day <= stay.left_on)]
    members, observers = (
        frozenset(stay.party_id for stay in here if stay.role is role)
        for role in (PartyRole.MEMBER, PartyRole.OBSERVER)
    )
    return members, observers
