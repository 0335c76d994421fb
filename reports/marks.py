"""The marks of stages and conditions, and of the status entries that bring them."""

from tracker.domain.stages import Condition, EntryKind, Stage

#: The same marks wherever a stage or condition stands, always with its word.
MARKS = {
    Stage.AGREED: "○",
    Stage.PROMOTED: "◐",
    Stage.IMPLEMENTED: "●",
    Condition.SUSPENDED: "║",
    Condition.WITHDRAWN: "⊘",
}

ENTRY_MARKS = {
    EntryKind.PROMOTED: MARKS[Stage.PROMOTED],
    EntryKind.IMPLEMENTED: MARKS[Stage.IMPLEMENTED],
    EntryKind.SUSPENDED: MARKS[Condition.SUSPENDED],
    EntryKind.RESUMED: MARKS[Stage.AGREED],
    EntryKind.WITHDRAWN: MARKS[Condition.WITHDRAWN],
}
