"""A row's rates over the periods, as a line no larger than a word: drawn by the page's own markup, without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.domain.rates import FEW, RateName
from tracker.domain.trends import Figures

WIDTH, HEIGHT, EDGE = 96, 28, 4
#: The latest periods that are drawn; what was before is on the body's own page.
DRAWN_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Spark:
    """What a line is drawn from. `line`: the path through every two neighbouring periods with enough projects to
    compare; `dots`: a path that has a round end at each of the periods that are over; `rings`: where the others are."""

    line: str
    dots: str
    rings: tuple[tuple[str, str], ...]


def draw_spark(figures: Sequence[Figures], name: RateName) -> Spark | None:
    """One rate, 0 to 100 % from bottom to top. None where it has a value in no period."""
    drawn = figures[-DRAWN_PERIODS:]
    points = [(at, row, place) for at, row in enumerate(drawn) if (place := _place(row, name, at, len(drawn)))]
    if not points:
        return None
    pieces: list[str] = []
    for (at, row, place), (other_at, other, other_place) in pairwise(points):
        if other_at == at + 1 and min(_whole(row, name), _whole(other, name)) >= FEW:
            pieces.append(f"M{place[0]} {place[1]}L{other_place[0]} {other_place[1]}")
    is_over = {at: row.period.reached_cut_off(row.as_of) for at, row, _ in points}
    return Spark(
        line="".join(pieces),
        dots="".join(f"M{x} {y}h0" for at, _, (x, y) in points if is_over[at]),
        rings=tuple(place for at, _, place in points if not is_over[at]),
    )


def _whole(row: Figures, name: RateName) -> int:
    rate = row.rates[name]
    return 0 if rate is None else rate.whole


def _place(row: Figures, name: RateName, at: int, number: int) -> tuple[str, str] | None:
    rate = row.rates[name]
    if rate is None or rate.value is None:
        return None
    across = WIDTH / 2 if number == 1 else EDGE + at * (WIDTH - 2 * EDGE) / (number - 1)
    down = HEIGHT - EDGE - float(rate.value) * (HEIGHT - 2 * EDGE)
    return f"{across:.1f}".removesuffix(".0"), f"{down:.1f}".removesuffix(".0")
