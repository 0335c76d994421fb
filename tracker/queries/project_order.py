"""The order of a period's whole list, without reading its projects: which of them stand on a page."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.periods import PeriodFacts
from tracker.domain.stages import EntryKind
from tracker.models import Project, StatusEntry, table_of
from tracker.queries.bodies import BodyView

PROJECT, ENTRY = table_of(Project), table_of(StatusEntry)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A project's place: its id, its ref, and the last day anything took effect where more is awaited of it."""

    id: int
    ref: str
    silent_since: date | None = None


def find_in_order(session: Session, view: BodyView, period: PeriodFacts, *, as_of: date) -> list[Ordered]:
    """The projects that `find_projects` gives, in register order, as recorded now."""
    p = PROJECT.c
    query = sa.select(p.id, p.ref).where(*_of_list(view, period, as_of)).order_by(p.id)
    return [Ordered(key, ref) for key, ref in session.execute(query)]


def find_silent_first(session: Session, view: BodyView, period: PeriodFacts, *, as_of: date) -> list[Ordered]:
    """The same, those of which nothing was heard for longest first; then those of which nothing more is awaited:
    implemented, withdrawn by the measuring day, struck."""
    p, e = PROJECT.c, _standing(view)
    withdrawn = sa.and_(e.c.kind == EntryKind.WITHDRAWN.value, e.c.effective_on <= period.measured_on(as_of))
    last = sa.func.max(sa.case((e.c.effective_on <= as_of, e.c.effective_on)))
    is_over = sa.or_(
        p.implemented_on.is_not(None), p.struck_at.is_not(None), sa.func.max(sa.case((withdrawn, 1), else_=0)) == 1
    )
    query = (
        sa.select(p.id, p.ref, p.agreed_on, last, is_over)
        .select_from(PROJECT.outerjoin(e, e.c.project_id == p.id))
        .where(*_of_list(view, period, as_of))
        .group_by(p.id, p.ref, p.agreed_on, p.implemented_on, p.struck_at)
        .order_by(p.id)
    )
    found = [
        Ordered(key, ref, None if over else max(agreed_on, last_on or agreed_on))
        for key, ref, agreed_on, last_on, over in session.execute(query)
    ]
    return sorted(found, key=lambda one: one.silent_since or date.max)


def _of_list(view: BodyView, period: PeriodFacts, as_of: date) -> tuple[sa.ColumnElement[bool], ...]:
    p = PROJECT.c
    latest = max(period.measured_on(as_of), period.list_on)
    return p.body_id == view.id, p.period_id == view.period_id(period.number), p.agreed_on <= latest


def _standing(view: BodyView) -> sa.Subquery:
    """The entries that nothing takes back."""
    void = ENTRY.alias("void")
    e = ENTRY.c
    is_voided = sa.exists().where(void.c.voids_id == e.id)
    query = sa.select(e.project_id, e.kind, e.effective_on).where(
        e.body_id == view.id, e.kind != EntryKind.VOID.value, ~is_voided
    )
    return query.subquery("standing")
