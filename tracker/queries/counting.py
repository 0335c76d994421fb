"""Counting: a plan of measurements in, one tally per measurement and group out.

A fixed number of grouped queries, whatever the body's size: stages over a covering index, conditions,
lineage on either side. Only counts are made here; what they mean is `tracker.domain`'s.

As known at an earlier instant, the stage days come from the log, the list from what was recorded by then, and what
was confirmed from the answers given by then.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from tracker.domain.tallies import CONFIRMED_COUNTS, Tally
from tracker.domain.trends import OVERLAPPING, By
from tracker.models import Lineage, StatusEntry, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.confirmations import find_confirmed_days
from tracker.queries.grouping import find_groups, key_of
from tracker.queries.known import has_void, is_known, stage_days_known
from tracker.queries.measures import (
    BODIES,
    BODY,
    KNOWN_AT,
    PROJECT,
    STAGE_SUMS,
    Shape,
    make_measure,
    select_measures,
    values_of,
)

#: A measurement, by its place in the plan, and the groups that what is counted there belongs to.
Place = tuple[int, tuple[str, ...]]

ENTRY = table_of(StatusEntry)


def count(
    session: Session, view: BodyView, plan: Sequence[Measurement], *, by: By | None, known_at: datetime | None
) -> Counts:
    """The tally of every group at every measurement of the plan. Without `by` there is one group."""
    if not plan:
        return {}
    from_log = known_at is not None and known_at < view.body.last_recorded_at
    shape = Shape(by, from_log, len(plan))
    values = (
        values_of([make_measure(view, one) for one in plan])
        | {"body_id": view.id}
        | ({"known_at": known_at} if from_log else {})
    )
    find = find_groups(session, view, by)
    rows: dict[Place, list[Sequence[int]]] = defaultdict(list)
    for at, key, *numbers in session.execute(select_stages(shape), values):
        rows[at, find(key)].append(numbers)
    counted: dict[Place, Counter[str]] = defaultdict(Counter)
    for place, alike in rows.items():
        counted[place].update(dict(zip(STAGE_SUMS, map(int, map(sum, zip(*alike, strict=True))), strict=True)))
    for at, key, name, number in _count_rest(session, view, plan, shape, values):
        counted[at, find(key)][name] += number
    tallies: list[dict[tuple[str, ...], Tally]] = [{} for _ in plan]
    for (at, groups), counts in counted.items():
        tallies[at][groups] = Tally(**counts)
    share = share_out if by in OVERLAPPING else _name_alone
    return dict(zip(plan, map(share, tallies), strict=True))


def _name_alone(tallies: Mapping[tuple[str, ...], Tally]) -> dict[str | None, Tally]:
    return {group: tally for (group,), tally in tallies.items()}


def _count_rest(
    session: Session, view: BodyView, plan: Sequence[Measurement], shape: Shape, values: dict[str, Any]
) -> Iterator[tuple[int, Any, str, int]]:
    """Place of the measurement, key of the group, name and number of what the stages do not say."""
    for at, key, condition in find_conditions(session, shape, values, [one.day for one in plan]):
        yield at, key, condition.value, 1
    for row in session.execute(_lineage(shape), values):
        yield row.at, row.key, row.name, row.number
    if shape.from_log and view.body.asks_confirmation:
        for at, key, name in find_confirmed(session, view, plan, by=shape.by, known_at=values["known_at"]):
            yield at, key, name, 1


@cache
def select_stages(shape: Shape) -> sa.Select[Any]:
    """At each measurement, for each group: the shape's sums. Where groups overlap, of each project by itself."""
    measures = select_measures(shape.size)
    m, p = measures.c, PROJECT.c
    source = sa.join(measures, PROJECT, sa.and_(p.body_id == shape.body_of(measures), p.period_id == m.period_id))
    days: sa.FromClause = PROJECT
    if shape.from_log:
        days = stage_days_known(BODIES if shape.is_across else BODY, KNOWN_AT)
        source = source.outerjoin(days, days.c.project_id == p.id)
    conditions = _stage_conditions(measures, days)
    if shape.from_log:  # what was confirmed by an instant is worked out from the answers given by then
        conditions |= dict.fromkeys(CONFIRMED_COUNTS, (sa.false(),))
    key = key_of(PROJECT, shape.by)
    counts: list[sa.ColumnElement[int]] = [sa.case((sa.and_(*conditions[name]), 1), else_=0) for name in shape.sums]
    if shape.by not in OVERLAPPING:
        counts = [sa.func.sum(one) for one in counts]
    query = sa.select(m.at, key, *counts).select_from(source).where(is_known(PROJECT, shape.known_at))
    if shape.by in OVERLAPPING:
        return query
    return query.group_by(m.at) if shape.by is None else query.group_by(m.at, key)


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


def find_confirmed(
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
def _lineage(shape: Shape) -> sa.CompoundSelect[Any]:
    """`continued`: this list's projects that continue any earlier one, under their own group.
    `renewed`: the previous list's projects that this list continues, under theirs."""
    measures = select_measures(shape.size)
    lineage, earlier = table_of(Lineage), PROJECT.alias("earlier")
    m, later = measures.c, PROJECT.c
    conditions = (
        lineage.c.body_id == BODY,
        later.agreed_on <= m.list_on,
        is_known(PROJECT, shape.known_at),
        is_known(earlier, shape.known_at),
    )
    is_before = (earlier.c.period_id == m.before_id, earlier.c.agreed_on <= m.before_list_on)

    def select(name: str, counted: sa.FromClause, *more: sa.ColumnElement[bool]) -> sa.Select[Any]:
        key = key_of(counted, shape.by).label("key")
        number = sa.func.count(sa.distinct(counted.c.id)).label("number")
        query = (
            sa.select(m.at, key, sa.literal(name).label("name"), number)
            .select_from(lineage)
            .join(PROJECT, later.id == lineage.c.project_id)
            .join(earlier, earlier.c.id == lineage.c.continues_id)
            .join(measures, later.period_id == m.period_id)
            .where(*conditions, *more)
            .group_by(m.at)
        )
        return query if shape.by is None else query.group_by(key)

    return sa.union_all(select("continued", PROJECT), select("renewed", earlier, *is_before))
