"""Counting: a plan of measurements in, one tally per measurement and group out.

A fixed number of grouped queries, whatever the body's size: stages over a covering index, conditions,
lineage on either side. Only counts are made here; what they mean is `tracker.domain`'s.

As known at an earlier instant, the stage days come from the log and the list from what was recorded by then.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.stages import CONDITION_KINDS, Condition, Entry, EntryKind, condition_on
from tracker.domain.tallies import Tally
from tracker.domain.trends import By, Counts, Measurement
from tracker.models import Lineage, Project, StatusEntry
from tracker.queries.bodies import BodyView
from tracker.queries.known import has_void, is_known, stage_days_known

NO_HORIZON = "none"
MUTUAL = "mutual"
WHOLE = "all"

Tallies = dict[int, dict[str, Tally]]


def count(
    session: Session, view: BodyView, plan: Sequence[Measurement], *, by: By | None, known_at: datetime | None
) -> Counts:
    """The tally of every group at every measurement of the plan. Without `by` there is one group."""
    if known_at is not None and known_at >= view.body.last_recorded_at:
        known_at = None
    if not plan:
        return {}
    measures = _measures(view, plan)
    tallies: Tallies = defaultdict(dict)
    for at, key, values in _stages(session, view, measures, by=by, known_at=known_at):
        group = _group_name(view, by, key)
        tallies[at][group] = tallies[at].get(group, Tally()) + Tally(**values)
    for at, key, name in _conditions(session, view, measures, plan, by=by, known_at=known_at):
        _add(tallies, at, _group_name(view, by, key), name, 1)
    for name in ("continued", "renewed"):
        for at, key, number in _lineage(session, view, measures, by=by, known_at=known_at, name=name):
            _add(tallies, at, _group_name(view, by, key), name, number)
    return {measurement: tallies.get(index, {}) for index, measurement in enumerate(plan)}


def _add(tallies: Tallies, at: int, group: str, name: str, number: int) -> None:
    tally = tallies[at].get(group, Tally())
    tallies[at][group] = replace(tally, **{name: getattr(tally, name) + number})


def _measures(view: BodyView, plan: Sequence[Measurement]) -> sa.CTE:
    """The plan as rows that the queries join: which period, which days."""
    ids = {period.number: period_id for period_id, period in view.periods.items()}
    rows = []
    for index, measurement in enumerate(plan):
        period = next(p for p in view.facts.periods if p.number == measurement.period)
        before = view.facts.before(period)
        rows.append(
            (
                index,
                ids[period.number],
                period.list_on,
                measurement.day,
                measurement.as_of,
                0 if before is None else ids[before.number],
                period.list_on if before is None else before.list_on,
            )
        )
    columns = [
        sa.column("at", sa.Integer),
        sa.column("period_id", sa.Integer),
        sa.column("list_on", sa.Date),
        sa.column("day", sa.Date),
        sa.column("as_of", sa.Date),
        sa.column("before_id", sa.Integer),
        sa.column("before_list_on", sa.Date),
    ]
    return sa.values(*columns, name="measure").data(rows).cte("measure")


def _key(project: Any, by: By | None) -> sa.ColumnElement[Any]:
    match by:
        case By.AREA:
            return col(project.area_id)
        case By.MODE:
            return col(project.mode)
        case By.LEAD:
            return col(project.lead_id)
        case By.HORIZON:
            return col(project.horizon)
        case None:
            return sa.null()


def _group_name(view: BodyView, by: By | None, key: Any) -> str:
    match by:
        case By.AREA:
            return view.areas[key].code
        case By.LEAD:
            return MUTUAL if key is None else view.parties[key].code
        case By.HORIZON:
            return NO_HORIZON if key is None else str(key)
        case By.MODE:
            return str(key)
        case None:
            return WHOLE


def _stages(
    session: Session, view: BodyView, measures: sa.CTE, *, by: By | None, known_at: datetime | None
) -> Iterable[tuple[int, Any, dict[str, int]]]:
    m = measures.c
    source: Any = sa.join(measures, Project, sa.and_(Project.body_id == view.id, Project.period_id == m.period_id))  # type: ignore[arg-type]
    promoted_on, implemented_on = col(Project.promoted_on), col(Project.implemented_on)
    if known_at is not None:
        log = stage_days_known(view.id, known_at)
        source = source.outerjoin(log, log.c.project_id == Project.id)
        promoted_on, implemented_on = log.c.promoted_on, log.c.implemented_on
    listed = col(Project.agreed_on) <= m.list_on
    added = sa.and_(col(Project.agreed_on) > m.list_on, col(Project.agreed_on) <= m.day)
    mutual, due = col(Project.mode) == "mutual", col(Project.due_on) <= m.day
    promoted, implemented = promoted_on <= m.day, implemented_on <= m.day
    conditions = {
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
    }
    key = _key(Project, by)
    sums = [sa.func.sum(sa.case((sa.and_(*parts), 1), else_=0)).label(name) for name, parts in conditions.items()]
    query = (
        sa.select(m.at, key.label("key"), *sums).select_from(source).where(is_known(Project, known_at)).group_by(m.at)
    )
    query = query if by is None else query.group_by(key)
    for at, found, *numbers in session.execute(query):
        yield at, found, {name: int(number) for name, number in zip(conditions, numbers, strict=True)}


def _conditions(
    session: Session,
    view: BodyView,
    measures: sa.CTE,
    plan: Sequence[Measurement],
    *,
    by: By | None,
    known_at: datetime | None,
) -> Iterable[tuple[int, Any, str]]:
    """Each suspended or withdrawn project of the agreed list, at each measurement."""
    m = measures.c
    query = (
        sa.select(
            m.at, Project.id, _key(Project, by), StatusEntry.id, StatusEntry.kind, StatusEntry.effective_on,
            StatusEntry.recorded_at,
        )  # type: ignore[call-overload]
        .select_from(StatusEntry)
        .join(Project, Project.id == StatusEntry.project_id)
        .join(measures, Project.period_id == m.period_id)
        .where(
            StatusEntry.body_id == view.id,
            col(StatusEntry.kind).in_(CONDITION_KINDS),
            is_known(StatusEntry, known_at),
            ~has_void(known_at),
            is_known(Project, known_at),
            Project.agreed_on <= m.list_on,
            col(StatusEntry.effective_on) <= m.day,
        )
    )  # fmt: skip
    logs: dict[tuple[int, int, Any], list[Entry]] = defaultdict(list)
    for at, project_id, key, entry_id, kind, effective_on, recorded_at in session.execute(query):
        logs[at, project_id, key].append(Entry(entry_id, EntryKind(kind), effective_on, recorded_at))
    for (at, _, key), entries in logs.items():
        condition = condition_on(entries, plan[at].day)
        if condition is not None:
            yield at, key, "withdrawn" if condition is Condition.WITHDRAWN else "suspended"


def _lineage(
    session: Session, view: BodyView, measures: sa.CTE, *, by: By | None, known_at: datetime | None, name: str
) -> Iterable[tuple[int, Any, int]]:
    """`continued`: this list's projects that continue any earlier one, under their own group.
    `renewed`: the previous list's projects that this list continues, under theirs."""
    m = measures.c
    earlier = sa.orm.aliased(Project, name="earlier")
    counted = Project if name == "continued" else earlier
    key = _key(counted, by)
    query = (
        sa.select(m.at, key, sa.func.count(sa.distinct(counted.id)))
        .select_from(Lineage)
        .join(Project, Project.id == Lineage.project_id)
        .join(earlier, earlier.id == Lineage.continues_id)
        .join(measures, Project.period_id == m.period_id)
        .where(
            Lineage.body_id == view.id,
            Project.agreed_on <= m.list_on,
            is_known(Project, known_at),
            is_known(earlier, known_at),
        )
        .group_by(m.at)
    )
    query = query if by is None else query.group_by(key)
    if name == "renewed":
        query = query.where(earlier.period_id == m.before_id, earlier.agreed_on <= m.before_list_on)
    yield from ((at, found, number) for at, found, number in session.execute(query))
