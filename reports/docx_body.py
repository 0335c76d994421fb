"""The blocks of an outline as the body of a DOCX: WordprocessingML, written directly, for long tables' sake."""

from collections.abc import Callable, Sequence

from markupsafe import escape

from reports.docx_styles import STYLES, fonts_xml, is_eastern, lang_xml, twips
from reports.looks import MUTED
from reports.outline import Drawing, Heading, Item, Items, Outline, Picture, Row, Run, Runs, Table
from reports.outline_writer import OutlineWriter, PlacedCell, place_cells
from reports.paper import Paper

#: English metric units in a CSS pixel.
EMU = 9525

#: Languages whose signs of punctuation are as wide as their letters.
WIDE = frozenset({"zh", "ja"})


class BodyWriter(OutlineWriter):
    """`place`: the relationship of a picture's part, by its name."""

    def __init__(self, outline: Outline, eastern: str, paper: Paper, place: Callable[[Drawing], str]) -> None:
        super().__init__(outline, twips(paper.line))
        self.eastern = eastern
        self.place = place

    def paragraph(
        self, runs: Runs, look: str, *, keeps: bool = False, breaks: bool = False, inner: str | None = None
    ) -> str:
        """`inner`: what stands in place of runs, written already."""
        more = ("<w:keepNext/>" if keeps else "") + ("<w:pageBreakBefore/>" if breaks else "")
        content = self.runs(runs) if inner is None else inner
        return f'<w:p><w:pPr><w:pStyle w:val="{STYLES[look].number}"/>{more}</w:pPr>{content}</w:p>'

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

    def heading(self, block: Heading, look: str, *, breaks: bool) -> str:
        inner = self.runs(block.runs)
        if block.anchor:
            number = next(self._numbers)
            inner = (
                f'<w:bookmarkStart w:id="{number}" w:name="{_bookmark(block.anchor)}"/>{inner}'
                f'<w:bookmarkEnd w:id="{number}"/>'
            )
        return self.paragraph((), look, breaks=breaks, inner=inner)

    def contents(self, block: Items) -> list[str]:
        """Links, with the numbers of their pages as fields of their own: LibreOffice finds them out when it opens the
        file, Word when it prints or is asked to. Those of a field for the whole table stay empty in the one; having
        them found out at once, the other asks whether to trust the file."""
        return [self.paragraph((), "contents", inner=self._entry(one)) for one in block.items]

    def _entry(self, item: Item) -> str:
        if item.anchor is None:
            return self.runs(item.runs)
        name = _bookmark(item.anchor)
        number = "".join(
            f"<w:r>{inner}</w:r>"
            for inner in (
                "<w:tab/>",
                '<w:fldChar w:fldCharType="begin"/>',
                f'<w:instrText xml:space="preserve"> PAGEREF {name} \\h </w:instrText>',
                '<w:fldChar w:fldCharType="separate"/>',
                '<w:fldChar w:fldCharType="end"/>',
            )
        )
        return f'<w:hyperlink w:anchor="{name}" w:history="1">{self.runs(item.runs)}{number}</w:hyperlink>'

    def table(self, table: Table, widths: Sequence[int]) -> list[str]:
        head = any(row.is_head for row in table.rows)
        look = f'w:firstRow="{int(head)}" w:lastRow="0" w:firstColumn="{int(table.has_row_headers)}" w:lastColumn="0"'
        rows = "".join(self._row(row, widths) for row in table.rows)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        written = (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="06{"A" if head else "8"}0" {look} '
            f'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{escape(table.title)}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )
        return [written, self.paragraph((), "anchor")]

    def _row(self, row: Row, widths: Sequence[int]) -> str:
        cells = "".join(self._cell(placed, row) for placed in place_cells(row, widths))
        head = "<w:tblHeader/>" if row.is_head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"

    def _cell(self, placed: PlacedCell, row: Row) -> str:
        span = f'<w:gridSpan w:val="{placed.cell.columns}"/>' if placed.cell.columns > 1 else ""
        bottom = '<w:vAlign w:val="bottom"/>' if row.is_head else ""
        words = self.paragraph(placed.cell.runs, placed.look, keeps=row.is_head or row.is_group)
        return f'<w:tc><w:tcPr><w:tcW w:w="{placed.width}" w:type="dxa"/>{span}{bottom}</w:tcPr>{words}</w:tc>'

    def picture(self, block: Picture, drawing: Drawing) -> str:
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
        return self.paragraph((), "figure", inner=inner)


def _bookmark(anchor: str) -> str:
    return str(escape(f"_Toc_{anchor.replace('-', '_')}"))
