"""A register as a folder of CSV files, a .zip of them or a workbook, by its name.

The same rows give the same bytes. Whatever is replaced is replaced once the new one is whole.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from tracker.csv_text import make_csv
from tracker.domain.problems import Place, Problem, Refused
from tracker.register.cells import show_value
from tracker.register.layout import BODY, TABLES, Table
from tracker.register.merging import Row

Tables = Mapping[str, Sequence[Row]]

EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can say
#: How a workbook is written so that text stays text.
AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

_FILES = {".csv", ".xls", ".xlsm", ".ods", ".pdf", ".json", ".txt", ".tsv", ".gz", ".7z"}
#: How many letters of a row can be read on one printed page.
LETTERS_ACROSS = 170

_SERIALS_FROM = date(1900, 3, 1)  # spreadsheets disagree about earlier days


def write_register(tables: Tables, path: Path, *, replace: bool = False) -> None:
    """Refused where something is there already (unless `replace`), the name says another kind of file, or the
    system refuses."""
    if path.suffix.lower() in _FILES:
        raise Refused(Problem("unknown_export", {"suffix": path.suffix}, Place(path.name)))
    try:
        _write(tables, path, replace=replace)
    except OSError as error:
        raise Refused(Problem("not_writable", {"reason": error.strerror}, Place(path.name))) from None


def _write(tables: Tables, path: Path, *, replace: bool) -> None:
    folder = path.is_dir()
    if (any(path.iterdir()) if folder else path.exists()) and not replace:
        raise Refused(Problem("exists_already", {}, Place(path.name)))
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".zip"):
        if folder:
            raise Refused(Problem("folder_in_the_way", {}, Place(path.name)))
        _replace_file(path, _workbook(tables) if suffix == ".xlsx" else _zip(tables))
    else:
        if path.exists() and not folder:
            raise Refused(Problem("file_in_the_way", {}, Place(path.name)))
        path.mkdir(parents=True, exist_ok=True)
        for name, content in _csv_files(tables).items():
            _replace_file(path / name, content)


def _replace_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    written = Path(stream.name)
    try:
        written.chmod(0o644)
        written.replace(path)
    except OSError:
        written.unlink(missing_ok=True)
        raise


def _columns(table: Table, rows: Sequence[Row], languages: Sequence[str]) -> list[tuple[str, str, str]]:
    """Each column as header, field, language ("" where it comes once). The body's languages come first;
    a column that comes once per language has those in which there is any text, or must be."""
    columns = []
    for column in table.columns:
        if not column.plural:
            columns.append((column.name, column.field, ""))
            continue
        used = {tag for row in rows for tag, text in (row.get(column.field) or {}).items() if text}
        wanted = [tag for tag in languages if tag in used or column.required]
        columns += [(f"{column.name}_{tag}", column.field, tag) for tag in [*wanted, *sorted(used - set(wanted))]]
    return columns


def _records(table: Table, tables: Tables) -> list[list[Any]]:
    """The header and a record for each row."""
    rows = tables.get(table.name, ())
    languages = tables[BODY.name][0]["languages"]
    columns = _columns(table, rows, languages)
    records: list[list[Any]] = [[header for header, _, _ in columns]]
    for row in rows:
        values = [(row.get(field) or {}).get(tag) if tag else row.get(field) for _, field, tag in columns]
        shown = zip(columns, values, strict=True)
        records.append([show_value(table.column_of(field), value) for (_, field, _), value in shown])
    return records


def _csv_files(tables: Tables) -> dict[str, bytes]:
    return {f"{name}.csv": make_csv(_records(table, tables)).encode() for name, table in TABLES.items()}


def _zip(tables: Tables) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _csv_files(tables).items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return stream.getvalue()


def _workbook(tables: Tables) -> bytes:
    """Text stays text, also where it looks like a formula, a date or an address; days are real dates."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, dict(AS_TEXT)) as workbook:
        workbook.set_properties({"created": datetime(*EARLIEST)})  # noqa: DTZ001 - a workbook knows no zone
        styles = {
            "text": workbook.add_format({"num_format": "@"}),
            "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "header": workbook.add_format({"bold": True, "num_format": "@"}),
        }
        for name, table in TABLES.items():
            sheet = workbook.add_worksheet(name)
            records = _records(table, tables)
            sheet.freeze_panes(1, 0)
            print_wide(sheet, (max(12, len(header) + 2) for header in records[0]))
            sheet.repeat_rows(0)
            for index, header in enumerate(records[0]):
                sheet.set_column(index, index, max(12, len(header) + 2))
                sheet.write_string(0, index, header, styles["header"])
            for number, record in enumerate(records[1:], start=1):
                for index, value in enumerate(record):
                    write_cell(sheet, (number, index), value, styles)
    return stream.getvalue()


def print_wide(sheet: Any, widths: Iterable[int] = ()) -> None:
    """On A4 across, as many pages down as it takes. `widths`: of the columns, in letters; more than a page can show
    go over several, the first column on each."""
    across = max(1, -(-sum(widths) // LETTERS_ACROSS))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(across, 0)
    if across > 1:
        sheet.repeat_columns(0)


def write_cell(sheet: Any, at: tuple[int, int], value: str | date | int, styles: Mapping[str, Any]) -> None:
    """A value of `show_value`; `styles` of days and of text. Refused where it is longer than a cell can be."""
    if isinstance(value, date) and value >= _SERIALS_FROM:
        sheet.write_datetime(*at, datetime.combine(value, datetime.min.time()), styles["day"])
    elif isinstance(value, int):
        sheet.write_number(*at, value)
    elif value != "" and sheet.write_string(*at, str(value), styles["text"]) == -2:
        raise Refused(Problem("cell_too_long", {"longest": 32_767}, Place(sheet.get_name(), at[0] + 1)))
