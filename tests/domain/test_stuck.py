"""Which headings a project stands under, and what the counts of many come to."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from tracker.domain.rates import Rate
from tracker.domain.stages import Condition, EntryKind, Stage
from tracker.domain.stuck import Dispute, Heading, Stuck, count_stuck, find_stuck

DAY = date(2026, 11, 1)
DISPUTE = Dispute(7, EntryKind.PROMOTED, date(2026, 9, 1), "BJS")


@dataclass
class Standing:
    """A project of which something was heard a month ago."""

    last_entry_on: date = date(2026, 10, 1)
    due_on: date | None = None
    stage: Stage = Stage.PROMOTED
    late_stage: Stage | None = None
    condition: Condition | None = None
    condition_on: date | None = None
    struck_reason: str | None = None
    disputes: tuple[Dispute, ...] = field(default=())


@pytest.mark.parametrize(
    ("project", "headings"),
    [
        (Standing(), ()),
        (Standing(last_entry_on=date(2026, 5, 1)), (Heading.SILENT,)),
        (Standing(last_entry_on=date(2026, 5, 2)), ()),
        (Standing(due_on=date(2026, 10, 31)), (Heading.OVERDUE,)),
        (Standing(due_on=DAY), ()),
        (Standing(due_on=date(2026, 3, 1), late_stage=Stage.IMPLEMENTED), ()),
        (Standing(condition=Condition.SUSPENDED, condition_on=date(2026, 9, 1)), (Heading.SUSPENDED,)),
        (Standing(disputes=(DISPUTE,)), (Heading.DISPUTED,)),
        (Standing(stage=Stage.IMPLEMENTED, disputes=(DISPUTE,)), (Heading.DISPUTED,)),
        (
            Standing(date(2026, 1, 1), date(2026, 2, 1), condition=Condition.SUSPENDED, condition_on=date(2026, 1, 1)),
            (Heading.SILENT, Heading.OVERDUE, Heading.SUSPENDED),
        ),
        (Standing(date(2020, 1, 1), date(2020, 2, 1), condition=Condition.WITHDRAWN), ()),
        (Standing(date(2020, 1, 1), date(2020, 2, 1), struck_reason="twice", disputes=(DISPUTE,)), ()),
    ],
)
def test_a_project_stands_under_every_heading_that_holds(project: Standing, headings: tuple[Heading, ...]) -> None:
    assert find_stuck(project, day=DAY).headings == headings


def test_a_stuck_project_says_since_when() -> None:
    project = Standing(
        date(2025, 9, 1), date(2026, 6, 30), condition=Condition.SUSPENDED, condition_on=date(2026, 8, 1)
    )
    assert find_stuck(project, day=DAY) == Stuck(14, 124, date(2026, 8, 1), ())


def test_a_project_under_several_headings_is_counted_once_in_the_total() -> None:
    found = [Stuck(), Stuck(9), Stuck(14, 124, date(2026, 8, 1)), Stuck(disputes=(DISPUTE,))]
    tally = count_stuck(found)
    assert (tally.projects, tally.stuck, tally.share) == (4, 3, Rate(3, 4))
    assert [tally.count(heading) for heading in Heading] == [2, 1, 1, 1]
    assert tally.silent_months == 14
    assert tally.is_shared


def test_of_no_projects_none_is_stuck() -> None:
    tally = count_stuck([])
    assert (tally.projects, tally.stuck, tally.silent_months, tally.is_shared) == (0, 0, None, False)
    assert tally.share.value is None
