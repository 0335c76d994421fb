"""Stages and conditions of a project, and what its log of status entries says of them.

An entry *stands* at an instant when it was recorded by then and not voided by then. Implemented
includes promoted: a project is promoted by a day when a standing entry promoted or implemented
took effect on or before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.domain.problems import Problem


class Stage(StrEnum):
    AGREED = "agreed"
    PROMOTED = "promoted"
    IMPLEMENTED = "implemented"


class Condition(StrEnum):
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class EntryKind(StrEnum):
    PROMOTED = "promoted"
    IMPLEMENTED = "implemented"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"
    VOID = "void"


CONDITION_KINDS = (EntryKind.SUSPENDED, EntryKind.RESUMED, EntryKind.WITHDRAWN)


class Reason(StrEnum):
    """Why a project was suspended or withdrawn."""

    POSTPONED = "postponed"
    REFORMULATED = "reformulated"
    SUPERSEDED = "superseded"
    EXTERNAL_EVENT = "external_event"
    FUNDING = "funding"
    OTHER_SIDE_PENDING = "other_side_pending"
    OTHER = "other"


class Mode(StrEnum):
    MUTUAL = "mutual"
    ONE_SIDED = "one_sided"


class Horizon(StrEnum):
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class RunBy(StrEnum):
    FOREIGN_AFFAIRS = "foreign_affairs"
    DEPARTMENT = "department"
    AFFILIATED_AGENCY = "affiliated_agency"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a project's log. `voids` is the id of the entry that a void takes back; `party` the row of the
    party that it was recorded for, None for none."""

    id: int
    kind: EntryKind
    effective_on: date | None
    recorded_at: datetime
    reason: Reason | None = None
    voids: int | None = None
    party: int | None = None


@dataclass(frozen=True, slots=True)
class StageDays:
    """The days a project reached each stage; None where it has not."""

    promoted_on: date | None = None
    implemented_on: date | None = None


NO_DAYS = StageDays()


def find_standing(entries: Iterable[Entry], known_at: datetime | None = None) -> list[Entry]:
    """The entries that stand at an instant (None: whatever is recorded), in the order they took effect."""
    known = [entry for entry in entries if known_at is None or entry.recorded_at <= known_at]
    voided = {entry.voids for entry in known if entry.kind is EntryKind.VOID}
    standing = [e for e in known if e.kind is not EntryKind.VOID and e.id not in voided]
    return sorted(standing, key=_by_effect)


def _by_effect(entry: Entry) -> tuple[date, datetime, int]:
    return (entry.effective_on or date.min, entry.recorded_at, entry.id)


def stage_days(standing: Iterable[Entry]) -> StageDays:
    """The first day of each stage by the standing entries; promoted is also reached by implemented."""
    promoted: date | None = None
    implemented: date | None = None
    for entry in standing:
        day = entry.effective_on
        if day is None or entry.kind not in (EntryKind.PROMOTED, EntryKind.IMPLEMENTED):
            continue
        promoted = day if promoted is None else min(promoted, day)
        if entry.kind is EntryKind.IMPLEMENTED:
            implemented = day if implemented is None else min(implemented, day)
    return StageDays(promoted, implemented)


def stage_on(days: StageDays, day: date) -> Stage:
    """The stage reached by the end of a day."""
    if days.implemented_on is not None and days.implemented_on <= day:
        return Stage.IMPLEMENTED
    if days.promoted_on is not None and days.promoted_on <= day:
        return Stage.PROMOTED
    return Stage.AGREED


def condition_entry_on(standing: Sequence[Entry], day: date) -> Entry | None:
    """The entry that suspends or withdraws the project on a day; None where it runs.

    A withdrawal is for good: only voiding it takes it back. Otherwise the last word holds.
    """
    words = [e for e in standing if e.kind in CONDITION_KINDS and e.effective_on and e.effective_on <= day]
    for entry in words:
        if entry.kind is EntryKind.WITHDRAWN:
            return entry
    last = max(words, key=_by_effect, default=None)
    return last if last is not None and last.kind is EntryKind.SUSPENDED else None


def condition_on(standing: Sequence[Entry], day: date) -> Condition | None:
    """Suspended, withdrawn, or None on a day."""
    entry = condition_entry_on(standing, day)
    return None if entry is None else Condition(entry.kind.value)


def find_order_problems(agreed_on: date, standing: Iterable[Entry]) -> list[Problem]:
    """What cannot follow what: a stage before agreed, implemented before promoted, resumed without suspended.

    Codes: `before_agreed` (kind, day, agreed_on), `implemented_before_promoted` (day, promoted_on),
    `resumed_before_suspended` (day).
    """
    ordered = sorted(standing, key=_by_effect)
    problems = [
        Problem("before_agreed", {"kind": e.kind, "day": e.effective_on, "agreed_on": agreed_on})
        for e in ordered
        if e.effective_on is not None and e.effective_on < agreed_on
    ]
    promoted = [e.effective_on for e in ordered if e.kind is EntryKind.PROMOTED and e.effective_on]
    implemented = [e.effective_on for e in ordered if e.kind is EntryKind.IMPLEMENTED and e.effective_on]
    if promoted and implemented and min(implemented) < min(promoted):
        values = {"day": min(implemented), "promoted_on": min(promoted)}
        problems.append(Problem("implemented_before_promoted", values))
    suspended = False
    for entry in ordered:
        if entry.kind is EntryKind.SUSPENDED:
            suspended = True
        elif entry.kind is EntryKind.RESUMED:
            if not suspended:
                problems.append(Problem("resumed_before_suspended", {"day": entry.effective_on}))
            suspended = False
    return problems
