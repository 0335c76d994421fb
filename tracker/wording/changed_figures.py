"""Figures before and after, with the difference in words: of editions, of days, of a whole body alike."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.domain.rates import Rate, change, find_direction
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

CHANGED_COUNTS = {
    "agreed": N_("Projects on the agreed list"),
    "additional": N_("Additional projects"),
    "late_promoted": N_("Promoted late"),
    "late_implemented": N_("Implemented late"),
    "suspended": N_("Suspended"),
    "withdrawn": N_("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class FigureChange:
    """By how much a figure differs, with its sign; `spoken`: for those who hear it; `direction`: 1, 0 or -1."""

    change: str
    spoken: str
    direction: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """`difference`: None where the two are no numbers, or one has no value."""

    label: str
    before: str
    after: str
    difference: FigureChange | None = None


def make_count_row(wording: "Wording", label: str, before: int, after: int) -> FigureRow:
    return FigureRow(label, wording.number(before), wording.number(after), tell_difference(wording, before, after))


def tell_difference(wording: "Wording", before: int, after: int) -> FigureChange:
    """How many more or fewer."""
    moved = after - before
    if not moved:
        return FigureChange(wording.text(N_("no change")), wording.text(N_("no change")), 0)
    more, size = moved > 0, wording.number(abs(moved))
    spoken = wording.text(N_("{number} more") if more else N_("{number} fewer"), number=size)
    return FigureChange(f"{'+' if more else '-'}{size}", spoken, 1 if more else -1)


def make_rate_row(wording: "Wording", label: str, before: Rate | None, after: Rate | None) -> FigureRow:
    moved = change(after, before)
    difference = None
    if moved is not None:
        difference = FigureChange(wording.change(moved), wording.spoken_change(moved), find_direction(moved))
    return FigureRow(label, wording.rate(before), wording.rate(after), difference)
