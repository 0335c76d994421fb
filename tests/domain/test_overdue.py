"""When a project counts as overdue."""

from datetime import date

import pytest

from tracker.domain.overdue import find_overdue_days
from tracker.domain.stages import Condition, Stage

DUE = date(2026, 5, 3)


@pytest.mark.parametrize(
    ("due_on", "stage", "condition", "day", "days"),
    [
        (None, Stage.AGREED, None, date(2026, 5, 9), None),
        (DUE, Stage.AGREED, None, date(2026, 5, 2), None),
        (DUE, Stage.AGREED, None, date(2026, 5, 3), None),
        (DUE, Stage.AGREED, None, date(2026, 5, 4), 1),
        (DUE, Stage.PROMOTED, None, date(2026, 6, 3), 31),
        (DUE, Stage.PROMOTED, Condition.SUSPENDED, date(2026, 5, 9), 6),
        (DUE, Stage.PROMOTED, Condition.WITHDRAWN, date(2026, 5, 9), None),
        (DUE, Stage.IMPLEMENTED, None, date(2026, 5, 9), None),
    ],
)
def test_a_project_is_overdue_from_the_day_after_it_was_due(
    due_on: date | None, stage: Stage, condition: Condition | None, day: date, days: int | None
) -> None:
    assert find_overdue_days(due_on, stage=stage, condition=condition, day=day) == days
