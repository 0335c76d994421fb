"""Areas of a body in which a period has agreed nothing."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.periods import PeriodFacts, find_open_areas
from tracker.models import Area, Project, table_of
from tracker.queries.bodies import BodyView


def find_empty_areas(session: Session, view: BodyView, period: PeriodFacts) -> list[Area]:
    """Those open on the conference day without a project of the period, struck ones aside, in the body's order."""
    p = table_of(Project).c
    query = sa.select(p.area_id).where(p.period_id == view.period_id(period.number), p.struck_at.is_(None)).distinct()
    filled = set(session.scalars(query))
    return _open_on(view, period.conference_on, filled)


def find_areas_without(view: BodyView, codes: set[str], day: date) -> list[Area]:
    """The areas open on a day that are not among the codes."""
    return _open_on(view, day, {area.id for area in view.areas.values() if area.code in codes})


def _open_on(view: BodyView, day: date, filled: set[int]) -> list[Area]:
    opened = find_open_areas(view.facts.areas, day)
    return [area for area in view.areas.values() if area.code in opened and area.id not in filled]
