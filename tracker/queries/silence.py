"""How many of a period's projects nobody has said anything of for long: counted, not looked at one by one."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.silence import find_last_silent_day
from tracker.domain.stages import EntryKind
from tracker.models import Project, StatusEntry, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.known import has_void, is_known

PROJECT, ENTRY = table_of(Project), table_of(StatusEntry)


def count_silent_projects(
    session: Session, view: BodyView, period: int, *, months: int, as_of: date, known_at: datetime | None = None
) -> int:
    """Of a running period: neither implemented, withdrawn nor struck, and without a standing entry that took effect
    within so many months before the day. Additional ones count once agreed."""
    if known_at is not None and known_at >= view.body.last_recorded_at:
        known_at = None
    (list_on,) = (facts.list_on for facts in view.facts.periods if facts.number == period)
    last_on = find_last_silent_day(as_of, months)
    p, e = PROJECT.c, ENTRY.c
    standing = sa.and_(e.project_id == p.id, e.effective_on <= as_of, is_known(ENTRY, known_at), ~has_void(known_at))
    over = e.kind.in_([EntryKind.IMPLEMENTED, EntryKind.WITHDRAWN])
    query = sa.select(sa.func.count()).where(
        p.body_id == view.id,
        p.period_id == view.period_id(period),
        p.agreed_on <= min(last_on, max(as_of, list_on)),
        is_known(PROJECT, known_at),
        ~sa.exists().where(standing, sa.or_(over, e.effective_on > last_on)),
    )
    return int(session.execute(query).scalar_one())
