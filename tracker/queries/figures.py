"""A body's figures as of a day and as known at an instant: the one function behind every face."""

from datetime import date, datetime

from sqlmodel import Session

from tracker.domain.trends import By, Figures, plan, trend
from tracker.queries.bodies import BodyView
from tracker.queries.confirmations import find_unconfirmed
from tracker.queries.counting import count


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
