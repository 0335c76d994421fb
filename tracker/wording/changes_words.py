"""What changed of a body between two points, in sentences and rows made from its figures. No change is judged."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tracker.domain.changes import Move, Moved, PeriodChange, Point
from tracker.domain.rates import Rate, RateName, change, find_direction, to_hundredfold
from tracker.wording.changed_figures import FigureRow, make_rate_row, tell_difference
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

MOVES: dict[Moved, str] = {
    Moved.NEW: N_("new on the list"),
    Moved.PROMOTED: N_("promoted"),
    Moved.IMPLEMENTED: N_("implemented"),
    Moved.SUSPENDED: N_("suspended"),
    Moved.RESUMED: N_("resumed"),
    Moved.WITHDRAWN: N_("withdrawn"),
    Moved.TAKEN_BACK: N_("taken back"),
    Moved.STRUCK: N_("struck"),
    Moved.RECLASSIFIED: N_("classified otherwise"),
    Moved.CONFIRMED: N_("confirmed"),
    Moved.DISPUTED: N_("disputed"),
}
COUNTED = N_("{number} {move}")
MOVED = N_("Between {first} and {last}, what happened to projects: {parts}.")
NOTHING = N_("Between {first} and {last} nothing changed.")
STILL = N_("Between {first} and {last} nothing happened to projects.")
RATES = {
    1: N_("{rate} of period {number} rose by {points} points in between, from {before} to {value}."),
    -1: N_("{rate} of period {number} fell by {points} points in between, from {before} to {value}."),
    0: N_("{rate} of period {number} stayed at {value} in between; before that {counts}."),
}
FEW = N_("{rate} of period {number}: {counts} projects, before that {before}.")
FEW_COUNTS = N_("{counts} ({percent})")
WHAT = N_("{move}: {entry}")


def say_moves(wording: "Wording", points: tuple[Point, Point], counts: Mapping[Moved, int], *, differs: bool) -> str:
    """`Between 1 Oct 2026 and 1 Nov 2026, what happened to projects: 4 promoted and 2 implemented.` `differs`: whether
    any figure does."""
    say = {"first": wording.day(points[0].day), "last": wording.day(points[1].day)}
    parts = [
        wording.text(COUNTED, number=wording.number(counts[kind]), move=wording.text(word))
        for kind, word in MOVES.items()
        if counts.get(kind)
    ]
    if not parts:
        return wording.text(STILL if differs else NOTHING, **say)
    return wording.text(MOVED, parts=wording.listing(parts), **say)


def say_rate(wording: "Wording", period: PeriodChange, name: RateName) -> str:
    """What a rate of a period was and is; empty where it did not change, or has no value on both sides."""
    before, after = period.rate(name)
    moved = change(after, before)
    if moved is None or before == after or after is None or before is None:
        return ""
    say = {"rate": wording.term(name), "number": period.period.number}
    if after.is_of_few or before.is_of_few:
        return wording.text(FEW, counts=wording.counts(after), before=wording.counts(before), **say)
    points = wording.decimal(abs(to_hundredfold(moved)))
    values = {"before": wording.percent(before), "counts": wording.counts(before), "value": wording.rate(after)}
    return wording.text(RATES[find_direction(moved)], points=points, **values, **say)


def make_rate_rows(wording: "Wording", period: PeriodChange, names: Iterable[RateName]) -> list[FigureRow]:
    """A row for each rate; of few projects the counts come first, and the difference is one of counts."""
    return [_make_row(wording, wording.term(name), *period.rate(name)) for name in names]


def _make_row(wording: "Wording", label: str, before: Rate | None, after: Rate | None) -> FigureRow:
    known = [rate for rate in (before, after) if rate is not None and rate.value is not None]
    if not any(rate.is_of_few for rate in known):
        return make_rate_row(wording, label, before, after)
    parts = [rate.part for rate in known if rate.part is not None]
    is_same = before is not None and after is not None and before.whole == after.whole and len(parts) == 2
    difference = tell_difference(wording, *parts) if is_same else None
    return FigureRow(label, _say_counts(wording, before), _say_counts(wording, after), difference)


def _say_counts(wording: "Wording", rate: Rate | None) -> str:
    if rate is None or rate.value is None:
        return wording.rate(rate)
    return wording.text(FEW_COUNTS, counts=wording.counts(rate), percent=wording.percent(rate))


def name_move(wording: "Wording", move: Move) -> str:
    """`promoted`, `taken back: promoted`, `disputed: implemented`."""
    word = wording.text(MOVES[move.kind])
    return word if move.entry is None else wording.text(WHAT, move=word, entry=wording.term(move.entry))
