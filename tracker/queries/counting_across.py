"""Counting over many bodies at once: what finished periods came to is read as it is kept, what still runs is counted.

The projects of running periods are counted by the statements that count one body, so many measurements to a statement.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.measurements import Counts, Measurement
from tracker.domain.tallies import Tally
from tracker.models import Lineage, PeriodTally, table_of
from tracker.queries.bodies import BodyOutline, find_body_views
from tracker.queries.counting import (
    PROJECT,
    Shape,
    count,
    find_conditions,
    make_measure,
    select_measures,
    select_stages,
    values_of,
)
from tracker.queries.grouping import WHOLE
from tracker.queries.known import is_known

TALLY = table_of(PeriodTally)

#: Measurements to a statement: one text serves any number of them. Places that are left over measure nothing.
BATCH = 100
NOTHING = (0, 0, None, None, None, 0, None)
SHAPES = {asks: Shape(by=None, from_log=False, size=BATCH, is_across=True, asks=asks) for asks in (False, True)}

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
    that a running period is compared with only stages. As known at an instant before the body's
    latest record, it is counted by itself. `counted`: what need not be counted again."""
    is_past = {one.id for one in outlines if known_at is not None and known_at < one.body.last_recorded_at}
    now = [one for one in outlines if one.id not in is_past]
    found = _count_now(session, now, plans, counted)
    views = find_body_views(session, [one.body for one in outlines if one.id in is_past]) if is_past else {}
    for key, view in views.items():
        found[key] = count(session, view, list(plans[key]), by=None, known_at=known_at)
    return found


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


def _find_kept(session: Session, period_ids: Sequence[int]) -> dict[tuple[int, Any], Mapping[str, int]]:
    """The counts kept, by the period's row and its last day."""
    rows = session.execute(
        sa.select(TALLY.c.period_id, TALLY.c.counted_on, TALLY.c.counts).where(TALLY.c.period_id.in_(period_ids))
    )
    return {(period_id, day): counts for period_id, day, counts in rows}


def _count_running(session: Session, running: Sequence[_Running]) -> Iterator[tuple[_Running, Tally]]:
    ordered = sorted(running, key=lambda one: not one.is_whole)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        measures = [make_measure(one.outline, one.measurement) for one in batch]
        values = values_of([*measures, *[NOTHING] * (BATCH - len(batch))])
        shape = SHAPES[any(one.outline.body.asks_confirmation for one in batch)]
        counts: list[dict[str, int]] = [defaultdict(int) for _ in batch]
        for at, _, *sums in session.execute(select_stages(shape), values):
            counts[at].update(zip(shape.sums, map(int, sums), strict=True))
            counts[at]["one_sided"] = counts[at]["agreed"] - counts[at]["mutual"]
            counts[at]["one_sided_promoted"] = counts[at]["promoted"] - counts[at]["mutual_promoted"]
        if batch[0].is_whole:
            for at, name, number in _count_rest(session, values, batch):
                counts[at][name] += number
        yield from ((one, Tally(**found)) for one, found in zip(batch, counts, strict=True))


def _count_rest(session: Session, values: dict[str, Any], batch: Sequence[_Running]) -> Iterator[tuple[int, str, int]]:
    """Place, name and number of what the stages do not say."""
    for at, _, condition in find_conditions(session, SHAPES[False], values, [one.measurement.day for one in batch]):
        yield at, condition.value, 1
    for at, continued, renewed in session.execute(_select_lineage(), values):
        yield at, "continued", continued
        yield at, "renewed", renewed


@cache
def _select_lineage() -> sa.Select[Any]:
    """At each measurement, the counts continued and renewed, as `tracker.queries.counting` has them, going out from
    the projects of the period."""
    measures = select_measures(BATCH)
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
        .where(later.agreed_on <= m.list_on, is_known(PROJECT, None), is_known(earlier, None))
        .group_by(m.at)
    )
