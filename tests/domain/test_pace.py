"""How fast a period goes: counts by days since its conference, and how they compare with earlier ones."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from tracker.domain.measurements import BodyFacts
from tracker.domain.pace import Course, Reached, Step, compare, find_courses
from tracker.domain.periods import Closing, ClosingKind, PeriodFacts
from tracker.domain.rates import Rate, RateName

FIRST = PeriodFacts(1, date(2020, 1, 1), date(2020, 12, 31), closings=(Closing(date(2021, 1, 5), ClosingKind.CLOSED),))
SECOND = PeriodFacts(2, date(2021, 1, 1))
BODY = BodyFacts((FIRST, SECOND))
NAME = RateName.PROMOTION


def days(period: PeriodFacts, counts: dict[int, int]) -> dict[date, int]:
    return {period.conference_on + timedelta(days=day): count for day, count in counts.items()}


def reached(period: PeriodFacts, agreed: int, counts: dict[int, int], due: dict[int, int] | None = None) -> Reached:
    return Reached(agreed, {NAME: days(period, counts)}, days(period, due or {}))


def courses(as_of: date, first: Reached, second: Reached | None = None, body: BodyFacts = BODY) -> tuple[Course, ...]:
    return find_courses(body, {1: first} | ({2: second} if second else {}), NAME, as_of)


def test_a_body_without_periods_has_no_course() -> None:
    assert find_courses(BodyFacts(()), {}, NAME, date(2026, 1, 1)) == ()


def test_a_course_begins_with_the_conference_and_ends_on_the_measuring_day() -> None:
    one, two = courses(
        date(2021, 4, 11), reached(FIRST, 40, {10: 5, 400: 7}), reached(SECOND, 30, {0: 2, 90: 4, 101: 1})
    )
    assert (one.last, one.is_running, one.is_open) == (365, False, False)
    assert (two.last, two.is_running, two.is_open) == (100, True, True)
    assert one.steps == (Step(0, 0), Step(10, 5))  # what came after the cut-off is late, and not of its course
    assert two.steps == (Step(0, 2), Step(90, 6))
    assert one.rate == Rate(5, 40)


@pytest.mark.parametrize(
    ("day", "rate"),
    [(0, Rate(0, 40)), (9, Rate(0, 40)), (10, Rate(5, 40)), (365, Rate(5, 40)), (366, None), (-1, None)],
)
def test_nothing_is_said_of_a_day_that_the_period_did_not_reach(day: int, rate: Rate | None) -> None:
    assert courses(date(2020, 12, 31), reached(FIRST, 40, {10: 5}))[0].rate_at(day) == rate


def test_what_was_reached_before_the_conference_counts_from_it() -> None:
    assert courses(date(2020, 2, 1), reached(FIRST, 40, {-3: 2, 0: 1}))[0].steps == (Step(0, 3),)


def test_a_running_period_is_compared_on_the_same_day_and_never_past_the_other_cut_off() -> None:
    short, long = reached(FIRST, 20, {10: 5, 200: 5}), reached(SECOND, 50, {10: 20, 90: 5, 500: 5})
    one, two = courses(date(2021, 4, 11), short, long)
    (found,) = compare(two, [one])
    assert (found.day, found.rate, found.change) == (100, Rate(5, 20), Fraction(1, 4))
    one, two = courses(date(2022, 12, 31), short, long)
    (found,) = compare(two, [one])
    assert (found.day, found.rate, found.change) == (365, Rate(10, 20), Fraction(1, 10))


@pytest.mark.parametrize(("first", "second"), [(19, 50), (50, 19), (0, 50), (50, 0)])
def test_few_projects_are_not_compared(first: int, second: int) -> None:
    one, two = courses(date(2021, 4, 11), reached(FIRST, first, {}), reached(SECOND, second, {}))
    assert compare(two, [one]) == ()


def test_a_list_of_nothing_has_no_value() -> None:
    (course,) = courses(date(2020, 4, 11), reached(FIRST, 0, {}))
    assert not course.is_known
    assert course.rate == Rate(0, 0)


def test_unpublished_stages_stay_unknown() -> None:
    secret = PeriodFacts(1, date(2020, 1, 1), date(2020, 12, 31), stages_published=False)
    one, two = courses(
        date(2021, 4, 11), reached(FIRST, 40, {1: 9}), reached(SECOND, 40, {}), BodyFacts((secret, SECOND))
    )
    assert one.rate_at(30) == Rate(None, 40)
    assert compare(two, [one]) == ()


def test_the_due_line_goes_on_to_the_cut_off() -> None:
    (course,) = courses(date(2020, 2, 1), reached(FIRST, 40, {}, {20: 4, 300: 6, 400: 1}))
    assert course.due_at(31) == Rate(4, 40)
    assert course.due_at(365) == Rate(10, 40)
    assert courses(date(2020, 2, 1), reached(FIRST, 40, {}))[0].due_at(31) is None
