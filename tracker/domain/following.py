"""What may follow where a project's log stands, and what makes no sense after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.problems import Problem
from tracker.domain.stages import Condition, Entry, EntryKind, Stage, condition_entry_on, stage_days

#: What somebody can log, in the order in which it usually happens.
LOGGABLE = (
    EntryKind.PROMOTED,
    EntryKind.IMPLEMENTED,
    EntryKind.SUSPENDED,
    EntryKind.RESUMED,
    EntryKind.WITHDRAWN,
)

#: What needs a reason from the list.
NEEDS_REASON = (EntryKind.SUSPENDED, EntryKind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Latest:
    """Where a log stands by whatever is recorded, on whichever day it took effect. `is_promotion_logged`: by an entry
    of its own; `newest`: the id of its newest line, voids included, 0 where there is none."""

    stage: Stage
    condition: Condition | None
    is_promotion_logged: bool
    newest: int


def find_following(latest: Latest) -> tuple[EntryKind, ...]:
    """What may be logged next, the likeliest first. Nothing after a withdrawal, which has to be voided first, nor
    once everything agreed is done."""
    if latest.condition is Condition.WITHDRAWN or latest.stage is Stage.IMPLEMENTED:
        return ()
    stages = LOGGABLE[:2] if latest.stage is Stage.AGREED else LOGGABLE[1:2]
    if latest.condition is Condition.SUSPENDED:
        return (EntryKind.RESUMED, *stages, EntryKind.WITHDRAWN)
    return (*stages, EntryKind.SUSPENDED, EntryKind.WITHDRAWN)


def find_conflicts(standing: Sequence[Entry], kind: EntryKind, day: date) -> list[Problem]:
    """What speaks against logging this by hand. Codes: `after_implementation` (kind, day, implemented_on),
    `after_withdrawal` (kind, day, withdrawn_on), `suspended_already` (day, since)."""
    done = stage_days(standing).implemented_on
    if kind is EntryKind.PROMOTED and done is not None and done < day:
        return [Problem("after_implementation", {"kind": kind, "day": day, "implemented_on": done})]
    condition = condition_entry_on(standing, day)
    if condition is None:
        return []
    since = condition.effective_on
    if condition.kind is EntryKind.WITHDRAWN:
        return [Problem("after_withdrawal", {"kind": kind, "day": day, "withdrawn_on": since})]
    if kind is EntryKind.SUSPENDED and since != day:
        return [Problem("suspended_already", {"day": day, "since": since})]
    return []
