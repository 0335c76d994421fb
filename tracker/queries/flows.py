"""How the projects of a body's agreed lists ended, and what continues what."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.confirmations import Words
from tracker.domain.flows import End, Flow, Kept, Link, count_ends
from tracker.domain.stages import (
    CONDITION_KINDS,
    NO_DAYS,
    Condition,
    Entry,
    EntryKind,
    Reason,
    StageDays,
    condition_entry_on,
    stage_on,
)
from tracker.domain.trends import Figures
from tracker.models import Lineage, Project, StatusEntry, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.confirmations import find_confirmed_days
from tracker.queries.entries import BATCH
from tracker.queries.figures import find_figures
from tracker.queries.known import Instant, has_void, is_known, stage_days_known

PROJECT, ENTRY, LINEAGE = table_of(Project), table_of(StatusEntry), table_of(Lineage)


@dataclass(frozen=True, slots=True)
class PeriodFlow:
    """A period's figures, and how its projects ended. `flow` None: its stages are not published, or it has none by
    the words that are asked for."""

    figures: Figures
    flow: Flow | None


def find_flows(
    session: Session, view: BodyView, *, as_of: date, known_at: datetime | None = None, words: Words = Words.CLAIMED
) -> tuple[PeriodFlow, ...]:
    """Of every period with a conference by the day, ascending."""
    figures = find_figures(session, view, by=None, as_of=as_of, known_at=known_at)
    instant = None if known_at is None or known_at >= view.body.last_recorded_at else known_at
    days = {row.period.number: row.measured_on for row in figures}
    ends = _find_conditioned(session, view, days, known_at=instant, words=words)
    return tuple(PeriodFlow(row, _make_flow(row, ends[row.period.number], words)) for row in figures)


def _make_flow(row: Figures, conditioned: list[End], words: Words) -> Flow | None:
    if not row.has_stages or (words is Words.CONFIRMED and not row.is_confirmable):
        return None
    tally = row.tally
    promoted, implemented = tally.promoted, tally.implemented
    if words is Words.CONFIRMED:
        promoted, implemented = tally.confirmed_promoted, tally.confirmed_implemented
    return count_ends(agreed=tally.agreed, promoted=promoted, implemented=implemented, conditioned=conditioned)


def _find_conditioned(
    session: Session, view: BodyView, days: Mapping[int, date], *, known_at: datetime | None, words: Words
) -> Mapping[int, list[End]]:
    """By period: the end of each agreed-list project that is suspended or withdrawn on the period's day in `days`."""
    logs: dict[int, list[Entry]] = defaultdict(list)
    projects: dict[int, Any] = {}
    for row in session.execute(_conditions(view, known_at, words)):
        period = view.facts_of(row.period_id)
        if period.number in days and row.agreed_on <= period.list_on:
            projects[row.id] = row
            reason = None if row.reason is None else Reason(row.reason)
            logs[row.id].append(Entry(row.entry, EntryKind(row.kind), row.effective_on, row.recorded_at, reason))
    confirmed = _find_confirmed(session, view, projects, known_at) if words is Words.CONFIRMED else None
    ends: dict[int, list[End]] = defaultdict(list)
    for key, log in logs.items():
        row, number = projects[key], view.periods[projects[key].period_id].number
        reached = StageDays(row.promoted_on, row.implemented_on) if confirmed is None else confirmed.get(key, NO_DAYS)
        entry = condition_entry_on(log, days[number])
        if entry is not None:
            ends[number].append(End(stage_on(reached, days[number]), Condition(entry.kind.value), entry.reason))
    return ends


def _conditions(view: BodyView, known_at: Instant, words: Words) -> sa.Select[Any]:
    """The standing entries that suspend, resume or withdraw projects, each with what its project is."""
    p, e = PROJECT.c, ENTRY.c
    source = ENTRY.join(PROJECT, p.id == e.project_id)
    promoted_on: sa.ColumnElement[Any] = p.promoted_on
    implemented_on: sa.ColumnElement[Any] = p.implemented_on
    if known_at is not None:
        days = stage_days_known(view.id, known_at)
        source = source.outerjoin(days, days.c.project_id == p.id)
        promoted_on, implemented_on = days.c.promoted_on, days.c.implemented_on
    elif words is Words.CONFIRMED:
        promoted_on, implemented_on = p.confirmed_promoted_on, p.confirmed_implemented_on
    return (
        sa.select(
            p.id, p.period_id, p.agreed_on,
            promoted_on.label("promoted_on"), implemented_on.label("implemented_on"),
            e.id.label("entry"), e.kind, e.effective_on, e.recorded_at, e.reason,
        )
        .select_from(source)
        .where(
            e.body_id == view.id,
            e.kind.in_(CONDITION_KINDS),
            is_known(ENTRY, known_at),
            ~has_void(known_at),
            is_known(PROJECT, known_at),
        )
        .order_by(e.id)
    )  # fmt: skip


def _find_confirmed(
    session: Session, view: BodyView, project_ids: Collection[int], known_at: datetime | None
) -> Mapping[int, StageDays] | None:
    """As known at an instant; the rows have what is confirmed now."""
    return None if known_at is None else find_confirmed_days(session, view, known_at, project_ids)


def find_links(session: Session, view: BodyView, *, as_of: date, known_at: datetime | None = None) -> list[Link]:
    """What continues what, among periods with a conference by the day. Struck projects continue nothing."""
    later, earlier = PROJECT.alias("later"), PROJECT.alias("earlier")
    known_at = None if known_at is None or known_at >= view.body.last_recorded_at else known_at
    sides = [
        column for side in (later, earlier) for column in (side.c.id, side.c.ref, side.c.period_id, side.c.agreed_on)
    ]
    query = (
        sa.select(*sides)
        .select_from(LINEAGE)
        .join(later, later.c.id == LINEAGE.c.project_id)
        .join(earlier, earlier.c.id == LINEAGE.c.continues_id)
        .where(LINEAGE.c.body_id == view.id, is_known(later, known_at), is_known(earlier, known_at))
        .order_by(later.c.id, earlier.c.id)
    )
    visible = {view.period_id(period.number): period for period in view.facts.visible(as_of)}

    def keep(key: int, ref: str, period_id: int, agreed_on: date) -> Kept:
        period = visible[period_id]
        return Kept(key, ref, period.number, agreed_on <= period.list_on)

    rows = session.execute(query)
    return [(keep(*row[:4]), keep(*row[4:])) for row in rows if row[2] in visible and row[6] in visible]


def find_titles(session: Session, view: BodyView, ids: Collection[int]) -> dict[int, Mapping[str, str]]:
    """The titles of projects by their rows."""
    p, wanted = PROJECT.c, sorted(ids)
    titles: dict[int, Mapping[str, str]] = {}
    for start in range(0, len(wanted), BATCH):
        some = sa.select(p.id, p.titles).where(p.body_id == view.id, p.id.in_(wanted[start : start + BATCH]))
        titles.update((row.id, row.titles) for row in session.execute(some))
    return titles
