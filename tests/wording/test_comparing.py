"""What bodies side by side say: one table of sentences."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.measurements import BodyFacts
from tracker.domain.periods import Flag, PeriodFacts
from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import By, Figures, trend
from tracker.wording import get_wording
from tracker.wording.comparing import Side, say_basis, say_difference, say_grouping, say_notes

ENGLISH = get_wording("en")
AS_OF = date(2022, 1, 1)
PERIOD = PeriodFacts(2, date(2020, 1, 1), date(2020, 12, 31))


def make_side(name: str, rate: Rate | None, rates: Mapping[RateName, Rate] | None = None) -> Side:
    figures = trend(BodyFacts((PERIOD,)), {}, AS_OF, total_only=True)[-1]
    given = dict.fromkeys(RateName) | {RateName.PROMOTION: rate, RateName.RETENTION: rate} | dict(rates or {})
    return Side(name, replace(figures, rates=given))


def test_of_two_the_first_is_held_against_the_second() -> None:
    first, second = make_side("A", Rate(15, 20)), make_side("B", Rate(10, 20))
    assert say_difference(ENGLISH, [first, second], RateName.PROMOTION) == (
        "Promotion rate: A stands at 75.0 % (15 of 20) in period 2, 25.0 points above B with 50.0 % (10 of 20) in period 2."
    )
    assert say_difference(ENGLISH, [second, first], RateName.PROMOTION) == (
        "Promotion rate: B stands at 50.0 % (10 of 20) in period 2, 25.0 points below A with 75.0 % (15 of 20) in period 2."
    )
    level = make_side("C", Rate(20, 40))
    assert say_difference(ENGLISH, [second, level], RateName.PROMOTION) == (
        "Promotion rate: B stands at 50.0 % (10 of 20) in period 2, level with C at 50.0 % (20 of 40) in period 2."
    )
    near = make_side("C", Rate(2001, 4000))  # 0.025 points more
    assert "level with" in say_difference(ENGLISH, [second, near], RateName.PROMOTION)


def test_of_more_the_highest_and_the_lowest_are_named() -> None:
    sides = [make_side(name, Rate(part, 20)) for name, part in (("A", 15), ("B", 10), ("C", 18))]
    assert say_difference(ENGLISH, sides, RateName.PROMOTION) == (
        "Promotion rate: from 50.0 % (10 of 20) at B in period 2 to 90.0 % (18 of 20) at C in period 2, 40.0 points apart."
    )
    same = [make_side(name, Rate(10, 20)) for name in "ABC"]
    assert say_difference(ENGLISH, same, RateName.PROMOTION) == (
        "Promotion rate: the bodies that can be compared stand level."
    )


def test_few_projects_are_counted_and_not_compared() -> None:
    sides = [make_side("A", Rate(15, 20)), make_side("B", Rate(19, 19))]
    assert say_difference(ENGLISH, sides, RateName.PROMOTION) == (
        "Promotion rate: nothing is compared, because fewer than two of these bodies have it from 20 projects or more."
    )
    assert say_basis(ENGLISH, sides, RateName.PROMOTION, None) == [
        "Fewer than 20 projects, so that the counts come first and nothing is compared: B: 19 of 19."
    ]
    third = make_side("C", Rate(30, 40))
    assert "B" not in say_difference(ENGLISH, [*sides, third], RateName.PROMOTION)


@pytest.mark.parametrize(
    ("name", "days", "said"),
    [
        (RateName.PROMOTION, 100, "Not all of these periods are over: each is taken 100 days after its conference"),
        (RateName.PROMOTION, None, "Whole periods are compared. Days that they lasted: A 365, B 365."),
        (RateName.RETENTION, None, "This rate does not grow with time: each period is taken as it stands."),
    ],
)
def test_it_says_on_which_day_each_is_taken(name: RateName, days: int | None, said: str) -> None:
    sides = [make_side("A", Rate(15, 20)), make_side("B", Rate(10, 20))]
    (found,) = say_basis(ENGLISH, sides, name, days)
    assert found.startswith(said)


@pytest.mark.parametrize("lang", ["en", "ko", "zh", "ja"])
@pytest.mark.parametrize("parts", [(5, 15), (15, 5), (10, 10)])
def test_retention_is_said_and_not_judged(lang: str, parts: tuple[int, int]) -> None:
    wording = get_wording(lang)
    sides = [make_side(name, Rate(part, 20)) for name, part in zip("AB", parts, strict=True)]
    said = say_difference(wording, sides, RateName.RETENTION)
    assert wording.term(RateName.RETENTION) in said
    for side, part in zip(sides, parts, strict=True):
        assert side.name in said
        assert wording.rate(Rate(part, 20)) in said
    for judged in ("better", "worse", "best", "worst", "우수", "부진", "양호", "优", "劣", "良好"):
        assert judged not in said


def test_what_a_picture_cannot_say_is_said_in_words() -> None:
    def figures(number: int, rate: Rate, *flags: Flag, is_closed: bool = True) -> Figures:
        row = make_side("", rate).figures
        return replace(row, period=replace(PERIOD, number=number), flags=flags, is_closed=is_closed)

    bodies = [
        ("A", [figures(1, Rate(1, 2), Flag.FINAL), figures(2, Rate(None, 2)), figures(3, Rate(None, 2))]),
        ("B", [figures(1, Rate(1, 2), Flag.ILLUSTRATIVE, is_closed=False), figures(2, Rate(1, 2), is_closed=False)]),
        ("C", []),
    ]
    assert say_notes(ENGLISH, bodies, RateName.PROMOTION, ["B, period 2 (joined: Environment)"]) == [
        "Stages not published, so that a line has a gap or ends earlier: A, period 2, 3.",
        "No value on this day: C.",
        "Open, drawn dashed and hollow, and may still change: B, period 1, 2.",
        "The series breaks, drawn as a short upright stroke: B, period 2 (joined: Environment).",
        "Made-up or reconstructed data: B.",
    ]
    assert say_notes(ENGLISH, [("A", bodies[0][1][:1])], RateName.PROMOTION, []) == []


def test_areas_are_each_bodys_own_and_fields_are_shared() -> None:
    assert say_grouping(ENGLISH, By.AREA).startswith("Areas are each body’s own.")
    assert say_grouping(ENGLISH, By.FIELD) == (
        "Field of exchange: the choices are the same for all bodies, and are matched by their codes."
    )
