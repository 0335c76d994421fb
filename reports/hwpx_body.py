"""The blocks of an outline as paragraphs of an HWPX section: OWPML, written directly, for long tables' sake."""

import math
from collections.abc import Sequence
from unicodedata import east_asian_width

from markupsafe import escape

from reports.hwpx_styles import CELL, HEAD, NO_BORDER, NUMBERS, POINT, TOTAL, Letters, number_of_shape
from reports.looks import LOOKS
from reports.outline import Drawing, Heading, Items, Outline, Picture, Row, Run, Runs, Table, split_lines
from reports.outline_writer import OutlineWriter, PlacedCell, place_cells

#: HWPUNIT in a CSS pixel, and around the words of a cell.
PIXEL = 75
SIDE, ABOVE = 140, 120

#: How an object stands: as a letter, or between paragraphs, so that a table goes on on the next page.
POSITION = (
    '<hp:pos treatAsChar="{as_letter}" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" '
    'vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
    '<hp:outMargin left="0" right="0" top="0" bottom="{below}"/>'
)


class SectionWriter(OutlineWriter):
    """`places`: a picture's item in the package, by its name."""

    def __init__(self, outline: Outline, letters: Letters, line: int, places: dict[str, str]) -> None:
        super().__init__(outline, line)
        self.letters = letters
        self.places = places

    def heading(self, block: Heading, look: str, *, breaks: bool) -> str:
        return self.paragraph(block.runs, look, breaks=breaks)

    def contents(self, block: Items) -> list[str]:
        return [self.paragraph(one.runs, "contents") for one in block.items]

    def paragraph(self, runs: Runs, look: str, *, keeps: bool = False, breaks: bool = False, more: str = "") -> str:
        """`more`: runs that follow, written already."""
        content = "".join(self.run(run, look) for run in runs) + more
        return self._open(look, keeps=keeps, breaks=breaks) + (content or self.control(look, "<hp:t/>")) + "</hp:p>"

    def run(self, run: Run, look: str) -> str:
        letters = self.letters.find(look, is_bold=run.is_bold, is_muted=run.is_muted, lang=run.lang)
        text = "<hp:lineBreak/>".join(str(escape(line)) for line in run.text.split("\n"))
        return f'<hp:run charPrIDRef="{letters}"><hp:t>{text}</hp:t></hp:run>'

    def control(self, look: str, inner: str) -> str:
        return f'<hp:run charPrIDRef="{NUMBERS[look]}">{inner}</hp:run>'

    def _open(self, look: str, *, keeps: bool = False, breaks: bool = False) -> str:
        shape = number_of_shape(look, keeps=keeps)
        return (
            f'<hp:p id="{next(self._numbers)}" paraPrIDRef="{shape}" styleIDRef="{NUMBERS[look]}" '
            f'pageBreak="{int(breaks)}" columnBreak="0" merged="0">'
        )

    def _anchored(self, inner: str, look: str) -> str:
        return f"{self._open(look)}{self.control(look, inner + '<hp:t/>')}</hp:p>"

    def table(self, table: Table, widths: Sequence[int]) -> list[str]:
        rows = [list(place_cells(row, widths)) for row in table.rows]
        heights = [_height_of(row) for row in rows]
        cells = "".join(
            f"<hp:tr>{''.join(self._cell(one, table.rows[number], number, height) for one in row)}</hp:tr>"
            for number, (row, height) in enumerate(zip(rows, heights, strict=True))
        )
        head = int(any(row.is_head for row in table.rows))
        written = (
            f'<hp:tbl id="{next(self._numbers)}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" '
            'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="TABLE" '
            f'repeatHeader="{head}" rowCnt="{len(rows)}" colCnt="{len(widths)}" cellSpacing="0" '
            f'borderFillIDRef="{NO_BORDER}" noAdjust="0"><hp:sz width="{sum(widths)}" widthRelTo="ABSOLUTE" '
            f'height="{sum(heights)}" heightRelTo="ABSOLUTE" protect="0"/>{POSITION.format(as_letter=0, below=100)}'
            f"<hp:shapeComment>{escape(table.title)}</hp:shapeComment>"
            f'<hp:inMargin left="{SIDE}" right="{SIDE}" top="{ABOVE}" bottom="{ABOVE}"/>{cells}</hp:tbl>'
        )
        return [self._anchored(written, "anchor")]

    def _cell(self, placed: PlacedCell, row: Row, number: int, height: int) -> str:
        border = HEAD if row.is_head else TOTAL if row.is_total else CELL
        words = "".join(self.paragraph(line, placed.look) for line in split_lines(placed.cell.runs))
        return (
            f'<hp:tc name="" header="{int(row.is_head)}" hasMargin="0" protect="0" editable="0" dirty="0" '
            f'borderFillIDRef="{border}"><hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" '
            f'vertAlign="{"BOTTOM" if row.is_head else "TOP"}" linkListIDRef="0" linkListNextIDRef="0" textWidth="0" '
            f'textHeight="0" hasTextRef="0" hasNumRef="0">{words}</hp:subList>'
            f'<hp:cellAddr colAddr="{placed.column}" rowAddr="{number}"/>'
            f'<hp:cellSpan colSpan="{placed.cell.columns}" rowSpan="1"/>'
            f'<hp:cellSz width="{placed.width}" height="{height}"/>'
            f'<hp:cellMargin left="{SIDE}" right="{SIDE}" top="{ABOVE}" bottom="{ABOVE}"/></hp:tc>'
        )

    def picture(self, block: Picture, drawing: Drawing) -> str:
        width, height, number = drawing.width * PIXEL, drawing.height * PIXEL, next(self._numbers)
        whole = [length * PIXEL for length in drawing.find_size()]
        same = 'e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"'
        written = (
            f'<hp:pic textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" reverse="0" id="{number}" zOrder="0" '
            'numberingType="PICTURE" lock="0" dropcapstyle="None" href="" groupLevel="0" '
            f'instid="{number}"><hp:offset x="0" y="0"/><hp:orgSz width="{width}" height="{height}"/>'
            f'<hp:curSz width="{width}" height="{height}"/><hp:flip horizontal="0" vertical="0"/>'
            f'<hp:rotationInfo angle="0" centerX="{width // 2}" centerY="{height // 2}" rotateimage="1"/>'
            f"<hp:renderingInfo><hc:transMatrix {same}/><hc:scaMatrix {same}/><hc:rotMatrix {same}/></hp:renderingInfo>"
            f'<hp:imgRect><hc:pt0 x="0" y="0"/><hc:pt1 x="{width}" y="0"/><hc:pt2 x="{width}" y="{height}"/>'
            f'<hc:pt3 x="0" y="{height}"/></hp:imgRect>'
            f'<hp:imgClip left="0" right="{whole[0]}" top="0" bottom="{whole[1]}"/>'
            '<hp:inMargin left="0" right="0" top="0" bottom="0"/>'
            f'<hp:imgDim dimwidth="{whole[0]}" dimheight="{whole[1]}"/>'
            f'<hc:img binaryItemIDRef="{self.places[block.name]}" bright="0" contrast="0" effect="REAL_PIC" alpha="0"/>'
            f'<hp:effects/><hp:sz width="{width}" widthRelTo="ABSOLUTE" height="{height}" heightRelTo="ABSOLUTE" '
            f'protect="0"/>{POSITION.format(as_letter=1, below=0)}'
            f"<hp:shapeComment>{escape(block.alternative)}</hp:shapeComment></hp:pic>"
        )
        return self._anchored(written, "figure")


def _height_of(row: Sequence[PlacedCell]) -> int:
    """About how high a row becomes; Hancom finds it out itself, others take it as it is."""
    highest = 0.0
    for placed in row:
        size, line = LOOKS[placed.look].size * POINT, LOOKS[placed.look].line
        lines = "".join(run.text for run in placed.cell.runs).split("\n")
        width = placed.width - 2 * SIDE
        number = sum(max(1, math.ceil(_width_of(one) * size / 2 / width)) for one in lines)
        highest = max(highest, number * size * line / 100)
    return round(highest) + 2 * ABOVE


def _width_of(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
