"""Projects that do not move, and why: nothing heard for long, overdue, suspended, disputed.

A project can stand under several of these headings; in a total it counts once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from tracker.domain.overdue import Due, count_overdue_days
from tracker.domain.rates import Rate
from tracker.domain.silence import Heard, count_silent_months
from tracker.domain.stages import Condition, EntryKind


class Heading(StrEnum):
    """Why a project is stuck."""

    SILENT = "silent"
    OVERDUE = "overdue"
    SUSPENDED = "suspended"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Dispute:
    """That a party, by its code, disputes a standing entry."""

    entry: int
    kind: EntryKind
    effective_on: date
    party: str


class Standing(Due, Heard, Protocol):
    """What of a project says whether it is stuck, as of the measuring day of its period."""

    @property
    def condition_on(self) -> date | None: ...
    @property
    def disputes(self) -> tuple[Dispute, ...]: ...


@dataclass(frozen=True, slots=True)
class Stuck:
    """Whole months since the last entry, days since it was due, since when it is suspended, who disputes what. None,
    or nothing, where the project is not stuck for that."""

    silent_months: int | None = None
    overdue_days: int | None = None
    suspended_on: date | None = None
    disputes: tuple[Dispute, ...] = ()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """In the order of `Heading`; none for a project that moves."""
        held = {
            Heading.SILENT: self.silent_months is not None,
            Heading.OVERDUE: self.overdue_days is not None,
            Heading.SUSPENDED: self.suspended_on is not None,
            Heading.DISPUTED: bool(self.disputes),
        }
        return tuple(heading for heading, holds in held.items() if holds)


NOT_STUCK = Stuck()


@dataclass(frozen=True, slots=True)
class StuckTally:
    """How many projects there are (struck ones are none), how many of them are stuck, and how many under each heading;
    `silent_months`: the longest silence, None where none is silent."""

    projects: int
    stuck: int
    silent: int
    overdue: int
    suspended: int
    disputed: int
    silent_months: int | None

    def count(self, heading: Heading) -> int:
        return int(getattr(self, heading.value))

    @property
    def share(self) -> Rate:
        return Rate(self.stuck, self.projects)

    @property
    def is_shared(self) -> bool:
        """Whether a project stands under several headings."""
        return sum(map(self.count, Heading)) > self.stuck


def find_stuck(project: Standing, *, day: date) -> Stuck:
    """Why a project is stuck on the measuring day. Of one that was struck nothing is awaited."""
    if project.struck_reason is not None:
        return NOT_STUCK
    return Stuck(
        silent_months=count_silent_months(project, day=day),
        overdue_days=count_overdue_days(project, day=day),
        suspended_on=project.condition_on if project.condition is Condition.SUSPENDED else None,
        disputes=project.disputes,
    )


def count_stuck(found: Iterable[Stuck]) -> StuckTally:
    """`found`: of each project that counts, also of those that move."""
    all_of = list(found)
    held = [headings for one in all_of if (headings := one.headings)]
    counts = {heading.value: sum(heading in headings for headings in held) for heading in Heading}
    return StuckTally(projects=len(all_of), stuck=len(held), silent_months=_find_longest(all_of), **counts)


def _find_longest(found: Sequence[Stuck]) -> int | None:
    return max((one.silent_months for one in found if one.silent_months is not None), default=None)
