"""Archives that are the same bytes whenever the same parts go in."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


def make_zip(parts: Iterable[tuple[str, bytes]], *, created_at: datetime, stored: frozenset[str]) -> bytes:
    """The parts in this order, all of one date; those `stored` as they are."""
    into = BytesIO()
    with ZipFile(into, "w") as archive:
        for name, content in parts:
            entry = ZipInfo(name, created_at.timetuple()[:6])
            entry.compress_type = ZIP_STORED if name in stored else ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return into.getvalue()


def read_zip(content: bytes) -> list[tuple[str, bytes]]:
    """Every part of an archive, in order."""
    with ZipFile(BytesIO(content)) as archive:
        return [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
