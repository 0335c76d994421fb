"""Sentences made from figures. Whether a rate rose or fell is derived here, never typed; no rate is judged."""

from typing import TYPE_CHECKING

from tracker.domain.rates import GROWING, RateName, find_direction, to_hundredfold
from tracker.domain.trends import ChangesBasis, Figures
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording


WHOLE = {
    1: N_("{rate} of period {number} rose by {points} points, from {before} to {value}."),
    -1: N_("{rate} of period {number} fell by {points} points, from {before} to {value}."),
    0: N_("{rate} of period {number} stayed at {value}."),
}
RUNNING = {
    1: N_(
        "{rate} of period {number} stands at {value}, {points} points above the period before at the same number of days."
    ),
    -1: N_(
        "{rate} of period {number} stands at {value}, {points} points below the period before at the same number of days."
    ),
    0: N_("{rate} of period {number} stands at {value}, as the period before at the same number of days."),
}
ALONE = N_("{rate} of period {number} stands at {value}.")
NOT_PUBLISHED = N_("{rate} of period {number} is not published.")
NOT_APPLICABLE = N_("{rate} does not apply to period {number}.")
NO_VALUE = N_("{rate} of period {number} has no value: nothing to count it from.")


BASIS = N_(
    "Period {number} is still running: its rates that grow with time are compared with period {before} as it stood on"
    " {day}, the same number of days after its conference, at most its last day; the others with the whole of it."
)
WHOLE_BASIS = N_("Changes compare with the whole of period {before}.")


def comparison(wording: "Wording", figures: Figures, before: int) -> str:
    """What a period's changes compare with: the number of the period before, and the day it is taken on."""
    if figures.changes_basis is ChangesBasis.CUT_OFF:
        return wording.text(WHOLE_BASIS, before=before)
    return wording.text(BASIS, number=figures.period.number, before=before, day=wording.day(figures.compared_on))


def sentence(wording: "Wording", figures: Figures, name: RateName) -> str:
    """`Promotion rate of period 2 rose by 21.9 points, from 55.4 % to 77.3 % (51 of 66).`"""
    rate, change = figures.rates[name], figures.changes[name]
    say = {"rate": wording.term(name), "number": figures.period.number, "value": wording.rate(rate)}
    if rate is None:
        return wording.text(NOT_APPLICABLE, **say)
    if rate.part is None:
        return wording.text(NOT_PUBLISHED, **say)
    if rate.value is None:
        return wording.text(NO_VALUE, **say)
    if change is None:
        return wording.text(ALONE, **say)
    running = figures.changes_basis is ChangesBasis.SAME_ELAPSED_DAYS and name in GROWING
    before = wording.text(N_("{percent} %"), percent=wording.decimal(to_hundredfold(rate.value - change)))
    points = wording.decimal(abs(to_hundredfold(change)))
    return wording.text((RUNNING if running else WHOLE)[find_direction(change)], points=points, before=before, **say)
