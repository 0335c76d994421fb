"""Plain rows to a workbook of several sheets. Text stays text, whatever it begins with; days are real ones."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from tracker.register.exports import to_sheet_name
from tracker.register.writing import print_wide

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]

SERIALS_FROM = date(1900, 3, 1)  # spreadsheets disagree about earlier days
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
    "text": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "number": {"num_format": "#,##0", "valign": "top"},
    "decimal": {"num_format": "#,##0.0", "valign": "top"},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """`widths` in characters, one for each heading."""

    name: str
    heading: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Row]


def write_sheets(sheets: Iterable[Sheet], *, created_at: datetime) -> bytes:
    """The same sheets give the same bytes."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as workbook:
        workbook.set_properties({"created": created_at.replace(tzinfo=None)})
        formats = {name: workbook.add_format(said) for name, said in FORMATS.items()}
        for one in sheets:
            sheet = workbook.add_worksheet(to_sheet_name(one.name))
            sheet.freeze_panes(1, 0)
            print_wide(sheet, list(one.widths))
            sheet.repeat_rows(0)
            for index, (word, width) in enumerate(zip(one.heading, one.widths, strict=True)):
                sheet.set_column(index, index, width)
                sheet.write_string(0, index, word, formats["head"])
            for number, row in enumerate(one.rows, start=1):
                for index, value in enumerate(row):
                    _write(sheet, number, index, value, formats)
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Cell, formats: dict[str, Any]) -> None:
    if isinstance(value, date) and value < SERIALS_FROM:
        sheet.write_string(row, column, value.isoformat(), formats["text"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), formats["day"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, formats["number"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value, formats["decimal"])
    elif value:
        sheet.write_string(row, column, value, formats["text"])
