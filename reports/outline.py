"""What a report says, as plain blocks in one language: what files that are written on are made from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Style(StrEnum):
    """How a paragraph looks."""

    BODY = "body"
    LEAD = "lead"
    NOTE = "note"
    KIND = "kind"
    SUBTITLE = "subtitle"
    CAPTION = "caption"
    CAUTION = "caution"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one language and look. A line ends at `\\n`."""

    text: str
    lang: str
    is_bold: bool = False
    is_muted: bool = False


Runs = Sequence[Run]


def split_lines(runs: Runs) -> list[list[Run]]:
    """The runs of each line; one empty line where there are none."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = run.text.split("\n")
        lines[-1] += [replace(run, text=first)] if first else []
        lines += [[replace(run, text=text)] if text else [] for text in rest]
    return lines


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 0 is the document's title. `anchor`: the name by which the contents lead to it; the one over the contents
    themselves is none of those that they list."""

    level: int
    runs: Runs
    anchor: str | None = None
    is_of_contents: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs
    style: Style = Style.BODY
    keeps_with_next: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """`anchor`: the heading that it leads to, in the contents. `level`: 0 for those of the outer list."""

    runs: Runs
    anchor: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Items:
    """A list; without marks where it `is_plain`."""

    items: Sequence[Item]
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`is_header`: it names its column, its row or, over the whole width, the rows below. `columns`: how many wide."""

    runs: Runs
    is_header: bool = False
    is_number: bool = False
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """`is_head`: repeated at the top of every page. `is_group`: names the rows below; `is_total`: their sum;
    `is_large`: the values of a summary."""

    cells: Sequence[Cell]
    is_head: bool = False
    is_group: bool = False
    is_total: bool = False
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`widths`: of its columns, as shares of the width between the margins; `title`: what readers call it."""

    rows: Sequence[Row]
    widths: Sequence[float]
    title: str

    @property
    def has_row_headers(self) -> bool:
        return any(row.cells and row.cells[0].is_header for row in self.rows if not row.is_head)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart by the name of its place, with its text alternative."""

    name: str
    alternative: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block = Heading | Paragraph | Items | Table | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as PNG; its size on the page in CSS pixels."""

    content: bytes
    width: int
    height: int

    def find_size(self) -> tuple[int, int]:
        """In its own pixels, as every PNG begins."""
        width, height = (int.from_bytes(self.content[start : start + 4]) for start in (16, 20))
        return width, height


@dataclass(frozen=True, slots=True)
class Outline:
    """A document. `languages`: the body's, the authoritative first; `running`: left and right of every page's head,
    and its foot; `page_of`: its right end, with the places `{page}` and `{pages}`."""

    language: str
    languages: Sequence[str]
    title: str
    author: str
    description: str
    created_at: datetime
    paper: str
    running: tuple[str, str, str]
    page_of: str
    blocks: Sequence[Block]
    drawings: Mapping[str, Drawing]

    def split_page_of(self) -> list[tuple[str, bool]]:
        """`page_of` in pieces, each with whether it is a place."""
        parts = re.split(r"\{(page|pages)\}", self.page_of)
        return [(part, index % 2 == 1) for index, part in enumerate(parts) if part]
