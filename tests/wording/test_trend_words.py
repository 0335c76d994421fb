"""What stands under the charts: rules held against cases, none of which judges."""

from datetime import date, timedelta

import pytest

from tracker.domain.measurements import BodyFacts, Counts, measure, plan
from tracker.domain.periods import Closing, ClosingKind, PeriodFacts
from tracker.domain.rates import RateName
from tracker.domain.tallies import Tally
from tracker.domain.trends import Figures, trend
from tracker.wording import get_wording
from tracker.wording.trend_words import Named, say_course, say_few, say_finding, say_groups, say_rate, say_run_elsewhere

EN = get_wording("en")
PROMOTION, RETENTION = RateName.PROMOTION, RateName.RETENTION
OPENED = date(2020, 1, 1)


def make_periods(number: int, *, published: bool = True, running: bool = False) -> list[PeriodFacts]:
    """A period a year, closed when it is over; the last one may run."""
    days = [date(OPENED.year + step, 1, 1) for step in range(number + 1)]
    over = [not running or step < number - 1 for step in range(number)]
    return [
        PeriodFacts(
            step + 1,
            days[step],
            days[step + 1] - timedelta(days=1) if over[step] else None,
            stages_published=published or step < number - 1,
            closings=(Closing(days[step + 1], ClosingKind.CLOSED),) if over[step] else (),
        )
        for step in range(number)
    ]


def make_figures(*promoted: tuple[int, int], published: bool = True, running: bool = False) -> list[Figures]:
    """The figures of periods of which so many of so many projects were promoted, and as many continue earlier ones.
    Where the last one runs, what it is compared with at the same number of days is the half of it."""
    periods = make_periods(len(promoted), published=published, running=running)
    body, as_of = (
        BodyFacts(tuple(periods)),
        date(OPENED.year + len(promoted) - 1, 7, 1) if running else date(2060, 1, 1),
    )
    counts: Counts = {}
    for at in plan(body, as_of):
        part, whole = promoted[at.period - 1]
        is_half = at != measure(periods[at.period - 1], as_of)
        tally = Tally(agreed=whole, promoted=part // 2 if is_half else part, continued=part)
        counts = {**counts, at: {"all": tally}}
    return list(trend(body, counts, as_of, total_only=True))


FINDINGS = [
    ("a first period", [(31, 56)], {}, PROMOTION, "Promotion rate of period 1 stands at 55.4 % (31 of 56)."),
    ("a rise", [(31, 56), (51, 66)], {}, PROMOTION, "Promotion rate of period 2 rose by 21.9 points, from 55.4 % to 77.3 % (51 of 66)."),
    ("equal", [(20, 40), (25, 50)], {}, PROMOTION, "Promotion rate of period 2 stayed at 50.0 % (25 of 50)."),
    ("a change that rounds to nothing", [(2000, 4000), (2001, 4000)], {}, PROMOTION, "Promotion rate of period 2 stayed at 50.0 % (2,001 of 4,000)."),
    ("the same of an open period", [(4002, 4000 * 2), (2002, 8000)], {"running": True}, PROMOTION, "Promotion rate of period 2 stands at 25.0 % (2,002 of 8,000), as the period before at the same number of days."),
    ("a fall of retention, not judged", [(41, 66), (41, 66), (29, 74)], {}, RETENTION, "Retention rate of period 3 fell by 22.9 points, from 62.1 % to 39.2 % (29 of 74)."),
    ("retention of a first period", [(0, 56)], {}, RETENTION, "Retention rate does not apply to period 1."),
    ("not published", [(31, 56), (0, 66)], {"published": False}, PROMOTION, "Promotion rate of period 2 is not published."),
    ("a whole of 0", [(31, 56), (0, 0)], {}, PROMOTION, "Promotion rate of period 2 has no value: nothing to count it from."),
    ("few", [(31, 56), (9, 14)], {}, PROMOTION, "Promotion rate of period 2: 9 of 14 (64.3 %)."),
    ("just enough", [(10, 20), (15, 20)], {}, PROMOTION, "Promotion rate of period 2 rose by 25.0 points, from 50.0 % to 75.0 % (15 of 20)."),
    ("few before", [(9, 14), (31, 56)], {}, PROMOTION, "Promotion rate of period 2 stands at 55.4 % (31 of 56); the period before had fewer than 20 projects to count."),
    ("nothing before", [(0, 0), (31, 56)], {}, PROMOTION, "Promotion rate of period 2 stands at 55.4 % (31 of 56)."),
    ("an open period at the same days", [(30, 40), (20, 40)], {"running": True}, PROMOTION, "Promotion rate of period 2 stands at 50.0 % (20 of 40), 12.5 points above the period before at the same number of days."),
    ("none of some", [(31, 56), (0, 30)], {}, PROMOTION, "Promotion rate of period 2 fell by 55.4 points, from 55.4 % to 0.0 % (0 of 30)."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "options", "name", "said"), [one[1:] for one in FINDINGS], ids=[one[0] for one in FINDINGS]
)
def test_a_finding_says_what_the_figures_show(
    given: list[tuple[int, int]], options: dict[str, bool], name: RateName, said: str
) -> None:
    assert say_finding(EN, make_figures(*given, **options)[-1], name) == said


@pytest.mark.parametrize("lang", ["ko", "zh", "ja"])
@pytest.mark.parametrize("case", FINDINGS, ids=[one[0] for one in FINDINGS])
def test_every_finding_is_said_in_every_language(
    lang: str, case: tuple[str, list[tuple[int, int]], dict[str, bool], RateName, str]
) -> None:
    _, given, options, name, _ = case
    said = say_finding(get_wording(lang), make_figures(*given, **options)[-1], name)
    assert "{" not in said
    assert get_wording(lang).term(name) in said


COURSES = [
    ("two periods", [(31, 56), (51, 66)], []),
    ("four periods", [(30, 60), (45, 60), (24, 60), (36, 60)], ["Promotion rate: between 40.0 % (24 of 60) in period 3 and 75.0 % (45 of 60) in period 2, over the 4 periods that have ended."]),
    ("all equal", [(30, 60)] * 3, ["Promotion rate: 50.0 % in each of the 3 periods that have ended."]),
    ("all equal as they are shown", [(1999, 4000), (2000, 4000), (2001, 4000)], ["Promotion rate: 50.0 % in each of the 3 periods that have ended."]),
    ("rising by less than is shown", [(20, 40), (1000, 2000), (1000, 1999), (1001, 2000)], ["Promotion rate: between 50.0 % (20 of 40) in period 1 and 50.1 % (1,001 of 2,000) in period 4, over the 4 periods that have ended."]),
    ("all equal, by the first of them", [(30, 60), (30, 60), (45, 60)], ["Promotion rate: between 50.0 % (30 of 60) in period 1 and 75.0 % (45 of 60) in period 3, over the 3 periods that have ended."]),
    ("few are left out", [(30, 60), (45, 60), (1, 2)], []),
    ("nothing but few", [(1, 2)] * 5, []),
    ("rising", [(20, 40), (21, 40), (22, 40), (23, 40)], ["Promotion rate: between 50.0 % (20 of 40) in period 1 and 57.5 % (23 of 40) in period 4, over the 4 periods that have ended.", "Promotion rate rose in each of the last 3 periods."]),
    ("falling after a rise", [(10, 40), (30, 40), (22, 40), (21, 40), (20, 40)], ["Promotion rate: between 25.0 % (10 of 40) in period 1 and 75.0 % (30 of 40) in period 2, over the 5 periods that have ended.", "Promotion rate fell in each of the last 3 periods."]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), [one[1:] for one in COURSES], ids=[one[0] for one in COURSES])
def test_a_course_says_between_which_values_and_in_which_direction(
    given: list[tuple[int, int]], said: list[str]
) -> None:
    assert say_course(EN, make_figures(*given), PROMOTION) == said


def test_a_period_that_still_runs_is_no_lowest_value() -> None:
    rows = make_figures((30, 60), (45, 60), (24, 60), (1, 60), running=True)
    assert "period 3" in say_course(EN, rows, PROMOTION)[0]
    assert "over the 3 periods" in say_course(EN, rows, PROMOTION)[0]


@pytest.mark.parametrize(
    ("given", "options", "is_said"),
    [([(9, 14)], {}, True), ([(10, 20)], {}, False), ([(0, 0)], {}, False), ([(30, 60), (5, 9)], {"published": False}, False)],
)  # fmt: skip
def test_why_nothing_is_compared_is_said_of_few_alone(
    given: list[tuple[int, int]], options: dict[str, bool], is_said: bool
) -> None:
    assert bool(say_few(EN, make_figures(*given, **options)[-1], [PROMOTION])) is is_said


GROUPED = [
    ("two that count", [("A", 15, 20), ("B", 10, 25)], ["Promotion rate of period 1 lies between 40.0 % (10 of 25) for B and 75.0 % (15 of 20) for A."]),
    ("one is few", [("A", 15, 20), ("B", 10, 25), ("C", 1, 1)], ["Promotion rate of period 1 lies between 40.0 % (10 of 25) for B and 75.0 % (15 of 20) for A.", "Groups of fewer than 20 projects show their counts first and are not compared."]),
    ("one alone counts", [("A", 15, 20), ("C", 1, 1)], ["Groups of fewer than 20 projects show their counts first and are not compared."]),
    ("equal", [("A", 10, 20), ("B", 20, 40)], ["Promotion rate of period 1 is 50.0 % in every group that can be compared."]),
    ("equal as they are shown", [("A", 2001, 4000), ("B", 2000, 4000)], ["Promotion rate of period 1 is 50.0 % in every group that can be compared."]),
    ("one group", [("A", 10, 20)], []),
    ("none has a project", [("A", 0, 0)], []),
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), [one[1:] for one in GROUPED], ids=[one[0] for one in GROUPED])
def test_groups_are_compared_where_they_count_enough(given: list[tuple[str, int, int]], said: list[str]) -> None:
    groups = [Named(name, make_figures((part, whole))[0]) for name, part, whole in given]
    assert say_groups(EN, groups, PROMOTION) == said


def test_projects_run_elsewhere_count_too() -> None:
    period = make_periods(1)[0]
    body, at = BodyFacts((period,)), measure(period, date(2060, 1, 1))
    tallies = {"department": 20, "private": 4, "foreign_affairs": 10, "none": 6}
    counts: Counts = {at: {name: Tally(agreed=number) for name, number in tallies.items()}}
    *groups, total = trend(body, counts, date(2060, 1, 1))
    assert say_run_elsewhere(EN, groups, total, unsaid=6) == [
        "Of the projects of period 1, others than the foreign affairs division run 60.0 % (24 of 40).",
        "Of 6 it is not said who runs them.",
    ]
    assert say_run_elsewhere(EN, groups, total, unsaid=1)[1] == "Of 1 it is not said who runs it."


def test_counts_come_first_where_they_are_few() -> None:
    few, enough = (make_figures(one)[0].rates[PROMOTION] for one in ((9, 14), (51, 66)))
    assert few is not None
    assert enough is not None
    assert say_rate(EN, few) == "9 of 14 (64.3 %)"
    assert say_rate(EN, enough) == "77.3 % (51 of 66)"
