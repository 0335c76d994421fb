"""A body's figures as of a day and as known at an instant: the one function behind every face."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from tracker.domain.measurements import plan
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import RateName
from tracker.domain.trends import By, Compared, Figures, find_compared, trend
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


@dataclass(frozen=True, slots=True)
class Figure:
    """One rate of one period, with the figures it is of, and what its change is from."""

    name: RateName
    figures: Figures
    compared: Compared | None

    @property
    def is_of_few(self) -> bool:
        """Whether it, or what it is compared with, counts so few projects that no comparison is drawn."""
        rates = (self.figures.rates[self.name], None if self.compared is None else self.compared.rate)
        return any(rate is not None and rate.is_of_few for rate in rates)


def find_figure(
    session: Session,
    view: BodyView,
    period: PeriodFacts,
    name: RateName,
    *,
    by: By | None,
    group: str | None,
    as_of: date,
    known_at: datetime | None = None,
) -> Figure | None:
    """A rate of one group of a period (None: of all its projects), as `find_figures` has it; None where the group
    counts nothing there. Only what this figure depends on is counted."""
    counts = count(session, view, plan(view.facts, as_of, only=period), by=by, known_at=known_at)
    unconfirmed = find_unconfirmed(session, view, known_at) if view.body.asks_confirmation else ()
    rows = trend(view.facts, counts, as_of, total_only=by is None, unconfirmed=unconfirmed, only=period)
    found = next((row for row in rows if row.group == group), None)
    if found is None:
        return None
    return Figure(name, found, find_compared(view.facts, counts, period, name, as_of=as_of, group=group))


def find_groups_of(
    session: Session, view: BodyView, period: PeriodFacts, *, by: By, as_of: date, known_at: datetime | None = None
) -> list[str]:
    """The groups of a period that count any project, ascending."""
    counts = count(session, view, plan(view.facts, as_of, only=period), by=by, known_at=known_at)
    return [row.group for row in trend(view.facts, counts, as_of, only=period) if row.group is not None]
