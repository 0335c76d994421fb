"""What a backup looks like: a zip of each table as JSON lines, the report files, and a manifest over both.

Neutral between databases: days and instants as ISO text (instants in UTC), everything else as JSON has it.
Tables are described by the database itself, so that one of an earlier version can be kept as it is.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import PurePosixPath
from typing import IO, Any

import sqlalchemy as sa

KIND = "joint-committee-tracker backup"
FORMAT = 1

MANIFEST = "manifest.json"
FILE_LIST = "files.jsonl"
FILES = "files/"

#: What the migrations keep for themselves.
VERSION_TABLE = "alembic_version"

CHUNK = 1024 * 1024

#: In bytes, as file systems have it.
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Part:
    """One listing in the archive: how many lines, and the SHA-256 of its text."""

    lines: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`revision`: of the schema. `version`: of the tracker that wrote it. `tables` in the order of insertion."""

    revision: str
    version: str
    created_at: str
    tables: dict[str, Part]
    files: Part
    kind: str = KIND
    format: int = FORMAT

    def to_text(self) -> str:
        return json.dumps(asdict(self), indent=1)


def read_manifest(text: bytes) -> Manifest:
    """ValueError where it is none of this format's."""
    try:
        told = json.loads(text)
        tables = {str(name): Part(int(part["lines"]), str(part["digest"])) for name, part in told["tables"].items()}
        files = Part(int(told["files"]["lines"]), str(told["files"]["digest"]))
        values = {name: str(told[name]) for name in ("revision", "version", "created_at", "kind")}
        return Manifest(tables=tables, files=files, format=int(told["format"]), **values)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError("not a manifest") from error


def table_member(table: str) -> str:
    return f"tables/{table}.jsonl"


def checked_path(text: str) -> PurePosixPath:
    """A path below the files folder. ValueError for anything that could lead out of it, or names no file."""
    parts = text.split("/")
    if any(part in ("", ".", "..") or set(part) & set("\\:\0") for part in parts):
        raise ValueError(text)
    if any(len(part.encode()) > LONGEST_NAME for part in parts):
        raise ValueError("a name too long for a file")
    return PurePosixPath(*parts)


def find_tables(connection: sa.Connection) -> list[sa.Table]:
    """Every table as the database has it, each after those that it refers to. Columns only."""
    inspector = sa.inspect(connection)
    metadata = sa.MetaData()
    names = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name not in (None, VERSION_TABLE)]
    tables = []
    for name in names:
        assert name is not None
        keys = set(inspector.get_pk_constraint(name)["constrained_columns"])
        columns = [sa.Column(c["name"], c["type"], primary_key=c["name"] in keys) for c in inspector.get_columns(name)]
        tables.append(sa.Table(name, metadata, *columns))
    return tables


def to_line(row: sa.RowMapping) -> bytes:
    """One row as a line of JSON."""
    plain = {str(key): _to_plain(value) for key, value in row.items()}
    # In one order of keys, whichever the database keeps.
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def to_row(line: bytes, table: sa.Table) -> dict[str, Any]:
    """The values of a line for a table. ValueError where they are not this table's columns."""
    plain = json.loads(line)
    if not isinstance(plain, dict) or set(plain) != {column.name for column in table.columns}:
        raise ValueError(f"not a row of {table.name}")
    return {column.name: _from_plain(plain[column.name], column.type) for column in table.columns}


def _to_plain(value: Any) -> Any:
    if isinstance(value, datetime):
        instant = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return instant.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _from_plain(value: Any, kind: sa.types.TypeEngine[Any]) -> Any:
    if value is None:
        return None
    if isinstance(kind, sa.DateTime):
        instant = datetime.fromisoformat(value)
        return instant if kind.timezone else instant.astimezone(UTC).replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.Time):
        return time.fromisoformat(value)
    return value


class Listing:
    """Lines on their way into or out of the archive, counted and digested."""

    def __init__(self) -> None:
        self.lines = 0
        self._digest = sha256()

    def add(self, line: bytes) -> bytes:
        self.lines += 1
        self._digest.update(line)
        return line

    @property
    def part(self) -> Part:
        return Part(self.lines, self._digest.hexdigest())


def read_chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk
