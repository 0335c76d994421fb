"""Open tables as CSV and JSON, one row after the other: the same rows give the same bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from tracker.register.exports import Cell, write_csv

Row = Mapping[str, Any]


def write_open_csv(names: Sequence[str], rows: Iterable[Row], stream: BinaryIO, *, marked: bool) -> None:
    """As every CSV file here; without the mark of UTF-8, which programs take for a part of the first name, unless a
    spreadsheet is to open it."""
    write_csv(_to_records(names, rows), stream, marked=marked)


def write_document(document: Mapping[str, Any], stream: BinaryIO) -> None:
    """A JSON document that is small enough to be held whole, as the commands print it."""
    stream.write(f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode())


def write_open_json(head: Mapping[str, Any], rows: Iterable[Row], stream: BinaryIO) -> None:
    """What `head` says, then `rows`: one on a line."""
    stream.write(f'{_to_json(head)[:-1]}, "rows": ['.encode())
    stream.writelines(f"{',' if index else ''}\n{_to_json(row)}".encode() for index, row in enumerate(rows))
    stream.write(b"\n]}\n")


def _to_records(names: Sequence[str], rows: Iterable[Row]) -> Iterator[Sequence[Cell]]:
    yield names
    for row in rows:
        yield [_to_cell(row[name]) for name in names]


def _to_cell(value: Any) -> Cell:
    """A truth as registers have it, a list with semicolons between; a number as JSON writes it, never as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return Decimal(repr(value))
    return ";".join(value) if isinstance(value, list) else value


def _to_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
