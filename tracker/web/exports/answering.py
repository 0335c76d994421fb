"""A list as the file that a browser saves.

It is whole on disk before the first byte leaves: what fails half-way is a page that says so and no file that looks
complete, and no slow download holds the database.
"""

from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Response, request, send_file

from tracker.register.exports import Export, write_csv, write_workbook
from tracker.web.gates import AtBody

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def answer_with(at: AtBody, export: Export[Any], kind: str, *, name: str) -> Response:
    """As CSV or workbook; with `about` in the address of a CSV file, what is said about the list instead of it."""
    file = TemporaryFile()  # noqa: SIM115 - closed once it has been sent
    if kind == "xlsx":
        write_workbook(export, file, made_at=at.asking.now)
    elif request.args.get("about"):
        name = f"{name}-about"
        write_csv(export.about_records(), file)
    else:
        write_csv(_with_heads(export), file)
    return answer_file(file, kind, name_file(at, name, kind, on=at.as_of))


def name_file(at: AtBody, name: str, kind: str, *, on: date) -> str:
    """`seoul-beijing-rates-2026-11-23.csv`."""
    return f"{at.code}-{name}-{on.isoformat()}.{kind}"


def answer_file(file: IO[bytes], kind: str, name: str) -> Response:
    """A file that is saved and never kept by a cache; closed once it has been sent."""
    size = file.seek(0, 2)
    file.seek(0)
    answer = send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name, max_age=0)
    answer.content_length = size
    answer.headers["Cache-Control"] = "private, no-store"
    answer.call_on_close(file.close)
    return answer


def _with_heads(export: Export[Any]) -> Any:
    yield export.heads
    yield from export.records()
