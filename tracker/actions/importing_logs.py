"""Which entries of a project's log an import voids and adds, so that the log says what its row says."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.problems import Problem
from tracker.domain.stages import Entry, EntryKind, Reason
from tracker.models import StatusEntryCreate
from tracker.register import MergedRow

#: The note of the void of an entry whose date or reason an import changed.
CHANGED_BY_IMPORT = "changed by import"

_REACHED_ONCE = (EntryKind.PROMOTED, EntryKind.IMPLEMENTED, EntryKind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class LogPlan:
    """The ids to void and the entries to add, in the order of a day; both empty where the log says so already.
    `warnings`: reasons that are not the row's."""

    voids: list[int]
    adds: list[StatusEntryCreate]
    warnings: list[Problem]


def plan_log(row: MergedRow, standing: Sequence[Entry]) -> LogPlan:
    """What brings the log to the row."""
    changed = {name for name in (row.changes if row.stored is not None else row.values) if row.get(name) is not None}
    stopping = EntryKind.WITHDRAWN if row.get("withdrawn_on") is not None else EntryKind.SUSPENDED
    if "reason" in changed:
        changed.add(f"{stopping}_on")
    voids: list[Entry] = []
    adds: list[StatusEntryCreate] = []
    warnings: list[Problem] = []
    for kind in (
        EntryKind.PROMOTED,
        EntryKind.IMPLEMENTED,
        EntryKind.SUSPENDED,
        EntryKind.RESUMED,
        EntryKind.WITHDRAWN,
    ):
        day = row.get(f"{kind}_on")
        if f"{kind}_on" not in changed or day is None:
            continue
        replaced = _find_replaced(row, kind, standing)
        voids += replaced
        kept = [entry for entry in standing if entry.kind is kind and entry not in replaced]
        if kind not in _REACHED_ONCE or all(entry.effective_on != day for entry in kept):
            reason = _reason(row, kind, replaced)
            adds.append(StatusEntryCreate(kind=kind, effective_on=day, reason=reason))
            if reason is not None and reason is not row.get("reason"):
                values = {"ref": row.get("ref"), "reason": reason}
                warnings.append(Problem("reason_kept", values, row.place("suspended_on")))
    return LogPlan([entry.id for entry in voids], adds, warnings)


def _find_replaced(row: MergedRow, kind: EntryKind, standing: Sequence[Entry]) -> list[Entry]:
    """The entries that would make the log say another day than the row."""
    day = row.get(f"{kind}_on")
    own = [entry for entry in standing if entry.kind is kind and entry.effective_on is not None]
    if kind in _REACHED_ONCE:
        reasoned = kind is EntryKind.WITHDRAWN
        return [e for e in own if e is own[0] or e.effective_on < day or (reasoned and e.effective_on == day)]
    stored = row.stored or {}
    begins_again = stored.get("resumed_on") is not None and row.get("resumed_on") is None
    if begins_again or stored.get(f"{kind}_on") is None:
        return []
    return [entry for entry in own if entry.effective_on == stored[f"{kind}_on"]][-1:]


def _reason(row: MergedRow, kind: EntryKind, replaced: Sequence[Entry]) -> Reason | None:
    """The row's reason; of a suspension before a withdrawal, which the row's reason is of, its own."""
    if kind not in (EntryKind.SUSPENDED, EntryKind.WITHDRAWN):
        return None
    if kind is EntryKind.SUSPENDED and row.get("withdrawn_on") is not None and replaced:
        return replaced[0].reason
    reason: Reason | None = row.get("reason")
    return reason
