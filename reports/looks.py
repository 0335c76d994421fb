"""How the paragraphs of a document to go on writing in look, whatever its format: sizes, distances, rules, colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.outline import Cell, Row

INK, MUTED, BLUE, RULE = "1F2933", "52606D", "1D4F86", "CBD2D9"


@dataclass(frozen=True, slots=True)
class Line:
    """Drawn along sides of a paragraph, `width` in millimetres."""

    sides: Sequence[str]
    width: float
    colour: str


OF_HEADING = Line(("top",), 0.4, BLUE)
OF_HEAD = Line(("bottom",), 0.12, RULE)
OF_FOOT = Line(("top",), 0.12, RULE)
BOX = Line(("top", "left", "bottom", "right"), 0.2, INK)
LINES = (OF_HEADING, OF_HEAD, OF_FOOT, BOX)

#: Marks of a list and of one inside it, in the order of `Look.marks`; the language that has its own in official papers.
MARKS: Mapping[str, tuple[str, str]] = {"ko": ("○", "-")}
OTHER_MARKS = ("•", "–")


@dataclass(frozen=True, slots=True)
class Look:
    """A kind of paragraph, and the letters in it. Lengths in points, `line` in hundredths of the size. `outline`: its
    level among the headings, from 0; `marks`: of a list, 1 or 2; `has_tab`: one leads to the right end."""

    size: float
    line: int = 145
    before: float = 0
    after: float = 0
    is_bold: bool = False
    colour: str = INK
    is_right: bool = False
    outline: int | None = None
    marks: int | None = None
    rule: Line | None = None
    has_tab: bool = False
    keeps: bool = False

    @property
    def keeps_with_next(self) -> bool:
        return self.keeps or self.outline is not None


LOOKS = {
    "body": Look(9.5, after=5),
    "heading1": Look(14, 140, 20, 6, is_bold=True, colour=BLUE, outline=0, rule=OF_HEADING),
    "heading2": Look(10.5, 140, 12, 4, is_bold=True, outline=1),
    "heading3": Look(9.5, 140, 10, 3, is_bold=True, outline=2),
    "title": Look(21, 125, after=3, is_bold=True, keeps=True),
    "kind": Look(10, after=2, is_bold=True, colour=BLUE),
    "subtitle": Look(13, 140, after=8),
    "lead": Look(10.5, after=4),
    "note": Look(8.5, after=5, colour=MUTED),
    "caution": Look(8.5, rule=BOX),
    "caption": Look(9.5, 140, 6, 2, is_bold=True, keeps=True),
    "bullet": Look(9.5, after=2.5, marks=1),
    "dash": Look(9.5, after=2.5, marks=2),
    "contents_heading": Look(14, 140, 0, 6, is_bold=True, colour=BLUE, rule=OF_HEADING, keeps=True),
    "contents": Look(9.5, after=3, has_tab=True),
    "head": Look(7.5, 130, colour=MUTED, rule=OF_HEAD, has_tab=True),
    "foot": Look(7.5, 130, colour=MUTED, rule=OF_FOOT, has_tab=True),
    "cell": Look(8.5, 136),
    "number": Look(8.5, 136, is_right=True),
    "column": Look(8, 136, is_bold=True),
    "column_number": Look(8, 136, is_bold=True, is_right=True),
    "value": Look(17, 125, is_bold=True),
    "figure": Look(9.5, 100, after=5),
    "anchor": Look(1, 100, after=5),
}


def find_marks(language: str) -> tuple[str, str]:
    return MARKS.get(language, OTHER_MARKS)


def look_of(cell: Cell, row: Row) -> str:
    """Of the words in a cell."""
    if row.is_large:
        return "value"
    if row.is_head or row.is_group or row.is_total:
        return "column_number" if cell.is_number else "column"
    return "number" if cell.is_number else "cell"
