"""DOCX and HWPX: the words and figures of the PDF, real headings and tables, and files that other programs open."""

import re
import subprocess
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from hwpx import HwpxDocument
from hwpx.tools.package_validator import validate_editor_open_safety
from hwpx.tools.validator import validate_document
from lxml import etree

from reports.approvals import NONE_YET
from reports.frozen import check_code, digest_of, from_text
from reports.office import ALTERNATIVE, render_docx, render_hwpx
from reports.sections import BY_NAME
from tests.reports.conftest import Figures, Pdfs
from tests.reports.reading import text_of
from tracker.domain.editions import FileKind
from tracker.domain.rates import RateName
from tracker.wording import get_wording

AS_OF = date(2020, 11, 1)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KOREAN = get_wording("ko")
CHART = KOREAN.text(ALTERNATIVE).partition("{")[0]
RENDER = {"docx": render_docx, "hwpx": render_hwpx}

Make = Callable[..., bytes]


@pytest.fixture(scope="module")
def make(figures_of: Figures) -> Make:
    """A file of the reference body's second period, or another."""

    @cache
    def make(form: str, language: str, kind: FileKind = FileKind.REPORT, body: str = "seoul-beijing") -> bytes:
        figures = figures_of(body, 2, AS_OF if body == "seoul-beijing" else date(2026, 11, 23))
        return RENDER[form](figures, language, NONE_YET, kind)[0]

    return make


def words_of(content: bytes, form: str) -> str:
    """All the words of its body, one space between them."""
    if form == "docx":
        root, text, paragraph = docx.Document(BytesIO(content)).element.body, f"{W}t", f"{W}p"
    else:
        root = etree.fromstring(part_of(content, "Contents/section0.xml"))
        paragraph, text = (f"{{{root.nsmap['hp']}}}{name}" for name in ("p", "t"))
    for one in root.iter(paragraph, f"{W}br"):
        one.tail = " "
    said = [
        "".join(part for element in one.iter(text) for part in element.itertext(with_tail=False))
        for one in root.iter(paragraph)
    ]
    return re.sub(r"\s+", " ", " ".join(said))


def part_of(content: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


@pytest.mark.parametrize("form", RENDER)
def test_every_figure_of_the_pdfs_summary_and_areas_is_there(
    form: str, make: Make, pdf_of: Pdfs, figures_of: Figures
) -> None:
    report, wording = from_text(figures_of("seoul-beijing", 2, AS_OF)), get_wording("en")
    pdf = text_of(pdf_of("seoul-beijing", 2, AS_OF, "en").content)
    words = words_of(make(form, "en"), form)
    told = [
        wording.finding(report.figures, name)
        for name in (RateName.PROMOTION, RateName.IMPLEMENTATION, RateName.RETENTION)
    ]
    for row in (*report.by_area, report.figures):
        for name in (RateName.PROMOTION, RateName.IMPLEMENTATION, RateName.MUTUAL_SHARE):
            told += [wording.percent(row.rates[name]), wording.counts(row.rates[name])]
    told += [project.ref for project in report.projects]
    assert len(told) > 90
    for one in told:
        assert one in pdf, one
        assert one.replace("\xa0", " ") in words.replace("\xa0", " "), one


@pytest.mark.parametrize("form", RENDER)
def test_the_same_figures_give_the_same_bytes(form: str, make: Make, figures_of: Figures) -> None:
    again, pages = RENDER[form](figures_of("seoul-beijing", 2, AS_OF), "ko", NONE_YET, FileKind.SUMMARY)
    assert again == make(form, "ko", FileKind.SUMMARY)
    assert pages == 0
    with ZipFile(BytesIO(again)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 23, 9, 0, 0)}


def test_a_docx_has_real_headings_tables_fields_and_languages(make: Make, figures_of: Figures) -> None:
    content = make("docx", "ko")
    document = docx.Document(BytesIO(content))
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert any(KOREAN.text(BY_NAME["areas"].title) in one for one in headings)
    assert len(headings) >= 10
    assert document.core_properties.title.startswith("서울-베이징 통합위원회")
    assert document.core_properties.language == "ko"
    sections = document.sections[0]
    assert (round(sections.page_width.mm), round(sections.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    code = check_code(digest_of(figures_of("seoul-beijing", 2, AS_OF)))
    assert code in sections.footer.paragraphs[0].text
    assert "서울-베이징 통합위원회" in sections.header.paragraphs[0].text
    fields = {one.get(f"{W}instr") for one in sections.footer._element.iter(f"{W}fldSimple")}
    assert fields == {"PAGE", "NUMPAGES"}
    body = document.element.body
    headed = [table for table in document.tables if table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")]
    assert len(headed) >= 8
    assert all(table._tbl.xpath("./w:tblPr/w:tblCaption/@w:val")[0] for table in document.tables)
    alternatives = body.xpath("//wp:docPr/@descr")
    assert len(alternatives) == 3
    assert all(one.startswith(CHART) for one in alternatives)
    assert {one.get(f"{W}eastAsia") for one in body.iter(f"{W}lang")} == {"ko-KR"}
    assert "ko-KR" in part_of(content, "word/styles.xml").decode()


def test_names_in_another_language_say_so_in_a_docx(make: Make) -> None:
    body = docx.Document(BytesIO(make("docx", "ja"))).element.body
    runs = [(one.find(f"{W}rPr/{W}lang").get(f"{W}eastAsia"), "".join(one.itertext())) for one in body.iter(f"{W}r") if one.find(f"{W}rPr/{W}lang") is not None]  # fmt: skip
    assert {tag for tag, _ in runs} >= {"ja-JP"}
    assert all(tag in ("ja-JP", "ko-KR", "zh-CN") for tag, _ in runs)


@pytest.mark.parametrize(("body", "language"), [("seoul-beijing", "ko"), ("haerang-conference", "zh")])
def test_an_hwpx_keeps_the_schema_and_points_to_nothing_missing(body: str, language: str, make: Make) -> None:
    content = make("hwpx", language, body=body)
    assert validate_document(BytesIO(content)).issues == ()
    assert validate_editor_open_safety(content).ok
    header = etree.fromstring(part_of(content, "Contents/header.xml"))
    section = etree.fromstring(part_of(content, "Contents/section0.xml"))
    for attribute, element in (
        ("charPrIDRef", "charPr"),
        ("paraPrIDRef", "paraPr"),
        ("styleIDRef", "style"),
        ("borderFillIDRef", "borderFill"),
    ):
        known = {one.get("id") for one in header.iter(f"{{*}}{element}")}
        assert known
        assert {one.get(attribute) for one in section.iter() if one.get(attribute)} <= known
    assert {one.get("binaryItemIDRef") for one in section.iter("{*}img")} == {"image1", "image2", "image3"}
    assert f"<opf:language>{language}</opf:language>" in part_of(content, "Contents/content.hpf").decode()


def test_an_hwpx_is_read_back_with_its_outline_tables_and_pictures(make: Make) -> None:
    content = make("hwpx", "ko")
    document = HwpxDocument.open(BytesIO(content))
    styles = {str(style.id): style.eng_name for style in document.styles.values()}
    outline = [one.text for one in document.paragraphs if styles[str(one.style_id_ref)] == "Outline 1"]
    assert KOREAN.text(BY_NAME["areas"].title) in " ".join(outline)
    section = etree.fromstring(part_of(content, "Contents/section0.xml"))
    tables = list(section.iter("{*}tbl"))
    assert sum(one.get("repeatHeader") == "1" for one in tables) >= 8
    for table in tables:
        cells = [cell for row in table.iterfind("{*}tr") for cell in row.iterfind("{*}tc")]
        covered = sum(int(cell.find("{*}cellSpan").get("colSpan")) for cell in cells)
        assert covered == int(table.get("rowCnt")) * int(table.get("colCnt"))
        assert table.findtext("{*}shapeComment")
    assert all(one.findtext("{*}shapeComment", "").startswith(CHART) for one in section.iter("{*}pic"))
    assert {one.get("numType") for one in section.iter("{*}autoNum")} == {"PAGE", "TOTAL_PAGE"}


def test_libreoffice_opens_the_docx(make: Make, tmp_path: Path) -> None:
    for language in ("ko", "zh"):
        (tmp_path / f"{language}.docx").write_bytes(make("docx", language))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "ko.docx", "zh.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    korean, chinese = (text_of((tmp_path / f"{language}.pdf").read_bytes()) for language in ("ko", "zh"))
    for part in ("77.3%", "21.9%p", "2-ENV-14"):
        assert part in korean
    assert "77.3%" in chinese
