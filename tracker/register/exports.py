"""Any list as CSV or as a workbook: its columns are described as data, its rows are taken one by one.

Memory does not grow with the rows: a workbook's wait on disk until it is whole.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Generic, TypeVar

import xlsxwriter

from tracker.csv_text import guard
from tracker.register.writing import print_wide

Row = TypeVar("Row")

#: What a cell holds. Instants come in the zone in which they are to be read, and without it.
Cell = str | int | Decimal | date | datetime | None

#: What a worksheet and a cell of it can hold.
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31

_SERIALS_FROM = date(1900, 3, 1)  # spreadsheets disagree about earlier days
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_STYLES: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "valign": "top"},
    "wrapped": {"num_format": "@", "valign": "top", "text_wrap": True},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left", "valign": "top"},
    "number": {"num_format": "#,##0", "valign": "top"},
    "decimal": {"num_format": "#,##0.0", "valign": "top"},
    "head": {"bold": True, "num_format": "@", "text_wrap": True, "valign": "top", "bottom": 1},
}
Styles = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a list: its code, which never changes; its heading in the reader's language; how a row's value is
    told. `width` is in characters."""

    code: str
    heading: str
    tell: Callable[[Row], Cell]
    width: int = 14


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is said about a list: a heading, then what it says, each under a word of its own or none."""

    heading: str
    lines: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Export(Generic[Row]):
    """A list on its way out. `about` says as of when it is, how it was filtered and what its words mean; it is the
    second sheet of a workbook, named `about_title`. `uses_codes`: columns are headed by their codes."""

    title: str
    columns: Sequence[Column[Row]]
    rows: Iterable[Row]
    about_title: str
    about: Sequence[Section] = field(default=())
    uses_codes: bool = False

    @property
    def heads(self) -> list[str]:
        return [column.code if self.uses_codes else column.heading for column in self.columns]

    def records(self) -> Iterator[list[Cell]]:
        for row in self.rows:
            yield [column.tell(row) for column in self.columns]

    def about_records(self) -> Iterator[list[Cell]]:
        """Two columns, an empty record between two sections."""
        for index, section in enumerate(self.about):
            if index:
                yield []
            yield [section.heading]
            yield from ([word, value] for word, value in section.lines)


def write_csv(records: Iterable[Sequence[Cell]], stream: BinaryIO, *, marked: bool = True) -> None:
    """UTF-8 with the mark by which spreadsheets know it, unless it is for programs; text that spreadsheets would take
    for a formula is guarded."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig" if marked else "utf-8", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerows([_csv_cell(cell) for cell in record] for record in records)
    text.flush()
    text.detach()


def write_workbook(export: Export[Row], stream: BinaryIO, *, made_at: datetime, most_rows: int = MOST_ROWS) -> None:
    """The list on one sheet (and on more where it has more than `most_rows`, head included), what is said about it
    on the last. Text stays text; days, instants and numbers are real ones."""
    with TemporaryDirectory() as folder:
        options = {
            "constant_memory": True, "tmpdir": folder,
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        }  # fmt: skip
        with xlsxwriter.Workbook(stream, options) as workbook:
            workbook.set_properties({"title": export.title, "created": made_at.replace(tzinfo=None)})
            styles = {name: workbook.add_format(format_) for name, format_ in _STYLES.items()}
            names = _sheet_names(export.title)
            sheet, last = _begin_list(workbook, next(names), export, styles), 0
            for record in export.records():
                if last + 1 == most_rows:
                    sheet.autofilter(0, 0, last, len(export.columns) - 1)
                    sheet, last = _begin_list(workbook, next(names), export, styles), 0
                last += 1
                _write_record(sheet, last, record, styles)
            sheet.autofilter(0, 0, last, len(export.columns) - 1)
            _write_about(workbook.add_worksheet(to_sheet_name(export.about_title)), export, styles)


def to_sheet_name(title: str) -> str:
    """A title as the name of a sheet: shortened, without what cannot stand in one."""
    return _NOT_IN_SHEET_NAMES.sub(" ", title)[:LONGEST_SHEET_NAME].strip()


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return guard(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _sheet_names(title: str) -> Iterator[str]:
    """`Projects`, `Projects 2` ..."""
    name, number = to_sheet_name(title), 1
    while True:
        ending = "" if number == 1 else f" {number}"
        yield name[: LONGEST_SHEET_NAME - len(ending)] + ending
        number += 1


def _begin_list(workbook: Any, name: str, export: Export[Row], styles: Styles) -> Any:
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    print_wide(sheet, (int(column.width) for column in export.columns))
    sheet.repeat_rows(0)
    for index, column in enumerate(export.columns):
        sheet.set_column(index, index, column.width)
    for index, head in enumerate(export.heads):
        sheet.write_string(0, index, head, styles["head"])
    return sheet


def _write_record(sheet: Any, row: int, record: Sequence[Cell], styles: Styles) -> None:
    for index, cell in enumerate(record):
        if cell is not None and cell != "":
            _write_cell(sheet, (row, index), cell, styles)


def _write_cell(sheet: Any, at: tuple[int, int], cell: Cell, styles: Styles, *, text: str = "text") -> None:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        if cell >= _SERIALS_FROM:
            sheet.write_datetime(*at, datetime.combine(cell, datetime.min.time()), styles["day"])
            return
        cell = cell.isoformat()
    if isinstance(cell, str):
        sheet.write_string(*at, cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…", styles[text])
    elif isinstance(cell, datetime):
        sheet.write_datetime(*at, cell, styles["instant"])
    else:
        sheet.write_number(*at, cell, styles["decimal" if isinstance(cell, Decimal) else "number"])


def _write_about(sheet: Any, export: Export[Row], styles: Styles) -> None:
    print_wide(sheet)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for row, record in enumerate(export.about_records()):
        if len(record) == 1:
            sheet.write_string(row, 0, str(record[0]), styles["head"])
        else:
            for index, cell in enumerate(record):
                if cell is not None and cell != "":
                    _write_cell(sheet, (row, index), cell, styles, text="wrapped")
