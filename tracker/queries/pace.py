"""On which days how many projects of each agreed list reached each stage: what the pace of a period is made of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.pace import Reached
from tracker.domain.rates import RateName
from tracker.domain.tallies import CONFIRMED
from tracker.domain.trends import OVERLAPPING, By
from tracker.models import Project, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.confirmations import find_confirmed_days
from tracker.queries.grouping import find_groups, group_of_key, key_of
from tracker.queries.known import Instant, is_known, stage_days_known

PROJECT = table_of(Project)

#: The column with the day on which a project is counted by a rate.
DAYS = {
    RateName.PROMOTION: "promoted_on",
    RateName.IMPLEMENTATION: "implemented_on",
    RateName.CONFIRMED_PROMOTION: "confirmed_promoted_on",
    RateName.CONFIRMED_IMPLEMENTATION: "confirmed_implemented_on",
}
AGREED, DUE = "agreed", "due"

#: Period's row, what is counted, the day of it, the group's key, how many.
Row = tuple[int, str, date | None, Any, int]


@dataclass(slots=True)
class _Counted:
    agreed: int = 0
    on: dict[str, dict[date, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))


def find_reached(
    session: Session,
    view: BodyView,
    names: Sequence[RateName],
    *,
    known_at: datetime | None = None,
    group: tuple[By, str] | None = None,
) -> dict[int, Reached]:
    """By the period's number, of every period with projects; all of them, or those of one group. Each of `names` is
    one of `DAYS`; the days are whatever was known at the instant, also those that lie ahead of any as-of day."""
    known_at = None if known_at is None or known_at >= view.body.last_recorded_at else known_at
    by = None if group is None else group[0]
    rows: list[Row] = [tuple(row) for row in session.execute(_count(view, names, by=by, known_at=known_at))]
    if known_at is not None and view.body.asks_confirmation and set(names) & set(CONFIRMED):
        rows += _find_confirmed(session, view, names, by=by, known_at=known_at)
    counted: dict[int, _Counted] = defaultdict(_Counted)
    belongs = _belongs(session, view, group)
    for period_id, what, day, key, number in rows:
        if not belongs(key):
            continue
        of = counted[view.periods[period_id].number]
        if day is None:
            of.agreed += number
        else:
            of.on[what][day] += number
    return {number: _to_reached(of, names) for number, of in counted.items()}


def _to_reached(of: _Counted, names: Sequence[RateName]) -> Reached:
    return Reached(of.agreed, {name: dict(of.on[name]) for name in names}, dict(of.on[DUE]))


def _belongs(session: Session, view: BodyView, group: tuple[By, str] | None) -> Callable[[Any], bool]:
    """Whether what is counted under a key is of the group."""
    if group is None:
        return lambda _: True
    by, wanted = group
    if by in OVERLAPPING:
        groups = find_groups(session, view, by)
        return lambda key: wanted in groups.get(str(key), ())
    return lambda key: group_of_key(view, by, key) == wanted


def _count(
    view: BodyView, names: Sequence[RateName], *, by: By | None, known_at: Instant
) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """One statement: the size of each list, then what was reached on each day, and due."""
    p = PROJECT.c
    days: sa.FromClause = PROJECT if known_at is None else stage_days_known(view.id, known_at)
    source = PROJECT if known_at is None else PROJECT.outerjoin(days, days.c.project_id == p.id)
    columns: dict[str, sa.ColumnElement[Any]] = {AGREED: sa.null(), DUE: p.due_on}
    columns |= {name: days.c[DAYS[name]] for name in names if known_at is None or name not in CONFIRMED}
    parts = []
    for what, column in columns.items():
        day, key = sa.type_coerce(column, sa.Date), key_of(PROJECT, by)
        query = sa.select(p.period_id, sa.literal(what), day, key, sa.func.count()).select_from(source)
        query = query.where(p.body_id == view.id, _is_listed(view), is_known(PROJECT, known_at))
        query = query if what == AGREED else query.where(column.is_not(None)).group_by(column)
        query = query.group_by(p.period_id)
        parts.append(query if by is None else query.group_by(key))
    return sa.union_all(*parts)


def _is_listed(view: BodyView) -> sa.ColumnElement[bool]:
    """That a project is on its period's agreed list."""
    list_days = {period_id: view.facts_of(period_id).list_on for period_id in view.periods}
    if not list_days:
        return sa.false()
    return PROJECT.c.agreed_on <= sa.case(list_days, value=PROJECT.c.period_id)


def _find_confirmed(
    session: Session, view: BodyView, names: Sequence[RateName], *, by: By | None, known_at: datetime
) -> Iterator[Row]:
    """Project by project: what was confirmed by the instant is worked out from the answers given by then."""
    days = find_confirmed_days(session, view, known_at)
    p = PROJECT.c
    query = sa.select(p.id, p.period_id, key_of(PROJECT, by)).where(
        p.body_id == view.id, _is_listed(view), is_known(PROJECT, known_at)
    )
    found: Iterable[Any] = session.execute(query)
    for project_id, period_id, key in found:
        reached = days.get(project_id)
        if reached is None:
            continue
        for name in (name for name in names if name in CONFIRMED):
            day = reached.promoted_on if name is RateName.CONFIRMED_PROMOTION else reached.implemented_on
            if day is not None:
                yield period_id, name, day, key, 1
