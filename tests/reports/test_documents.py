"""What kind of PDF a report is: archival, tagged, with its figures inside, the same bytes each time."""

import csv
import io
import json
import os
import re
from datetime import UTC, date, datetime

import pikepdf
import pytest

from reports.documents import Incomplete, NoFetcher, Outside, make_pdf
from reports.frozen import check_code, digest_of, from_text
from reports.renderer import Renderer
from tests.reports.conftest import Figures, Pdfs
from tests.reports.reading import elements_of, opened, text_of

CASE = ("seoul-beijing", 2, date(2020, 11, 1))
CREATED_AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def pdf(pdf_of: Pdfs) -> pikepdf.Pdf:
    return opened(pdf_of(*CASE, "ko").content)


def test_it_is_archival_tagged_and_says_so(pdf: pikepdf.Pdf) -> None:
    xmp = pdf.Root.Metadata.read_bytes().decode()
    assert re.search(r'pdfaid:part="3"|<pdfaid:part>3<', xmp)
    assert re.search(r'pdfaid:conformance="A"|<pdfaid:conformance>A<', xmp)
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "pdfaExtension:schemas" in xmp
    assert pdf.Root.MarkInfo.Marked
    assert "/OutputIntents" in pdf.Root


def test_its_metadata_are_well_formed(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"


def test_it_has_a_language_a_title_and_bookmarks(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "ko"
    assert "서울-베이징 통합위원회" in str(pdf.docinfo["/Title"])
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_outline() as outline:
        assert len(outline.root) >= 11


def test_every_chart_has_an_alternative_text_and_an_own_one(pdf: pikepdf.Pdf) -> None:
    figures = elements_of(pdf, "/Figure")
    texts = [str(figure.Alt) for figure in figures]
    assert len(texts) == 3
    assert len(set(texts)) == 3
    assert all(texts)


def test_tables_have_heads_and_headings_have_levels(pdf: pikepdf.Pdf) -> None:
    assert len(elements_of(pdf, "/H1")) == 1
    assert len(elements_of(pdf, "/H2")) == 13
    tables = elements_of(pdf, "/Table")
    assert len(tables) >= 8
    assert len(elements_of(pdf, "/TH")) > len(tables)


def test_every_font_is_embedded_and_of_one_language(pdf: pikepdf.Pdf) -> None:
    names = set()
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            assert "/FontFile3" in one or "/FontFile2" in one
            names.add(str(one.FontName).split("+")[1])
    assert names
    assert all("CJK-KR" in name for name in names)


def test_figures_and_projects_are_enclosed(pdf_of: Pdfs, figures_of: Figures) -> None:
    pdf = opened(pdf_of(*CASE, "en").content)
    files = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
    assert set(files) == {"seoul-beijing-2-edition-1.json", "seoul-beijing-2-edition-1-projects.csv"}
    figures = files["seoul-beijing-2-edition-1.json"].decode()
    assert figures == figures_of(*CASE)
    assert json.loads(figures)["trend"][1]["tally"]["promoted"] == 51
    rows = list(csv.DictReader(io.StringIO(files["seoul-beijing-2-edition-1-projects.csv"].decode("utf-8-sig"))))
    assert len(rows) == 66
    assert sum(row["stage"] == "implemented" for row in rows) == 33
    assert rows[0]["title_ko"]
    assert {str(one.AFRelationship) for one in pdf.Root.AF} == {"/Data"}


def test_the_check_code_is_of_the_enclosed_figures(pdf_of: Pdfs, figures_of: Figures) -> None:
    assert check_code(digest_of(figures_of(*CASE))) in text_of(pdf_of(*CASE, "en").content)


def test_another_process_on_another_day_makes_the_same_bytes(
    pdf_of: Pdfs, figures_of: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    with Renderer() as other:
        assert other.render(figures_of(*CASE), "ko").content == pdf_of(*CASE, "ko").content
    assert os.environ["TZ"] == "Pacific/Kiritimati"


def test_a_stored_edition_reads_back_as_it_was(figures_of: Figures) -> None:
    report = from_text(figures_of(*CASE))
    assert (report.body.code, report.period.number, report.as_of) == CASE
    assert report.figures.tally.promoted == 51


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1/x.png", "data:image/png;base64,AAAA"])
def test_the_renderer_fetches_nothing(address: str) -> None:
    with pytest.raises(Outside):
        NoFetcher().fetch(address)
    with pytest.raises(Outside):
        NoFetcher()(address)


@pytest.mark.parametrize(
    "page",
    [
        '<img src="file:///etc/hostname" alt="x"/>',
        '<img src="data:image/svg+xml,&lt;svg/&gt;" alt="x"/>',
        '<link rel="stylesheet" href="http://127.0.0.1/x.css"/>',
        '<link rel="attachment" href="file:///etc/hostname"/>',
        '<p style="background: url(file:///etc/hostname)">x</p>',
        '<style>@import url("file:///etc/hostname");</style>',
        '<style>@font-face { font-family: x; src: url("file:///etc/hostname") } p { font-family: x }</style><p>x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><title>x</title><image xlink:href="file:///etc/hostname"/></svg>',
        '<object data="file:///etc/hostname"></object>',
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the library's own open file
def test_a_page_that_asks_for_anything_outside_is_no_document(page: str) -> None:
    with pytest.raises((Outside, Incomplete)):
        make_pdf(f'<html lang="en"><head><title>x</title></head><body>{page}</body></html>', created_at=CREATED_AT)
