"""What each period came to by its last day: counted, or as it is kept."""

from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import date

from sqlmodel import Session, col, select

from tracker.domain.measurements import Measurement
from tracker.domain.problems import Problem
from tracker.domain.tallies import Tally, add_up
from tracker.models import Body, Period, PeriodTally
from tracker.queries.bodies import BodyView, find_bodies, get_body_view
from tracker.queries.checked import Checked, Finding, What
from tracker.queries.counting import count

#: By the period's row: the last day, and the counts by then.
Counted = dict[int, tuple[date, Tally]]


def count_at_last_day(session: Session, view: BodyView, period_ids: Collection[int] | None = None) -> Counted:
    """The tallies of the periods named (None: of all) that have a last day, counted from their projects."""
    wanted = {
        period_id: period.ends_on
        for period_id, period in view.periods.items()
        if period.ends_on is not None and (period_ids is None or period_id in period_ids)
    }
    plan = {key: Measurement(view.periods[key].number, day, day) for key, day in wanted.items()}
    counts = count(session, view, list(plan.values()), by=None, known_at=None)
    return {key: (wanted[key], add_up(counts[at].values())) for key, at in plan.items()}


def check_tallies(session: Session) -> Iterator[Finding]:
    """That each tally kept is what its period's projects come to, and that each period with a last day has one."""
    number = 0
    for body in find_bodies(session):
        kept = {row.period_id: row for row in session.exec(select(PeriodTally).where(PeriodTally.body_id == body.id))}
        counted = count_at_last_day(session, get_body_view(session, body.code))
        number += len(counted)
        yield from _find_differences(session, body, kept, counted)
    yield Checked(What.TALLIES, number)


def _find_differences(
    session: Session, body: Body, kept: dict[int, PeriodTally], counted: Counted
) -> Iterator[Problem]:
    for period_id in sorted(kept.keys() | counted.keys()):
        row, found = kept.get(period_id), counted.get(period_id)
        if row is None or found is None or (row.counted_on, row.counts) != (found[0], asdict(found[1])):
            number = session.exec(select(col(Period.number)).where(Period.id == period_id)).one()
            yield Problem("tally_differs", {"body": body.code, "period": number})
