"""A returned form: from the bytes of a workbook that may hold anything to what it states, row by row."""

import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from tracker.domain.moments import to_day
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.statements import FIELDS, Statement
from tracker.register.cells import Cell, SheetValue, clean_text, is_blank
from tracker.register.raw import Record, refuse
from tracker.register.return_layout import (
    MARKER_KIND,
    MARKER_SHEET,
    Marker,
    fold,
    known_headings,
    known_states,
)
from tracker.register.unzipping import open_archive, read_entries
from tracker.register.workbooks import open_workbook, sheets_of
from tracker.settings import RegisterLimits

#: What a form may hold at the most: a department has some dozens of projects, and may paste pictures.
LIMITS = RegisterLimits(max_bytes=20 << 20, max_unzipped_bytes=60 << 20, max_rows=3_000, max_columns=60)
MOST_XML = 12 << 20
#: How many tags its XML may have: each takes time, however short it is. A full form of the most rows has fewer.
MOST_TAGS = 600_000
LONGEST_TEXT, LONGEST_SHOWN = 20_000, 60

#: Within how many rows the headings must come.
HEAD_ROWS = 40

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_DAY = re.compile(
    r"([0-9]{4})(?:\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*\.?|\s*[年년]\s*([0-9]{1,2})\s*[月월]\s*([0-9]{1,2})\s*[日일]?)"
)
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """`number` counts from 1, as the spreadsheet shows it. `headings`: the column's heading of each field."""

    number: int
    ref: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """`marker` None where it is gone. Rows that state nothing are among them. `problems`: of single cells."""

    marker: Marker | None
    sheet: str
    rows: list[ReturnedRow]
    ref_heading: str
    problems: list[Problem] = field(default_factory=list)


def read_form(content: bytes) -> ReturnedForm:
    """What a returned workbook says. Refused where it cannot be read at all, is too large, or is no such form."""
    try:
        return _read(content)
    except Refused as refused:
        raise Refused(*(_of_form(one) for one in refused.problems)) from None


def to_typed_day(text: str) -> date:
    """The day of `2026-11-03`, `2026. 11. 3.`, `2026/11/3`, `2026年11月3日`, `2026년 11월 3일` or `20261103`.
    ValueError for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _DAY.fullmatch(plain) or _EIGHT.fullmatch(plain)
    if match is None:
        raise ValueError(text)
    year, month, day = (int(part) for part in match.groups() if part is not None)
    return to_day(date(year, month, day).isoformat())


def _of_form(problem: Problem) -> Problem:
    """What is said of a register's file, said of a form."""
    if problem.code in ("file_too_large", "unzipped_too_large"):
        return Problem("return_too_large", {"most": int(problem.values["limit"]) >> 20})
    if problem.code == "encrypted_file":
        return Problem("return_encrypted")
    return replace(problem, place=Place())


def _read(content: bytes) -> ReturnedForm:
    if len(content) > LIMITS.max_bytes:
        raise refuse("file_too_large", limit=LIMITS.max_bytes)
    if content.startswith(_OLE):
        raise refuse("return_encrypted" if _ENCRYPTED_PACKAGE in content else "return_old_workbook")
    if not content.startswith(_ZIP):
        raise refuse("return_no_workbook")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.xlsx"
        path.write_bytes(content)
        with open_archive(path) as archive:
            _require_workbook(archive)
        with open_workbook(path) as workbook:
            return _read_sheets(workbook)


def _require_workbook(archive: zipfile.ZipFile) -> None:
    """All of it is unpacked and counted, as nothing that its headers say is believed."""
    if "xl/workbook.xml" not in archive.namelist():
        raise refuse("return_no_workbook")
    budget, tags = MOST_XML, MOST_TAGS
    for entry, unpacked in read_entries(archive, archive.infolist(), LIMITS):
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            budget -= len(unpacked)
            tags -= unpacked.count(b"<")
        if budget < 0:
            raise refuse("unzipped_too_large", limit=MOST_XML)
        if tags < 0:
            raise refuse("file_too_heavy")


def _read_sheets(workbook: Any) -> ReturnedForm:
    marker, found = None, None
    for title, records in sheets_of(workbook):
        if title == MARKER_SHEET:
            marker = _read_marker(_limited(records))
        elif found is None:
            found = _read_sheet(title, _limited(records))
    if found is None:
        raise refuse("return_no_form")
    return replace(found, marker=marker)


def _limited(records: Iterable[Record]) -> Iterator[tuple[int, Record]]:
    """Each row with its number. Refused past the limits: what is blank counts too."""
    slots = 0
    for number, record in enumerate(records, start=1):
        slots += 1 + len(record)
        if slots > LIMITS.max_rows * LIMITS.max_columns or (number > LIMITS.max_rows and record):
            raise refuse("return_too_many_rows", limit=LIMITS.max_rows)
        yield number, record


def _read_marker(records: Iterable[tuple[int, Record]]) -> Marker | None:
    said = {_text(record[0]): _text(record[1]) for _, record in records if len(record) >= 2}
    names = [one.name for one in fields(Marker)]
    period = said.get("period", "")
    if said.get("kind") != MARKER_KIND or any(name not in said for name in names) or not period.isdecimal():
        return None
    return Marker(**{name: said[name] for name in names if name != "period"}, period=int(period))


def _read_sheet(title: str, records: Iterator[tuple[int, Record]]) -> ReturnedForm | None:
    """None where there are no headings of the form."""
    for number, record in records:
        columns = _find_columns(record)
        if columns is not None:
            return _read_rows(title, records, columns, [_text(cell) for cell in record])
        if number >= HEAD_ROWS:
            break
    return None


def _find_columns(record: Record) -> dict[str, int] | None:
    """Where each column stands: the ref, and at least one that is to be filled."""
    known = known_headings()
    columns: dict[str, int] = {}
    for index, cell in enumerate(record):
        name = known.get(fold(_text(cell)))
        if name is not None:
            columns.setdefault(name, index)
    return columns if "ref" in columns and set(columns) & set(FIELDS) else None


def _read_rows(
    title: str, records: Iterable[tuple[int, Record]], columns: dict[str, int], headings: Sequence[str]
) -> ReturnedForm:
    form = ReturnedForm(None, title, [], headings[columns["ref"]])
    for number, record in records:
        said: dict[str, Any] = {}
        for name in FIELDS:
            index = columns.get(name, len(record))
            if index < len(record) and not is_blank(record[index]):
                place = Place(title, number, headings[index])
                try:
                    said[name] = _parse(name, record[index])
                except Refused as refused:
                    form.problems.extend(replace(one, place=place) for one in refused.problems)
        ref = _text(record[columns["ref"]]) if columns["ref"] < len(record) else ""
        if ref or said:
            form.rows.append(ReturnedRow(number, ref, Statement(**said)))
    return form


def _parse(name: str, cell: Cell) -> Any:
    if isinstance(cell, SheetValue) and cell.is_error:
        raise refuse("return_sheet_error", value=cell.text)
    if name == "stage":
        stage = known_states().get(fold(_text(cell)))
        if stage is None:
            raise refuse("return_no_state", value=_text(cell)[:LONGEST_SHOWN])
        return stage
    if name.endswith("_on"):
        return _parse_day(cell)
    text = clean_text(cell if isinstance(cell, str) else cell.text).strip()
    if len(text) > LONGEST_TEXT:
        raise refuse("field_too_long", longest=LONGEST_TEXT)
    return text


def _parse_day(cell: Cell) -> date:
    text = _text(cell)
    try:
        if isinstance(cell, SheetValue) and cell.is_day:
            if cell.day is None:
                raise ValueError(text)
            return to_day(cell.day.isoformat())
        try:
            return to_typed_day(text)
        except ValueError:
            if isinstance(cell, SheetValue) and cell.day is not None:
                return to_day(cell.day.isoformat())
            raise
    except ValueError:
        raise refuse("field_no_day", value=text[:LONGEST_SHOWN]) from None


def _text(cell: Cell) -> str:
    return (cell if isinstance(cell, str) else cell.text).strip()
