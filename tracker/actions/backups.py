"""Backing up: database and report files together, as one archive, while the service runs."""

import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import sqlalchemy as sa
from sqlmodel import Session

from tracker import __version__
from tracker.actions.archive import (
    FILE_LIST,
    FILES,
    MANIFEST,
    Listing,
    Manifest,
    Part,
    find_tables,
    read_chunks,
    table_member,
    to_line,
)
from tracker.db.schema import revision_of
from tracker.domain.problems import Problem, Refused

#: Told what is at work and how many of it are done.
Progress = Callable[[str, int], None]

ROWS_AT_ONCE = 1000

#: Which files there are, by the table that says so.
LISTED = {
    "report_file": "SELECT path, digest FROM report_file",
    "document": "SELECT path, digest FROM document WHERE id NOT IN"
    " (SELECT document_id FROM redaction WHERE document_id IS NOT NULL)",
    "upload": "SELECT path, digest FROM upload WHERE ended_at IS NULL",
}


@dataclass(frozen=True, slots=True)
class BackupOutcome:
    """What the archive holds. `problems`: report files that were missing or changed, and are kept as they were."""

    rows: int
    files: int
    problems: tuple[Problem, ...]


def write_backup(
    session: Session, path: Path, *, files_dir: Path, now: datetime, on_progress: Progress
) -> BackupOutcome:
    """Keep everything that the session's transaction sees, with the files it lists, under a path that is free.

    The session must be one that sees one unchanging state. The archive is there whole or not at all.
    Refused: a path in use, a folder that is not there, a database without tables.
    """
    if path.exists():
        raise Refused(Problem("backup_exists", {"path": str(path)}))
    if not path.parent.is_dir():
        raise Refused(Problem("backup_no_folder", {"path": str(path.parent)}))
    revision = revision_of(session.connection())
    if revision is None:
        raise Refused(Problem("backup_of_nothing"))
    with _written_aside(path) as archive:
        writer = _Writer(archive, now, on_progress)
        connection = session.connection()
        tables = {table.name: writer.add_table(connection, table) for table in find_tables(connection)}
        files, problems = writer.add_files(_find_files(connection), files_dir)
        manifest = Manifest(revision, __version__, now.isoformat(), tables, files)
        writer.add_text(MANIFEST, manifest.to_text())
    return BackupOutcome(sum(part.lines for part in tables.values()), files.lines, tuple(problems))


def _find_files(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """The path and digest of every file listed: reports, and what was handed in and not redacted. A database of an
    earlier version may lack some of the tables."""
    tables = set(sa.inspect(connection).get_table_names())
    parts = [query for table, query in LISTED.items() if table in tables]
    query = sa.text(f"SELECT DISTINCT path, digest FROM ({' UNION '.join(parts)}) listed ORDER BY path")  # noqa: S608
    for row in connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)):
        yield row.path, row.digest


class _Writer:
    def __init__(self, archive: zipfile.ZipFile, now: datetime, on_progress: Progress) -> None:
        self._archive = archive
        self._date_time = now.timetuple()[:6]
        self._progress = on_progress

    def _info(self, name: str, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, date_time=self._date_time)
        info.compress_type = kind
        info.external_attr = 0o600 << 16
        return info

    def add_text(self, name: str, text: str) -> None:
        self._archive.writestr(self._info(name), text)

    def add_table(self, connection: sa.Connection, table: sa.Table) -> Part:
        listing = Listing()
        query = sa.select(table).order_by(*(table.primary_key.columns or table.columns))
        rows = connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)).mappings()
        with self._archive.open(self._info(table_member(table.name)), "w", force_zip64=True) as member:
            for row in rows:
                member.write(listing.add(to_line(row)))
                if listing.lines % ROWS_AT_ONCE == 0:
                    self._progress(table.name, listing.lines)
        self._progress(table.name, listing.lines)
        return listing.part

    def add_files(self, files: Iterator[tuple[str, str]], files_dir: Path) -> tuple[Part, list[Problem]]:
        """What is missing is left out, and named; what was changed is kept as it is, and named."""
        listing, problems = Listing(), []
        with NamedTemporaryFile() as lines:
            for path, digest in files:
                found = self._add_file(path, files_dir)
                if found is None:
                    problems.append(Problem("report_file_missing", {"path": path}))
                    continue
                if found != digest:
                    problems.append(Problem("report_file_changed", {"path": path}))
                lines.write(listing.add(json.dumps({"path": path, "digest": found}).encode() + b"\n"))
                self._progress("files", listing.lines)
            lines.flush()
            self._archive.write(lines.name, FILE_LIST)
        return listing.part, problems

    def _add_file(self, path: str, files_dir: Path) -> str | None:
        digest = sha256()
        try:
            source = (files_dir / path).open("rb")
        except FileNotFoundError:
            return None
        # Stored as they are: a PDF is compressed already.
        info = self._info(FILES + path, zipfile.ZIP_STORED)
        with source, self._archive.open(info, "w", force_zip64=True) as member:
            for chunk in read_chunks(source):
                digest.update(chunk)
                member.write(chunk)
        return digest.hexdigest()


@contextmanager
def _written_aside(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive that gets its name when it is whole and on disk. Readable by its owner alone."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as aside:
        try:
            with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            aside.flush()
            os.fsync(aside.fileno())
            Path(aside.name).rename(path)
        finally:
            Path(aside.name).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
