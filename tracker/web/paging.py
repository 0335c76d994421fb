"""Long lists in pages: the way from one to the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.web.asking import same_address


@dataclass(frozen=True, slots=True)
class Pages:
    """`around`: number and address of the first, the last, and those next to this one; None stands for a gap."""

    number: int
    last: int
    around: Sequence[tuple[int, str] | None]


def make_pages(number: int, count: int, size: int) -> Pages:
    """Of the list at the address at hand, with `size` on a page."""
    last = max(1, -(-count // size))
    shown = sorted({1, last, *range(number - 2, number + 3)} & set(range(1, last + 1)))
    around: list[tuple[int, str] | None] = []
    for one in shown:
        if around and around[-1] is not None and around[-1][0] != one - 1:
            around.append(None)
        around.append((one, same_address(without="page", page=str(one))))
    return Pages(number, last, around)
