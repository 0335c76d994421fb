"""What changed between two points: figures, and projects by their logs. A point is a day, with what was known of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import Rate, RateName
from tracker.domain.stages import CONDITION_KINDS, Entry, EntryKind, Reason, find_standing, stage_days
from tracker.domain.trends import Figures

#: The counts that no rate tells.
COUNTS = ("agreed", "additional", "late_promoted", "late_implemented", "suspended", "withdrawn")


@dataclass(frozen=True, slots=True)
class Point:
    """What had happened by the end of a day, as known at an instant (None: as recorded now)."""

    day: date
    known_at: datetime | None = None

    def knows(self, instant: datetime) -> bool:
        return self.known_at is None or instant <= self.known_at


@dataclass(frozen=True, slots=True)
class Span:
    """After one instant, up to another (None: up to now)."""

    after: datetime
    until: datetime | None

    def holds(self, instant: datetime) -> bool:
        return self.after < instant and (self.until is None or instant <= self.until)


class Moved(StrEnum):
    """What became of a project. The last three are recorded, and take effect on no day of their own."""

    NEW = "new"
    PROMOTED = "promoted"
    IMPLEMENTED = "implemented"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"
    STRUCK = "struck"
    RECLASSIFIED = "reclassified"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


#: The moves that stages and conditions make, which nobody knows while a period's stages are not published.
OF_STAGES = frozenset(Moved) - {Moved.NEW, Moved.STRUCK, Moved.RECLASSIFIED}


@dataclass(frozen=True, slots=True)
class Move:
    """`on`: the day it took effect; of what is only recorded, the day of that. `entry`: what was taken back, confirmed
    or disputed."""

    kind: Moved
    on: date
    entry: EntryKind | None = None
    reason: Reason | None = None


def order_points(one: Point, other: Point) -> tuple[Point, Point]:
    """The earlier day first; of one day twice, what was known earlier."""
    if one.day != other.day:
        return (one, other) if one.day < other.day else (other, one)
    is_turned = one.known_at is None or (other.known_at is not None and other.known_at < one.known_at)
    return (other, one) if is_turned else (one, other)


def find_spans(before: Point, after: Point, time_zone: str) -> list[Span]:
    """When something was recorded that changed between the points: from the end of one day to the end of the other, no
    later than was known of each; and after what was known of the first, up to what was known of the second."""
    ends = [_end_of(point.day, time_zone) for point in (before, after)]
    first, last = (
        end if point.known_at is None else min(end, point.known_at)
        for end, point in zip(ends, (before, after), strict=True)
    )
    spans = [Span(first, last)] if first < last else []
    if before.known_at is not None and (after.known_at is None or before.known_at < after.known_at):
        spans.append(Span(before.known_at, after.known_at))
    return spans


def _end_of(day: date, time_zone: str) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
    return midnight - timedelta(microseconds=1)


def counts_at(point: Point, period: PeriodFacts, *, agreed_on: date, recorded_at: datetime) -> bool:
    """Whether a project was there: its conference held, agreed, recorded."""
    if period.conference_on > point.day or not point.knows(recorded_at):
        return False
    return agreed_on <= max(period.measured_on(point.day), period.list_on)


def find_moves(log: Sequence[Entry], before: Point, after: Point) -> list[Move]:
    """What the log of a project says: the stages it reached, what suspended, resumed and withdrew it, and what was
    taken back of either."""
    then, now = (_standing_at(log, point) for point in (before, after))
    return [*_find_stage_moves(then, now), *_find_condition_moves(then, now)]


def _standing_at(log: Sequence[Entry], point: Point) -> list[Entry]:
    standing = find_standing(log, point.known_at)
    return [entry for entry in standing if entry.effective_on is not None and entry.effective_on <= point.day]


def _find_stage_moves(then: Iterable[Entry], now: Iterable[Entry]) -> Iterator[Move]:
    was, is_now = stage_days(then), stage_days(now)
    stages = (
        (EntryKind.PROMOTED, was.promoted_on, is_now.promoted_on),
        (EntryKind.IMPLEMENTED, was.implemented_on, is_now.implemented_on),
    )
    for kind, earlier, later in stages:
        if earlier is None and later is not None:
            yield Move(Moved(kind.value), later)
        elif earlier is not None and later is None:
            yield Move(Moved.TAKEN_BACK, earlier, kind)


def _find_condition_moves(then: Iterable[Entry], now: Iterable[Entry]) -> Iterator[Move]:
    was, is_now = ({e.id: e for e in side if e.kind in CONDITION_KINDS} for side in (then, now))
    for key, entry in is_now.items():
        if key not in was and entry.effective_on is not None:
            yield Move(Moved(entry.kind.value), entry.effective_on, reason=entry.reason)
    for key, entry in was.items():
        if key not in is_now and entry.effective_on is not None:
            yield Move(Moved.TAKEN_BACK, entry.effective_on, entry.kind)


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """One period's figures at both points; `before` is None where its conference was held between them."""

    before: Figures | None
    after: Figures

    @property
    def period(self) -> PeriodFacts:
        return self.after.period

    def rate(self, name: RateName) -> tuple[Rate | None, Rate | None]:
        return None if self.before is None else self.before.rates[name], self.after.rates[name]

    def count(self, name: str) -> tuple[int | None, int]:
        return None if self.before is None else getattr(self.before.tally, name), getattr(self.after.tally, name)

    @property
    def is_nothing(self) -> bool:
        return self.before is not None and not (
            find_rates(self.before, self.after) or find_counts(self.before, self.after)
        )


def pair_figures(before: Sequence[Figures], after: Sequence[Figures]) -> list[PeriodChange]:
    """Each period's totals side by side, ascending."""
    earlier = {row.period.number: row for row in before}
    return [PeriodChange(earlier.get(row.period.number), row) for row in after]


def find_rates(before: Figures, after: Figures) -> list[tuple[RateName, Rate | None, Rate | None]]:
    """The rates whose counts differ, before and after."""
    pairs = [(name, before.rates[name], after.rates[name]) for name in RateName]
    return [pair for pair in pairs if pair[1] != pair[2]]


def find_counts(before: Figures, after: Figures) -> list[tuple[str, int, int]]:
    """The counts of `COUNTS` that differ, before and after."""
    pairs = [(name, getattr(before.tally, name), getattr(after.tally, name)) for name in COUNTS]
    return [pair for pair in pairs if pair[1] != pair[2]]
