"""Sizes of paper and the margins of a report, in millimetres: those of the PDF."""

from dataclasses import dataclass

SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}

TOP, RIGHT, BOTTOM, LEFT = 24.0, 17.0, 22.0, 26.0
#: From the edge of the paper to its running head and foot.
RUNNING = 12.0


@dataclass(frozen=True, slots=True)
class Paper:
    width: float
    height: float

    @property
    def line(self) -> float:
        """The width between the margins."""
        return self.width - LEFT - RIGHT


def find_paper(name: str) -> Paper:
    """A4 where the name is not known."""
    return Paper(*SIZES.get(name, SIZES["a4"]))
