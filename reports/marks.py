"""The marks of status entries: those of the stages and conditions that they bring."""

from reports.pages import MARKS
from tracker.domain.stages import Condition, EntryKind, Stage

ENTRY_MARKS = {
    EntryKind.PROMOTED: MARKS[Stage.PROMOTED],
    EntryKind.IMPLEMENTED: MARKS[Stage.IMPLEMENTED],
    EntryKind.SUSPENDED: MARKS[Condition.SUSPENDED],
    EntryKind.RESUMED: MARKS[Stage.AGREED],
    EntryKind.WITHDRAWN: MARKS[Condition.WITHDRAWN],
}
