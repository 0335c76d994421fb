"""Reading a zip archive that may lie about its sizes, be encrypted or damaged."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.register.raw import refuse
from tracker.settings import RegisterLimits

_CHUNK = 1 << 16
_ENCRYPTED = 0x1

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    UnicodeDecodeError,
)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Refused where it is encrypted, or damaged, also in what is read inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(entry.flag_bits & _ENCRYPTED for entry in archive.infolist()):
                raise refuse("encrypted_file", path.name)
            yield archive
    except DAMAGE:
        raise refuse("damaged_file", path.name) from None


def read_entries(
    archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo], limits: RegisterLimits
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Each entry with its content, counted as it is unpacked: what the headers say is not believed."""
    budget = limits.max_unzipped_bytes
    for entry in entries:
        content = bytearray()
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                budget -= len(chunk)
                if budget < 0:
                    name = Path(archive.filename or "").name
                    raise refuse("unzipped_too_large", name, limit=limits.max_unzipped_bytes)
                content += chunk
        yield entry, bytes(content)
