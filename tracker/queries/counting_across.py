"""Counting over many bodies at once: what finished periods came to is read as it is kept, what still runs is counted.

The projects of running periods are counted by the statements that count one body, so many measurements to a statement;
as known at an earlier instant those of all periods, from the log.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.measurements import Counts, Measurement
from tracker.domain.tallies import Tally
from tracker.models import Lineage, PeriodTally, table_of
from tracker.queries.bodies import BodyOutline, find_body_views
from tracker.queries.counting import find_conditions, find_confirmed, select_stages
from tracker.queries.grouping import WHOLE
from tracker.queries.known import is_known
from tracker.queries.measures import KNOWN_AT, PROJECT, Shape, make_measure, select_measures, values_of

TALLY = table_of(PeriodTally)

#: Measurements to a statement: one text serves any number of them. Places that are left over measure nothing.
BATCH = 100
NOTHING = (0, 0, None, None, None, 0, None)
SHAPES = {
    (from_log, asks): Shape(by=None, from_log=from_log, size=BATCH, is_across=True, asks=asks)
    for from_log in (False, True)
    for asks in (False, True)
}

NOTHING_COUNTED: Mapping[int, Counts] = {}

#: Each body's measurements, by its row.
Plans = Mapping[int, Collection[Measurement]]


@dataclass(frozen=True, slots=True)
class _Running:
    """A measurement that is to be counted. `is_whole`: with every count; else those of stages alone, which are all
    that the figures of a running period compare with."""

    outline: BodyOutline
    measurement: Measurement
    is_whole: bool


def count_across(
    session: Session,
    outlines: Sequence[BodyOutline],
    plans: Plans,
    *,
    known_at: datetime | None = None,
    counted: Mapping[int, Counts] = NOTHING_COUNTED,
) -> dict[int, Counts]:
    """By the body's row: the tally of all projects at each of its measurements. Only what rates are made of,
    suspended and withdrawn are among them: of what still runs no additional ones, of nothing late ones, and of the day
    that a running period is compared with only stages. As known at an instant before a body's latest record, all of
    it is counted from the log. `counted`: what need not be counted again."""
    if known_at is None:
        return _count_now(session, outlines, plans, counted)
    past = [one for one in outlines if known_at < one.body.last_recorded_at]
    now = [one for one in outlines if known_at >= one.body.last_recorded_at]
    return _count_now(session, now, plans, counted) | _count_past(session, past, plans, known_at, counted)


def _count_now(
    session: Session, outlines: Sequence[BodyOutline], plans: Plans, counted: Mapping[int, Counts]
) -> dict[int, Counts]:
    kept = _find_kept(session, [one.period_ids[wanted.period] for one in outlines for wanted in plans[one.id]])
    running: list[_Running] = []
    counts: dict[int, dict[Measurement, Mapping[str | None, Tally]]] = {}
    for outline in outlines:
        found = counts[outline.id] = dict(counted.get(outline.id, {}))
        latest = max((one.period for one in plans[outline.id]), default=0)
        for measurement in plans[outline.id]:
            tally = kept.get((outline.period_ids[measurement.period], measurement.day))
            if tally is not None:
                found[measurement] = {WHOLE: Tally(**tally)}
            elif measurement not in found:
                running.append(_Running(outline, measurement, is_whole=measurement.period == latest))
    for one, counted_tally in _count_running(session, running):
        counts[one.outline.id][one.measurement] = {WHOLE: counted_tally}
    return dict(counts)


def _count_past(
    session: Session, outlines: Sequence[BodyOutline], plans: Plans, known_at: datetime, counted: Mapping[int, Counts]
) -> dict[int, Counts]:
    counts = {one.id: dict(counted.get(one.id, {})) for one in outlines}
    wanted = [
        _Running(outline, measurement, is_whole=True)
        for outline in outlines
        for measurement in plans[outline.id]
        if measurement not in counts[outline.id]
    ]
    confirmed = _count_confirmed(session, wanted, known_at)
    for one, tally in _count_running(session, wanted, known_at=known_at):
        counts[one.outline.id][one.measurement] = {WHOLE: replace(tally, **confirmed[one.outline.id, one.measurement])}
    return dict(counts)


def _count_confirmed(
    session: Session, wanted: Sequence[_Running], known_at: datetime
) -> Mapping[tuple[int, Measurement], dict[str, int]]:
    """What was confirmed by the instant, of the bodies that ask: by the body's row and measurement, name and number."""
    plans: dict[int, list[Measurement]] = defaultdict(list)
    bodies = {}
    for one in wanted:
        if one.outline.body.asks_confirmation:
            plans[one.outline.id].append(one.measurement)
            bodies[one.outline.id] = one.outline.body
    counts: dict[tuple[int, Measurement], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    views = find_body_views(session, list(bodies.values())) if bodies else {}
    for key, view in views.items():
        for at, _, name in find_confirmed(session, view, plans[key], by=None, known_at=known_at):
            counts[key, plans[key][at]][name] += 1
    return counts


def _find_kept(session: Session, period_ids: Sequence[int]) -> dict[tuple[int, Any], Mapping[str, int]]:
    """The counts kept, by the period's row and its last day."""
    rows = session.execute(
        sa.select(TALLY.c.period_id, TALLY.c.counted_on, TALLY.c.counts).where(TALLY.c.period_id.in_(period_ids))
    )
    return {(period_id, day): counts for period_id, day, counts in rows}


def _count_running(
    session: Session, running: Sequence[_Running], *, known_at: datetime | None = None
) -> Iterator[tuple[_Running, Tally]]:
    """`known_at`: counted from the log, without what was confirmed by then."""
    ordered = sorted(running, key=lambda one: not one.is_whole)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        measures = [make_measure(one.outline, one.measurement) for one in batch]
        values = values_of([*measures, *[NOTHING] * (BATCH - len(batch))])
        if known_at is not None:
            values |= {"known_at": known_at, "body_ids": sorted({one.outline.id for one in batch})}
        shape = SHAPES[known_at is not None, any(one.outline.body.asks_confirmation for one in batch)]
        counts: list[dict[str, int]] = [defaultdict(int) for _ in batch]
        for at, _, *sums in session.execute(select_stages(shape), values):
            counts[at].update(zip(shape.sums, map(int, sums), strict=True))
            counts[at]["one_sided"] = counts[at]["agreed"] - counts[at]["mutual"]
            counts[at]["one_sided_promoted"] = counts[at]["promoted"] - counts[at]["mutual_promoted"]
        if batch[0].is_whole:
            for at, name, number in _count_rest(session, shape, values, batch):
                counts[at][name] += number
        yield from ((one, Tally(**found)) for one, found in zip(batch, counts, strict=True))


def _count_rest(
    session: Session, shape: Shape, values: dict[str, Any], batch: Sequence[_Running]
) -> Iterator[tuple[int, str, int]]:
    """Place, name and number of what the stages do not say."""
    for at, _, condition in find_conditions(session, shape, values, [one.measurement.day for one in batch]):
        yield at, condition.value, 1
    for at, continued, renewed in session.execute(_select_lineage(shape.from_log), values):
        yield at, "continued", continued
        yield at, "renewed", renewed


@cache
def _select_lineage(from_log: bool) -> sa.Select[Any]:
    """At each measurement, the counts continued and renewed, as `tracker.queries.counting` has them, going out from
    the projects of the period."""
    measures, known_at = select_measures(BATCH), KNOWN_AT if from_log else None
    lineage, earlier = table_of(Lineage), PROJECT.alias("earlier")
    m, later = measures.c, PROJECT.c
    is_renewed = sa.and_(earlier.c.period_id == m.before_id, earlier.c.agreed_on <= m.before_list_on)
    return (
        sa.select(
            m.at,
            sa.func.count(sa.distinct(later.id)),
            sa.func.count(sa.distinct(sa.case((is_renewed, earlier.c.id)))),
        )
        .select_from(measures)
        .join(PROJECT, sa.and_(later.body_id == m.body_id, later.period_id == m.period_id))
        .join(lineage, lineage.c.project_id == later.id)
        .join(earlier, earlier.c.id == lineage.c.continues_id)
        .where(later.agreed_on <= m.list_on, is_known(PROJECT, known_at), is_known(earlier, known_at))
        .group_by(m.at)
    )
