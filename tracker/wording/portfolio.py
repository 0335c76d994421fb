"""What many bodies come to together, in a sentence. Rules alone: what is made up is said to be, and who is left out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.domain.rates import RateName
from tracker.domain.totals import Total
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

TOGETHER = N_("{bodies}, latest periods together: {rates}.")
NO_FIGURES = N_("{bodies}: no conference has been held by this day.")


def name_bodies(wording: "Wording", total: Total) -> str:
    """`12 bodies`, `2 bodies of example data`."""
    if total.illustrative:
        return wording.plural("{number} body of example data", "{number} bodies of example data", total.bodies)
    return wording.plural("{number} body", "{number} bodies", total.bodies)


def sentence(wording: "Wording", total: Total, names: Sequence[RateName]) -> str:
    """`12 bodies, latest periods together: Promotion rate 61.2 % (82 of 134), Implementation rate ...`"""
    bodies = name_bodies(wording, total)
    if not total.counted:
        return wording.text(NO_FIGURES, bodies=bodies)
    rates = wording.join(f"{wording.term(name)} {wording.rate(total.rates[name])}" for name in names)
    said = [wording.text(TOGETHER, bodies=bodies, rates=rates)]
    left_out = total.counted - total.of[names[0]]
    if 0 < left_out < total.counted:
        said.append(
            wording.plural(
                "{number} body without published figures is left out.",
                "{number} bodies without published figures are left out.",
                left_out,
            )
        )
    return " ".join(said)
