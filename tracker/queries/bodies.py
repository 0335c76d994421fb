"""Bodies, and what their figures depend on beside the projects."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.measurements import BodyFacts
from tracker.domain.periods import AreaSpan, Closing, PeriodFacts
from tracker.domain.problems import NotFound
from tracker.models import Area, Body, Membership, Party, Period, PeriodClosing, table_of


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body with everything that belongs to it but its projects, each by its id."""

    body: Body
    periods: Mapping[int, Period]
    areas: Mapping[int, Area]
    parties: Mapping[int, Party]
    memberships: tuple[Membership, ...]
    facts: BodyFacts

    @property
    def id(self) -> int:
        return self.body.id

    @property
    def period_ids(self) -> dict[int, int]:
        """The row of each period, by its number."""
        return {period.number: period_id for period_id, period in self.periods.items()}

    def period_id(self, number: int) -> int:
        """The row of a period, or NotFound."""
        for period_id, period in self.periods.items():
            if period.number == number:
                return period_id
        raise NotFound("period", f"{self.body.code} {number}")

    def party(self, code: str) -> Party:
        """The party of a code. NotFound."""
        for party in self.parties.values():
            if party.code == code:
                return party
        raise NotFound("party", code)

    def area(self, code: str) -> Area:
        """The area of a code. NotFound."""
        for area in self.areas.values():
            if area.code == code:
                return area
        raise NotFound("area", code)

    def facts_of(self, period_id: int) -> PeriodFacts:
        """What a period's figures depend on, by its row."""
        number = self.periods[period_id].number
        return next(period for period in self.facts.periods if period.number == number)

    def members_on(self, day: date) -> list[tuple[Party, Membership]]:
        """The parties that belonged to the body on a day, in the order of the register."""
        return [
            (self.parties[stay.party_id], stay)
            for stay in self.memberships
            if stay.joined_on <= day and (stay.left_on is None or day <= stay.left_on)
        ]


@dataclass(frozen=True, slots=True)
class BodyOutline:
    """A body with what its figures depend on, without the names of anything that belongs to it: for many at once.
    By its number, `period_ids`: the row of each period; `planned_on`: for when its next conference is planned."""

    body: Body
    facts: BodyFacts
    period_ids: Mapping[int, int]
    planned_on: Mapping[int, date | None]

    @property
    def id(self) -> int:
        return self.body.id


def find_bodies(session: Session) -> list[Body]:
    """Every body, by code."""
    return list(session.exec(select(Body).order_by(Body.code)))


def get_body(session: Session, code: str) -> Body:
    body = session.exec(select(Body).where(Body.code == code)).one_or_none()
    if body is None:
        raise NotFound("body", code)
    return body


def get_body_view(session: Session, code: str) -> BodyView:
    """The body of a code with all that belongs to it, in a fixed number of queries. NotFound."""
    body = get_body(session, code)
    return find_body_views(session, [body])[body.id]


def find_body_views(session: Session, bodies: Collection[Body]) -> dict[int, BodyView]:
    """As `get_body_view`, of several bodies by their rows, in as many queries."""
    ids = [body.id for body in bodies]
    periods = _by_body(session.exec(select(Period).where(_of(Period, ids)).order_by(col(Period.number))))
    areas = _by_body(session.exec(select(Area).where(_of(Area, ids)).order_by(col(Area.id))))
    parties = _by_body(session.exec(select(Party).where(_of(Party, ids)).order_by(col(Party.id))))
    stays = _by_body(session.exec(select(Membership).where(_of(Membership, ids)).order_by(col(Membership.id))))
    closings = _find_closings(session, ids)
    return {
        body.id: BodyView(
            body=body,
            periods={period.id: period for period in periods[body.id]},
            areas={area.id: area for area in areas[body.id]},
            parties={party.id: party for party in parties[body.id]},
            memberships=tuple(stays[body.id]),
            facts=_make_facts(body, periods[body.id], areas[body.id], closings),
        )
        for body in bodies
    }


def find_body_outlines(session: Session, bodies: Collection[Body]) -> dict[int, BodyOutline]:
    """Of many bodies by their rows, what the figures of each depend on, in three queries."""
    ids = [body.id for body in bodies]
    p, a = table_of(Period), table_of(Area)
    periods = _by_body(session.execute(sa.select(p).where(p.c.body_id.in_(ids)).order_by(p.c.number)))
    spans = sa.select(a.c.body_id, a.c.code, a.c.opened_on, a.c.closed_on)
    areas = _by_body(session.execute(spans.where(a.c.body_id.in_(ids)).order_by(a.c.id)))
    closings = _find_closings(session, ids)
    return {
        body.id: BodyOutline(
            body=body,
            facts=_make_facts(body, periods[body.id], areas[body.id], closings),
            period_ids={row.number: row.id for row in periods[body.id]},
            planned_on={row.number: row.next_conference_planned_on for row in periods[body.id]},
        )
        for body in bodies
    }


def _of(model: Any, ids: Sequence[int]) -> sa.ColumnElement[bool]:
    column = col(model.body_id)
    return column == ids[0] if len(ids) == 1 else column.in_(ids)


def _by_body(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.body_id].append(row)
    return found


def _find_closings(session: Session, ids: Sequence[int]) -> dict[int, list[Closing]]:
    """Each period's closings by its row, in the order they were recorded."""
    found: dict[int, list[Closing]] = defaultdict(list)
    for row in session.exec(select(PeriodClosing).where(_of(PeriodClosing, ids)).order_by(col(PeriodClosing.id))):
        found[row.period_id].append(Closing(row.effective_on, row.kind))
    return found


def _make_facts(
    body: Body, periods: Iterable[Any], areas: Iterable[Any], closings: Mapping[int, Sequence[Closing]]
) -> BodyFacts:
    """`periods` and `areas`: rows of their tables, or of as many columns as are asked for here."""
    return BodyFacts(
        periods=tuple(_period_facts(period, closings.get(period.id, ())) for period in periods),
        areas=tuple(AreaSpan(area.code, area.opened_on, area.closed_on) for area in areas),
        illustrative=body.illustrative,
        asks_confirmation=body.asks_confirmation,
    )


def _period_facts(period: Any, closings: Sequence[Closing]) -> PeriodFacts:
    return PeriodFacts(
        number=period.number,
        conference_on=period.conference_on,
        ends_on=period.ends_on,
        agreed_list_on=period.agreed_list_on,
        stages_published=period.stages_published,
        break_note=period.break_note,
        closings=tuple(closings),
    )
