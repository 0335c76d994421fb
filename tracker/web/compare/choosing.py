"""The form that chooses what is compared: bodies to tick, found by name or code where there are many, and the rest."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.domain.comparing import GROUPINGS, MOST_BODIES, Axis
from tracker.models import Body
from tracker.web.asking import Asking
from tracker.web.compare.asked import Asked, find_rates
from tracker.web.words import KINDS
from tracker.wording.languages import Name
from tracker.wording.marks import N_

#: Bodies that are listed to be ticked, beside those that are. Where there are more, they can be searched.
LISTED = 24

AXES = {Axis.NUMBER: N_("number of the period"), Axis.CALENDAR: N_("calendar")}

#: Value, word and whether it is chosen.
Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Tick:
    code: str
    name: Name
    kind: str
    is_illustrative: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """`ticks`: the chosen bodies in their order, then those found; `more`: how many others were found. `asks`: whether
    there are so many that they can be searched. `kept`: what the form takes over from the address."""

    ticks: list[Tick]
    more: int
    asks: bool
    search: str
    most: int
    rates: list[Option]
    axes: list[Option]
    groupings: list[Option]
    kept: list[tuple[str, str]]


def make_choosing(asking: Asking, asked: Asked) -> Choosing:
    say, term = asking.wording.text, asking.wording.term
    chosen = {body.code for body in asked.bodies}
    found = [body for body in _find(asked.offered, asked.search) if body.code not in chosen]
    found.sort(key=lambda body: asking.wording.name(body.names, body.languages).text.casefold())
    return Choosing(
        ticks=[
            *(_tick(asking, body, is_chosen=True) for body in asked.bodies),
            *(_tick(asking, body) for body in found[:LISTED]),
        ],
        more=max(0, len(found) - LISTED),
        asks=len(asked.offered) > LISTED,
        search=asked.search,
        most=MOST_BODIES,
        rates=[(name.value, term(name), name is asked.rate) for name in find_rates(asking.words)],
        axes=[(axis.value, say(word), axis is asked.axis) for axis, word in AXES.items()],
        groupings=[
            ("", say(N_("over the periods")), asked.by is None),
            *((by.value, term(by), by is asked.by) for by in GROUPINGS),
        ],
        kept=list(asking.kept.items()),
    )


def _find(bodies: Iterable[Body], search: str) -> list[Body]:
    """The bodies with every word of the search in their code or in a name of theirs, in whatever language."""
    words = search.casefold().split()
    return [
        body for body in bodies if all(word in " ".join([body.code, *body.names.values()]).casefold() for word in words)
    ]


def _tick(asking: Asking, body: Body, *, is_chosen: bool = False) -> Tick:
    name = asking.wording.name(body.names, body.languages)
    return Tick(body.code, name, asking.wording.text(KINDS[body.kind]), body.illustrative, is_chosen)
