"""A register as a workbook: one sheet per table."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.datetime import from_excel

from tracker.domain.problems import Refused
from tracker.register.cells import Cell, SheetValue, number_text
from tracker.register.headings import is_aside
from tracker.register.raw import Gathered, Record, find_table, gather_table, refuse
from tracker.register.unzipping import read_entries
from tracker.settings import RegisterLimits

# How a workbook writes the carriage return of a line end.
_ESCAPED_RETURN = re.compile(r"_x000[dD]_\n?")
_LAST_SERIAL = 2_958_465  # 9999-12-31


def read_workbook(path: Path, archive: zipfile.ZipFile, limits: RegisterLimits, gathered: Gathered) -> Gathered:
    for _entry in read_entries(archive, archive.infolist(), limits):
        pass  # only to know that the whole of it stays within the limits
    with open_workbook(path) as workbook:
        for title, records in sheets_of(workbook):
            first = next(records, None)
            if first is None or is_aside(title):
                continue
            table = find_table(title, title, gathered, first)
            if table is not None:
                gather_table(table, title, _chain(first, records), limits, gathered)
    return gathered


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """A workbook to be read from. Refused as `damaged_file` where it fails in whatever way, also while it is read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that do not matter here, such as conditional formats
            with path.open("rb") as stream, closing(_load(stream)) as workbook:
                yield workbook
    except (Refused, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - on a damaged workbook openpyxl fails with nearly any error there is
        raise refuse("damaged_file", path.name) from None


def _load(stream: BinaryIO) -> Any:
    return load_workbook(stream, read_only=True, data_only=True, keep_links=False)


def sheets_of(workbook: Any) -> Iterator[tuple[str, Iterator[Record]]]:
    """Each sheet by its title, with its records."""
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # the size that a sheet claims may be wrong, and rows would be lost by it
        yield sheet.title, records_of(sheet, workbook.epoch)


def _chain(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def records_of(sheet: Any, epoch: datetime) -> Iterator[Record]:
    for row in sheet.iter_rows():
        yield [_cell(cell, epoch) for cell in row] if row else ()


def _cell(cell: Any, epoch: datetime) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if cell.data_type == "e":
            return SheetValue(value, is_error=True)
        return _ESCAPED_RETURN.sub("\n", value) if "_x000" in value else value
    if isinstance(value, bool):
        return SheetValue("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return _number(value, epoch)
    return _day(value)


def _day(value: Any) -> SheetValue:
    """What a cell in a format of days or times shows; only a whole day is a day."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return SheetValue(value.isoformat(), value, is_day=True)
    return SheetValue(str(value), is_day=True)


def _number(value: float, epoch: datetime) -> SheetValue:
    """A number, which in a column of days stands for the day that spreadsheets count by it."""
    text = number_text(value)
    if not 1 <= value <= _LAST_SERIAL or value != int(value):
        return SheetValue(text)
    day = from_excel(value, epoch)
    return SheetValue(text, day.date() if isinstance(day, datetime) else None)
