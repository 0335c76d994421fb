"""The blocks of an outline as the body of a DOCX: WordprocessingML, written directly, for long tables' sake."""

from collections.abc import Callable, Sequence
from itertools import count

from markupsafe import escape

from reports.docx_styles import MUTED, fonts_xml, is_eastern, lang_xml, twips
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
    Style,
    Table,
)
from reports.paper import Paper

STYLES = {
    Style.BODY: "Normal",
    Style.LEAD: "ReportLead",
    Style.NOTE: "ReportNote",
    Style.KIND: "ReportKind",
    Style.SUBTITLE: "Subtitle",
    Style.CAPTION: "Caption",
    Style.CAUTION: "ReportCaution",
}
HEADINGS = ("Title", "Heading1", "Heading2", "Heading3")

#: English metric units in a CSS pixel.
EMU = 9525

#: Languages whose signs of punctuation are as wide as their letters.
WIDE = frozenset({"zh", "ja"})


class BodyWriter:
    """`place`: the relationship of a picture's part, by its name."""

    def __init__(self, outline: Outline, eastern: str, paper: Paper, place: Callable[[Drawing], str]) -> None:
        self.outline = outline
        self.eastern = eastern
        self.paper = paper
        self.place = place
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
                return [self._heading(block, breaks=breaks)]
            case Paragraph():
                more = "<w:keepNext/>" if block.keeps_with_next else ""
                return [self.paragraph(block.runs, STYLES[block.style], more)]
            case Items() if block.is_plain:
                return self._contents(block)
            case Items():
                return [self.paragraph(one.runs, "ListBullet2" if one.level else "ListBullet") for one in block.items]
            case Table():
                return [self._table(block), self.paragraph((), "TableEnd")]
            case Picture() if block.name in self.outline.drawings:
                return [self._picture(block, self.outline.drawings[block.name])]
        return []

    def paragraph(self, runs: Runs, style: str, more: str = "", inner: str | None = None) -> str:
        content = self.runs(runs) if inner is None else inner
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'

    def runs(self, runs: Runs) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in run.text.split("\n"))
        look = self._language(run.lang)
        look += "<w:b/><w:bCs/>" if run.is_bold else ""
        look += f'<w:color w:val="{MUTED}"/>' if run.is_muted else ""
        lang = lang_xml(run.lang, run.lang if is_eastern(run.lang) else self.eastern)
        return f"<w:r><w:rPr>{look}{lang}</w:rPr>{text}</w:r>"

    def _language(self, lang: str) -> str:
        """The fonts of text in another language than the document's; its wide signs as its own letters."""
        hint = ' w:hint="eastAsia"' if lang.partition("-")[0] in WIDE else ""
        if lang == self.outline.language:
            return f"<w:rFonts{hint}/>" if hint else ""
        return fonts_xml(lang, lang if is_eastern(lang) else self.eastern).replace("/>", f"{hint}/>")

    def _heading(self, block: Heading, *, breaks: bool) -> str:
        inner = self.runs(block.runs)
        if block.anchor:
            number = next(self._numbers)
            name = escape(f"_Toc_{block.anchor}")
            inner = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'
        return self.paragraph((), HEADINGS[block.level], "<w:pageBreakBefore/>" if breaks else "", inner)

    def _contents(self, block: Items) -> list[str]:
        """A table of contents that Word can bring up to date, with the entries that it has now."""
        lines = []
        for one in block.items:
            name = escape(f"_Toc_{one.anchor}")
            lines.append(f'<w:hyperlink w:anchor="{name}" w:history="1">{self.runs(one.runs)}</w:hyperlink>')
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">TOC \\o "1-1" \\h \\u'
            '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        inner = [
            (begin if index == 0 else "") + line + (end if index == len(lines) - 1 else "")
            for index, line in enumerate(lines)
        ]
        return [self.paragraph((), "TOC1", "", one) for one in inner]

    def _table(self, table: Table) -> str:
        line = twips(self.paper.line)
        widths = [round(line * share) for share in table.widths]
        head = any(row.is_head for row in table.rows)
        look = f'w:firstRow="{int(head)}" w:lastRow="0" w:firstColumn="{int(table.has_row_headers)}" w:lastColumn="0"'
        rows = "".join(self._row(row, widths) for row in table.rows)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="06{"A" if head else "8"}0" {look} '
            f'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{escape(table.title)}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )

    def _row(self, row: Row, widths: Sequence[int]) -> str:
        cells, index = [], 0
        for cell in row.cells:
            cells.append(self._cell(cell, row, sum(widths[index : index + cell.columns])))
            index += cell.columns
        head = "<w:tblHeader/>" if row.is_head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"

    def _cell(self, cell: Cell, row: Row, width: int) -> str:
        strong = row.is_head or row.is_group or row.is_total
        style = "TableValue" if row.is_large else "TableHead" if strong else "TableText"
        more = "<w:keepNext/>" if row.is_head or row.is_group else ""
        more += '<w:jc w:val="right"/>' if cell.is_number else ""
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        bottom = '<w:vAlign w:val="bottom"/>' if row.is_head else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{bottom}</w:tcPr>'
            f"{self.paragraph(cell.runs, style, more)}</w:tc>"
        )

    def _picture(self, block: Picture, drawing: Drawing) -> str:
        number, alternative = next(self._numbers), escape(block.alternative)
        size = f'cx="{drawing.width * EMU}" cy="{drawing.height * EMU}"'
        inner = (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent {size}/><wp:docPr id="{number}" name="{escape(block.name)}" descr="{alternative}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{escape(block.name)}.png" descr="{alternative}"/>'
            f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{self.place(drawing)}"/>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
            f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
        return self.paragraph((), "Normal", "", inner)
