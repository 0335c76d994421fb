"""The sentences on what is stuck and on what changed: counts first, no percentage of few projects, nothing judged."""

from datetime import date

import pytest

from tracker.domain.changes import Moved, PeriodChange, Point
from tracker.domain.measurements import BodyFacts, Counts, measure
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import RateName
from tracker.domain.stuck import StuckTally
from tracker.domain.tallies import Tally
from tracker.domain.trends import Figures, trend
from tracker.wording import get_wording
from tracker.wording.changes_words import make_rate_rows, say_moves, say_rate
from tracker.wording.stuck_words import say_stuck

EN = get_wording("en")
DAY = date(2026, 11, 1)
POINTS = Point(date(2026, 10, 1)), Point(DAY)


def make_tally(projects: int, **counts: int) -> StuckTally:
    given = {"stuck": 0, "silent": 0, "overdue": 0, "suspended": 0, "disputed": 0} | counts
    return StuckTally(projects=projects, silent_months=None, **given)


def make_figures(promoted: int, agreed: int, *, published: bool = True) -> Figures:
    period = PeriodFacts(2, date(2025, 1, 1), stages_published=published)
    counts: Counts = {measure(period, DAY): {None: Tally(agreed=agreed, promoted=promoted)}}
    return trend(BodyFacts((period,)), counts, DAY, total_only=True)[0]


@pytest.mark.parametrize(
    ("tally", "sentence"),
    [
        (make_tally(36), "No project of period 2 is stuck."),
        (make_tally(19, stuck=1, overdue=1), "1 of 19 projects of period 2 are stuck: 1 overdue."),
        (
            make_tally(32, stuck=12, silent=5, overdue=8, disputed=1),
            "12 of 32 projects of period 2 (37.5 %) are stuck: 5 silent for 6 months or more, 8 overdue, and 1 disputed.",
        ),
    ],
)
def test_what_is_stuck_is_told_by_its_counts(tally: StuckTally, sentence: str) -> None:
    assert say_stuck(EN, tally, 2) == sentence


@pytest.mark.parametrize(
    ("counts", "differs", "sentence"),
    [
        ({}, False, "Between 1 Oct 2026 and 1 Nov 2026 nothing changed."),
        ({}, True, "Between 1 Oct 2026 and 1 Nov 2026 nothing happened to projects."),
        (
            {Moved.IMPLEMENTED: 2, Moved.PROMOTED: 4},
            True,
            "Between 1 Oct 2026 and 1 Nov 2026, what happened to projects: 4 promoted and 2 implemented.",
        ),
    ],
)
def test_what_happened_is_told_by_its_counts(counts: dict[Moved, int], differs: bool, sentence: str) -> None:
    assert say_moves(EN, POINTS, counts, differs=differs) == sentence


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ((22, 32), (23, 32), "Promotion rate of period 2 rose by 3.1 points in between, from 68.8 % to 71.9 % (23 of 32)."),
        ((23, 32), (22, 32), "Promotion rate of period 2 fell by 3.1 points in between, from 71.9 % to 68.8 % (22 of 32)."),
        ((10, 20), (20, 40), "Promotion rate of period 2 stayed at 50.0 % (20 of 40) in between; before that 10 of 20."),
        ((2000, 4000), (2001, 4000), "Promotion rate of period 2 stayed at 50.0 % (2,001 of 4,000) in between; before that 2,000 of 4,000."),
        ((23, 32), (23, 32), ""),
        ((0, 0), (4, 32), ""),
        ((4, 12), (5, 12), "Promotion rate of period 2: 5 of 12 projects, before that 4 of 12."),
        ((10, 19), (10, 20), "Promotion rate of period 2: 10 of 20 projects, before that 10 of 19."),
    ],
)  # fmt: skip
def test_a_rate_of_few_projects_is_not_compared(before: tuple[int, int], after: tuple[int, int], sentence: str) -> None:
    period = PeriodChange(make_figures(*before), make_figures(*after))
    assert say_rate(EN, period, RateName.PROMOTION) == sentence


def test_rows_of_few_projects_have_counts_first_and_differ_by_projects() -> None:
    period = PeriodChange(make_figures(4, 12), make_figures(5, 12))
    (row,) = make_rate_rows(EN, period, [RateName.PROMOTION])
    assert (row.before, row.after) == ("4 of 12 (33.3 %)", "5 of 12 (41.7 %)")
    assert row.difference is not None
    assert (row.difference.change, row.difference.spoken, row.difference.direction) == ("+1", "1 more", 1)
    other = PeriodChange(make_figures(4, 12), make_figures(5, 13))
    assert make_rate_rows(EN, other, [RateName.PROMOTION])[0].difference is None


def test_what_is_not_published_stays_so_on_both_sides() -> None:
    period = PeriodChange(make_figures(0, 32, published=False), make_figures(0, 33, published=False))
    assert say_rate(EN, period, RateName.PROMOTION) == ""
    (row,) = make_rate_rows(EN, period, [RateName.PROMOTION])
    assert (row.before, row.after, row.difference) == ("not published", "not published", None)
