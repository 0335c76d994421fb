"""The figures of the reference case, as printed."""

import re
from datetime import date
from io import BytesIO

import pypdf
import pytest

from tests.reports.conftest import Pdfs
from tests.reports.reading import text_of

AS_OF = date(2020, 11, 1)


@pytest.fixture(scope="module")
def second(pdf_of: Pdfs) -> str:
    return text_of(pdf_of("seoul-beijing", 2, AS_OF, "en").content)


@pytest.fixture(scope="module")
def third(pdf_of: Pdfs) -> str:
    return text_of(pdf_of("seoul-beijing", 3, AS_OF, "en").content)


@pytest.mark.parametrize(
    "finding",
    [
        "Promotion rate of period 2 rose by 21.9 points, from 55.4 % to 77.3 % (51 of 66).",
        "Implementation rate of period 2 rose by 5.4 points, from 44.6 % to 50.0 % (33 of 66).",
        "Mutual promotion rate of period 2 rose by 18.7 points, from 59.4 % to 78.0 % (32 of 41).",
        "Retention rate of period 2 stands at 62.1 % (41 of 66).",
        "Renewal rate of period 2 stands at 73.2 % (41 of 56).",
    ],
)
def test_the_second_period_says_what_the_study_published(second: str, finding: str) -> None:
    assert finding in second


def test_the_third_period_has_no_stages_and_a_lower_retention(third: str) -> None:
    assert "Promotion rate of period 3 is not published." in third
    assert "Retention rate of period 3 fell by 22.9 points, from 62.1 % to 39.2 % (29 of 74)." in third
    assert not re.search(r"(?<!\d)0\.0 %", third)


def test_the_third_period_names_no_stalled_project_and_no_stage(third: str) -> None:
    assert "nobody can say which projects stall" in third
    annex = third[third.rindex("Annex:") :]
    assert "implemented" not in annex
    assert annex.count("not published") == 74


def test_made_up_data_say_so_with_their_source(second: str) -> None:
    assert "Made-up or reconstructed data" in second
    assert "counts reconstructed from the rates" in second


def test_every_page_says_body_period_edition_state_days_and_code(pdf_of: Pdfs) -> None:
    pages = second_pages(pdf_of)
    for number, page in enumerate(pages, start=1):
        assert "Status as of 1 Nov 2020; produced on 23 Nov 2026; check code" in page
        assert f"Page {number} of {len(pages)}" in page
    for page in pages[1:]:
        assert "Seoul-Beijing Joint Committee" in page
        assert "Period 2, edition 1: illustrative" in page


def second_pages(pdf_of: Pdfs) -> list[str]:
    rendered = pdf_of("seoul-beijing", 2, AS_OF, "en")
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(rendered.content)).pages]
    return [" ".join(page.split()) for page in pages]


def test_the_summary_is_one_page_and_the_whole_eight_to_twelve(pdf_of: Pdfs) -> None:
    pages = second_pages(pdf_of)
    assert 8 <= len(pages) <= 12
    assert "What is asked of the conference" in pages[0]
    assert "To decide on 31 unfinished projects" in pages[0]
    assert "Contents" in pages[1]


def test_every_project_has_a_row_in_the_annex(second: str) -> None:
    annex = second[second.rindex("Annex:") :]
    assert all(ref in annex for ref in ("2-ECO-01", "2-CUL-20", "2-EDU-12", "2-ENV-14"))
    assert "← 1-ECO-18" in annex


@pytest.mark.parametrize("language", ["ko", "zh", "ja"])
def test_other_languages_show_the_same_counts(pdf_of: Pdfs, language: str) -> None:
    text = text_of(pdf_of("seoul-beijing", 2, AS_OF, language).content)
    assert "77.3" in text
    assert "62.1" in text
    names = {"ko": "서울-베이징 통합위원회", "zh": "北京-首尔混合委员会", "ja": "Seoul-Beijing Joint Committee"}
    assert names[language] in text  # it has no Japanese name


def test_korean_words_are_not_cut_and_copy_as_they_are(pdf_of: Pdfs) -> None:
    text = text_of(pdf_of("haerang-conference", 2, date(2026, 11, 1), "ko").content)
    assert "진위안성, 바이장성, 윈빈성" in text
    assert "\u2060" not in text
