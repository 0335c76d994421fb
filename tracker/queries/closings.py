"""Whether a period is closed, by the last closing or reopening recorded."""

from datetime import date

from sqlmodel import Session, col, select

from tracker.domain.periods import ClosingKind
from tracker.models import Period, PeriodClosing


def is_closed_now(session: Session, period: Period) -> bool:
    query = select(PeriodClosing.kind).where(PeriodClosing.period_id == period.id)
    last = session.exec(query.order_by(col(PeriodClosing.id).desc()).limit(1)).first()
    return last is ClosingKind.CLOSED


def find_reopened_on(session: Session, period: Period) -> date | None:
    """The day the period was last reopened; None where it never was."""
    query = select(PeriodClosing).where(
        PeriodClosing.period_id == period.id, PeriodClosing.kind == ClosingKind.REOPENED
    )
    last = session.exec(query.order_by(col(PeriodClosing.id).desc()).limit(1)).first()
    return None if last is None else last.effective_on
