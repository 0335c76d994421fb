"""Counting: a plan of measurements in, one tally per measurement and group out.

A fixed number of grouped queries, whatever the body's size: stages over a covering index, conditions,
lineage on either side. Only counts are made here; what they mean is `tracker.domain`'s.

As known at an earlier instant, the stage days come from the log, the list from what was recorded by then, and what
was confirmed from the answers given by then.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.measurements import Counts, Measurement, share_out
from tracker.domain.stages import (
    CONDITION_KINDS,
    NO_DAYS,
    Condition,
    Entry,
    EntryKind,
    Mode,
    Stage,
    condition_on,
    stage_on,
)
from tracker.domain.tallies import CONFIRMED_COUNTS, COUNTS, Tally
from tracker.domain.trends import OVERLAPPING, By
from tracker.models import Lineage, Project, StatusEntry, table_of
from tracker.queries.bodies import BodyOutline, BodyView
from tracker.queries.confirmations import find_confirmed_days
from tracker.queries.grouping import find_groups, group_of_key, key_of
from tracker.queries.known import has_void, is_known, stage_days_known

Tallies = dict[int, dict[str | None, Tally]]

PROJECT, ENTRY = table_of(Project), table_of(StatusEntry)

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


def count(
    session: Session, view: BodyView, plan: Sequence[Measurement], *, by: By | None, known_at: datetime | None
) -> Counts:
    """The tally of every group at every measurement of the plan. Without `by` there is one group.

    Groups that overlap are made of the tallies of each project by itself."""
    if not plan:
        return {}
    from_log = known_at is not None and known_at < view.body.last_recorded_at
    shape = Shape(by, from_log, len(plan))
    values = (
        values_of([make_measure(view, one) for one in plan])
        | {"body_id": view.id}
        | ({"known_at": known_at} if from_log else {})
    )
    tallies: Tallies = defaultdict(dict)
    for at, key, *numbers in session.execute(select_stages(shape), values):
        tallies[at][group_of_key(view, by, key)] = Tally(**dict(zip(STAGE_SUMS, map(int, numbers), strict=True)))
    for at, key, condition in find_conditions(session, shape, values, [one.day for one in plan]):
        _add(tallies, at, group_of_key(view, by, key), condition.value, 1)
    for name in ("continued", "renewed"):
        for at, key, number in session.execute(_lineage(shape, name), values):
            _add(tallies, at, group_of_key(view, by, key), name, number)
    if from_log and known_at is not None and view.body.asks_confirmation:
        for at, key, name in _find_confirmed(session, view, plan, by=by, known_at=known_at):
            _add(tallies, at, group_of_key(view, by, key), name, 1)
    counts: Counts = {measurement: tallies.get(index, {}) for index, measurement in enumerate(plan)}
    return share_out(counts, find_groups(session, view, by)) if by in OVERLAPPING else counts


def _add(tallies: Tallies, at: int, group: str, name: str, number: int) -> None:
    tally = tallies[at].get(group, Tally())
    tallies[at][group] = replace(tally, **{name: getattr(tally, name) + number})


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


@cache
def select_stages(shape: Shape) -> sa.Select[Any]:
    """At each measurement, for each group: the shape's sums."""
    measures = select_measures(shape.size)
    m, p = measures.c, PROJECT.c
    source = sa.join(measures, PROJECT, sa.and_(p.body_id == shape.body_of(measures), p.period_id == m.period_id))
    days: sa.FromClause = PROJECT
    if shape.from_log:
        days = stage_days_known(BODY, KNOWN_AT)
        source = source.outerjoin(days, days.c.project_id == p.id)
    conditions = _stage_conditions(measures, days)
    if shape.from_log:  # what was confirmed by an instant is worked out from the answers given by then
        conditions |= dict.fromkeys(CONFIRMED_COUNTS, (sa.false(),))
    key = key_of(PROJECT, shape.by)
    sums = [sa.func.sum(sa.case((sa.and_(*conditions[name]), 1), else_=0)) for name in shape.sums]
    query = sa.select(m.at, key, *sums).select_from(source).where(is_known(PROJECT, shape.known_at)).group_by(m.at)
    return query if shape.by is None else query.group_by(key)


def _stage_conditions(measures: sa.FromClause, days: sa.FromClause) -> dict[str, tuple[sa.ColumnElement[bool], ...]]:
    """What a project must be, to be counted under each name at a measurement. `days` has its stage days."""
    m, p = measures.c, PROJECT.c
    promoted_on, implemented_on = days.c.promoted_on, days.c.implemented_on
    listed = p.agreed_on <= m.list_on
    added = sa.and_(p.agreed_on > m.list_on, p.agreed_on <= m.day)
    mutual, due = p.mode == Mode.MUTUAL, p.due_on <= m.day
    promoted, implemented = promoted_on <= m.day, implemented_on <= m.day
    return {
        "agreed": (listed,),
        "additional": (added,),
        "additional_promoted": (added, promoted),
        "additional_implemented": (added, implemented),
        "promoted": (listed, promoted),
        "implemented": (listed, implemented),
        "late_promoted": (listed, promoted_on > m.day, promoted_on <= m.as_of),
        "late_implemented": (listed, implemented_on > m.day, implemented_on <= m.as_of),
        "mutual": (listed, mutual),
        "mutual_promoted": (listed, mutual, promoted),
        "mutual_implemented": (listed, mutual, implemented),
        "one_sided": (listed, ~mutual),
        "one_sided_promoted": (listed, ~mutual, promoted),
        "due": (listed, due),
        "due_implemented": (listed, due, implemented),
        "confirmed_promoted": (listed, p.confirmed_promoted_on <= m.day),
        "confirmed_implemented": (listed, p.confirmed_implemented_on <= m.day),
    }


@cache
def _conditions(shape: Shape) -> sa.Select[Any]:
    """The entries that suspend, resume or withdraw projects of the agreed list by each measurement's day."""
    measures = select_measures(shape.size)
    m, p, e = measures.c, PROJECT.c, ENTRY.c
    return (
        sa.select(m.at, p.id, key_of(PROJECT, shape.by), e.id, e.kind, e.effective_on, e.recorded_at)
        .select_from(ENTRY)
        .join(PROJECT, p.id == e.project_id)
        .join(measures, p.period_id == m.period_id)
        .where(
            e.body_id == shape.body_of(measures),
            e.kind.in_(CONDITION_KINDS),
            is_known(ENTRY, shape.known_at),
            ~has_void(shape.known_at),
            is_known(PROJECT, shape.known_at),
            p.agreed_on <= m.list_on,
            e.effective_on <= m.day,
        )
    )


def find_conditions(
    session: Session, shape: Shape, values: dict[str, Any], days: Sequence[date]
) -> Iterable[tuple[int, Any, Condition]]:
    """Each suspended or withdrawn project of the agreed list, at each measurement, with its group's key. `days`: the
    measuring day of each."""
    logs: dict[tuple[int, int, Any], list[Entry]] = defaultdict(list)
    rows = session.execute(_conditions(shape), values)
    for at, project_id, key, entry_id, kind, effective_on, recorded_at in rows:
        logs[at, project_id, key].append(Entry(entry_id, EntryKind(kind), effective_on, recorded_at))
    for (at, _, key), entries in logs.items():
        condition = condition_on(entries, days[at])
        if condition is not None:
            yield at, key, condition


def _find_confirmed(
    session: Session, view: BodyView, plan: Sequence[Measurement], *, by: By | None, known_at: datetime
) -> Iterable[tuple[int, Any, str]]:
    """Each count of each agreed-list project that was confirmed by the instant, with its group's key."""
    days = find_confirmed_days(session, view, known_at)
    p = PROJECT.c
    query = sa.select(p.id, p.period_id, p.agreed_on, key_of(PROJECT, by)).where(p.body_id == view.id)
    listed: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    for project_id, period_id, agreed_on, key in session.execute(query.where(is_known(PROJECT, known_at))):
        if agreed_on <= view.facts_of(period_id).list_on:
            listed[view.periods[period_id].number].append((project_id, key))
    for at, measurement in enumerate(plan):
        for project_id, key in listed[measurement.period]:
            stage = stage_on(days.get(project_id, NO_DAYS), measurement.day)
            if stage is not Stage.AGREED:
                yield at, key, "confirmed_promoted"
            if stage is Stage.IMPLEMENTED:
                yield at, key, "confirmed_implemented"


@cache
def _lineage(shape: Shape, name: str) -> sa.Select[Any]:
    """`continued`: this list's projects that continue any earlier one, under their own group.
    `renewed`: the previous list's projects that this list continues, under theirs."""
    measures = select_measures(shape.size)
    lineage, earlier = table_of(Lineage), PROJECT.alias("earlier")
    m, later = measures.c, PROJECT.c
    counted = PROJECT if name == "continued" else earlier
    key = key_of(counted, shape.by)
    query: sa.Select[Any] = (
        sa.select(m.at, key, sa.func.count(sa.distinct(counted.c.id)))
        .select_from(lineage)
        .join(PROJECT, later.id == lineage.c.project_id)
        .join(earlier, earlier.c.id == lineage.c.continues_id)
        .join(measures, later.period_id == m.period_id)
        .where(
            lineage.c.body_id == BODY,
            later.agreed_on <= m.list_on,
            is_known(PROJECT, shape.known_at),
            is_known(earlier, shape.known_at),
        )
        .group_by(m.at)
    )
    query = query if shape.by is None else query.group_by(key)
    if name == "continued":
        return query
    return query.where(earlier.c.period_id == m.before_id, earlier.c.agreed_on <= m.before_list_on)
