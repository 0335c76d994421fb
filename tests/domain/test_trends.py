"""Which day a period is measured on, what it is compared with, which flags it carries."""

from datetime import date

import pytest

from tracker.domain.measurements import BodyFacts, Measurement, measure, plan
from tracker.domain.periods import AreaSpan, Closing, ClosingKind, Flag, PeriodFacts
from tracker.domain.rates import Rate, RateName
from tracker.domain.tallies import Tally
from tracker.domain.trends import ChangesBasis, trend

FIRST = PeriodFacts(1, date(2020, 1, 1), date(2020, 12, 31))
SECOND = PeriodFacts(2, date(2021, 1, 1), date(2022, 12, 31))
BODY = BodyFacts((FIRST, SECOND))


@pytest.mark.parametrize(
    ("as_of", "measured_on"),
    [
        (date(2020, 6, 1), date(2020, 6, 1)),
        (date(2020, 12, 31), date(2020, 12, 31)),
        (date(2024, 1, 1), date(2020, 12, 31)),
    ],
)
def test_a_period_is_measured_on_the_day_or_its_cut_off(as_of: date, measured_on: date) -> None:
    assert FIRST.measured_on(as_of) == measured_on


def test_a_period_whose_conference_lies_ahead_has_no_figures() -> None:
    assert plan(BODY, date(2019, 12, 31)) == ()
    assert trend(BODY, {}, date(2019, 12, 31)) == ()


def test_a_running_period_is_compared_at_the_same_number_of_days() -> None:
    as_of = date(2021, 4, 11)  # 100 days after its conference
    assert Measurement(1, date(2020, 4, 10), date(2020, 4, 10)) in plan(BODY, as_of)
    assert trend(BODY, {}, as_of)[-1].changes_basis is ChangesBasis.SAME_ELAPSED_DAYS


def test_the_earlier_period_is_never_taken_past_its_own_cut_off() -> None:
    assert trend(BODY, {}, date(2022, 6, 1))[-1].compared_on == date(2020, 12, 31)


def test_a_period_that_reached_its_cut_off_is_compared_whole() -> None:
    figures = trend(BODY, {}, date(2022, 12, 31))[-1]
    assert (figures.changes_basis, figures.compared_on) == (ChangesBasis.CUT_OFF, date(2020, 12, 31))


def test_a_first_period_compares_with_nothing() -> None:
    figures = trend(BODY, {}, date(2020, 6, 1))[0]
    assert set(figures.changes.values()) == {None}
    assert figures.changes_basis is ChangesBasis.CUT_OFF
    assert {RateName.RETENTION, RateName.RENEWAL} <= set(figures.not_applicable)


def test_totals_add_the_counts_of_the_groups() -> None:
    day = date(2020, 12, 31)
    counts = {measure(FIRST, day): {"A": Tally(agreed=1, promoted=1), "B": Tally(agreed=9)}}
    total = trend(BODY, counts, day)[-1]
    assert total.rates[RateName.PROMOTION] == Rate(1, 10)  # not the mean of 100 % and 0 %


def test_a_group_without_projects_of_this_period_has_no_row_but_counts_in_the_total() -> None:
    day = date(2022, 12, 31)
    counts = {measure(FIRST, day): {"OLD": Tally(agreed=4)}, measure(SECOND, day): {"NEW": Tally(agreed=2, renewed=0)}}
    rows = [row for row in trend(BODY, counts, day) if row.period is SECOND]
    assert [row.group for row in rows] == ["NEW", None]
    assert (rows[0].tally.previous_agreed, rows[1].tally.previous_agreed) == (0, 4)


def test_stages_that_nobody_published_have_no_value() -> None:
    hidden = PeriodFacts(1, date(2020, 1, 1), stages_published=False)
    day = date(2020, 6, 1)
    row = trend(BodyFacts((hidden,)), {measure(hidden, day): {"A": Tally(agreed=5, mutual=2)}}, day)[-1]
    assert row.rates[RateName.PROMOTION] == Rate(None, 5)
    assert row.rates[RateName.MUTUAL_SHARE] == Rate(2, 5)
    assert Flag.NOT_PUBLISHED in row.flags


CLOSED = (Closing(date(2021, 1, 5), ClosingKind.CLOSED),)
REOPENED = (*CLOSED, Closing(date(2021, 2, 1), ClosingKind.REOPENED))
CLOSED_AGAIN = (*REOPENED, Closing(date(2021, 2, 1), ClosingKind.CLOSED))


@pytest.mark.parametrize(
    ("closings", "as_of", "flag"),
    [
        ((), date(2021, 3, 1), Flag.PROVISIONAL),
        (CLOSED, date(2021, 1, 4), Flag.PROVISIONAL),
        (CLOSED, date(2021, 1, 5), Flag.FINAL),
        (REOPENED, date(2021, 1, 31), Flag.FINAL),
        (REOPENED, date(2021, 2, 1), Flag.PROVISIONAL),
        (CLOSED_AGAIN, date(2021, 2, 1), Flag.FINAL),
    ],
)
def test_whether_a_period_is_closed_is_judged_on_the_day(
    closings: tuple[Closing, ...], as_of: date, flag: Flag
) -> None:
    period = PeriodFacts(1, date(2020, 1, 1), date(2020, 12, 31), closings=closings)
    assert trend(BodyFacts((period,)), {}, as_of)[-1].flags == (flag,)


def test_a_report_as_of_the_last_day_says_whether_the_period_was_closed_since() -> None:
    period = PeriodFacts(1, date(2020, 1, 1), date(2020, 12, 31), closings=CLOSED)
    body = BodyFacts((period,))
    assert trend(body, {}, date(2020, 12, 31))[-1].flags == (Flag.PROVISIONAL,)
    assert trend(body, {}, date(2020, 12, 31), closed_by=date(2021, 1, 5))[-1].flags == (Flag.FINAL,)
    assert trend(body, {}, date(2020, 6, 1), closed_by=date(2021, 1, 5))[-1].flags == (Flag.PROVISIONAL,)


def test_illustrative_comes_before_every_other_state_and_a_break_stands_beside_it() -> None:
    areas = (AreaSpan("ECO", date(2020, 1, 1)), AreaSpan("ENV", date(2021, 1, 1)))
    body = BodyFacts((FIRST, SECOND), areas, illustrative=True)
    assert [row.flags for row in trend(body, {}, date(2023, 1, 1))] == [
        (Flag.ILLUSTRATIVE,),
        (Flag.ILLUSTRATIVE, Flag.BREAK),
    ]


def test_an_area_that_closed_the_day_before_a_conference_breaks_the_series() -> None:
    areas = (AreaSpan("ECO", date(2020, 1, 1), date(2020, 12, 31)),)
    assert trend(BodyFacts((FIRST, SECOND), areas), {}, date(2023, 1, 1))[-1].flags == (Flag.PROVISIONAL, Flag.BREAK)


def test_a_closed_period_is_provisional_while_an_entry_is_unconfirmed() -> None:
    period = PeriodFacts(1, date(2020, 1, 1), date(2020, 12, 31), closings=CLOSED)
    day = date(2022, 1, 1)
    assert trend(BodyFacts((period,)), {}, day, unconfirmed=[1])[-1].flags == (Flag.PROVISIONAL,)
    assert trend(BodyFacts((period,)), {}, day, unconfirmed=[2])[-1].flags == (Flag.FINAL,)
