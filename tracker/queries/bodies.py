"""Bodies, and what their figures depend on beside the projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from tracker.domain.periods import AreaSpan, Closing, PeriodFacts
from tracker.domain.problems import NotFound
from tracker.domain.trends import BodyFacts
from tracker.models import Area, Body, Membership, Party, Period, PeriodClosing


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

    def period_id(self, number: int) -> int:
        """The row of a period, or NotFound."""
        for period_id, period in self.periods.items():
            if period.number == number:
                return period_id
        raise NotFound("period", f"{self.body.code} {number}")

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
    periods = session.exec(select(Period).where(Period.body_id == body.id).order_by(col(Period.number))).all()
    areas = session.exec(select(Area).where(Area.body_id == body.id).order_by(col(Area.id))).all()
    parties = session.exec(select(Party).where(Party.body_id == body.id).order_by(col(Party.id))).all()
    stays = session.exec(select(Membership).where(Membership.body_id == body.id).order_by(col(Membership.id))).all()
    closings = session.exec(
        select(PeriodClosing).where(PeriodClosing.body_id == body.id).order_by(col(PeriodClosing.id))
    ).all()
    facts = BodyFacts(
        periods=tuple(_period_facts(period, closings) for period in periods),
        areas=tuple(AreaSpan(area.code, area.opened_on, area.closed_on) for area in areas),
        illustrative=body.illustrative,
        asks_confirmation=body.asks_confirmation,
    )
    return BodyView(
        body=body,
        periods={period.id: period for period in periods},
        areas={area.id: area for area in areas},
        parties={party.id: party for party in parties},
        memberships=tuple(stays),
        facts=facts,
    )


def _period_facts(period: Period, closings: Sequence[PeriodClosing]) -> PeriodFacts:
    return PeriodFacts(
        number=period.number,
        conference_on=period.conference_on,
        ends_on=period.ends_on,
        agreed_list_on=period.agreed_list_on,
        stages_published=period.stages_published,
        break_note=period.break_note,
        closings=tuple(Closing(c.effective_on, c.kind) for c in closings if c.period_id == period.id),
    )
