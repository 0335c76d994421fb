"""Totals add counts: by hand, and whatever the counts are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.measurements import BodyFacts, Measurement, plan, plan_latest
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import Rate, RateName
from tracker.domain.silence import SILENT_MONTHS, find_last_silent_day, find_silent_months
from tracker.domain.stages import Stage
from tracker.domain.tallies import Tally
from tracker.domain.totals import Standing, Stuck, add_rates, add_up_standings
from tracker.domain.trends import latest, trend

DAY = date(2020, 6, 1)
rates = st.none() | st.integers(0, 50).flatmap(
    lambda whole: st.builds(Rate, st.none() | st.integers(0, whole), st.just(whole))
)


def stand(tally: Tally, *, published: bool = True, illustrative: bool = False) -> Standing:
    body = BodyFacts((PeriodFacts(1, date(2020, 1, 1), stages_published=published),), illustrative=illustrative)
    figures = latest(body, {Measurement(1, DAY, DAY): {"all": tally}}, DAY)
    return Standing(figures, Stuck(1, 2, 3) if published else None, illustrative)


@pytest.mark.parametrize(
    ("given_rates", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([Rate(1, 3), Rate(1, 1)], Rate(2, 4)),  # not the mean of 33.3 and 100
        ([Rate(1, 3), None, Rate(0, 0)], Rate(1, 3)),
        ([Rate(1, 3), Rate(None, 9)], Rate(1, 3)),  # unknown is in neither part nor whole
        ([Rate(None, 9), Rate(None, 1)], Rate(None, 10)),
    ],
)
def test_rates_are_added_by_their_counts(given_rates: list[Rate | None], expected: Rate | None) -> None:
    assert add_rates(given_rates) == expected


@given(st.lists(rates), st.lists(rates))
def test_it_does_not_matter_in_which_parts_rates_are_added(some: list[Rate | None], others: list[Rate | None]) -> None:
    known = [rate for rate in [*some, *others] if rate is not None and rate.part is not None]
    total = add_rates([*some, *others])
    if known:
        assert total == add_rates([add_rates(some), add_rates(others)])


def test_example_data_and_unpublished_figures_are_not_added_to_the_rest() -> None:
    real = [stand(Tally(agreed=3, promoted=1)), stand(Tally(agreed=4), published=False), Standing(None, None)]
    total, example = add_up_standings([*real, stand(Tally(agreed=9, promoted=9), illustrative=True)])
    assert (total.bodies, total.counted, total.agreed, total.illustrative) == (3, 2, 7, False)
    assert total.rates[RateName.PROMOTION] == Rate(1, 3)
    assert (total.of[RateName.PROMOTION], total.of[RateName.MUTUAL_SHARE]) == (1, 2)
    assert total.rates[RateName.RETENTION] is None
    assert total.stuck == Stuck(1, 2, 3)
    assert (example.bodies, example.rates[RateName.PROMOTION], example.illustrative) == (1, Rate(9, 9), True)


def test_no_bodies_have_no_totals() -> None:
    assert add_up_standings([]) == []


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-40, 40))
def test_silence_begins_on_the_last_day_that_is_so_many_months_ago(day: date, offset: int) -> None:
    since = find_last_silent_day(day, SILENT_MONTHS)
    other = date.fromordinal(since.toordinal() + offset)
    is_silent = find_silent_months(other, stage=Stage.AGREED, condition=None, day=day) is not None
    assert is_silent == (other <= since)


@given(st.lists(st.integers(20, 400), max_size=4), st.booleans(), st.integers(-50, 2000))
def test_the_latest_figures_are_the_last_of_the_trend(lengths: list[int], is_open: bool, after: int) -> None:
    periods, opens = [], date(2020, 1, 1)
    for number, length in enumerate(lengths, 1):
        ends = date.fromordinal(opens.toordinal() + length - 1)
        periods.append(PeriodFacts(number, opens, None if is_open and number == len(lengths) else ends))
        opens = date.fromordinal(opens.toordinal() + length)
    body, as_of = BodyFacts(tuple(periods)), date.fromordinal(date(2020, 1, 1).toordinal() + after)
    counts: dict[Measurement, dict[str | None, Tally]] = {
        one: {"all": Tally(agreed=40 + one.period, promoted=one.day.toordinal() % 40, continued=9, renewed=one.period)}
        for one in plan(body, as_of)
    }
    needed = {one: counts[one] for one in plan_latest(body, as_of)}
    assert [latest(body, needed, as_of)] == list(trend(body, counts, as_of, total_only=True)[-1:] or [None])
