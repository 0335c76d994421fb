"""Periods: when they are measured, whether they are closed, which flags their figures carry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Flag(StrEnum):
    ILLUSTRATIVE = "illustrative"
    PROVISIONAL = "provisional"
    FINAL = "final"
    BREAK = "break"
    NOT_PUBLISHED = "not_published"


#: One of these is shown of a period's figures.
STATES = (Flag.ILLUSTRATIVE, Flag.PROVISIONAL, Flag.FINAL)


class ClosingKind(StrEnum):
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Closing:
    """A period was closed, or reopened, on a day."""

    on: date
    kind: ClosingKind


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """What a period's figures depend on beside its projects. `ends_on` None: no next conference yet."""

    number: int
    conference_on: date
    ends_on: date | None = None
    agreed_list_on: date | None = None
    stages_published: bool = True
    break_note: str | None = None
    closings: tuple[Closing, ...] = ()  # in the order they were recorded

    @property
    def list_on(self) -> date:
        """The agreed list's day: a project agreed after it is additional."""
        return list_day(self.agreed_list_on, self.conference_on)

    def measured_on(self, as_of: date) -> date:
        """The measuring day: the as-of day or the cut-off, whichever is earlier."""
        return as_of if self.ends_on is None else min(as_of, self.ends_on)

    def reached_cut_off(self, as_of: date) -> bool:
        return self.ends_on is not None and self.ends_on <= as_of

    def same_elapsed_day(self, other: "PeriodFacts", as_of: date) -> date:
        """The day of `other` that lies as many days after its conference as `as_of` after this one's,
        never past its own cut-off."""
        return other.measured_on(other.conference_on + (as_of - self.conference_on))

    def is_closed(self, as_of: date) -> bool:
        """Whether the last closing or reopening by the end of the day was a closing."""
        events = sorted((c for c in self.closings if c.on <= as_of), key=lambda c: c.on)
        return bool(events) and events[-1].kind is ClosingKind.CLOSED


@dataclass(frozen=True, slots=True)
class AreaSpan:
    """The days an area is open; both belong to the span."""

    code: str
    opened_on: date
    closed_on: date | None = None

    def is_open(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)


def find_open_areas(areas: Iterable[AreaSpan], day: date) -> frozenset[str]:
    """The codes of the areas open on a day."""
    return frozenset(area.code for area in areas if area.is_open(day))


def find_area_changes(
    period: PeriodFacts, previous: PeriodFacts | None, areas: Sequence[AreaSpan]
) -> tuple[frozenset[str], frozenset[str]]:
    """The codes of the areas open at this conference but not at the one before, and the other way round."""
    if previous is None:
        return frozenset(), frozenset()
    before, now = (find_open_areas(areas, p.conference_on) for p in (previous, period))
    return now - before, before - now


def has_break(period: PeriodFacts, previous: PeriodFacts | None, areas: Sequence[AreaSpan]) -> bool:
    """Whether figures of the two periods rest on different ground: other areas open, or a note that says so."""
    return bool(period.break_note) or any(find_area_changes(period, previous, areas))


def is_provisional(*, closed: bool, unconfirmed: bool) -> bool:
    """Whether the figures of a period may still change. Of illustrative ones no flag says so."""
    return unconfirmed or not closed


def flags_of(
    period: PeriodFacts, *, closed: bool, illustrative: bool, unconfirmed: bool, broken: bool
) -> tuple[Flag, ...]:
    """The state (the first that holds of illustrative, provisional, final), then break, then not published."""
    if illustrative:
        state = Flag.ILLUSTRATIVE
    elif is_provisional(closed=closed, unconfirmed=unconfirmed):
        state = Flag.PROVISIONAL
    else:
        state = Flag.FINAL
    beside = [Flag.BREAK] if broken else []
    if not period.stages_published:
        beside.append(Flag.NOT_PUBLISHED)
    return (state, *beside)


def list_day(agreed_list_on: date | None, conference_on: date) -> date:
    """The agreed list's day: the conference's, unless another was set."""
    return agreed_list_on or conference_on


def eve_of(day: date) -> date:
    """The day before: where a period ends when the next conference opens."""
    return day - timedelta(days=1)
