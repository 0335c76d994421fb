"""Bringing a backup back into an empty place, on either database: all of it, or nothing."""

import json
import lzma
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

import sqlalchemy as sa
from sqlmodel import Session

from tracker.actions.archive import (
    FILE_LIST,
    FILES,
    FORMAT,
    KIND,
    MANIFEST,
    Listing,
    Manifest,
    Part,
    checked_path,
    find_tables,
    read_chunks,
    read_manifest,
    table_member,
    to_row,
)
from tracker.actions.tallies import fill_tallies
from tracker.db.schema import downgrade_to_nothing, head_revision, is_known_revision, revision_of, upgrade
from tracker.domain.problems import Problem, Refused

Progress = Callable[[str, int], None]

ROWS_AT_ONCE = 1000
LONGEST_MANIFEST = 16 * 1024 * 1024
LONGEST_LINE = 64 * 1024 * 1024

#: What reading raises of an archive that is damaged, encrypted, packed in a way of its own, or nested too deeply.
UNREADABLE = (
    ArithmeticError, AttributeError, EOFError, LookupError, RuntimeError, TypeError, ValueError,
    lzma.LZMAError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

#: What placing a file raises where another has its name, or that of its folder.
IN_THE_WAY = (FileExistsError, IsADirectoryError, NotADirectoryError)


@dataclass(frozen=True, slots=True)
class RestoreOutcome:
    manifest: Manifest
    rows: int
    files: int


@dataclass(frozen=True, slots=True)
class Backup:
    """An archive that was opened and whose manifest was read."""

    path: Path
    archive: zipfile.ZipFile
    manifest: Manifest

    def damaged(self, member: str) -> Refused:
        return Refused(Problem("backup_damaged", {"path": str(self.path), "member": member}))

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """A member's bytes; Refused where it is not there, or not what was written."""
        try:
            with self.archive.open(name) as stream:
                yield stream
        except (*UNREADABLE, *IN_THE_WAY) as error:
            raise self.damaged(name) from error

    def lines(self, name: str, part: Part) -> Iterator[bytes]:
        """A listing's lines. Refused, after the last, where they are not those that the manifest tells."""
        listing = Listing()
        with self.member(name) as stream:
            while line := stream.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise self.damaged(name)
                yield listing.add(line)
        if listing.part != part:
            raise self.damaged(name)


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Refused: no such file, not one of our backups, damaged, or written by a newer version."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(path))
            if archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
                raise ValueError("too long for a manifest")
            manifest = read_manifest(archive.read(MANIFEST))
        except FileNotFoundError:
            raise Refused(Problem("backup_not_found", {"path": str(path)})) from None
        except (*UNREADABLE, OSError) as error:
            raise Refused(Problem("backup_foreign", {"path": str(path)})) from error
        if manifest.kind != KIND:
            raise Refused(Problem("backup_foreign", {"path": str(path)}))
        if manifest.format > FORMAT or not is_known_revision(manifest.revision):
            raise Refused(Problem("backup_newer", {"path": str(path), "version": manifest.version}))
        yield Backup(path, archive, manifest)


def restore_backup(
    connection: sa.Connection, backup: Backup, staging: Path, *, on_progress: Progress
) -> RestoreOutcome:
    """Fill an empty database within the connection's transaction, and put the files under `staging`.

    The database is first brought to the backup's version, at the end to this code's. Refused: a database
    that holds anything, an archive that is not what was written.
    """
    _require_empty(connection)
    _bring_to(connection, backup.manifest.revision)
    tables = find_tables(connection)
    if {table.name for table in tables} != set(backup.manifest.tables):
        raise backup.damaged(MANIFEST)
    rows = sum(_fill(connection, backup, table, on_progress) for table in tables)
    _set_sequences(connection, tables)
    files = _place_files(backup, staging, on_progress)
    upgrade(connection, head_revision())
    with Session(connection) as session:
        fill_tallies(session)
        session.flush()
    return RestoreOutcome(backup.manifest, rows, files)


@contextmanager
def staged_files(files_dir: Path) -> Iterator["Staging"]:
    """A folder beside the files folder, its owner's alone, whose content is placed there whole, and taken away
    again where what follows fails. Refused where there are files already."""
    if files_dir.exists() and any(files_dir.iterdir()):
        raise Refused(Problem("restore_files_not_empty", {"path": str(files_dir)}))
    files_dir.parent.mkdir(parents=True, exist_ok=True)
    staging = Staging(Path(mkdtemp(prefix=".restoring-", dir=files_dir.parent)), files_dir)
    try:
        yield staging
    except BaseException:
        if staging.is_placed:
            shutil.rmtree(files_dir)
        raise
    finally:
        shutil.rmtree(staging.folder, ignore_errors=True)


class Staging:
    def __init__(self, folder: Path, files_dir: Path) -> None:
        self.folder = folder
        self.is_placed = False
        self._files_dir = files_dir

    def place(self) -> None:
        """Give the folder its name. An empty one of that name makes way."""
        self.folder.replace(self._files_dir)
        self.is_placed = True


def _require_empty(connection: sa.Connection) -> None:
    for table in find_tables(connection):
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise Refused(Problem("restore_not_empty", {"table": table.name}))


def _bring_to(connection: sa.Connection, revision: str) -> None:
    if revision_of(connection) not in (None, revision):
        downgrade_to_nothing(connection)
    upgrade(connection, revision)


def _fill(connection: sa.Connection, backup: Backup, table: sa.Table, on_progress: Progress) -> int:
    part = backup.manifest.tables[table.name]
    batch, done = [], 0
    member = table_member(table.name)
    for line in backup.lines(member, part):
        try:
            batch.append(to_row(line, table))
        except UNREADABLE as error:
            raise backup.damaged(member) from error
        if len(batch) == ROWS_AT_ONCE:
            connection.execute(table.insert(), batch)
            done += len(batch)
            batch = []
            on_progress(table.name, done)
    if batch:
        connection.execute(table.insert(), batch)
    on_progress(table.name, part.lines)
    return part.lines


def _set_sequences(connection: sa.Connection, tables: list[sa.Table]) -> None:
    """PostgreSQL counts ids on its own: it goes on after the last one restored."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.columns:
            query = "SELECT setval(pg_get_serial_sequence(:name, 'id'), max(id)) FROM {} HAVING max(id) IS NOT NULL"
            quoted = connection.dialect.identifier_preparer.format_table(table)
            connection.execute(sa.text(query.format(quoted)), {"name": quoted})


def _place_files(backup: Backup, staging: Path, on_progress: Progress) -> int:
    count = 0
    for line in backup.lines(FILE_LIST, backup.manifest.files):
        try:
            told = json.loads(line)
            path, digest = checked_path(told["path"]), str(told["digest"])
        except UNREADABLE as error:
            raise backup.damaged(FILE_LIST) from error
        _place_file(backup, f"{FILES}{path}", staging / path, digest)
        count += 1
        on_progress("files", count)
    return count


def _open_own(path: Path) -> IO[bytes]:
    """A new file, its owner's alone, with the folders it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _place_file(backup: Backup, member: str, path: Path, digest: str) -> None:
    found = sha256()
    with backup.member(member) as stream, _open_own(path) as target:
        for chunk in read_chunks(stream):
            found.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if found.hexdigest() != digest:
        raise backup.damaged(member)
