"""How fast a period goes: the share of its agreed list that reached a stage, by days since the conference.

At every day it is the rate that `tracker.domain.trends` measures on that day. A course ends on the period's measuring
day; what its projects were due by is a plan, and goes on after it.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from tracker.domain.measurements import BodyFacts
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import FEW, Rate, RateName, change

#: The days since the conference on which periods are laid beside each other.
MARKS = (30, 90, 180, 365, 730)


@dataclass(frozen=True, slots=True)
class Reached:
    """Of one period's agreed list: how many projects it has, how many of them reached what a rate counts on which
    day, and how many were due on which day."""

    agreed: int = 0
    on: Mapping[RateName, Mapping[date, int]] = field(default_factory=dict)
    due: Mapping[date, int] = field(default_factory=dict)


class Step(NamedTuple):
    """How many projects by a day, counted from the conference."""

    day: int
    number: int


Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """One rate of one period from its conference to its measuring day, `last`. `steps` begin with day 0 and ascend.
    `is_running`: the cut-off lies ahead; `is_open`: the period was not closed by the as-of day. `ends`: the day of the
    cut-off, None where nobody knows it yet."""

    period: PeriodFacts
    name: RateName
    agreed: int
    steps: Steps
    due: Steps
    last: int
    ends: int | None
    is_running: bool
    is_open: bool

    @property
    def rate(self) -> Rate:
        """On its last day, as every other page shows it."""
        return self._rate(self.last)

    def rate_at(self, day: int) -> Rate | None:
        """By a day since the conference; None after the last. Its part is unknown where stages are not published."""
        return self._rate(day) if 0 <= day <= self.last else None

    def due_at(self, day: int) -> Rate | None:
        """The share of the list that was due by a day; None where no project has a due date."""
        return Rate(_count_by(self.due, day), self.agreed) if self.has_due else None

    @property
    def has_due(self) -> bool:
        return self.due[-1].number > 0

    @property
    def is_known(self) -> bool:
        """Whether it has a value: its stages are published, and there are projects."""
        return self.rate.value is not None

    @property
    def is_comparable(self) -> bool:
        """Whether it may be laid beside others: a share of few projects says little."""
        return self.is_known and self.agreed >= FEW

    def _rate(self, day: int) -> Rate:
        return Rate(_count_by(self.steps, day) if self.period.stages_published else None, self.agreed)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A course on its last day beside an earlier one on the same day since its conference, or on its own last."""

    other: Course
    day: int
    rate: Rate
    change: Fraction


def find_courses(body: BodyFacts, reached: Mapping[int, Reached], name: RateName, as_of: date) -> tuple[Course, ...]:
    """The course of every period with a conference by the day, ascending. `reached`: by the period's number."""
    return tuple(
        _make_course(period, reached.get(period.number, Reached()), name, as_of) for period in body.visible(as_of)
    )


def compare(course: Course, others: Sequence[Course]) -> tuple[Comparison, ...]:
    """The course beside each of the others that it can be compared with; none where it is itself of few projects."""
    if not course.is_comparable:
        return ()
    found = []
    for other in others:
        day = min(course.last, other.last)
        rate = other.rate_at(day)
        difference = change(course.rate, rate)
        if other.is_comparable and rate is not None and difference is not None:
            found.append(Comparison(other, day, rate, difference))
    return tuple(found)


def _make_course(period: PeriodFacts, reached: Reached, name: RateName, as_of: date) -> Course:
    last = (period.measured_on(as_of) - period.conference_on).days
    ends = None if period.ends_on is None else (period.ends_on - period.conference_on).days
    return Course(
        period=period,
        name=name,
        agreed=reached.agreed,
        steps=_add_up(period, reached.on.get(name, {}), last),
        due=_add_up(period, reached.due, ends),
        last=last,
        ends=ends,
        is_running=not period.reached_cut_off(as_of),
        is_open=not period.is_closed(as_of),
    )


def _add_up(period: PeriodFacts, on: Mapping[date, int], last: int | None) -> Steps:
    """The counts by each day on which they grow, up to the last; what came before the conference counts from it."""
    by_day: dict[int, int] = {0: 0}
    for day, count in sorted(on.items()):
        since = max(0, (day - period.conference_on).days)
        if last is None or since <= last:
            by_day[since] = by_day.get(since, 0) + count
    return tuple(map(Step, by_day, accumulate(by_day.values())))


def _count_by(steps: Steps, day: int) -> int:
    return steps[bisect_right(steps, day, key=lambda step: step.day) - 1].number
