"""Where many bodies stand: the figures of each one's latest period, what of it is stuck, of which countries it is.

A fixed number of queries for all of them; the names of what belongs to a body are read only for those on a page.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.measurements import Counts, plan, plan_latest
from tracker.domain.regions import find_region
from tracker.domain.totals import Standing, Stuck
from tracker.domain.trends import Figures, latest, trend
from tracker.models import Body, Membership, Party, PartyRole, table_of
from tracker.queries.bodies import BodyOutline, find_body_outlines, find_body_views
from tracker.queries.confirmations import find_open_periods, find_unconfirmed
from tracker.queries.counting_across import count_across
from tracker.queries.stuck_across import count_stuck

PARTY, STAY = table_of(Party), table_of(Membership)


@dataclass(frozen=True, slots=True)
class BodyStanding:
    """Where a body stands on its as-of day. `countries`: those of its members on that day, ascending. `next_on`: for
    when its next conference is planned. `counts`: what its figures were made from."""

    outline: BodyOutline
    as_of: date
    standing: Standing
    countries: tuple[str, ...]
    counts: Counts

    @property
    def body(self) -> Body:
        return self.outline.body

    @property
    def figures(self) -> Figures | None:
        return self.standing.figures

    @property
    def period_id(self) -> int | None:
        """The row of the latest period."""
        return None if self.figures is None else self.outline.period_ids[self.figures.period.number]

    @property
    def next_on(self) -> date | None:
        return None if self.figures is None else self.outline.planned_on[self.figures.period.number]

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(sorted({region for one in self.countries if (region := find_region(one)) is not None}))

    @property
    def decade(self) -> int | None:
        """The first year of the decade in which it was founded; None where nobody says."""
        founded = self.body.founded_on
        return None if founded is None else founded.year // 10 * 10


def find_standings(
    session: Session,
    bodies: Sequence[tuple[Body, date]],
    *,
    known_at: datetime | None = None,
    compared: bool = False,
) -> list[BodyStanding]:
    """In the order given. `bodies`: each with its as-of day. `compared`: with the changes of the figures, which are
    else left to `find_trends` of the few that are shown."""
    days = {body.id: day for body, day in bodies}
    outlines = find_body_outlines(session, [body for body, _ in bodies])
    plans = {key: plan_latest(one.facts, days[key], compared=compared) for key, one in outlines.items()}
    counts = count_across(session, list(outlines.values()), plans, known_at=known_at)
    unconfirmed = _find_unconfirmed(session, list(outlines.values()), known_at)
    figures = {
        key: latest(one.facts, counts[key], days[key], compared=compared, unconfirmed=unconfirmed.get(key, ()))
        for key, one in outlines.items()
    }
    stuck = _find_stuck(session, outlines, figures, known_at)
    countries = _find_countries(session, days)
    return [
        BodyStanding(
            outline=outlines[body.id],
            as_of=day,
            standing=Standing(figures[body.id], stuck.get(body.id), body.illustrative),
            countries=tuple(sorted(countries[body.id])),
            counts=counts[body.id],
        )
        for body, day in bodies
    ]


def find_trends(
    session: Session, standings: Sequence[BodyStanding], *, known_at: datetime | None = None
) -> dict[int, tuple[Figures, ...]]:
    """By the body's row: its figures of every period, as `tracker.queries.figures.find_figures` has them but for late
    and additional counts."""
    plans = {one.outline.id: plan(one.outline.facts, one.as_of) for one in standings}
    outlines = [one.outline for one in standings]
    known = {one.outline.id: one.counts for one in standings}
    counts = count_across(session, outlines, plans, known_at=known_at, counted=known)
    unconfirmed = _find_unconfirmed(session, outlines, known_at)
    return {
        key: trend(one.outline.facts, counts[key], one.as_of, total_only=True, unconfirmed=unconfirmed.get(key, ()))
        for one in standings
        for key in (one.outline.id,)
    }


def find_party_names(session: Session, bodies: Collection[Body]) -> dict[int, list[str]]:
    """By the body's row: what its parties are called, in every language."""
    found: dict[int, list[str]] = defaultdict(list)
    query = sa.select(PARTY.c.body_id, PARTY.c.names).where(PARTY.c.body_id.in_([body.id for body in bodies]))
    for body_id, names in session.execute(query):
        found[body_id] += names.values()
    return found


def _find_stuck(
    session: Session,
    outlines: Mapping[int, BodyOutline],
    figures: Mapping[int, Figures | None],
    known_at: datetime | None,
) -> dict[int, Stuck]:
    """By the body's row; without those whose latest period is over, or not published."""
    running = {
        key: row
        for key, row in figures.items()
        if row is not None and row.has_stages and not row.period.reached_cut_off(row.as_of)
    }
    ids = {key: outlines[key].period_ids[row.period.number] for key, row in running.items()}
    counted = count_stuck(session, {ids[key]: row.as_of for key, row in running.items()}, known_at=known_at)
    return {key: Stuck(*counted[ids[key]], row.tally.suspended) for key, row in running.items()}


def _find_unconfirmed(
    session: Session, outlines: Sequence[BodyOutline], known_at: datetime | None
) -> dict[int, set[int]]:
    """By the body's row, of those that ask for confirmation: the numbers of the periods that wait for any."""
    asking = [one for one in outlines if one.body.asks_confirmation]
    if not asking:
        return {}
    earlier = [one for one in asking if known_at is not None and known_at < one.body.last_recorded_at]
    open_periods = find_open_periods(session, [one.id for one in asking])
    now = {one.id: {n for n, row in one.period_ids.items() if row in open_periods} for one in asking}
    views = find_body_views(session, [one.body for one in earlier]) if earlier else {}
    return now | {key: find_unconfirmed(session, view, known_at) for key, view in views.items()}


def _find_countries(session: Session, days: Mapping[int, date]) -> dict[int, set[str]]:
    """By the body's row: the countries of its members on its day."""
    found: dict[int, set[str]] = defaultdict(set)
    query = (
        sa.select(STAY.c.body_id, PARTY.c.country, STAY.c.joined_on, STAY.c.left_on)
        .join(PARTY, PARTY.c.id == STAY.c.party_id)
        .where(STAY.c.body_id.in_(list(days)), STAY.c.role == PartyRole.MEMBER)
    )
    for body_id, country, joined_on, left_on in session.execute(query):
        if joined_on <= days[body_id] and (left_on is None or days[body_id] <= left_on):
            found[body_id].add(country)
    return found
