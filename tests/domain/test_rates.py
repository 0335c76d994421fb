"""Rates, rounding and change: tables without a database."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.rates import Rate, change, find_direction, to_hundredfold


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (31, 56, "55.4"),
        (51, 66, "77.3"),
        (25, 56, "44.6"),
        (33, 66, "50.0"),
        (19, 32, "59.4"),  # 59.375
        (32, 41, "78.0"),
        (41, 66, "62.1"),
        (29, 74, "39.2"),
        (1, 2000, "0.1"),  # 0.05 exactly: half up
        (3, 2000, "0.2"),  # 0.15, which binary floats round down
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
    ],
)
def test_percent_has_one_decimal_half_up(part: int, whole: int, percent: str) -> None:
    assert Rate(part, whole).percent == Decimal(percent)


def test_rate_of_nothing_is_not_zero() -> None:
    assert Rate(0, 0).value is None
    assert Rate(0, 0).percent is None


def test_rate_whose_part_nobody_knows_has_no_value() -> None:
    assert Rate(None, 74).value is None


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 3), (1, -1)])
def test_no_rate_passes_one_hundred_per_cent_or_falls_below_nothing(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="0 <= part <= whole"):
        Rate(part, whole)


@pytest.mark.parametrize(
    ("now", "before", "points"),
    [
        ((51, 66), (31, 56), "21.9"),
        ((33, 66), (25, 56), "5.4"),
        ((32, 41), (19, 32), "18.7"),  # 78.0 - 59.4 would be 18.6: the points come from the exact fractions
        ((29, 74), (41, 66), "-22.9"),
    ],
)
def test_change_is_in_points_from_the_exact_fractions(
    now: tuple[int, int], before: tuple[int, int], points: str
) -> None:
    found = change(Rate(*now), Rate(*before))
    assert found is not None
    assert to_hundredfold(found) == Decimal(points)


@pytest.mark.parametrize("other", [None, Rate(0, 0), Rate(None, 5)])
def test_nothing_is_compared_with_what_has_no_value(other: Rate | None) -> None:
    assert change(Rate(1, 2), other) is None
    assert change(other, Rate(1, 2)) is None


@pytest.mark.parametrize(
    ("moved", "direction"),
    [
        (Fraction(1, 2000), 1),  # 0.05 points are said as 0.1
        (Fraction(-1, 2000), -1),
        (Fraction(1, 2001), 0),  # less is said as 0.0, which rose for nobody
        (Fraction(-1, 2001), 0),
        (Fraction(0), 0),
        (None, 0),
    ],
)
def test_a_change_that_rounds_to_nothing_has_no_direction(moved: Fraction | None, direction: int) -> None:
    assert find_direction(moved) == direction


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_rounding_is_at_most_half_a_tenth_off_and_odd(part: int, whole: int) -> None:
    value = Fraction(part, whole)
    rounded = Fraction(to_hundredfold(value))
    assert abs(rounded - value * 100) <= Fraction(1, 20)
    assert to_hundredfold(-value) == -to_hundredfold(value)
