"""The cycle of a body's periods: what stands before and after each, how its conference was planned, held, minuted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.due import BodyCalendar, PeriodDays, ScheduleKind, next_due_at
from tracker.domain.refs import KnownRef
from tracker.models import (
    Area,
    ConferencePlan,
    Document,
    DocumentKind,
    HistoryEntry,
    Membership,
    Party,
    Period,
    PeriodClosing,
    Project,
    Schedule,
    Subject,
)
from tracker.queries.schedules import get_calendar, timing_of

#: How the history of an earlier project says that a later list left it out on purpose.
DROPPED = "dropped_from_period"


def find_last_period(session: Session, body_id: int) -> Period | None:
    query = select(Period).where(Period.body_id == body_id).order_by(col(Period.number).desc()).limit(1)
    return session.exec(query).first()


def find_following(session: Session, period: Period) -> Period | None:
    """The period after; None for the last."""
    query = select(Period).where(Period.body_id == period.body_id, col(Period.number) > period.number)
    return session.exec(query.order_by(col(Period.number)).limit(1)).first()


def find_party_on(session: Session, body_id: int, code: str, day: date) -> Party | None:
    """The party of a code, where it belonged to the body on a day."""
    stays = (
        select(Party)
        .join(Membership, col(Membership.party_id) == Party.id)
        .where(Party.body_id == body_id, Party.code == code, col(Membership.joined_on) <= day)
        .where(sa.or_(col(Membership.left_on).is_(None), col(Membership.left_on) >= day))
    )
    return session.exec(stays.limit(1)).first()


def find_plans(session: Session, period: Period) -> Sequence[ConferencePlan]:
    """What was said of the conference that ends a period, the latest first."""
    query = select(ConferencePlan).where(ConferencePlan.period_id == period.id)
    return session.exec(query.order_by(col(ConferencePlan.id).desc())).all()


def find_closings(session: Session, period: Period) -> Sequence[PeriodClosing]:
    """When a period was closed and reopened, the latest first."""
    query = select(PeriodClosing).where(PeriodClosing.period_id == period.id)
    return session.exec(query.order_by(col(PeriodClosing.id).desc())).all()


def find_minutes(session: Session, body_id: int) -> Mapping[int, Sequence[Document]]:
    """The signed minutes of each period that has any, by its id."""
    query = select(Document).where(Document.body_id == body_id, Document.kind == DocumentKind.MINUTES)
    found: dict[int, list[Document]] = {}
    for document in session.exec(query.order_by(col(Document.id))):
        if document.period_id is not None:
            found.setdefault(document.period_id, []).append(document)
    return found


def count_projects(session: Session, body_id: int) -> Mapping[int, int]:
    """How many projects each period has, struck ones aside, by its id."""
    query = (
        select(Project.period_id, sa.func.count())
        .where(Project.body_id == body_id, col(Project.struck_at).is_(None))
        .group_by(col(Project.period_id))
    )
    return dict(session.exec(query).all())


def find_known_refs(session: Session, body_id: int) -> list[KnownRef]:
    """Every ref of a body, struck ones too."""
    query = (
        select(Period.number, Area.code, Project.ref)
        .select_from(Project)
        .join(Period, col(Period.id) == Project.period_id)
        .join(Area, col(Area.id) == Project.area_id)
        .where(Project.body_id == body_id)
        .order_by(col(Project.id))
    )
    return [KnownRef(*row) for row in session.exec(query)]


def find_dropped(session: Session, body_id: int, number: int) -> Mapping[str, str]:
    """Why projects of the period before are not continued in a period, by their refs."""
    query = select(HistoryEntry).where(HistoryEntry.body_id == body_id, HistoryEntry.subject == Subject.PROJECT)
    query = query.where(col(HistoryEntry.reason).is_not(None)).order_by(col(HistoryEntry.id))
    return {one.key: one.reason or "" for one in session.exec(query) if one.after.get(DROPPED) == number}


@dataclass(frozen=True, slots=True)
class MovedReport:
    """A schedule that counts back from the next conference: when its report came due by one day, and by another."""

    days_before: int
    time_zone: str
    before: datetime | None
    after: datetime | None


def find_moved_reports(
    session: Session, body_id: int, period: Period, *, was_on: date | None, now_on: date | None, now: datetime
) -> list[MovedReport]:
    """What moves with the conference that ends a period."""
    schedules = session.exec(
        select(Schedule)
        .where(Schedule.body_id == body_id, Schedule.kind == ScheduleKind.BEFORE_CONFERENCE)
        .order_by(col(Schedule.id))
    )
    calendar = get_calendar(session, body_id)
    moved = []
    for schedule in schedules:
        timing = timing_of(schedule)
        before, after = (
            next_due_at(timing, _as_if(calendar, period.number, day), after=now) for day in (was_on, now_on)
        )
        moved.append(MovedReport(schedule.days_before or 0, schedule.time_zone, before, after))
    return moved


def _as_if(calendar: BodyCalendar, number: int, day: date | None) -> BodyCalendar:
    """The calendar with another day for the conference that ends a period."""
    periods = tuple(
        PeriodDays(one.number, one.conference_on, one.ends_on, day if one.number == number else None)
        for one in calendar.periods
    )
    return BodyCalendar(periods, calendar.closings)
