"""The one-page summary: always one page, archival and tagged, saying what an official has to know."""

from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from reports.frozen import check_code, digest_of, from_text, to_text
from reports.renderer import Renderer
from tests.reports.conftest import Figures
from tests.reports.reading import elements_of, opened, text_of
from tracker.domain.editions import FileKind

CASE = ("seoul-beijing", 2, date(2020, 11, 1))
WIDTH, HEIGHT = 595, 842


@pytest.fixture(scope="module")
def page(renderer: Renderer, figures_of: Figures) -> bytes:
    return renderer.render(figures_of(*CASE), "en", kind=FileKind.SUMMARY).content


def test_it_says_who_when_how_far_what_is_asked_and_where_the_rest_is(page: bytes, figures_of: Figures) -> None:
    text = text_of(page)
    assert "Seoul-Beijing Joint Committee" in text
    assert "Period 2, 4 November 2015 to 18 March 2018" in text
    assert "1 Nov 2020" in text
    assert all(percent in text for percent in ("77.3 %", "50.0 %", "78.0 %", "62.1 %", "73.2 %"))
    assert all(counts in text for counts in ("51 of 66", "33 of 66", "32 of 41", "41 of 66", "41 of 56"))
    assert "+21.9 points" in text
    assert "Promotion rate of period 2 rose by 21.9 points" in text
    assert "What is asked of the conference" in text
    assert "The whole report with every project and figure" in text
    assert text.count(check_code(digest_of(figures_of(*CASE)))) == 2


def test_it_is_archival_and_tagged_on_one_page_of_paper_with_nothing_enclosed(page: bytes) -> None:
    pdf = opened(page)
    assert len(pdf.pages) == 1
    assert [round(float(one)) for one in pdf.pages[0].mediabox[2:]] == [WIDTH, HEIGHT]
    assert len(pdf.attachments) == 0
    with pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"
    assert len(elements_of(pdf, "/H1")) == 1
    assert isinstance(pdf.Root.StructTreeRoot, pikepdf.Dictionary)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_longest_names_do_not_make_a_second_page(renderer: Renderer, figures_of: Figures, language: str) -> None:
    report = from_text(figures_of(*CASE))
    name = dict.fromkeys(("en", "ko", "zh", "ja"), "Very long name 아주 긴 이름 非常长的名称 " * 20)
    party = replace(report.parties[0], names=name)
    longest = replace(
        report,
        body=replace(report.body, names=name, source="Source " * 200),
        note="Note " * 400,
        parties=tuple(replace(party, code=f"P{number}") for number in range(40)),
    )
    made = renderer.render(to_text(longest), language, kind=FileKind.SUMMARY)
    assert made.pages == 1
    assert "77.3" in text_of(made.content)
