"""The page of a report as blocks: words with their languages, lines in cells, projects as a table, widths."""

from dataclasses import replace
from io import BytesIO

import docx
import pytest

from reports.approvals import NONE_YET
from reports.column_widths import find_widths
from reports.docx_file import write_docx
from reports.hwpx_file import write_hwpx
from reports.office import make_outline
from reports.outline import Cell, Drawing, Heading, Item, Items, Paragraph, Picture, Row, Run, Style, Table
from reports.outlining import read_page
from tests.reports.conftest import Figures
from tests.reports.test_office import AS_OF, part_of
from tracker.domain.editions import FileKind

SMALLEST_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636064f8cf"
    "0000020301011c7ca63d0000000049454e44ae426082"
)

PAGE = """<!doctype html><html lang="ko"><body>
<p class="emblem"><img src="data:image/png;base64,AAAA" alt="휘장"></p>
<h2 id="annex">부\u2060록</h2>
<p class="note">A  <b>bold</b>\n <span lang="zh">北京</span>&nbsp;x</p>
<ul><li>one <b>1</b><ul><li>inner</li></ul></li></ul>
<ul class="projects"><li>1-ECO-01&#9;포럼&#10;<span lang="zh">论坛</span>&#10;<small>● 완료</small></li></ul>
<table class="even"><thead><tr><th scope="col">기</th><th class="num">수</th></tr></thead>
<tbody><tr class="total"><th scope="row">합계</th><td class="num"><b>7</b><br><small>of 9</small></td></tr></tbody></table>
</body></html>"""


def test_a_page_is_read_as_blocks() -> None:
    head = Row([Cell([Run("Ref", "ko")], is_header=True), Cell([Run("Project", "ko")], is_header=True)], is_head=True)
    project = Row(
        [
            Cell([Run("1-ECO-01", "ko")], is_header=True),
            Cell([Run("포럼\n", "ko"), Run("论坛", "zh"), Run("\n", "ko"), Run("● 완료", "ko", is_muted=True)]),
        ]
    )
    total = Row(
        [
            Cell([Run("합계", "ko")], is_header=True),
            Cell([Run("7", "ko", is_bold=True), Run("\n", "ko"), Run("of 9", "ko", is_muted=True)], is_number=True),
        ],
        is_total=True,
    )
    named = Row([Cell([Run("기", "ko")], is_header=True), Cell([Run("수", "ko")], is_header=True, is_number=True)], is_head=True)  # fmt: skip
    blocks = read_page(PAGE, ("Ref", "Project"))
    assert blocks[:3] == [
        Picture("emblem", "휘장"),
        Heading(1, [Run("부록", "ko")], "annex"),
        Paragraph(
            [Run("A ", "ko"), Run("bold", "ko", is_bold=True), Run(" ", "ko"), Run("北京", "zh"), Run("\xa0x", "ko")],
            Style.NOTE,
        ),
    ]
    assert blocks[3] == Items([Item([Run("one ", "ko"), Run("1", "ko", is_bold=True)]), Item([Run("inner", "ko")], level=1)])  # fmt: skip
    assert isinstance(blocks[4], Table)
    assert [text_of_row(row) for row in blocks[4].rows] == [text_of_row(head), text_of_row(project)]
    assert blocks[4].rows[1].cells[1].runs[1].lang == "zh"
    assert isinstance(blocks[5], Table)
    assert [text_of_row(row) for row in blocks[5].rows] == [text_of_row(named), text_of_row(total)]
    assert blocks[5].rows[1].is_total
    assert blocks[5].widths == [0.5, 0.5]
    assert blocks[5].title == "부록"


def text_of_row(row: Row) -> list[str]:
    return ["".join(run.text for run in cell.runs) for cell in row.cells]


def test_columns_are_as_wide_as_their_words_and_fill_the_line() -> None:
    rows = [
        Row([Cell([Run("1-ECO-01", "en")]), Cell([Run("word " * 40, "en")]), Cell([Run("12", "en")], is_number=True)])
    ]
    ref, title, number = find_widths(rows, [], is_even=False)
    assert ref + title + number == pytest.approx(1)
    assert number < ref < title
    assert find_widths(rows, [0.2, None, None], is_even=True) == pytest.approx([0.2, 0.4, 0.4])


def test_a_document_is_on_the_bodys_paper_with_its_emblem(figures_of: Figures) -> None:
    outline = make_outline(figures_of("seoul-beijing", 2, AS_OF), "en", NONE_YET, FileKind.SUMMARY)
    drawing = Drawing(SMALLEST_PNG, 40, 40)
    outline = replace(
        outline, paper="letter", blocks=[Picture("emblem", "Emblem"), *outline.blocks], drawings={"emblem": drawing}
    )
    document = docx.Document(BytesIO(write_docx(outline)))
    assert round(document.sections[0].page_width.inches, 1) == 8.5  # type: ignore[union-attr]
    assert document.element.body.xpath("//wp:docPr/@descr") == ["Emblem"]
    hwpx = write_hwpx(outline)
    assert 'width="61200" height="79200"' in part_of(hwpx, "Contents/section0.xml").decode()
    assert part_of(hwpx, "BinData/image1.png") == SMALLEST_PNG
