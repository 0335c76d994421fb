"""What becomes of a list's projects when the next one is drawn up."""

import pytest

from tracker.domain.lists import Choice, Fate, find_choice_problems, find_successors, propose_fate
from tracker.domain.stages import Condition, Stage


@pytest.mark.parametrize(
    ("stage", "condition", "fate"),
    [
        (Stage.AGREED, None, Fate.CONTINUE),
        (Stage.PROMOTED, Condition.SUSPENDED, Fate.CONTINUE),
        (None, None, Fate.CONTINUE),
        (Stage.IMPLEMENTED, None, Fate.LEAVE),
        (Stage.PROMOTED, Condition.WITHDRAWN, Fate.LEAVE),
    ],
)
def test_the_unfinished_goes_on(stage: Stage | None, condition: Condition | None, fate: Fate) -> None:
    assert propose_fate(stage, condition) is fate


def test_projects_go_on_split_merge_and_end() -> None:
    choices = [
        Choice("1", "A", Fate.CONTINUE),
        Choice("2", "B", Fate.SPLIT, parts=3),
        Choice("3", "C", Fate.MERGE, group="x"),
        Choice("4", "D", Fate.DROP, reason="no money"),
        Choice("5", "E", Fate.MERGE, group="x"),
        Choice("6", "F", Fate.LEAVE),
    ]
    assert find_choice_problems(choices) == []
    found = [(one.key, one.continues, one.part) for one in find_successors(choices)]
    assert found == [
        ("1", ("A",), 0),
        ("2~1", ("B",), 1),
        ("2~2", ("B",), 2),
        ("2~3", ("B",), 3),
        ("3", ("C", "E"), 0),
    ]


def test_every_choice_that_says_too_little_is_named_at_its_field() -> None:
    choices = [
        Choice("1", "A", Fate.SPLIT, parts=1),
        Choice("2", "B", Fate.MERGE),
        Choice("3", "C", Fate.MERGE, group="y"),
        Choice("4", "D", Fate.DROP),
    ]
    found = [(one.code, one.place.column) for one in find_choice_problems(choices)]
    assert found == [
        ("split_parts", "parts.1"),
        ("merge_unnamed", "group.2"),
        ("merge_alone", "group.3"),
        ("drop_without_reason", "reason.4"),
    ]
