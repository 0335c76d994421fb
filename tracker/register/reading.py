"""From a path to the checked rows of a register, whichever of the three kinds it is."""

from pathlib import Path

from tracker.register.checking import HandedIn, check_tables
from tracker.register.csv_files import read_folder, read_zip
from tracker.register.raw import Gathered, refuse
from tracker.register.unzipping import open_archive
from tracker.register.workbooks import read_workbook
from tracker.settings import RegisterLimits

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read_register(path: Path, limits: RegisterLimits) -> HandedIn:
    """The rows, and every problem that can be seen without knowing what is stored already.

    Refused where nothing can be read at all: no such file, none of the three kinds, damaged, encrypted, too large.
    """
    try:
        gathered = _gather(path, limits)
    except PermissionError:
        raise refuse("not_readable", path.name) from None
    return check_tables(gathered, path.name or path.resolve().name)


def _gather(path: Path, limits: RegisterLimits) -> Gathered:
    if path.is_dir():
        return read_folder(path, limits)
    if not path.is_file():
        raise refuse("no_such_file", path.name)
    if path.stat().st_size > limits.max_bytes:
        raise refuse("file_too_large", path.name, limit=limits.max_bytes)
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(_OLE):
        encrypted = _ENCRYPTED_PACKAGE in path.read_bytes()
        raise refuse("encrypted_file" if encrypted else "old_workbook", path.name)
    if not start.startswith(_ZIP):
        known = path.suffix.lower() in (".zip", ".xlsx")
        raise refuse("damaged_file" if known else "not_a_register", path.name)
    with open_archive(path) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
            return read_workbook(path, archive, limits)
        if "[Content_Types].xml" in names or "mimetype" in names:
            raise refuse("not_a_register", path.name)
        return read_zip(archive, limits)
