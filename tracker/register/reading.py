"""From a path to the checked rows of a register, whichever of the three kinds it is."""

from pathlib import Path

from tracker.domain.problems import Place, Problem, Refused
from tracker.register.checking import HandedIn, check_tables
from tracker.register.csv_files import read_csv_file, read_folder, read_zip
from tracker.register.raw import Gathered, OnRows, refuse
from tracker.register.unzipping import open_archive
from tracker.register.workbooks import read_workbook
from tracker.settings import RegisterLimits

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read_register(
    path: Path,
    limits: RegisterLimits,
    *,
    body: str | None = None,
    name: str | None = None,
    on_rows: OnRows | None = None,
) -> HandedIn:
    """The rows, and every problem that can be seen without knowing what is stored already.

    `body`: the code of the body that is meant where the register does not say so; it may then be one CSV file, or
    any of the five tables, told by its columns where it is called otherwise. `name`: what the file was called.
    Refused where nothing can be read at all: no such file, none of the kinds, damaged, encrypted, too large.
    """
    called = name or path.name or path.resolve().name
    gathered = Gathered(guesses=body is not None, on_rows=on_rows)
    try:
        gathered = _gather(path, limits, gathered, called)
    except PermissionError:
        raise refuse("not_readable", called) from None
    except Refused as refused:
        raise Refused(*(_called(problem, path, called) for problem in refused.problems)) from None
    return check_tables(gathered, called, body=body)


def _called(problem: Problem, path: Path, called: str) -> Problem:
    """A problem of the whole file, under the name that people know it by."""
    if problem.place.source != path.name:
        return problem
    return Problem(problem.code, problem.values, Place(called, problem.place.row, problem.place.column))


def _gather(path: Path, limits: RegisterLimits, gathered: Gathered, called: str) -> Gathered:
    if path.is_dir():
        return read_folder(path, limits, gathered)
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
        if gathered.guesses and Path(called).suffix.lower() == ".csv":
            read_csv_file(called, path.read_bytes(), limits, gathered)
            return gathered
        known = Path(called).suffix.lower() in (".zip", ".xlsx")
        raise refuse("damaged_file" if known else "not_a_register", path.name)
    with open_archive(path) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
            return read_workbook(path, archive, limits, gathered)
        if "[Content_Types].xml" in names or "mimetype" in names:
            raise refuse("not_a_register", path.name)
        return read_zip(archive, limits, gathered)
