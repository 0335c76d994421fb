"""How many of a period's projects nobody has said anything of for long: counted, not looked at one by one."""

from datetime import date, datetime
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.silence import find_last_silent_day
from tracker.domain.stages import EntryKind
from tracker.models import Project, StatusEntry, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.known import has_void, is_known

PROJECT, ENTRY = table_of(Project), table_of(StatusEntry)

KNOWN_AT = sa.bindparam("known_at", type_=PROJECT.c.recorded_at.type)


def count_silent_projects(
    session: Session, view: BodyView, period: int, *, months: int, as_of: date, known_at: datetime | None = None
) -> int:
    """Of a running period: neither implemented, withdrawn nor struck, and without a standing entry that took effect
    within so many months before the day. Additional ones count once agreed."""
    (list_on,) = (facts.list_on for facts in view.facts.periods if facts.number == period)
    last_on = find_last_silent_day(as_of, months)
    values = {
        "body_id": view.id,
        "period_id": view.period_id(period),
        "agreed_by": min(last_on, max(as_of, list_on)),
        "last_on": last_on,
        "as_of": as_of,
    }
    if known_at is None or known_at >= view.body.last_recorded_at:
        return int(session.execute(_silent(None), values).scalar_one())
    return int(session.execute(_silent(KNOWN_AT), values | {"known_at": known_at}).scalar_one())


@cache
def _silent(known_at: sa.BindParameter[datetime] | None) -> sa.Select[int]:
    """Made once, and compiled once, for now and for an earlier instant."""
    p, e = PROJECT.c, ENTRY.c
    body_id, period_id = (sa.bindparam(name, type_=sa.Integer()) for name in ("body_id", "period_id"))
    agreed_by, last_on, as_of = (sa.bindparam(name, type_=sa.Date()) for name in ("agreed_by", "last_on", "as_of"))
    standing = sa.and_(e.project_id == p.id, e.effective_on <= as_of, is_known(ENTRY, known_at), ~has_void(known_at))
    over = e.kind.in_([EntryKind.IMPLEMENTED, EntryKind.WITHDRAWN])
    return sa.select(sa.func.count()).where(
        p.body_id == body_id,
        p.period_id == period_id,
        p.agreed_on <= agreed_by,
        is_known(PROJECT, known_at),
        ~sa.exists().where(standing, sa.or_(over, e.effective_on > last_on)),
    )
