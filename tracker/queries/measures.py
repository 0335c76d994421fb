"""A plan of measurements as the counting statements take it: the values of each, bound under its place.

Nothing of a body or a day is in a statement's text, so that one, compiled once, serves every plan that is as long.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.domain.measurements import Measurement
from tracker.domain.stages import Condition
from tracker.domain.tallies import CONFIRMED_COUNTS, COUNTS
from tracker.domain.trends import By
from tracker.models import Project, table_of
from tracker.queries.bodies import BodyOutline, BodyView

PROJECT = table_of(Project)

#: What the counting statements know of one measurement.
MEASURE: dict[str, Any] = {
    "at": sa.Integer(),
    "body_id": sa.Integer(),
    "period_id": sa.Integer(),
    "list_on": sa.Date(),
    "day": sa.Date(),
    "as_of": sa.Date(),
    "before_id": sa.Integer(),
    "before_list_on": sa.Date(),
}

#: The counts that the stages' statement sums, in its columns' order.
STAGE_SUMS = tuple(name for name in COUNTS if name not in {*Condition, "continued", "renewed", "previous_agreed"})

#: Those that rates are made of, and from which the others that are follow: what is asked of many bodies at once.
LEADING_SUMS = tuple(name for name in STAGE_SUMS if not name.startswith(("additional", "late", "one_sided")))

BODY = sa.bindparam("body_id", type_=sa.Integer())
#: Those whose log is read, for measurements of several: named one by one, so that no other's is looked at.
BODIES = sa.bindparam("body_ids", type_=sa.Integer(), expanding=True)
KNOWN_AT = sa.bindparam("known_at", type_=PROJECT.c.recorded_at.type)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a counting statement's text depends on: it is made once, and compiled once, for each. `is_across`: its
    measurements are of several bodies, each of which says its own; `asks`: any of these asks for confirmation."""

    by: By | None
    from_log: bool
    size: int
    is_across: bool = False
    asks: bool = True

    @property
    def known_at(self) -> sa.BindParameter[datetime] | None:
        return KNOWN_AT if self.from_log else None

    @property
    def sums(self) -> tuple[str, ...]:
        if not self.is_across:
            return STAGE_SUMS
        return tuple(name for name in LEADING_SUMS if self.asks or name not in CONFIRMED_COUNTS)

    def body_of(self, measures: sa.FromClause) -> sa.ColumnElement[int]:
        return measures.c.body_id if self.is_across else BODY


def make_measure(view: BodyView | BodyOutline, measurement: Measurement) -> tuple[Any, ...]:
    """A measurement as the values that the statements take, but for its place: body, period, days, period before."""
    ids, facts = view.period_ids, view.facts
    period = next(one for one in facts.periods if one.number == measurement.period)
    before = facts.before(period)
    return (
        view.id,
        ids[period.number],
        period.list_on,
        measurement.day,
        measurement.as_of,
        0 if before is None else ids[before.number],
        period.list_on if before is None else before.list_on,
    )


def values_of(measures: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """The values of a statement's measurements, each under its place."""
    return {
        f"{name}_{at}": value
        for at, measure in enumerate(measures)
        for name, value in zip(MEASURE, (at, *measure), strict=True)
    }


def select_measures(size: int) -> sa.CTE:
    """The plan's rows, for the queries to join: which period, which days. Made of bound values only, so that
    one compiled statement serves every body whose plan is as long."""
    rows = [
        sa.select(*(sa.bindparam(f"{name}_{index}", type_=kind).label(name) for name, kind in MEASURE.items()))
        for index in range(size)
    ]
    return sa.union_all(*rows).cte("measure")
