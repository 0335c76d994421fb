"""Keeping files that are handed in: their type is told by their content, and they lie in the files folder by digest."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from sqlmodel import Session

from tracker.actions.recording import Recording
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Document, DocumentKind
from tracker.storage import store_file

#: What a zip of office files holds, by the suffix and media type that it makes.
OFFICE = {
    "word/document.xml": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/presentation.xml": (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "Contents/content.hpf": (".hwpx", "application/hwp+zip"),
}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
PLAIN = {
    b"%PDF-": (".pdf", "application/pdf"),
    b"\x89PNG\r\n\x1a\n": (".png", "image/png"),
    b"\xff\xd8\xff": (".jpg", "image/jpeg"),
}
#: Word, Excel, PowerPoint and Hangul as they were before they were zips.
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_SUFFIXES = {
    ".hwp": "application/x-hwp",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}

#: The suffixes that a form offers to choose from.
ACCEPTED = (".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".pptx", ".hwpx", ".odt", ".ods", ".odp", *OLD_SUFFIXES)

LONGEST_NAME = 200

#: Tells the suffix and media type of a file from its name and bytes; None for what is not taken.
FindType = Callable[[str, bytes], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file as it was handed in: what it is called, and its bytes."""

    name: str
    content: bytes


def keep_document(
    session: Session,
    recording: Recording,
    handed: HandedFile,
    *,
    kind: DocumentKind,
    files_dir: Path,
    most_bytes: int,
    field: str = "file",
    tell_type: FindType | None = None,
    period_id: int | None = None,
    project_id: int | None = None,
    entry_id: int | None = None,
) -> Document:
    """Keep a file. Refused at `field`: `file_empty`, `file_large` (name, most), `file_type` (name, known).
    `tell_type`: tells the type of files that are no evidence, where a kind takes others."""
    suffix, media_type = _require_type(handed, tell_type or find_type, most_bytes=most_bytes, field=field)
    path = store_file(files_dir, handed.content, suffix=suffix)
    document = Document(
        body_id=recording.body_id,
        kind=kind,
        period_id=period_id,
        project_id=project_id,
        entry_id=entry_id,
        name=clean_name(handed.name, suffix),
        media_type=media_type,
        path=path,
        digest=PurePosixPath(path).stem,
        size=len(handed.content),
        recorded_at=recording.at,
        recorded_by=recording.by,
    )
    session.add(document)
    session.flush()
    return document


def find_type(name: str, content: bytes) -> tuple[str, str] | None:
    """The suffix and media type of what a file holds, whatever it is called; None for what is not taken."""
    for start, found in PLAIN.items():
        if content.startswith(start):
            return found
    if content.startswith(OLD_OFFICE):
        suffix = PurePosixPath(name).suffix.casefold()
        return (suffix, OLD_SUFFIXES[suffix]) if suffix in OLD_SUFFIXES else None
    return _find_zip_type(content) if content.startswith(b"PK\x03\x04") else None


def clean_name(name: str, suffix: str) -> str:
    """A name without folders and control characters, ending in the suffix of what the file holds."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem = plain[: -len(suffix)] if suffix and plain.casefold().endswith(suffix) else plain
    return (stem[:LONGEST_NAME] or "file") + suffix


def _require_type(handed: HandedFile, tell_type: FindType, *, most_bytes: int, field: str) -> tuple[str, str]:
    def refuse(code: str, **values: object) -> Refused:
        return Refused(Problem(code, {"name": handed.name, **values}, Place(column=field)))

    if not handed.content:
        raise refuse("file_empty")
    if len(handed.content) > most_bytes:
        raise refuse("file_large", most=f"{most_bytes / 1024 / 1024:.0f}")
    found = tell_type(handed.name, handed.content)
    if found is None:
        raise refuse("file_type", known=[suffix.removeprefix(".").upper() for suffix in ACCEPTED])
    return found


def _find_zip_type(content: bytes) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            for member, found in OFFICE.items():
                if member in names:
                    return found
            return _find_open_document(names, lambda: archive.open("mimetype").read(100))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return None


def _find_open_document(names: set[str], read: Callable[[], bytes]) -> tuple[str, str] | None:
    if "mimetype" not in names:
        return None
    kind = read().strip()
    if kind == b"application/hwp+zip":
        return (".hwpx", kind.decode())
    suffix = OPEN_DOCUMENTS.get(kind)
    return None if suffix is None else (suffix, kind.decode())
