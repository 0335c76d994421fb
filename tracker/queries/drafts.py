"""Agreed lists that are still typed: not sealed, and their period not closed."""

from sqlmodel import Session, select

from tracker.models import Period, Project, StatusEntry
from tracker.queries.closings import is_closed_now


def is_draft(session: Session, period: Period) -> bool:
    """Whether the rows of a period's list can still be deleted."""
    return period.list_sealed_at is None and not is_closed_now(session, period)


def waits_for_seal(session: Session, period: Period) -> bool:
    """Whether nothing is logged by hand of a period's projects yet: its list is a draft on which nothing was recorded.
    One that came with entries, as a register brings them, is in use already and goes on."""
    if not is_draft(session, period):
        return False
    query = (
        select(StatusEntry.id)
        .join(Project, Project.id == StatusEntry.project_id)  # type: ignore[arg-type]
        .where(Project.period_id == period.id)
    )
    return session.exec(query.limit(1)).first() is None
