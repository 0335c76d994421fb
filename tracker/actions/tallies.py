"""Keeping what each period came to by its last day in step with its projects.

Whatever changes a count says so while it works; what was said is counted again once, just before the transaction is
committed, so that an import of thousands of projects counts each of its periods once.
"""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, col, select

from tracker.models import Body, Period, PeriodTally
from tracker.queries.bodies import get_body_view
from tracker.queries.tallies import count_at_last_day

#: Where a session keeps which bodies' periods are to be counted again: None for all of a body.
TOUCHED = "touched_periods"


def touch_periods(session: Session, body_id: int, period_ids: Collection[int] | None = None) -> None:
    """Say that counts of these periods (None: of all of the body) may change in this transaction."""
    touched: dict[int, set[int] | None] = session.info.setdefault(TOUCHED, {})
    before = touched.get(body_id, set())
    touched[body_id] = None if period_ids is None or before is None else before | set(period_ids)


def keep_tallies(session: Session, body: Body, period_ids: Collection[int] | None = None) -> None:
    """Count these periods (None: all) of a body again. One that lost its last day loses its tally."""
    query = select(Period.id, col(Period.ends_on), PeriodTally.period_id).where(Period.body_id == body.id)
    query = query.outerjoin(PeriodTally, col(PeriodTally.period_id) == Period.id)
    found = session.exec(query if period_ids is None else query.where(col(Period.id).in_(period_ids))).all()
    kept = [tallied for _, _, tallied in found if tallied is not None]
    if kept:
        session.execute(sa.delete(PeriodTally).where(col(PeriodTally.period_id).in_(kept)))
    ended = [period_id for period_id, ends_on, _ in found if ends_on is not None]
    if not ended:
        return
    counted = count_at_last_day(session, get_body_view(session, body.code), ended)
    rows: list[dict[str, Any]] = [
        {"period_id": period_id, "body_id": body.id, "counted_on": day, "counts": asdict(tally)}
        for period_id, (day, tally) in counted.items()
    ]
    session.execute(sa.insert(PeriodTally), rows)


def fill_tallies(session: Session) -> None:
    """Count the periods that have a last day and no tally, as a database of an earlier version has them."""
    kept = select(PeriodTally.period_id).where(PeriodTally.period_id == Period.id)
    missing = select(Period.body_id).where(col(Period.ends_on).is_not(None), ~sa.exists(kept)).distinct()
    for body in session.exec(select(Body).where(col(Body.id).in_(missing))).all():
        keep_tallies(session, body)


@event.listens_for(Session, "before_commit")
def keep_touched(session: Session) -> None:
    """Count again what was said to have changed."""
    touched: dict[int, set[int] | None] = session.info.pop(TOUCHED, {})
    if touched:
        session.flush()
    for body_id, period_ids in touched.items():
        keep_tallies(session, session.get_one(Body, body_id), period_ids)
