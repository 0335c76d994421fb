"""What a rate's change is from: the period before, whole or on the same day, and its counts there."""

from datetime import date

import pytest

from tracker.domain.measurements import BodyFacts, Counts, plan
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import Rate, RateName
from tracker.domain.tallies import Tally
from tracker.domain.trends import ChangesBasis, find_compared, trend

FIRST = PeriodFacts(1, date(2020, 1, 1), date(2020, 12, 31))
SECOND = PeriodFacts(2, date(2021, 1, 1), date(2022, 12, 31))
THIRD = PeriodFacts(3, date(2023, 1, 1), date(2024, 12, 31))
FOURTH = PeriodFacts(4, date(2025, 1, 1), date(2026, 12, 31))
BODY = BodyFacts((FIRST, SECOND, THIRD, FOURTH))
RUNNING = date(2021, 4, 11)  # 100 days after the second conference
SAME_DAY = date(2020, 4, 10)


def count(as_of: date) -> Counts:
    """Of ten projects of the first period one is promoted by the same day, five by its end; three are mutual."""
    whole, early = Tally(agreed=10, promoted=5, mutual=3), Tally(agreed=10, promoted=1, mutual=3)
    return {
        one: {"A": early if one.day == SAME_DAY else whole} if one.period == 1 else {"A": Tally(agreed=4, promoted=2)}
        for one in plan(BODY, as_of)
    }


@pytest.mark.parametrize(
    ("as_of", "name", "day", "rate", "basis"),
    [
        (RUNNING, RateName.PROMOTION, SAME_DAY, Rate(1, 10), ChangesBasis.SAME_ELAPSED_DAYS),
        (RUNNING, RateName.MUTUAL_SHARE, date(2020, 12, 31), Rate(3, 10), ChangesBasis.CUT_OFF),
        (date(2022, 12, 31), RateName.PROMOTION, date(2020, 12, 31), Rate(5, 10), ChangesBasis.CUT_OFF),
    ],
)
def test_it_is_from_the_period_before(as_of: date, name: RateName, day: date, rate: Rate, basis: ChangesBasis) -> None:
    compared = find_compared(BODY, count(as_of), SECOND, name, as_of=as_of, group="A")
    assert compared is not None
    assert (compared.period, compared.day, compared.rate, compared.basis) == (FIRST, day, rate, basis)


def test_a_first_period_has_nothing_before_it() -> None:
    assert find_compared(BODY, count(RUNNING), FIRST, RateName.PROMOTION, as_of=RUNNING, group=None) is None


def test_one_period_alone_needs_itself_and_the_two_before() -> None:
    """The one before renews projects of the one before that."""
    as_of = date(2027, 1, 1)
    assert {one.period for one in plan(BODY, as_of, only=FOURTH)} == {2, 3, 4}
    assert {one.period for one in plan(BODY, as_of, only=FIRST)} == {1}
    tallies = {one: {"A": Tally(agreed=9, renewed=one.period)} for one in plan(BODY, as_of)}
    alone = {one: tallies[one] for one in plan(BODY, as_of, only=FOURTH)}
    assert trend(BODY, alone, as_of, only=FOURTH) == trend(BODY, tallies, as_of)[-2:]
