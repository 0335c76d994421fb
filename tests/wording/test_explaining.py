"""Why a figure is as it is, in sentences: by the flag, the basis, the counts, never by taste."""

from datetime import date
from fractions import Fraction

import pytest

from tracker.domain.periods import Closing, ClosingKind, Flag, PeriodFacts
from tracker.domain.rates import Rate
from tracker.domain.tallies import Tally, rates_of
from tracker.domain.trends import ChangesBasis, Compared, Figures
from tracker.wording import explaining, get_wording

EN = get_wording("en")
DAY = date(2021, 12, 31)
BEFORE = PeriodFacts(1, date(2018, 1, 1), date(2019, 12, 31))


def figures(*, closed_on: date | None = None, ends_on: date | None = DAY, asks: bool = False) -> Figures:
    closings = () if closed_on is None else (Closing(closed_on, ClosingKind.CLOSED),)
    rates = rates_of(Tally(agreed=4, promoted=2), first=False, published=True, asks_confirmation=asks)
    return Figures(
        period=PeriodFacts(2, date(2020, 1, 1), ends_on, closings=closings), group=None, measured_on=DAY, as_of=DAY,
        flags=(), is_closed=closed_on is not None, tally=Tally(), rates=rates, compared={}, changes=dict.fromkeys(rates, Fraction(0)),
        changes_basis=ChangesBasis.CUT_OFF, compared_on=None,
    )  # fmt: skip


OPEN_YET = "Period 2 is open: it has not been closed by 31 Dec 2021."


@pytest.mark.parametrize(
    ("flag", "of", "unconfirmed", "said"),
    [
        (Flag.PROVISIONAL, figures(), 0, [OPEN_YET]),
        (Flag.PROVISIONAL, figures(), 1, [OPEN_YET, "1 entry of its projects is not confirmed by everyone concerned."]),
        (Flag.PROVISIONAL, figures(closed_on=DAY), 2, ["2 entries of its projects are not confirmed by everyone concerned."]),
        (Flag.FINAL, figures(closed_on=DAY), 0, ["Period 2 was closed on 31 Dec 2021."]),
        (Flag.FINAL, figures(closed_on=DAY, asks=True), 0, ["Period 2 was closed on 31 Dec 2021.", explaining.ALL_CONFIRMED]),
        (Flag.ILLUSTRATIVE, figures(), 0, [EN.flag_meaning(Flag.ILLUSTRATIVE), OPEN_YET]),
        (Flag.ILLUSTRATIVE, figures(closed_on=DAY), 0, [EN.flag_meaning(Flag.ILLUSTRATIVE)]),
        (Flag.BREAK, figures(), 0, [EN.flag_meaning(Flag.BREAK), "joined: Environment"]),
        (Flag.NOT_PUBLISHED, figures(), 0, [EN.flag_meaning(Flag.NOT_PUBLISHED)]),
    ],
)  # fmt: skip
def test_a_flag_says_why_it_holds(flag: Flag, of: Figures, unconfirmed: int, said: list[str]) -> None:
    assert explaining.explain_flag(EN, flag, of, unconfirmed=unconfirmed, broken="joined: Environment") == said


def compared(rate: Rate | None, basis: ChangesBasis = ChangesBasis.CUT_OFF) -> Compared:
    return Compared(BEFORE, date(2019, 12, 31), rate, basis)


@pytest.mark.parametrize(
    ("rate", "before", "said"),
    [
        (Rate(20, 40), None, ["Period 2 is the first: there is nothing to compare with."]),
        (Rate(20, 40), compared(Rate(None, 30)), ["Nobody has published the stages of period 1: there is nothing to compare with."]),
        (Rate(20, 40), compared(Rate(0, 0)), ["Period 1 has no value of this rate: there is nothing to compare with."]),
        (Rate(20, 40), compared(None), ["Period 1 has no value of this rate: there is nothing to compare with."]),
        (
            Rate(20, 40), compared(Rate(15, 30)),
            ["Compared with the whole of period 1, measured on 31 Dec 2019: 50.0 % (15 of 30)."],
        ),
        (
            Rate(20, 40), compared(Rate(3, 8), ChangesBasis.SAME_ELAPSED_DAYS),
            [
                "Compared with period 1 on 31 Dec 2019, the same number of days after its conference, at most its last day: 37.5 % (3 of 8).",
                "With 8 projects, one more or less moves the rate by 12.5 points: the counts say more than the percentage.",
            ],
        ),
    ],
)  # fmt: skip
def test_a_change_says_what_it_is_from(rate: Rate, before: Compared | None, said: list[str]) -> None:
    assert explaining.explain_change(EN, figures().period, rate, before) == said


def test_the_measuring_day_is_the_last_one_or_the_day_asked_for() -> None:
    assert "the last day of period 2" in explaining.explain_measuring(EN, figures())
    assert "was still running" in explaining.explain_measuring(EN, figures(ends_on=None))
