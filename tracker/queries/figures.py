"""A body's figures as of a day and as known at an instant: the one function behind every face."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.stages import EntryKind
from tracker.domain.trends import By, Figures, plan, trend
from tracker.models import Project, StatusEntry, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.counting import count
from tracker.queries.known import has_void, is_known


def find_figures(
    session: Session,
    view: BodyView,
    *,
    by: By | None,
    as_of: date,
    known_at: datetime | None = None,
    closed_by: date | None = None,
) -> tuple[Figures, ...]:
    """The figures of every period with a conference by `as_of`; groups ascending, each period's total last.

    `closed_by`: see `tracker.domain.trends.trend`."""
    counts = count(session, view, plan(view.facts, as_of), by=by, known_at=known_at)
    unconfirmed = find_unconfirmed(session, view, known_at) if view.body.asks_confirmation else ()
    return trend(view.facts, counts, as_of, total_only=by is None, closed_by=closed_by, unconfirmed=unconfirmed)


def find_unconfirmed(session: Session, view: BodyView, known_at: datetime | None) -> set[int]:
    """The numbers of the periods with standing entries that a party has still to confirm: while nothing records
    confirmations, every one of a project that was not struck."""
    entry, project = table_of(StatusEntry), table_of(Project)
    query = (
        sa.select(project.c.period_id)
        .join(entry, entry.c.project_id == project.c.id)
        .where(
            entry.c.body_id == view.id,
            entry.c.kind != EntryKind.VOID,
            is_known(entry, known_at),
            ~has_void(known_at),
            is_known(project, known_at),
        )
        .distinct()
    )
    return {view.periods[period_id].number for period_id in session.scalars(query)}
