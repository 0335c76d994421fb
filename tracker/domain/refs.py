"""Proposing refs for new projects, as the body's own refs go on.

A ref is taken apart into what it says: the period's number, the area's code, a running number. How most refs of the
last period are made is how the next ones are proposed: after `2-ECO-07` of period 2 comes `3-ECO-01` of period 3.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PIECE = re.compile(r"[0-9]+|[^\W\d_]+|[\W_]+")

#: How refs are made where a body has none yet.
PERIOD, AREA, NUMBER = "{period}", "{area}", "{number}"


@dataclass(frozen=True, slots=True)
class KnownRef:
    """A ref that is used already."""

    period: int
    area: str
    ref: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """`pieces`: text, and the places of period, area and running number. `width`: of the running number, with zeros."""

    pieces: tuple[str, ...] = (PERIOD, "-", AREA, "-", NUMBER)
    width: int = 2

    def fill(self, *, period: int, area: str, number: int) -> str:
        values = {PERIOD: str(period), AREA: area, NUMBER: f"{number:0{self.width}}"}
        return "".join(values.get(piece, piece) for piece in self.pieces)

    def read(self, known: KnownRef) -> int | None:
        """The running number of a ref that is made like this; None of any other."""
        values = {PERIOD: str(known.period), AREA: re.escape(known.area), NUMBER: "([0-9]+)"}
        match = re.fullmatch("".join(values.get(piece) or re.escape(piece) for piece in self.pieces), known.ref)
        return int(match[1]) if match else None


def find_pattern(known: Sequence[KnownRef]) -> Pattern:
    """How most refs of the latest period that has any are made."""
    last = max((one.period for one in known), default=0)
    found = Counter(pattern for one in known if one.period == last and (pattern := _take_apart(one)) is not None)
    if not found:
        return Pattern()
    pieces = Counter(pattern.pieces for pattern in found.elements()).most_common(1)[0][0]
    return Pattern(pieces, min(pattern.width for pattern in found if pattern.pieces == pieces))


def propose_refs(
    known: Sequence[KnownRef], *, period: int, areas: Iterable[str], shaping: Sequence[KnownRef] | None = None
) -> list[str]:
    """A free ref for each of the new projects, whose areas are given in order. `shaping`: the refs whose pattern goes
    on, where not all that are known say it."""
    pattern, taken = find_pattern(known if shaping is None else shaping), {one.ref for one in known}
    last: dict[str, int] = {}
    for one in known:
        number = pattern.read(one)
        if number is not None and (PERIOD not in pattern.pieces or one.period == period):
            scope = one.area if AREA in pattern.pieces else ""
            last[scope] = max(last.get(scope, 0), number)
    proposed = []
    for area in areas:
        scope = area if AREA in pattern.pieces else ""
        number = last.get(scope, 0) + 1
        while (ref := pattern.fill(period=period, area=area, number=number)) in taken:
            number += 1
        last[scope] = number
        taken.add(ref)
        proposed.append(ref)
    return proposed


def _take_apart(known: KnownRef) -> Pattern | None:
    """None where the ref ends with no running number."""
    marked = known.ref
    head, found, rest = marked.partition(known.area) if known.area else (marked, "", "")
    pieces = [*_PIECE.findall(head), *([AREA] if found else []), *_PIECE.findall(rest)]
    if not pieces or not pieces[-1].isdecimal():
        return None
    width = len(pieces[-1])
    pieces[-1] = NUMBER
    if str(known.period) in pieces:
        pieces[pieces.index(str(known.period))] = PERIOD
    return Pattern(tuple(pieces), width)
