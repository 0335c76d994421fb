"""Which periods of several bodies can be compared, on which day each is taken, and how far they are apart."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tracker.domain.comparing import (
    Standing,
    count_days,
    day_after_conference,
    find_common_days,
    find_difference,
    find_latest,
)
from tracker.domain.measurements import BodyFacts, Counts, measure
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import Rate, RateName
from tracker.domain.tallies import Tally
from tracker.domain.trends import Figures, trend

AS_OF = date(2022, 1, 1)
WHOLE = PeriodFacts(1, date(2019, 1, 1), date(2020, 12, 31))
SHORT = PeriodFacts(1, date(2021, 1, 1), date(2021, 3, 31))
RUNNING = PeriodFacts(1, date(2021, 6, 1))
JUST_BEGUN = PeriodFacts(1, date(2021, 12, 1), date(2023, 11, 30))


def figures_of(period: PeriodFacts, agreed: int = 30, promoted: int = 12) -> Figures:
    counts: Counts = {measure(period, AS_OF): {"all": Tally(agreed=agreed, promoted=promoted)}}
    return trend(BodyFacts((period,)), counts, AS_OF, total_only=True)[-1]


@pytest.mark.parametrize(
    ("periods", "days"),
    [
        ((WHOLE, SHORT), None),
        ((WHOLE, RUNNING), 214),
        ((RUNNING, JUST_BEGUN), 31),
        ((WHOLE, RUNNING, JUST_BEGUN), 31),
        ((SHORT, RUNNING), 214),
        ((RUNNING,), None),
        ((), None),
    ],
)
def test_the_running_period_with_the_fewest_days_says_when_all_are_compared(
    periods: tuple[PeriodFacts, ...], days: int | None
) -> None:
    assert find_common_days([figures_of(period) for period in periods], RateName.PROMOTION) == days


@pytest.mark.parametrize("name", [RateName.MUTUAL_SHARE, RateName.RETENTION, RateName.RENEWAL])
def test_a_rate_that_does_not_grow_is_compared_as_it_stands(name: RateName) -> None:
    assert find_common_days([figures_of(WHOLE), figures_of(RUNNING)], name) is None


@pytest.mark.parametrize(
    ("period", "days", "day"),
    [
        (WHOLE, 31, date(2019, 2, 1)),
        (SHORT, 214, date(2021, 3, 31)),
        (RUNNING, 214, AS_OF),
        (RUNNING, 900, AS_OF),
    ],
)
def test_no_period_is_taken_past_the_day_on_which_it_is_measured(period: PeriodFacts, days: int, day: date) -> None:
    assert day_after_conference(figures_of(period), days) == day


def test_days_are_counted_from_the_conference_to_the_day_of_measuring() -> None:
    assert [count_days(figures_of(period)) for period in (WHOLE, SHORT, RUNNING)] == [730, 89, 214]


def test_the_latest_period_is_the_last_one_with_a_value() -> None:
    first, second = figures_of(WHOLE), figures_of(RUNNING)
    unknown = replace(second, rates={**second.rates, RateName.PROMOTION: Rate(None, 30)})
    assert find_latest([first, second], RateName.PROMOTION) is second
    assert find_latest([first, unknown], RateName.PROMOTION) is first
    assert find_latest([unknown], RateName.PROMOTION) is None
    assert find_latest([], RateName.PROMOTION) is None


@pytest.mark.parametrize(
    ("rates", "highest", "lowest", "gap"),
    [
        ([Rate(15, 20), Rate(10, 20)], 0, 1, Fraction(1, 4)),
        ([Rate(10, 20), Rate(30, 40), Rate(20, 20)], 2, 0, Fraction(1, 2)),
        ([Rate(10, 20), Rate(20, 40)], 0, 0, Fraction(0)),
    ],
)
def test_the_highest_and_the_lowest_are_so_far_apart(
    rates: list[Rate], highest: int, lowest: int, gap: Fraction
) -> None:
    found = find_difference([Standing(str(place), rate) for place, rate in enumerate(rates)])
    assert found is not None
    assert (found.highest.code, found.lowest.code, found.gap) == (str(highest), str(lowest), gap)


@pytest.mark.parametrize(
    "rates",
    [[], [Rate(15, 20)], [Rate(15, 20), Rate(19, 19)], [Rate(15, 20), Rate(None, 40)], [Rate(15, 20), Rate(0, 0)]],
)
def test_rates_of_few_projects_or_without_a_value_are_not_compared(rates: list[Rate]) -> None:
    assert find_difference([Standing(str(place), rate) for place, rate in enumerate(rates)]) is None
