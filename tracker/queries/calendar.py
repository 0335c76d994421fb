"""The days of a body that stand in calendars: conferences, editions due, periods' ends, projects' due dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.due import BodyCalendar, Timing, next_due_at
from tracker.models import (
    Body,
    CalendarLink,
    HistoryAct,
    HistoryEntry,
    Period,
    Project,
    Schedule,
    StatusEntry,
    Subject,
    User,
    table_of,
)
from tracker.queries.bodies import BodyView
from tracker.queries.schedules import get_calendar, timing_of

#: How many coming days of a schedule are told.
COMING = 5

#: How long a project's due date is told after it has passed: a calendar is for what is ahead, not for the archive.
PAST = timedelta(days=365)

#: The history's subjects whose changes move a day.
MOVING = (Subject.PERIOD, Subject.PROJECT, Subject.SCHEDULE)


class DayKind(StrEnum):
    CONFERENCE = "conference"
    PLANNED = "planned"
    EDITION_DUE = "edition_due"
    PERIOD_END = "period_end"
    PROJECT_DUE = "project_due"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of note. `key` never changes: by it calendars know the day again when it moved. `number`: of the period, or
    the one that a conference opens; `ref`, `titles`: of a project. `changes`: how often anything of it was changed; it
    never falls."""

    kind: DayKind
    key: str
    day: date
    changed_at: datetime
    changes: int = 0
    number: int = 0
    ref: str = ""
    titles: Mapping[str, str] | None = None
    is_done: bool = False


def find_days(session: Session, view: BodyView, *, now: datetime, with_projects: bool) -> list[CalendarDay]:
    """Every day of a body. The conference that a period ends with is the one that opens the next: it keeps its key when
    it was held."""
    moved = _find_moved(session, view.id)
    days = [*_conferences(view, moved), *_ends(view, moved), *_editions(session, view, moved, now)]
    return days + (
        _projects(session, view, moved, today=now.astimezone(ZoneInfo(view.body.time_zone)).date())
        if with_projects
        else []
    )


Moved = Mapping[tuple[str, str], tuple[int, datetime]]


def _find_moved(session: Session, body_id: int) -> Moved:
    """How often each thing was changed, and when last, by what it is and its key."""
    query = (
        sa.select(
            col(HistoryEntry.subject), col(HistoryEntry.key), sa.func.count(), sa.func.max(HistoryEntry.recorded_at)
        )
        .where(col(HistoryEntry.body_id) == body_id, col(HistoryEntry.subject).in_(MOVING))
        .where(col(HistoryEntry.act) == HistoryAct.CHANGED)
        .group_by(col(HistoryEntry.subject), col(HistoryEntry.key))
    )
    return {(subject, key): (count, at) for subject, key, count, at in session.execute(query)}


def _conferences(view: BodyView, moved: Moved) -> list[CalendarDay]:
    """One that was held counts on from when it was planned, whatever day it is said to have been held on."""
    found: list[CalendarDay] = []
    planned_changes, planned_at, planned_on = 0, datetime.min.replace(tzinfo=UTC), None
    for period in sorted(view.periods.values(), key=lambda one: one.number):
        changes, changed_at = moved.get((Subject.PERIOD, str(period.number)), (0, _made_at(period)))
        key, since = f"conference-{period.number}", max(changed_at, planned_at)
        times = planned_changes + changes + 1
        found.append(CalendarDay(DayKind.CONFERENCE, key, period.conference_on, since, times, number=period.number))
        planned_changes, planned_at, planned_on = changes, changed_at, period.next_conference_planned_on
    if planned_on is not None:
        number = found[-1].number + 1
        key = f"conference-{number}"
        found.append(CalendarDay(DayKind.PLANNED, key, planned_on, planned_at, planned_changes, number=number))
    return found


def _ends(view: BodyView, moved: Moved) -> list[CalendarDay]:
    found = []
    for period in view.periods.values():
        if period.ends_on is not None:
            changes, changed_at = moved.get((Subject.PERIOD, str(period.number)), (0, _made_at(period)))
            found.append(
                CalendarDay(
                    DayKind.PERIOD_END,
                    f"period-{period.number}-end",
                    period.ends_on,
                    changed_at,
                    changes,
                    period.number,
                )
            )
    return found


def _editions(session: Session, view: BodyView, moved: Moved, now: datetime) -> list[CalendarDay]:
    """The coming days of each schedule that goes on, in its own zone."""
    calendar, found = get_calendar(session, view.id), []
    query = select(Schedule).where(
        Schedule.body_id == view.id, col(Schedule.paused_at).is_(None), col(Schedule.ended_at).is_(None)
    )
    for schedule in session.exec(query.order_by(col(Schedule.id))):
        changes, changed_at = moved.get((Subject.SCHEDULE, str(schedule.id)), (0, schedule.active_from))
        for due_at in _find_coming(timing_of(schedule), calendar, now):
            day = due_at.astimezone(ZoneInfo(schedule.time_zone)).date()
            key = f"edition-{schedule.id}-{day.isoformat()}"
            found.append(CalendarDay(DayKind.EDITION_DUE, key, day, changed_at, changes))
    return found


def _find_coming(timing: Timing, calendar: BodyCalendar, now: datetime) -> Iterator[datetime]:
    due_at: datetime | None = now
    for _ in range(COMING):
        try:
            due_at = None if due_at is None else next_due_at(timing, calendar, after=due_at)
        except (OverflowError, ValueError):
            return  # a day that no calendar can count with
        if due_at is not None:
            yield due_at


def _projects(session: Session, view: BodyView, moved: Moved, *, today: date) -> list[CalendarDay]:
    """Of every project that pages show today, is due on a day not long past and was not struck."""
    shown = {view.period_id(one.number): max(one.measured_on(today), one.list_on) for one in view.facts.visible(today)}
    query = (
        select(Project)
        .where(Project.body_id == view.id, col(Project.period_id).in_(shown))
        .where(col(Project.due_on) >= today - PAST, col(Project.struck_at).is_(None))
        .order_by(col(Project.id))
    )
    logged = _find_logged(session, view.id)
    found = []
    for project in session.exec(query):
        assert project.due_on is not None
        if project.agreed_on > shown[project.period_id]:
            continue
        changes, changed_at = moved.get((Subject.PROJECT, project.ref), (0, project.recorded_at))
        entries, logged_at = logged.get(project.id, (0, project.recorded_at))
        found.append(
            CalendarDay(
                kind=DayKind.PROJECT_DUE,
                key=f"project-{project.ref}-due",
                day=project.due_on,
                changed_at=max(changed_at, logged_at, project.recorded_at),
                changes=changes + entries,
                number=view.periods[project.period_id].number,
                ref=project.ref,
                titles=project.titles,
                is_done=project.implemented_on is not None,
            )
        )
    return found


def _find_logged(session: Session, body_id: int) -> Mapping[int, tuple[int, datetime]]:
    """How many entries each project of a body has, and when the last was recorded: by them it is said to be done."""
    entry = table_of(StatusEntry).c
    query = sa.select(entry.project_id, sa.func.count(), sa.func.max(entry.recorded_at)).where(entry.body_id == body_id)
    return {project_id: (count, at) for project_id, count, at in session.execute(query.group_by(entry.project_id))}


def _made_at(period: Period) -> datetime:
    """When a period was first said, as nearly as it is known; it never changes."""
    return period.list_sealed_at or datetime.combine(period.conference_on, time(0), UTC)


def find_calendar_user(session: Session, digest: str) -> User | None:
    """Whose calendar the secret of this digest opens; None where there is none, or they were removed."""
    query = (
        select(User).join(CalendarLink, col(CalendarLink.user_id) == col(User.id)).where(CalendarLink.digest == digest)
    )
    return session.exec(query.where(col(User.removed_at).is_(None))).one_or_none()


def find_calendar_link(session: Session, user_id: int) -> CalendarLink | None:
    return session.get(CalendarLink, user_id)


def find_bodies_of(session: Session, codes: set[str] | None) -> list[Body]:
    """The bodies of these codes, or (None) all of them."""
    query = select(Body).order_by(col(Body.code))
    return list(session.exec(query if codes is None else query.where(col(Body.code).in_(codes))))
