"""How far the projects of a period came, where those that stopped did and why, and which later projects continue them.

Every project of an agreed list comes to exactly one end, so that the ends add up to the list.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tracker.domain.stages import Condition, Reason, Stage


class End(NamedTuple):
    """How far a project came, and what is said of it where it went no further. An implemented project went all the
    way: nothing more is said of it. Without a condition nothing is said."""

    stage: Stage
    condition: Condition | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """The projects of one agreed list by how they ended, as of its measuring day. Ends of no project are left out."""

    ends: Mapping[End, int]

    @property
    def agreed(self) -> int:
        return sum(self.ends.values())

    @property
    def promoted(self) -> int:
        return self.implemented + self.stopped(Stage.PROMOTED)

    @property
    def implemented(self) -> int:
        return self.stopped(Stage.IMPLEMENTED)

    def stopped(self, stage: Stage) -> int:
        """The projects that came this far and no further."""
        return sum(number for end, number in self.ends.items() if end.stage is stage)

    def said(self, stage: Stage, condition: Condition | None) -> int:
        """Those of them that are under the condition; without one, of which nothing is said."""
        return sum(number for end, number in self.ends.items() if (end.stage, end.condition) == (stage, condition))

    @property
    def reasons(self) -> dict[Reason, int]:
        """Why projects stopped, the most frequent reason first."""
        found: dict[Reason, int] = defaultdict(int)
        for end, number in self.ends.items():
            if end.reason is not None:
                found[end.reason] += number
        return dict(sorted(found.items(), key=lambda one: (-one[1], list(Reason).index(one[0]))))


def count_ends(*, agreed: int, promoted: int, implemented: int, conditioned: Iterable[End]) -> Flow:
    """The flow of a list of so many projects, so many of them promoted and implemented. `conditioned`: the end of each
    project that is suspended or withdrawn; of the others nothing is said."""
    ends: dict[End, int] = defaultdict(int)
    for end in conditioned:
        if end.stage is not Stage.IMPLEMENTED:
            ends[end] += 1
    reached = {Stage.AGREED: agreed - promoted, Stage.PROMOTED: promoted - implemented, Stage.IMPLEMENTED: implemented}
    for stage, number in reached.items():
        ends[End(stage)] = number - sum(count for end, count in ends.items() if end.stage is stage)
    return Flow({end: number for end, number in sorted(ends.items(), key=_order) if number})


def _order(item: tuple[End, int]) -> tuple[int, int, int]:
    """The furthest first; of those who stopped at one step, withdrawn, suspended, then those without a word."""
    stage, condition, reason = item[0]
    conditions = (Condition.WITHDRAWN, Condition.SUSPENDED, None)
    return -list(Stage).index(stage), conditions.index(condition), -1 if reason is None else list(Reason).index(reason)


@dataclass(frozen=True, slots=True)
class Kept:
    """A project that continues another, or that another continues. `is_listed`: on its period's agreed list."""

    id: int
    ref: str
    period: int
    is_listed: bool


#: A project and an earlier one that it continues.
Link = tuple[Kept, Kept]


@dataclass(frozen=True, slots=True)
class Passage:
    """What went from one period into a later one: so many projects of the earlier agreed list are continued there, by
    so many of the later one. A project that was split is one before, several after; merged ones the other way round."""

    carried: int
    became: int


def count_passages(links: Iterable[Link]) -> dict[tuple[int, int], Passage]:
    """By earlier and later period. A project that continues several of one period, or is continued by several of one,
    counts once."""
    earlier: dict[tuple[int, int], set[int]] = defaultdict(set)
    later: dict[tuple[int, int], set[int]] = defaultdict(set)
    for project, continued in links:
        at = (continued.period, project.period)
        earlier[at].update([continued.id] if continued.is_listed else [])
        later[at].update([project.id] if project.is_listed else [])
    return {at: Passage(len(earlier[at]), len(later[at])) for at in sorted(earlier) if earlier[at] or later[at]}


@dataclass(frozen=True, slots=True)
class Chain:
    """A project that nothing continues yet, and all that it goes back to. `carried`: how many times, on the longest
    way. `steps`: by period, ascending, the projects there; several where some were merged into it. Where a project was
    split, each of what became of it has a chain of its own."""

    carried: int
    steps: tuple[tuple[int, tuple[Kept, ...]], ...]

    @property
    def last(self) -> Kept:
        return self.steps[-1][1][0]


def find_chains(links: Iterable[Link], *, least: int = 2) -> tuple[Chain, ...]:
    """The chains that were carried at least so often, the longest first, then by ref."""
    before: dict[Kept, set[Kept]] = defaultdict(set)
    for project, continued in links:
        before[project].add(continued)
    continued_ones = {one for several in before.values() for one in several}

    @cache
    def count(project: Kept) -> int:
        """Ends, since what is continued is always of an earlier period."""
        return max((1 + count(one) for one in before.get(project, ())), default=0)

    lasts = [project for project in before if project not in continued_ones and count(project) >= least]
    found = [Chain(count(project), _lay_out(project, before)) for project in lasts]
    return tuple(sorted(found, key=lambda chain: (-chain.carried, chain.last.period, chain.last.ref)))


def _lay_out(last: Kept, before: Mapping[Kept, Iterable[Kept]]) -> tuple[tuple[int, tuple[Kept, ...]], ...]:
    by_period: dict[int, list[Kept]] = defaultdict(list)
    seen, waiting = {last}, [last]
    while waiting:
        project = waiting.pop()
        by_period[project.period].append(project)
        new = set(before.get(project, ())) - seen
        seen |= new
        waiting += new
    return tuple((period, tuple(sorted(by_period[period], key=lambda one: one.ref))) for period in sorted(by_period))
