"""What a log says of a project: tables without a database."""

from datetime import UTC, date, datetime

import pytest

from tracker.domain.stages import (
    Condition,
    Entry,
    EntryKind,
    Stage,
    StageDays,
    condition_on,
    find_order_problems,
    find_standing,
    stage_days,
    stage_on,
)

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
FIRST, SECOND, THIRD = (datetime(2026, 4, day, tzinfo=UTC) for day in (1, 2, 3))


def entry(number: int, kind: str, on: date | None, at: datetime = FIRST, voids: int | None = None) -> Entry:
    return Entry(number, EntryKind(kind), on, at, voids=voids)


def test_a_stage_counts_on_the_day_it_is_reached() -> None:
    days = StageDays(promoted_on=MONDAY, implemented_on=FRIDAY)
    assert stage_on(days, date(2026, 3, 1)) is Stage.AGREED
    assert stage_on(days, MONDAY) is Stage.PROMOTED
    assert stage_on(days, FRIDAY) is Stage.IMPLEMENTED


def test_implemented_includes_promoted() -> None:
    assert stage_days([entry(1, "implemented", FRIDAY)]) == StageDays(FRIDAY, FRIDAY)
    assert stage_days([entry(1, "promoted", MONDAY), entry(2, "implemented", FRIDAY)]) == StageDays(MONDAY, FRIDAY)


def test_a_voided_entry_stands_until_the_instant_of_its_void() -> None:
    log = [entry(1, "promoted", MONDAY, FIRST), entry(2, "void", None, THIRD, voids=1)]
    assert [e.id for e in find_standing(log, SECOND)] == [1]
    assert find_standing(log, THIRD) == []
    assert find_standing(log) == []


def test_an_entry_is_unknown_before_it_was_recorded() -> None:
    assert find_standing([entry(1, "promoted", MONDAY, SECOND)], FIRST) == []


@pytest.mark.parametrize(
    ("kinds", "condition"),
    [
        ([("suspended", MONDAY)], Condition.SUSPENDED),
        ([("suspended", MONDAY), ("resumed", TUESDAY)], None),
        ([("suspended", MONDAY), ("resumed", MONDAY)], None),
        ([("suspended", MONDAY), ("withdrawn", TUESDAY)], Condition.WITHDRAWN),
        ([("suspended", MONDAY), ("resumed", TUESDAY), ("suspended", FRIDAY)], Condition.SUSPENDED),
        ([], None),
    ],
)
def test_the_last_word_on_a_condition_holds(kinds: list[tuple[str, date]], condition: Condition | None) -> None:
    log = [entry(number, kind, on) for number, (kind, on) in enumerate(kinds)]
    assert condition_on(log, FRIDAY) is condition


@pytest.mark.parametrize(
    ("kinds", "codes"),
    [
        ([("promoted", MONDAY), ("implemented", FRIDAY)], []),
        ([("promoted", MONDAY), ("implemented", MONDAY)], []),
        ([("implemented", MONDAY)], []),
        ([("promoted", FRIDAY), ("implemented", MONDAY)], ["implemented_before_promoted"]),
        ([("promoted", date(2026, 2, 27))], ["before_agreed"]),
        ([("resumed", MONDAY)], ["resumed_before_suspended"]),
        ([("suspended", FRIDAY), ("resumed", MONDAY)], ["resumed_before_suspended"]),
        ([("suspended", MONDAY), ("resumed", TUESDAY), ("resumed", FRIDAY)], ["resumed_before_suspended"]),
    ],
)
def test_what_may_follow_what(kinds: list[tuple[str, date]], codes: list[str]) -> None:
    log = [entry(number, kind, on) for number, (kind, on) in enumerate(kinds)]
    assert [problem.code for problem in find_order_problems(MONDAY, log)] == codes
