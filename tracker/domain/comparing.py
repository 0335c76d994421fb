"""Bodies side by side: which of their figures can be compared, and on which day each of them is taken.

Periods of different bodies open on different days, last differently long, and may still run. Whole periods are
compared with whole ones. Where one still runs, a rate that grows with time is compared at the same number of days since
each conference, that of the period which has run the shortest; a shorter one is never taken past its own last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from tracker.domain.rates import GROWING, Rate, RateName, change
from tracker.domain.trends import By, Figures

#: As many lines as one picture can hold and still be read.
MOST_BODIES = 8

#: Groupings whose groups are the same in every body, known by one code.
SHARED = (By.FIELD, By.MODE, By.HORIZON, By.RUN_BY)

#: What bodies can be put side by side by. Areas are each body's own.
GROUPINGS = (By.AREA, *SHARED)


class Axis(StrEnum):
    """Along what the periods of several bodies are drawn."""

    NUMBER = "number"
    CALENDAR = "calendar"


class Basis(StrEnum):
    """On which day the groups of several bodies are measured: each period on its own measuring day, or all of them as
    many days after their conferences."""

    AS_THEY_STAND = "as-they-stand"
    SAME_DAYS = "same-days"


@dataclass(frozen=True, slots=True)
class Standing:
    """A rate of one body's period, on the day on which it is compared. `code`: the body's."""

    code: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Difference:
    """The highest and the lowest of several rates that can be compared, and how far they are apart, as a fraction."""

    highest: Standing
    lowest: Standing
    gap: Fraction


def find_latest(figures: Sequence[Figures], name: RateName) -> Figures | None:
    """The latest period in which a rate has a value; None where it has none. `figures`: periods ascending."""
    return next((row for row in reversed(figures) if has_value(row, name)), None)


def has_value(figures: Figures, name: RateName) -> bool:
    rate = figures.rates[name]
    return rate is not None and rate.value is not None


def is_comparable(figures: Figures, name: RateName) -> bool:
    """Whether a rate has a value, of so many projects that it can be held against another."""
    rate = figures.rates[name]
    return rate is not None and rate.value is not None and not rate.is_of_few


def is_running(figures: Figures) -> bool:
    """Whether a period has not reached its cut-off."""
    return not figures.period.reached_cut_off(figures.as_of)


def count_days(figures: Figures) -> int:
    """The days from a period's conference to the day on which it is measured."""
    return (figures.measured_on - figures.period.conference_on).days


def find_common_days(figures: Sequence[Figures], name: RateName) -> int | None:
    """The number of days since each conference at which periods of several bodies can be compared. None where they are
    taken as they stand: all of them are over, the rate does not grow with time, or there are fewer than two."""
    running = [count_days(row) for row in figures if is_running(row)]
    return min(running) if running and len(figures) > 1 and name in GROWING else None


def day_after_conference(figures: Figures, days: int) -> date:
    """The day so many days after a period's conference, but at the latest the one on which it is measured."""
    return min(figures.period.conference_on + timedelta(days=days), figures.measured_on)


def find_difference(standings: Sequence[Standing]) -> Difference | None:
    """Between the rates that can be compared: those that have a value, of `FEW` projects or more. None where there are
    fewer than two of them. Of equal ones the first is taken."""
    valued = [(value, one) for one in standings if (value := one.rate.value) is not None and not one.rate.is_of_few]
    if len(valued) < 2:
        return None
    highest = max(valued, key=lambda pair: pair[0])[1]
    lowest = min(valued, key=lambda pair: pair[0])[1]
    return Difference(highest, lowest, change(highest.rate, lowest.rate) or Fraction(0))
