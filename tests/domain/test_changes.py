"""What became of a project between two points, by its log alone."""

from datetime import UTC, date, datetime

import pytest

from tracker.domain.changes import Move, Moved, Point, Span, counts_at, find_moves, find_spans, order_points
from tracker.domain.periods import PeriodFacts
from tracker.domain.stages import Entry, EntryKind, Reason


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


PROMOTED = Entry(1, EntryKind.PROMOTED, date(2026, 10, 5), at(6))
IMPLEMENTED = Entry(2, EntryKind.IMPLEMENTED, date(2026, 10, 15), at(20))
SUSPENDED = Entry(3, EntryKind.SUSPENDED, date(2026, 10, 8), at(9), Reason.FUNDING)
RESUMED = Entry(4, EntryKind.RESUMED, date(2026, 10, 12), at(13))
VOID = Entry(5, EntryKind.VOID, None, at(25), voids=1)
FIRST, LAST = Point(date(2026, 10, 1)), Point(date(2026, 10, 31))


@pytest.mark.parametrize(
    ("log", "before", "after", "moves"),
    [
        ([PROMOTED], FIRST, LAST, [Move(Moved.PROMOTED, date(2026, 10, 5))]),
        ([PROMOTED], Point(date(2026, 10, 5)), LAST, []),  # what happened on the first day had happened by its end
        ([PROMOTED], FIRST, Point(date(2026, 10, 4)), []),
        (
            [IMPLEMENTED],
            FIRST,
            LAST,
            [Move(Moved.PROMOTED, date(2026, 10, 15)), Move(Moved.IMPLEMENTED, date(2026, 10, 15))],
        ),
        ([PROMOTED, IMPLEMENTED], Point(date(2026, 10, 10)), LAST, [Move(Moved.IMPLEMENTED, date(2026, 10, 15))]),
        (
            [SUSPENDED, RESUMED],
            FIRST,
            LAST,
            [
                Move(Moved.SUSPENDED, date(2026, 10, 8), reason=Reason.FUNDING),
                Move(Moved.RESUMED, date(2026, 10, 12)),
            ],
        ),
        ([PROMOTED, VOID], FIRST, LAST, []),  # as known now it never was
        (
            [PROMOTED, VOID],
            Point(date(2026, 10, 10), at(10)),
            LAST,
            [Move(Moved.TAKEN_BACK, date(2026, 10, 5), EntryKind.PROMOTED)],
        ),
        (
            [IMPLEMENTED],  # on one day, as it became known
            Point(date(2026, 10, 16), at(16)),
            Point(date(2026, 10, 16), at(21)),
            [Move(Moved.PROMOTED, date(2026, 10, 15)), Move(Moved.IMPLEMENTED, date(2026, 10, 15))],
        ),
    ],
)
def test_a_log_says_what_moved_between_two_points(
    log: list[Entry], before: Point, after: Point, moves: list[Move]
) -> None:
    assert find_moves(log, before, after) == moves


def test_points_are_put_in_order_by_day_and_then_by_what_was_known() -> None:
    assert order_points(LAST, FIRST) == (FIRST, LAST)
    early, late, now = (Point(LAST.day, known) for known in (at(5), at(6), None))
    assert order_points(late, early) == (early, late)
    assert order_points(now, late) == (late, now)
    assert order_points(late, now) == (late, now)


def test_what_is_only_recorded_changed_between_the_ends_of_the_days() -> None:
    (span,) = find_spans(FIRST, LAST, "Asia/Seoul")
    assert not span.holds(datetime(2026, 10, 1, 14, 59, tzinfo=UTC))  # 23:59 in Seoul
    assert span.holds(datetime(2026, 10, 1, 15, 0, tzinfo=UTC))
    assert span.holds(datetime(2026, 10, 31, 14, 59, tzinfo=UTC))
    assert not span.holds(datetime(2026, 10, 31, 15, 0, tzinfo=UTC))


def test_what_became_known_between_two_instants_counts_as_well() -> None:
    day = date(2026, 10, 1)
    assert find_spans(Point(day, at(5)), Point(day, at(9)), "UTC") == [Span(at(5), at(9))]
    assert find_spans(Point(day), Point(day), "UTC") == []
    assert find_spans(Point(day, at(5)), Point(day), "UTC") == [Span(at(5), None)]


@pytest.mark.parametrize(
    ("point", "is_there"),
    [
        (Point(date(2026, 9, 30)), False),
        (Point(date(2026, 10, 1)), True),
        (Point(date(2026, 10, 1), at(1)), False),
        (Point(date(2026, 10, 1), at(3)), True),
    ],
)
def test_a_project_is_there_once_its_conference_was_held_and_it_was_recorded(point: Point, is_there: bool) -> None:
    period = PeriodFacts(1, date(2026, 10, 1))
    assert counts_at(point, period, agreed_on=date(2026, 10, 1), recorded_at=at(2)) is is_there


def test_an_additional_project_is_there_from_the_day_it_was_agreed() -> None:
    period = PeriodFacts(1, date(2026, 1, 1))
    days = [date(2026, 6, 30), date(2026, 7, 1)]
    agreed_on = date(2026, 7, 1)
    assert [counts_at(Point(day), period, agreed_on=agreed_on, recorded_at=at(1)) for day in days] == [False, True]
