"""The blocks of an outline as paragraphs of an HWPX section: OWPML, written directly, for long tables' sake."""

import math
from collections.abc import Sequence
from itertools import count
from unicodedata import east_asian_width

from markupsafe import escape

from reports.hwpx_styles import CELL, HEAD, LOOKS, NO_BORDER, NUMBERS, PARAGRAPHS, TOTAL, Letters
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
    Run,
    Runs,
    Table,
    split_lines,
)

HEADINGS = ("title", "heading1", "heading2", "heading3")

#: HWPUNIT in a CSS pixel, and around the words of a cell.
PIXEL = 75
SIDE, ABOVE = 140, 120

#: How an object stands: as a letter, or between paragraphs, so that a table goes on on the next page.
POSITION = (
    '<hp:pos treatAsChar="{as_letter}" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" '
    'vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
    '<hp:outMargin left="0" right="0" top="0" bottom="{below}"/>'
)


class SectionWriter:
    """`line`: the width between the margins; `places`: a picture's item in the package, by its name."""

    def __init__(self, outline: Outline, letters: Letters, line: int, places: dict[str, str]) -> None:
        self.outline = outline
        self.letters = letters
        self.line = line
        self.places = places
        self._numbers = count(1)

    def write(self) -> list[str]:
        """The paragraphs, as text, in order."""
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
                return [self.paragraph(block.runs, HEADINGS[block.level], breaks=breaks)]
            case Paragraph():
                return [self.paragraph(block.runs, PARAGRAPHS[block.style])]
            case Items():
                outer = "contents" if block.is_plain else "bullet"
                return [self.paragraph(one.runs, "dash" if one.level else outer) for one in block.items]
            case Table():
                return [self._anchored(self._table(block), "anchor")]
            case Picture() if block.name in self.places:
                return [self._anchored(self._picture(block, self.outline.drawings[block.name]), "body")]
        return []

    def paragraph(self, runs: Runs, name: str, *, breaks: bool = False, more: str = "") -> str:
        """`more`: runs that follow, written already."""
        content = "".join(self.run(run, name) for run in runs) + more
        return self._open(name, breaks=breaks) + (content or self._empty(name)) + "</hp:p>"

    def run(self, run: Run, name: str) -> str:
        letters = self.letters.find(name, is_bold=run.is_bold, is_muted=run.is_muted, lang=run.lang)
        text = "<hp:lineBreak/>".join(str(escape(line)) for line in run.text.split("\n"))
        return f'<hp:run charPrIDRef="{letters}"><hp:t>{text}</hp:t></hp:run>'

    def control(self, name: str, inner: str) -> str:
        return f'<hp:run charPrIDRef="{NUMBERS[name]}">{inner}</hp:run>'

    def _open(self, name: str, *, breaks: bool = False) -> str:
        number = NUMBERS[name]
        return (
            f'<hp:p id="{next(self._numbers)}" paraPrIDRef="{number}" styleIDRef="{number}" pageBreak="{int(breaks)}" '
            'columnBreak="0" merged="0">'
        )

    def _empty(self, name: str) -> str:
        return self.control(name, "<hp:t/>")

    def _anchored(self, inner: str, name: str) -> str:
        return f"{self._open(name)}{self.control(name, inner + '<hp:t/>')}</hp:p>"

    def _table(self, table: Table) -> str:
        widths = [round(self.line * share) for share in table.widths]
        heights = [_height_of(row, widths) for row in table.rows]
        rows = "".join(
            self._row(row, index, widths, height)
            for index, (row, height) in enumerate(zip(table.rows, heights, strict=True))
        )
        head = int(any(row.is_head for row in table.rows))
        return (
            f'<hp:tbl id="{next(self._numbers)}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" '
            'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="TABLE" '
            f'repeatHeader="{head}" rowCnt="{len(table.rows)}" colCnt="{len(widths)}" cellSpacing="0" '
            f'borderFillIDRef="{NO_BORDER}" noAdjust="0"><hp:sz width="{sum(widths)}" widthRelTo="ABSOLUTE" '
            f'height="{sum(heights)}" heightRelTo="ABSOLUTE" protect="0"/>{POSITION.format(as_letter=0, below=600)}'
            f"<hp:shapeComment>{escape(table.title)}</hp:shapeComment>"
            f'<hp:inMargin left="{SIDE}" right="{SIDE}" top="{ABOVE}" bottom="{ABOVE}"/>{rows}</hp:tbl>'
        )

    def _row(self, row: Row, number: int, widths: Sequence[int], height: int) -> str:
        cells, index = [], 0
        for cell in row.cells:
            width = sum(widths[index : index + cell.columns])
            cells.append(self._cell(cell, row, (index, number), width, height))
            index += cell.columns
        return f"<hp:tr>{''.join(cells)}</hp:tr>"

    def _cell(self, cell: Cell, row: Row, at: tuple[int, int], width: int, height: int) -> str:
        border = HEAD if row.is_head else TOTAL if row.is_total else CELL
        words = "".join(self.paragraph(line, _look_of(cell, row)) for line in split_lines(cell.runs))
        return (
            f'<hp:tc name="" header="{int(row.is_head)}" hasMargin="0" protect="0" editable="0" dirty="0" '
            f'borderFillIDRef="{border}"><hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" '
            f'vertAlign="{"BOTTOM" if row.is_head else "TOP"}" linkListIDRef="0" linkListNextIDRef="0" textWidth="0" '
            f'textHeight="0" hasTextRef="0" hasNumRef="0">{words}</hp:subList>'
            f'<hp:cellAddr colAddr="{at[0]}" rowAddr="{at[1]}"/><hp:cellSpan colSpan="{cell.columns}" rowSpan="1"/>'
            f'<hp:cellSz width="{width}" height="{height}"/>'
            f'<hp:cellMargin left="{SIDE}" right="{SIDE}" top="{ABOVE}" bottom="{ABOVE}"/></hp:tc>'
        )

    def _picture(self, block: Picture, drawing: Drawing) -> str:
        width, height, number = drawing.width * PIXEL, drawing.height * PIXEL, next(self._numbers)
        same = 'e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"'
        return (
            f'<hp:pic textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" reverse="0" id="{number}" zOrder="0" '
            'numberingType="PICTURE" lock="0" dropcapstyle="None" href="" groupLevel="0" '
            f'instid="{number}"><hp:offset x="0" y="0"/><hp:orgSz width="{width}" height="{height}"/>'
            f'<hp:curSz width="{width}" height="{height}"/><hp:flip horizontal="0" vertical="0"/>'
            f'<hp:rotationInfo angle="0" centerX="{width // 2}" centerY="{height // 2}" rotateimage="1"/>'
            f"<hp:renderingInfo><hc:transMatrix {same}/><hc:scaMatrix {same}/><hc:rotMatrix {same}/></hp:renderingInfo>"
            f'<hp:imgRect><hc:pt0 x="0" y="0"/><hc:pt1 x="{width}" y="0"/><hc:pt2 x="{width}" y="{height}"/>'
            f'<hc:pt3 x="0" y="{height}"/></hp:imgRect><hp:imgClip left="0" right="{width}" top="0" bottom="{height}"/>'
            '<hp:inMargin left="0" right="0" top="0" bottom="0"/>'
            f'<hp:imgDim dimwidth="{width}" dimheight="{height}"/>'
            f'<hc:img binaryItemIDRef="{self.places[block.name]}" bright="0" contrast="0" effect="REAL_PIC" alpha="0"/>'
            f'<hp:effects/><hp:sz width="{width}" widthRelTo="ABSOLUTE" height="{height}" heightRelTo="ABSOLUTE" '
            f'protect="0"/>{POSITION.format(as_letter=1, below=0)}'
            f"<hp:shapeComment>{escape(block.alternative)}</hp:shapeComment></hp:pic>"
        )


def _look_of(cell: Cell, row: Row) -> str:
    if row.is_large:
        return "value"
    if row.is_head or row.is_group or row.is_total:
        return "column_number" if cell.is_number else "column"
    return "number" if cell.is_number else "cell"


def _height_of(row: Row, widths: Sequence[int]) -> int:
    """About how high a row becomes; Hancom finds it out itself, others take it as it is."""
    highest, index = 0, 0
    for cell in row.cells:
        look, width = LOOKS[_look_of(cell, row)], sum(widths[index : index + cell.columns]) - 2 * SIDE
        lines = "".join(run.text for run in cell.runs).split("\n")
        number = sum(max(1, math.ceil(_width_of(line) * look.size / 2 / width)) for line in lines)
        highest = max(highest, number * look.size * look.line // 100)
        index += cell.columns
    return highest + 2 * ABOVE


def _width_of(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
