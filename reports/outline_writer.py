"""The walk over an outline, the same for every format: what each block becomes in its XML is the format's."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from reports.looks import look_of
from reports.outline import (
    Block,
    Cell,
    Drawing,
    Heading,
    Items,
    Outline,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    Runs,
    Table,
)

HEADINGS = ("title", "heading1", "heading2", "heading3")


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """`column`: its first, from 0; `width`: in the format's unit."""

    cell: Cell
    look: str
    column: int
    width: int


class OutlineWriter(ABC):
    """`line`: the width between the margins, in the unit of the format."""

    def __init__(self, outline: Outline, line: int) -> None:
        self.outline = outline
        self.line = line
        self._numbers = count(1)

    def write(self) -> list[str]:
        """The elements of the body, as text, in order."""
        parts: list[str] = []
        breaks = False
        for block in self.outline.blocks:
            if isinstance(block, PageBreak):
                breaks = True
                continue
            parts += self._write_block(block, breaks=breaks)
            breaks = False
        return parts

    def _write_block(self, block: Block, *, breaks: bool) -> list[str]:
        match block:
            case Heading():
                look = "contents_heading" if block.is_of_contents else HEADINGS[block.level]
                return [self.heading(block, look, breaks=breaks)]
            case Paragraph():
                return [self.paragraph(block.runs, block.style.value, keeps=block.keeps_with_next)]
            case Items() if block.is_plain:
                return self.contents(block)
            case Items():
                return [self.paragraph(one.runs, "dash" if one.level else "bullet") for one in block.items]
            case Table():
                return self.table(block, [round(self.line * share) for share in block.widths])
            case Picture() if block.name in self.outline.drawings:
                return [self.picture(block, self.outline.drawings[block.name])]
        return []

    @abstractmethod
    def heading(self, block: Heading, look: str, *, breaks: bool) -> str:
        """`breaks`: it begins a page."""

    @abstractmethod
    def paragraph(self, runs: Runs, look: str, *, keeps: bool = False) -> str:
        """`keeps`: it stays with what follows."""

    @abstractmethod
    def contents(self, block: Items) -> list[str]: ...

    @abstractmethod
    def table(self, table: Table, widths: Sequence[int]) -> list[str]: ...

    @abstractmethod
    def picture(self, block: Picture, drawing: Drawing) -> str: ...


def place_cells(row: Row, widths: Sequence[int]) -> Iterator[PlacedCell]:
    """`widths`: of the table's columns."""
    column = 0
    for cell in row.cells:
        width = sum(widths[column : column + cell.columns])
        yield PlacedCell(cell, look_of(cell, row), column, width)
        column += cell.columns
