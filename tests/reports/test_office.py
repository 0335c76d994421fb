"""DOCX and HWPX: the words and figures of the PDF, real headings and tables, and files that other programs open."""

import re
from collections.abc import Callable
from dataclasses import replace
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
from pypdf import PdfReader

from reports.approvals import NONE_YET
from reports.frozen import check_code, digest_of, from_text, to_text
from reports.office import ALTERNATIVE, make_outline, render_docx, render_hwpx
from reports.sections import BY_NAME
from tests.reports.conftest import Figures, Pdfs
from tests.reports.reading import text_of
from tests.reports.resaving import convert
from tracker.domain.editions import FileKind
from tracker.domain.rates import RateName
from tracker.wording import get_wording

AS_OF = date(2020, 11, 1)
BODIES = ("seoul-beijing", "haerang-conference")
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
    for kind in FileKind:
        again, pages = RENDER[form](figures_of("seoul-beijing", 2, AS_OF), "ko", NONE_YET, kind)
        assert again == make(form, "ko", kind)
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


def test_each_line_of_the_contents_leads_to_a_heading_and_its_page(make: Make) -> None:
    document = docx.Document(BytesIO(make("docx", "ja")))
    named = {one.get(f"{W}name"): one.getparent() for one in document.element.body.iter(f"{W}bookmarkStart")}
    links = list(document.element.body.iter(f"{W}hyperlink"))
    assert len(links) > 10
    for link in links:
        anchor = link.get(f"{W}anchor")
        assert named[anchor].pPr.pStyle.val == "Heading1"
        assert link.findtext(f"{W}r/{W}instrText").split() == ["PAGEREF", anchor, "\\h"]
        assert "".join(one.text for one in link.iter(f"{W}t")) == "".join(
            one.text for one in named[anchor].iter(f"{W}t")
        )
    listed = [one for one in document.paragraphs if one.style is not None and one.style.name == "TOC Heading"]
    assert [one.text for one in listed] == ["目次"]


def test_lines_of_a_docx_are_as_high_whatever_font_draws_them(make: Make) -> None:
    styles = docx.Document(BytesIO(make("docx", "ja"))).styles
    for style in styles:
        spacing = style.element.find(f"{W}pPr/{W}spacing")
        if spacing is not None:
            is_for_pictures = style.name == "Report Figure"
            assert spacing.get(f"{W}lineRule") == ("auto" if is_for_pictures else "exact"), style.name
    fonts = part_of(make("docx", "ja"), "word/fontTable.xml").decode()
    assert all(name in fonts for name in ("Yu Gothic", "游ゴシック", "맑은 고딕", "微软雅黑"))


def test_an_hwpx_is_packed_as_hancom_office_asks(make: Make, figures_of: Figures) -> None:
    content = make("hwpx", "ko")
    with ZipFile(BytesIO(content)) as archive:
        first, names = archive.infolist()[0], archive.namelist()
    assert (first.filename, first.compress_type, part_of(content, "mimetype")) == (
        "mimetype",
        0,
        b"application/hwp+zip",
    )
    listed = etree.fromstring(part_of(content, "Contents/content.hpf"))
    manifest = {one.get("id"): one.get("href") for one in listed.iter("{*}item")}
    assert set(manifest.values()) <= set(names)
    assert {name for name in names if name.startswith(("BinData/", "Contents/"))} - {"Contents/content.hpf"} <= set(
        manifest.values()
    )
    assert [manifest[one.get("idref")] for one in listed.iter("{*}itemref")] == ["Contents/header.xml", "Contents/section0.xml"]  # fmt: skip
    assert b'tagetApplication="WORDPROCESSOR"' in part_of(content, "version.xml")
    section = etree.fromstring(part_of(content, "Contents/section0.xml"))
    assert section[0].find("{*}run/{*}secPr") is not None
    assert section.find(".//{*}linesegarray") is None, "the lines are Hancom's to find: wrong ones lose text"
    running = {one.tag.rpartition("}")[2]: "".join(one.itertext()) for one in section[0].iter("{*}header", "{*}footer")}
    assert "서울-베이징 통합위원회" in running["header"]
    assert check_code(digest_of(figures_of("seoul-beijing", 2, AS_OF))) in running["footer"]
    assert "2020. 11. 1." in running["footer"]


def test_pictures_of_an_hwpx_are_shown_whole(make: Make) -> None:
    content = make("hwpx", "ko")
    pictures = list(etree.fromstring(part_of(content, "Contents/section0.xml")).iter("{*}pic"))
    assert len(pictures) == 3
    for picture in pictures:
        png = part_of(content, f"BinData/{picture.find('{*}img').get('binaryItemIDRef')}.png")
        size = [75 * int.from_bytes(png[start : start + 4]) for start in (16, 20)]
        clip, whole = picture.find("{*}imgClip"), picture.find("{*}imgDim")
        assert [int(whole.get(name)) for name in ("dimwidth", "dimheight")] == size
        assert [int(clip.get(name)) for name in ("left", "top", "right", "bottom")] == [0, 0, *size]


def test_names_in_another_language_have_letters_of_their_own_in_an_hwpx(figures_of: Figures) -> None:
    report = from_text(figures_of("seoul-beijing", 2, AS_OF))
    korean = replace(report, body=replace(report.body, names={"ko": report.body.names["ko"]}))
    content = render_hwpx(to_text(korean), "ja", NONE_YET, FileKind.REPORT)[0]
    header = etree.fromstring(part_of(content, "Contents/header.xml"))
    faces = {one.get("id"): one.get("face") for one in header.find(".//{*}fontface").iter("{*}font")}
    fonts = {one.get("id"): faces[one.find("{*}fontRef").get("hangul")] for one in header.iter("{*}charPr")}
    section = etree.fromstring(part_of(content, "Contents/section0.xml"))
    drawn = {"".join(one.itertext()): fonts[one.get("charPrIDRef")] for one in section.iter("{*}run")}
    assert drawn["서울-베이징 통합위원회"] == "맑은 고딕"
    assert drawn["目次"] == "Yu Gothic"


def test_libreoffice_opens_the_docx_with_its_cover_on_one_page_and_the_contents_numbered(
    make: Make, figures_of: Figures, tmp_path: Path
) -> None:
    report = from_text(figures_of("haerang-conference", 2, date(2026, 11, 23)))
    letter = to_text(replace(report, layout=replace(report.layout, paper="letter")))
    files = {
        f"{body[:3]}-{lang}": make("docx", lang, body=body) for body in BODIES for lang in ("en", "ko", "zh", "ja")
    }
    files["letter"] = render_docx(letter, "en", NONE_YET, FileKind.REPORT)[0]
    for name, content in files.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    convert(tmp_path, "pdf", *(f"{name}.docx" for name in files))
    for name in files:
        pages = [page.extract_text() for page in PdfReader(tmp_path / f"{name}.pdf").pages]
        language = name[4:] if "-" in name else "en"
        headings = [one for one in pages if get_wording(language).text("Contents") in one]
        assert headings == [pages[1]], name
        numbers = [int(found) for found in re.findall(r"^\S.*?[^\d\s.]\s*(\d+)\s*$", pages[1], re.MULTILINE)]
        assert len(numbers) >= 10, name
    korean = "".join(page.extract_text() for page in PdfReader(tmp_path / "seo-ko.pdf").pages)
    for part in ("77.3%", "21.9%p", "2-ENV-14"):
        assert part in korean


def test_the_head_of_each_page_says_that_approval_is_awaited(figures_of: Figures) -> None:
    asked = replace(from_text(figures_of("seoul-beijing", 2, AS_OF)), asked=("BJS", "SEL"))
    _, head, _ = make_outline(to_text(asked), "en", NONE_YET, FileKind.SUMMARY).running
    assert head.endswith("illustrative, awaiting approval")


def test_of_illustrative_figures_it_is_said_that_they_may_still_change(figures_of: Figures) -> None:
    outline = make_outline(figures_of("haerang-conference", 2, date(2026, 11, 23)), "en", NONE_YET, FileKind.SUMMARY)
    assert outline.running[1].endswith("illustrative, provisional")
    assert "illustrative; provisional; break in the series" in str(outline.blocks)
