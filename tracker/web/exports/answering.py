"""A list as the file that a browser saves.

It is whole on disk before the first byte leaves: what fails half-way is a page that says so and no file that looks
complete, and no slow download holds the database.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from io import BytesIO
from os import SEEK_END
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from flask import Response, request, send_file

from tracker.register.exports import Cell, Export, write_csv, write_workbook
from tracker.web.gates import AtBody

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


#: Bytes up to which a file needs no disk.
SMALL = 1024 * 1024


def answer_with(at: AtBody, export: Export[Any], kind: str, *, name: str) -> Response:
    """A list of a body, as `answer_export` does."""
    return answer_export(export, kind, name=f"{at.code}-{name}", on=at.as_of, made_at=at.asking.now)


def answer_export(export: Export[Any], kind: str, *, name: str, on: date, made_at: datetime) -> Response:
    """As CSV or workbook; with `about` in the address of a CSV file, what is said about the list instead of it."""
    about = kind == "csv" and bool(request.args.get("about"))

    def write(file: BinaryIO) -> None:
        if kind == "xlsx":
            write_workbook(export, file, made_at=made_at)
        else:
            write_csv(export.about_records() if about else _with_heads(export), file)

    return answer_file(write, kind, f"{name}-about-{on}.{kind}" if about else f"{name}-{on}.{kind}")


def name_file(at: AtBody, name: str, kind: str, *, on: date) -> str:
    """`seoul-beijing-rates-2026-11-23.csv`."""
    return f"{at.code}-{name}-{on.isoformat()}.{kind}"


def answer_file(write: Callable[[BinaryIO], None], kind: str, name: str) -> Response:
    """What is written, to be saved under a name and never kept by a cache."""
    file, size = _open_written(write)
    answer = send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name, max_age=0)
    answer.content_length = size
    answer.headers["Cache-Control"] = "private, no-store"
    answer.call_on_close(file.close)
    return answer


def _open_written(write: Callable[[BinaryIO], None]) -> tuple[BinaryIO, int]:
    """A file with what is written, open at its beginning, and its size; in memory where it is small."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        write(cast(BinaryIO, file))
        file.seek(0, SEEK_END)
        size = file.tell()
        file.seek(0)
        if size <= SMALL:
            return BytesIO(file.read()), size
        stack.pop_all()
        return cast(BinaryIO, file), size


def _with_heads(export: Export[Any]) -> Iterator[Sequence[Cell]]:
    yield export.heads
    yield from export.records()
