"""What bodies side by side say, from their figures alone. No rate is judged, and nothing is compared that stands on
different ground without saying so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.domain.comparing import SHARED, Standing, count_days, find_difference, has_value
from tracker.domain.periods import Flag
from tracker.domain.rates import FEW, GROWING, RateName, find_direction, to_hundredfold
from tracker.domain.trends import By, Figures
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

PAIR = {
    1: N_(
        "{rate}: {first} stands at {value} in period {number}, {points} points above {second} with {base} in period"
        " {other}."
    ),
    -1: N_(
        "{rate}: {first} stands at {value} in period {number}, {points} points below {second} with {base} in period"
        " {other}."
    ),
    0: N_("{rate}: {first} stands at {value} in period {number}, level with {second} at {base} in period {other}."),
}
SEVERAL = N_(
    "{rate}: from {base} at {second} in period {other} to {value} at {first} in period {number}, {points} points apart."
)
NO_GAP = N_("{rate}: the bodies that can be compared stand level.")
NOTHING = N_("{rate}: nothing is compared, because fewer than two of these bodies have it from {few} projects or more.")

SAME_DAYS = N_(
    "Not all of these periods are over: each is taken {days} days after its conference, or on its last day if it was"
    " shorter."
)
WHOLE = N_("Whole periods are compared. Days that they lasted: {lengths}.")
NOT_GROWING = N_("This rate does not grow with time: each period is taken as it stands.")
UNEQUAL = N_(
    "This rate grows with time, and the periods are not at the same number of days after their conferences: {lengths}."
)
TOO_FEW = N_("Fewer than {few} projects, so that the counts come first and nothing is compared: {names}.")

UNPUBLISHED = N_("Stages not published, so that a line has a gap or ends earlier: {periods}.")
WITHOUT = N_("No value on this day: {names}.")
OPEN = N_("Open, drawn dashed and hollow, and may still change: {periods}.")
BREAKS = N_("The series breaks, drawn as a short upright stroke: {breaks}.")
MADE_UP = N_("Made-up or reconstructed data: {names}.")

OWN_AREAS = N_(
    "Areas are each body’s own. They are listed side by side for the eye alone: nothing says that an area here is the"
    " same as one there, even where both have one name or code."
)
SAME_GROUPS = N_("{group}: the choices are the same for all bodies, and are matched by their codes.")


@dataclass(frozen=True, slots=True)
class Side:
    """A body by its name, with a period's figures on the day on which they are compared."""

    name: str
    figures: Figures


def say_difference(wording: "Wording", sides: Sequence[Side], name: RateName) -> str:
    """How far the bodies are apart: of two the first named against the second, of more the highest and the lowest.
    `sides`: those that have a value, under names of which no two are the same."""
    known = {str(place): side for place, side in enumerate(sides)}
    standings = [Standing(place, rate) for place, side in known.items() if (rate := side.figures.rates[name])]
    found = find_difference(standings)
    if found is None:
        return wording.text(NOTHING, rate=wording.term(name), few=FEW)
    first, second = found.highest, found.lowest
    if len([one for one in standings if not one.rate.is_of_few]) > 2:
        message = SEVERAL if find_direction(found.gap) else NO_GAP
    else:
        pair = [one for one in standings if not one.rate.is_of_few]
        direction = find_direction(found.gap) * (1 if pair[0] is first else -1)
        (first, second), message = pair, PAIR[direction]
    return wording.text(
        message,
        rate=wording.term(name),
        first=known[first.code].name,
        second=known[second.code].name,
        number=known[first.code].figures.period.number,
        other=known[second.code].figures.period.number,
        value=wording.rate(first.rate),
        base=wording.rate(second.rate),
        points=wording.decimal(abs(to_hundredfold(found.gap))),
    )


def say_basis(wording: "Wording", sides: Sequence[Side], name: RateName, days: int | None) -> list[str]:
    """On which days the bodies are compared, and which are not. `days`: see `find_common_days`."""
    few = [side for side in sides if (rate := side.figures.rates[name]) is not None and rate.is_of_few]
    said = []
    if len(sides) - len(few) > 1:
        if name not in GROWING:
            said.append(wording.text(NOT_GROWING))
        elif days is not None:
            said.append(wording.text(SAME_DAYS, days=wording.number(days)))
        else:
            said.append(wording.text(WHOLE, lengths=say_lengths(wording, sides)))
    if few:
        counts = [
            wording.text(N_("{place}: {value}"), place=side.name, value=_count(wording, side, name)) for side in few
        ]
        said.append(wording.text(TOO_FEW, few=FEW, names=wording.context("between clauses", "; ").join(counts)))
    return said


def say_lengths(wording: "Wording", sides: Sequence[Side]) -> str:
    """How many days after its conference each period is measured: `Narae 205, Haean 1,204`."""
    return wording.join(f"{side.name} {wording.number(count_days(side.figures))}" for side in sides)


def say_grouping(wording: "Wording", by: By) -> str:
    """Whether the groups of several bodies are the same."""
    return wording.text(SAME_GROUPS, group=wording.term(by)) if by in SHARED else wording.text(OWN_AREAS)


def say_unequal(wording: "Wording", sides: Sequence[Side]) -> str:
    return wording.text(UNEQUAL, lengths=say_lengths(wording, sides))


def say_notes(
    wording: "Wording", bodies: Sequence[tuple[str, Sequence[Figures]]], name: RateName, breaks: Iterable[str]
) -> list[str]:
    """What a picture over the periods cannot say by itself. `bodies`: each by its name with its periods ascending;
    `breaks`: why a series breaks, each with its body and period."""
    rows = [(called, row) for called, figures in bodies for row in figures]
    unknown = [(called, row) for called, row in rows if (rate := row.rates[name]) is not None and rate.part is None]
    opened = [(called, row) for called, row in rows if not row.is_closed and has_value(row, name)]
    reasons = list(breaks)
    without = [called for called, figures in bodies if not any(has_value(row, name) for row in figures)]
    made_up = [called for called, figures in bodies if any(Flag.ILLUSTRATIVE in row.flags for row in figures)]
    said = [
        (UNPUBLISHED, "periods", _places(wording, unknown)),
        (WITHOUT, "names", wording.join(without)),
        (OPEN, "periods", _places(wording, opened)),
        (BREAKS, "breaks", wording.context("between clauses", "; ").join(reasons)),
        (MADE_UP, "names", wording.join(made_up)),
    ]
    return [wording.text(message, **{key: value}) for message, key, value in said if value]


def say_place(wording: "Wording", body: str, *numbers: int) -> str:
    return wording.text(N_("{body}, period {number}"), body=body, number=wording.join(map(str, numbers)))


def _count(wording: "Wording", side: Side, name: RateName) -> str:
    return wording.counts(side.figures.rates[name])


def _places(wording: "Wording", rows: Sequence[tuple[str, Figures]]) -> str:
    numbers: dict[str, list[int]] = {}
    for called, row in rows:
        numbers.setdefault(called, []).append(row.period.number)
    places = [say_place(wording, called, *of) for called, of in numbers.items()]
    return wording.context("between clauses", "; ").join(places)
