"""Lists as CSV and workbooks: nothing becomes a formula, days are days, every script comes through."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tracker.register.exports import Cell, Column, Export, Section, to_sheet_name, write_csv, write_workbook

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "=cmd|' /C calc'!A0", "http://example.org"]
SCRIPTS = ["대기질 공동 포럼", "空气质量联合论坛", "大気質共同フォーラム", "Zoë’s “forum”, 1;2", "👩‍🔧\nsecond line"]


def export(values: list[Any], **fields: Any) -> Export[Any]:
    columns: list[Column[Any]] = [
        Column("number", "No.", lambda row: row[0]),
        Column("value", "Value", lambda row: row[1]),
    ]
    about = [Section("Of what", [("Body", "A"), ("", "=1+1")]), Section("Filters", [])]
    given: dict[str, Any] = {"title": "A list", "about_title": "About: it", "about": about} | fields
    return Export(columns=columns, rows=[(n, value) for n, value in enumerate(values)], **given)


def open_workbook(one: Export[Any], **options: Any) -> Workbook:
    stream = io.BytesIO()
    write_workbook(one, stream, made_at=AT, **options)
    return load_workbook(io.BytesIO(stream.getvalue()))


def cells_of(one: Export[Any], **options: Any) -> list[Any]:
    return [row[1] for row in open_workbook(one, **options).worksheets[0].iter_rows(min_row=2, values_only=True)]


def csv_of(records: list[list[Cell]]) -> bytes:
    stream = io.BytesIO()
    write_csv(records, stream)
    return stream.getvalue()


def test_csv_is_known_as_utf_8_and_every_script_comes_through() -> None:
    content = csv_of([[text] for text in SCRIPTS])
    assert content.startswith(b"\xef\xbb\xbf")
    assert [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))] == SCRIPTS


def test_a_workbook_keeps_every_script() -> None:
    assert cells_of(export(SCRIPTS)) == SCRIPTS


@pytest.mark.parametrize("text", FORMULAS)
def test_text_never_becomes_a_formula(text: str) -> None:
    written = csv_of([[text]]).decode("utf-8-sig")
    cell = next(csv.reader(io.StringIO(written, newline="")))[0]
    assert cell == text if text.startswith("http") else cell == f"'{text}"
    sheet = open_workbook(export([text])).worksheets[0]
    assert sheet["B2"].data_type in ("s", "inlineStr")
    assert sheet["B2"].hyperlink is None
    assert str(sheet["B2"].value).strip().replace("_x000D_", "") == text.strip()


def test_negative_numbers_stay_numbers() -> None:
    assert csv_of([[Decimal("-3.2"), -4]]).decode("utf-8-sig").strip() == "-3.2,-4"
    assert cells_of(export([Decimal("-3.2"), -4])) == [-3.2, -4]


def test_days_are_real_days_and_instants_real_instants() -> None:
    values = [date(2018, 3, 19), datetime(2026, 11, 23, 18, 0, 1), date(1899, 12, 31), None]  # noqa: DTZ001
    assert csv_of([values]).decode("utf-8-sig").strip() == "2018-03-19,2026-11-23 18:00:01,1899-12-31,"
    assert cells_of(export(values)) == [datetime(2018, 3, 19), values[1], "1899-12-31", None]  # noqa: DTZ001
    assert open_workbook(export(values)).worksheets[0]["B2"].number_format == "yyyy-mm-dd"


def test_an_empty_list_is_its_heads() -> None:
    sheet = open_workbook(export([])).worksheets[0]
    assert list(sheet.iter_rows(values_only=True)) == [("No.", "Value")]


def test_columns_can_be_headed_by_codes() -> None:
    assert export([], uses_codes=True).heads == ["number", "value"]


def test_the_last_sheet_says_what_the_list_is() -> None:
    workbook = open_workbook(export([]))
    assert workbook.sheetnames == ["A list", "About  it"]
    rows = list(workbook["About  it"].iter_rows(values_only=True))
    assert rows[0][0] == "Of what"
    assert rows[1:3] == [("Body", "A"), (None, "=1+1")]
    assert workbook["About  it"]["B3"].data_type in ("s", "inlineStr")


def test_what_does_not_fit_on_one_sheet_goes_on_on_the_next() -> None:
    workbook = open_workbook(export(list("abcde")), most_rows=3)
    assert workbook.sheetnames == ["A list", "A list 2", "A list 3", "About  it"]
    found = [[row[1] for row in sheet.iter_rows(values_only=True)] for sheet in workbook.worksheets[:3]]
    assert found == [["Value", "a", "b"], ["Value", "c", "d"], ["Value", "e"]]


def test_a_text_too_long_for_a_cell_is_cut_and_shows_it() -> None:
    [cell] = cells_of(export(["x" * 40_000]))
    assert len(cell) == 32_767
    assert cell.endswith("x…")


def test_a_title_is_made_fit_for_the_name_of_a_sheet() -> None:
    assert to_sheet_name("Rates: a/b [c]?*" + "x" * 40) == "Rates  a b  c   xxxxxxxxxxxxxxx"
