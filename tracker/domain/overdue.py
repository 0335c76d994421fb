"""Projects that should have been implemented by now."""

from datetime import date

from tracker.domain.stages import Condition, Stage


def find_overdue_days(due_on: date | None, *, stage: Stage, condition: Condition | None, day: date) -> int | None:
    """How many days ago a project that is neither implemented nor withdrawn was due; None where it is not overdue. On
    the day itself it is due, not overdue."""
    if due_on is None or due_on >= day or stage is Stage.IMPLEMENTED or condition is Condition.WITHDRAWN:
        return None
    return (day - due_on).days
