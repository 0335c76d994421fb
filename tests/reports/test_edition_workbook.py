"""An edition's figures as a workbook: rates with their counts, text that stays text, what it is and how to check it."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from reports.edition_workbook import make_edition_workbook
from reports.frozen import check_code, digest_of, from_text, to_text
from tests.reports.conftest import Figures
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES


def test_its_sheets_say_what_the_edition_says(figures_of: Figures) -> None:
    figures = figures_of("seoul-beijing", 2, date(2020, 11, 1))
    content = make_edition_workbook(figures, get_wording("en"))
    assert content == make_edition_workbook(figures, get_wording("en"))
    book = load_workbook(BytesIO(content))
    assert book.sheetnames[0] == "Edition"
    facts = {row[0]: row[1] for row in book["Edition"].iter_rows(values_only=True)}
    assert facts["Check code"] == check_code(digest_of(figures))
    assert facts["Status as of"].date() == date(2020, 11, 1)
    assert facts["Edition"] == 1
    rates = list(book["Rates by period"].iter_rows(values_only=True))
    found = dict(zip(rates[0], rates[2], strict=True))
    assert found["Promotion rate, %"] == 77.3
    assert (found["Promotion rate: counted"], found["Promotion rate: out of"]) == (51, 66)
    assert found["Promotion rate: change in points"] == 21.9
    first = dict(zip(rates[0], rates[1], strict=True))
    assert first["Retention rate, %"] == "–"
    assert len(list(book["Projects"].iter_rows())) == 1 + 66
    assert len(book.sheetnames) == 7


def test_text_that_looks_like_a_formula_stays_text_in_every_language(figures_of: Figures) -> None:
    report = from_text(figures_of("haerang-conference", 1, date(2026, 11, 1)))
    one = replace(report.projects[0], titles=dict.fromkeys(report.projects[0].titles, '=HYPERLINK("http://x";"y")'))
    figures = to_text(replace(report, projects=(one, *report.projects[1:])))
    for language in LANGUAGES:
        book = load_workbook(BytesIO(make_edition_workbook(figures, get_wording(language))))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell for cell in cells if cell.data_type == "f"] == []
        assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
