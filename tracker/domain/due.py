"""When a schedule is due: from its timing and the body's calendar to instants, each with its as-of day and period.

A due instant is a local hour on a local day. Where the clocks skip that hour, it is due as much later as they
skip; where they repeat it, the first time counts.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile, zip_longest
from zoneinfo import ZoneInfo


class ScheduleKind(StrEnum):
    ON_CLOSE = "on_close"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    BEFORE_CONFERENCE = "before_conference"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Timing:
    """What a schedule says of when it is due. A day that a month does not have is its last day;
    quarters begin in January, April, July and October. Nothing before `active_from` is due."""

    kind: ScheduleKind
    time_zone: str
    active_from: datetime
    at: time = time(6, 0)
    day_of_month: int | None = None
    month: int | None = None
    days_before: int | None = None


@dataclass(frozen=True, slots=True)
class PeriodDays:
    """The days of a period that schedules look at."""

    number: int
    conference_on: date
    ends_on: date | None = None
    next_conference_planned_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecordedClosing:
    """A closing of the period of that number, by when it was recorded."""

    period: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One production: of which period, with figures as of which day."""

    due_at: datetime
    period: int
    as_of: date


@dataclass(frozen=True, slots=True)
class BodyCalendar:
    """A body's periods by number, and its closings in the order they were recorded."""

    periods: Sequence[PeriodDays] = ()
    closings: Sequence[RecordedClosing] = ()

    def get_period(self, number: int) -> PeriodDays:
        return next(period for period in self.periods if period.number == number)

    def period_on(self, day: date) -> PeriodDays | None:
        """The period in force on a day: that of the last conference held by then; None before any."""
        held = [period for period in self.periods if period.conference_on <= day]
        return max(held, key=lambda period: period.conference_on, default=None)


def find_due(timing: Timing, calendar: BodyCalendar, *, since: datetime, until: datetime) -> list[Due]:
    """Everything due from an instant to another, both included, oldest first; nothing before `active_from`."""
    since = max(since, timing.active_from)
    instants = (
        _closing_instants(calendar) if timing.kind is ScheduleKind.ON_CLOSE else _instants(timing, calendar, since)
    )
    within = (one for one in takewhile(lambda one: one[0] <= until, instants) if one[0] >= since)
    dues = (make_due(timing, calendar, due_at=due_at, period=period) for due_at, period in within)
    return sorted(due for due in dues if due is not None)


def make_due(timing: Timing, calendar: BodyCalendar, *, due_at: datetime, period: int | None) -> Due | None:
    """The production due at an instant: of the period given, else of the one in force on its local day. None
    where none is, and for the closing of a period that has no last day any more."""
    day = due_at.astimezone(ZoneInfo(timing.time_zone)).date()
    found = calendar.period_on(day) if period is None else calendar.get_period(period)
    as_of = day if timing.kind is not ScheduleKind.ON_CLOSE or found is None else found.ends_on
    return None if found is None or as_of is None else Due(due_at, found.number, as_of)


def next_due_at(timing: Timing, calendar: BodyCalendar, *, after: datetime) -> datetime | None:
    """The first instant after another at which it will be due; None where none can be foretold."""
    if timing.kind is ScheduleKind.ON_CLOSE:
        return None
    since = max(after, timing.active_from)
    coming = (due_at for due_at, _ in _instants(timing, calendar, since) if due_at >= since and due_at != after)
    return next(coming, None)


def quarter_start(day: date) -> date:
    """The first day of the quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def local_instant(day: date, at: time, time_zone: str) -> datetime:
    """The instant of an hour of a day in a time zone, in UTC; see the module's text for skipped and repeated ones."""
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), ZoneInfo(time_zone)).astimezone(UTC)


def _closing_instants(calendar: BodyCalendar) -> Iterable[tuple[datetime, int | None]]:
    return sorted((closing.recorded_at, closing.period) for closing in calendar.closings)


def _instants(timing: Timing, calendar: BodyCalendar, since: datetime) -> Iterator[tuple[datetime, int | None]]:
    """Ascending, without end for those of the calendar, beginning before `since`."""
    if timing.kind is ScheduleKind.BEFORE_CONFERENCE:
        for day, period in _days_before_conferences(timing, calendar):
            yield local_instant(day, timing.at, timing.time_zone), period
        return
    for day in _days(timing, since.astimezone(ZoneInfo(timing.time_zone)).date()):
        yield local_instant(day, timing.at, timing.time_zone), None


def _days_before_conferences(timing: Timing, calendar: BodyCalendar) -> list[tuple[date, int | None]]:
    """Ascending; of every period that plans a next conference, unless that was held before its day came. With
    the period, or None where the day comes before the period itself: it is then of the one in force."""
    found: list[tuple[date, int | None]] = []
    periods = sorted(calendar.periods, key=lambda period: period.conference_on)
    for period, following in zip_longest(periods, periods[1:]):
        if period.next_conference_planned_on is None:
            continue
        day = period.next_conference_planned_on - timedelta(days=timing.days_before or 0)
        if following is None or day <= following.conference_on:
            found.append((day, period.number if period.conference_on <= day else None))
    return sorted(found, key=lambda one: one[0])


def _days(timing: Timing, since: date) -> Iterator[date]:
    # From a year before: whatever the zone and the day of the month, the first is too early rather than missed.
    for year in range(since.year - 1, date.max.year):
        for month in _months(timing):
            last = monthrange(year, month)[1]
            yield date(year, month, min(timing.day_of_month or 1, last))


def _months(timing: Timing) -> Sequence[int]:
    match timing.kind:
        case ScheduleKind.YEARLY:
            return (timing.month or 1,)
        case ScheduleKind.QUARTERLY:
            return (1, 4, 7, 10)
        case _:
            return range(1, 13)
