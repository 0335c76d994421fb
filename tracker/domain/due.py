"""When a schedule is due: from its timing and the body's calendar to instants, each with its as-of day and period.

A due instant is a local hour on a local day. Where the clocks skip that hour, it is due as much later as they
skip; where they repeat it, the first time counts.

On a quiet day nothing is produced or sent: what is due on one is ready at the same hour of the next day that is not
quiet. Its figures stay as of the day on which it is due, and of the period in force on that day: a holiday moves the
paper, not the day that the schedule reports on, so that every quarter is comparable. An edition is known by when it is
due, so that quiet days can be changed without one being lost or made twice.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile, zip_longest
from zoneinfo import ZoneInfo

#: As `date.weekday` counts.
SATURDAY = 5


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
    quarters begin in January, April, July and October; `once_on` is the day of what is due once. Nothing before
    `active_from` is due. `quiet_days`, and with `quiet_weekends` every Saturday and Sunday: see the module's text."""

    kind: ScheduleKind
    time_zone: str
    active_from: datetime
    at: time = time(6, 0)
    day_of_month: int | None = None
    month: int | None = None
    days_before: int | None = None
    once_on: date | None = None
    quiet_days: frozenset[date] = frozenset()
    quiet_weekends: bool = False

    def is_quiet(self, day: date) -> bool:
        return day in self.quiet_days or (self.quiet_weekends and day.weekday() >= SATURDAY)


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


@dataclass(frozen=True, slots=True)
class Due:
    """One production: of which period, with figures as of which day. `ready_at`: when it may be made, later than it is
    due where that day is quiet."""

    due_at: datetime
    period: int
    as_of: date
    ready_at: datetime

    @property
    def order(self) -> tuple[datetime, datetime, int]:
        """In which several are made."""
        return self.ready_at, self.due_at, self.period


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
    """Everything due from an instant to another, both included, oldest first, whether ready by then or not; nothing
    before `active_from`."""
    since = max(since, timing.active_from)
    coming = takewhile(lambda one: one[0] <= until, _due_instants(timing, calendar, since))
    dues = (make_due(timing, calendar, due_at=due_at, period=period) for due_at, period in coming if due_at >= since)
    return sorted((due for due in dues if due is not None), key=lambda due: (due.due_at, due.period))


def make_due(timing: Timing, calendar: BodyCalendar, *, due_at: datetime, period: int | None) -> Due | None:
    """The production due at an instant: of the period given, else of the one in force on its local day. None where
    none is, and for the closing of a period that has no last day any more."""
    day = due_at.astimezone(ZoneInfo(timing.time_zone)).date()
    found = calendar.period_on(day) if period is None else calendar.get_period(period)
    as_of = day if timing.kind is not ScheduleKind.ON_CLOSE or found is None else found.ends_on
    if found is None or as_of is None:
        return None
    return Due(due_at, found.number, as_of, find_ready_at(timing, due_at))


def find_ready_at(timing: Timing, due_at: datetime) -> datetime:
    """When what is due at an instant may be made: then, or on a quiet day at the hour of the next that is not."""
    zone, ready_at = ZoneInfo(timing.time_zone), due_at
    wanted = day = due_at.astimezone(zone).date()
    while timing.is_quiet(day):
        wanted += timedelta(days=1)
        ready_at = local_instant(wanted, timing.at, timing.time_zone)
        day = ready_at.astimezone(zone).date()  # not the day wanted, where the zone left that out
    return ready_at


def next_due_at(timing: Timing, calendar: BodyCalendar, *, after: datetime) -> datetime | None:
    """The first instant after another at which one will be ready; None where none can be foretold."""
    return next((ready_at for ready_at, _ in _find_coming(timing, calendar, after=after)), None)


def find_next_dues(
    timing: Timing, calendar: BodyCalendar, *, after: datetime, count: int
) -> list[tuple[datetime, date]]:
    """As `next_due_at`, the next so many, each with the day whose figures it will show; fewer where no more can be
    foretold."""
    return list(islice(_find_coming(timing, calendar, after=after), count))


def _find_coming(timing: Timing, calendar: BodyCalendar, *, after: datetime) -> Iterator[tuple[datetime, date]]:
    if timing.kind is ScheduleKind.ON_CLOSE:
        return
    last = after
    for due_at, _ in _due_instants(timing, calendar, max(after, timing.active_from)):
        if due_at >= timing.active_from and (ready_at := find_ready_at(timing, due_at)) > last:
            yield ready_at, due_at.astimezone(ZoneInfo(timing.time_zone)).date()
            last = ready_at


def quarter_start(day: date) -> date:
    """The first day of the quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def local_instant(day: date, at: time, time_zone: str) -> datetime:
    """The instant of an hour of a day in a time zone, in UTC; see the module's text for skipped and repeated ones."""
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), ZoneInfo(time_zone)).astimezone(UTC)


def _due_instants(timing: Timing, calendar: BodyCalendar, since: datetime) -> Iterator[tuple[datetime, int | None]]:
    """Ascending, without end for those of the calendar, beginning before `since`; with the period, or None for the one
    in force then."""
    match timing.kind:
        case ScheduleKind.ON_CLOSE:
            yield from sorted((closing.recorded_at, closing.period) for closing in calendar.closings)
            return
        case ScheduleKind.BEFORE_CONFERENCE:
            days: Iterable[tuple[date, int | None]] = _days_before_conferences(timing, calendar)
        case ScheduleKind.ONCE:
            days = [] if timing.once_on is None else [(timing.once_on, None)]
        case _:
            days = ((day, None) for day in _days(timing, since.astimezone(ZoneInfo(timing.time_zone)).date()))
    for day, period in days:
        yield local_instant(day, timing.at, timing.time_zone), period


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
