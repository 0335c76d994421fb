"""Projects of a list that should have been implemented by the day it is measured on."""

from datetime import date

from tracker.domain.overdue import find_overdue_days
from tracker.queries.projects import ProjectRow


def count_overdue_days(row: ProjectRow, *, day: date) -> int | None:
    """Since when a project is overdue, in days; None where it is not: also for one that was struck, or implemented
    after the cut-off."""
    if row.struck_reason is not None:
        return None
    return find_overdue_days(row.due_on, stage=row.late_stage or row.stage, condition=row.condition, day=day)
