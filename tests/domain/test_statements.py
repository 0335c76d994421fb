"""What a department states, against what is recorded."""

from datetime import UTC, date, datetime

import pytest

from tracker.domain.stages import Entry, EntryKind, Stage, StageDays
from tracker.domain.statements import (
    Statement,
    find_recorded_problems,
    find_statement_problems,
    is_nothing_new,
    plan_log,
)

TODAY = date(2026, 11, 24)
MAY, JUNE = date(2026, 5, 9), date(2026, 6, 1)
STARTED = StageDays(promoted_on=MAY)
DONE = StageDays(promoted_on=MAY, implemented_on=JUNE)
NOTHING = StageDays()


def entry(number: int, kind: EntryKind, day: date) -> Entry:
    return Entry(number, kind, day, datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("statement", "days", "nothing_new"),
    [
        (Statement(), NOTHING, True),
        (Statement(stage=Stage.AGREED), NOTHING, True),
        (Statement(stage=Stage.PROMOTED), STARTED, True),
        (Statement(stage=Stage.PROMOTED, started_on=MAY), STARTED, True),
        (Statement(stage=Stage.PROMOTED, started_on=JUNE), STARTED, False),
        (Statement(completed_on=JUNE), DONE, True),
        (Statement(stage=Stage.PROMOTED), DONE, False),
        (Statement(results="Held in Seoul"), NOTHING, False),
    ],
)
def test_what_says_what_is_recorded_already_is_nothing_new(
    statement: Statement, days: StageDays, nothing_new: bool
) -> None:
    assert is_nothing_new(statement, days, today=TODAY) is nothing_new


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        (Statement(started_on=date(2026, 11, 25)), ["reported_ahead"]),
        (Statement(started_on=JUNE, completed_on=MAY), ["reported_order"]),
        (Statement(started_on=MAY, completed_on=MAY), []),
        (Statement(stage=Stage.AGREED, started_on=MAY), ["reported_contradicts"]),
        (Statement(stage=Stage.PROMOTED, completed_on=MAY), ["reported_contradicts"]),
        (Statement(stage=Stage.IMPLEMENTED, started_on=MAY, completed_on=JUNE), []),
    ],
)
def test_what_cannot_be_is_named(statement: Statement, codes: list[str]) -> None:
    assert [problem.code for problem in find_statement_problems(statement, today=TODAY)] == codes


@pytest.mark.parametrize(
    ("statement", "days", "codes"),
    [
        (Statement(stage=Stage.PROMOTED), NOTHING, ["reported_needs_start"]),
        (Statement(stage=Stage.IMPLEMENTED), STARTED, ["reported_needs_completion"]),
        (Statement(stage=Stage.IMPLEMENTED), DONE, []),
        (Statement(stage=Stage.IMPLEMENTED, completed_on=JUNE), NOTHING, []),
        (Statement(stage=Stage.AGREED), STARTED, ["reported_below"]),
        (Statement(stage=Stage.PROMOTED, started_on=MAY), DONE, ["reported_below"]),
    ],
)
def test_a_state_needs_its_day_and_takes_nothing_back(statement: Statement, days: StageDays, codes: list[str]) -> None:
    assert [problem.code for problem in find_recorded_problems(statement, days, today=TODAY)] == codes


def test_an_empty_statement_logs_nothing() -> None:
    plan = plan_log(Statement(), [entry(1, EntryKind.PROMOTED, MAY)], replaceable={1})
    assert (plan.add, plan.void) == ((), ())


def test_what_is_logged_already_is_not_logged_again() -> None:
    standing = [entry(1, EntryKind.PROMOTED, MAY), entry(2, EntryKind.IMPLEMENTED, JUNE)]
    assert plan_log(Statement(started_on=MAY, completed_on=JUNE), standing, replaceable={1, 2}).add == ()
    later_again = [*standing, entry(3, EntryKind.PROMOTED, JUNE)]
    assert plan_log(Statement(started_on=JUNE), later_again, replaceable=()).add == ()


def test_an_own_earlier_entry_goes_where_the_day_is_logged_already() -> None:
    standing = [entry(1, EntryKind.PROMOTED, MAY), entry(2, EntryKind.PROMOTED, JUNE)]
    plan = plan_log(Statement(started_on=JUNE), standing, replaceable={1, 2})
    assert (plan.add, plan.void) == ((), (1,))


def test_another_day_replaces_the_own_entry_and_leaves_that_of_others() -> None:
    standing = [entry(1, EntryKind.PROMOTED, JUNE), entry(2, EntryKind.PROMOTED, date(2026, 7, 1))]
    plan = plan_log(Statement(started_on=MAY), standing, replaceable={2})
    assert plan.add == ((EntryKind.PROMOTED, MAY),)
    assert plan.void == (2,)
