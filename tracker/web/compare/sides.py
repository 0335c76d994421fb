"""One side of a comparison: a body with its figures, exactly those of its own page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from tracker.domain.comparing import day_after_conference, find_common_days, is_comparable
from tracker.domain.rates import RateName
from tracker.domain.trends import By, Figures
from tracker.models import Body
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figures
from tracker.web.asking import Asking
from tracker.web.gates import AtBody
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class Compared:
    """A period of a body as it is compared. `at`: the body on the day on which it is."""

    at: AtBody
    figures: Figures


def look_at(session: Session, asking: Asking, body: Body) -> AtBody:
    """The body as its own page looks at it: as of today in its own zone unless a day is given."""
    return AtBody(asking, session, get_body_view(session, body.code), asking.as_of(body.time_zone))


def say_foot(ats: Sequence[AtBody]) -> str:
    """What stands under a picture of bodies: as of when, where that is one day for all of them, and their sources."""
    days, wording = {at.as_of for at in ats}, ats[0].asking.wording
    as_of = [wording.text(N_("Status as of {day}."), day=wording.day(day)) for day in days] if len(days) == 1 else []
    sources = dict.fromkeys(at.view.body.source for at in ats if at.view.body.source)
    return " ".join([*as_of, wording.context("between clauses", "; ").join(sources)]).strip()


def move_to(at: AtBody, day: date) -> AtBody:
    """The body as of another day, which its links keep."""
    return replace(at, asking=replace(at.asking, given_on=day), as_of=day)


def find_rows(at: AtBody, by: By | None = None) -> tuple[Figures, ...]:
    return find_figures(at.session, at.view, by=by, as_of=at.as_of, known_at=at.asking.known_at)


def line_up(rows: Sequence[tuple[AtBody, Figures]], name: RateName) -> tuple[list[Compared], int | None]:
    """A period of each body, in which the rate has a value, on the day on which they can be compared, and the number of
    days since their conferences; None where each is taken as it stands. What is of few projects, and so not compared,
    does not say how many days those are."""
    days = find_common_days([row for _, row in rows if is_comparable(row, name)], name)
    return [Compared(at, row) if days is None else take_after(at, row, days) for at, row in rows], days


def take_after(at: AtBody, row: Figures, days: int) -> Compared:
    """A period so many days after its conference."""
    day = day_after_conference(row, days)
    if day == row.measured_on:
        return Compared(at, row)
    moved = move_to(at, day)
    return Compared(moved, next(one for one in find_rows(moved) if one.period.number == row.period.number))
