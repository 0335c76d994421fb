"""Projects that should have been implemented by now."""

from datetime import date
from typing import Protocol

from tracker.domain.stages import Condition, Stage


class Due(Protocol):
    """What of a project says whether it is overdue: as of the measuring day, and what was reached after it."""

    @property
    def due_on(self) -> date | None: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def late_stage(self) -> Stage | None: ...
    @property
    def condition(self) -> Condition | None: ...
    @property
    def struck_reason(self) -> str | None: ...


def count_overdue_days(project: Due, *, day: date) -> int | None:
    """Since when a project is overdue, in days; None where it is not: also for one that was struck, or implemented
    after the cut-off."""
    if project.struck_reason is not None:
        return None
    stage = project.late_stage or project.stage
    return find_overdue_days(project.due_on, stage=stage, condition=project.condition, day=day)


def find_overdue_days(due_on: date | None, *, stage: Stage, condition: Condition | None, day: date) -> int | None:
    """How many days ago a project that is neither implemented nor withdrawn was due; None where it is not overdue. On
    the day itself it is due, not overdue."""
    if due_on is None or due_on >= day or stage is Stage.IMPLEMENTED or condition is Condition.WITHDRAWN:
        return None
    return (day - due_on).days
