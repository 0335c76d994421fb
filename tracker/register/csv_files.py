"""A register as CSV files, in a folder or a .zip."""

import csv
import stat
import zipfile
from pathlib import Path, PurePosixPath

from tracker.csv_text import parse_csv
from tracker.register.encodings import likely_encoding
from tracker.register.headings import resolve_header
from tracker.register.layout import TABLES, Table
from tracker.register.raw import Gathered, find_table, gather_table, refuse
from tracker.register.unzipping import read_entries
from tracker.settings import RegisterLimits


def read_folder(path: Path, limits: RegisterLimits, gathered: Gathered) -> Gathered:
    """Every .csv directly in the folder; hidden files and other kinds say nothing."""
    budget = limits.max_bytes
    for file in sorted(path.iterdir()):
        if file.suffix.lower() != ".csv" or file.name.startswith("."):
            continue
        if file.is_symlink() or not file.is_file():
            gathered.refuse("not_a_plain_file", file.name)
            continue
        budget -= file.stat().st_size
        if budget < 0:
            raise refuse("file_too_large", path.name, limit=limits.max_bytes)
        read_csv_file(file.name, file.read_bytes(), limits, gathered)
    return gathered


def read_zip(archive: zipfile.ZipFile, limits: RegisterLimits, gathered: Gathered) -> Gathered:
    """Every .csv of the archive, all at its top or all in one folder. Nothing is written anywhere."""
    entries = [entry for entry in archive.infolist() if _is_table_file(entry)]
    folders = {PurePosixPath(entry.filename).parent for entry in entries}
    if len(folders) > 1 or any(len(folder.parts) > 1 or ".." in folder.parts for folder in folders):
        for entry in entries:
            if len(PurePosixPath(entry.filename).parts) > 1:
                gathered.refuse("nested_file", entry.filename)
        gathered.unread.update(TABLES)
        return gathered
    for entry, content in read_entries(archive, entries, limits):
        name = PurePosixPath(entry.filename).name
        if stat.S_ISLNK(entry.external_attr >> 16):
            gathered.refuse("not_a_plain_file", name)
        else:
            read_csv_file(name, content, limits, gathered)
    return gathered


def _is_table_file(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in path.parts)
    return path.suffix.lower() == ".csv" and not hidden and not entry.is_dir()


def read_csv_file(name: str, content: bytes, limits: RegisterLimits, gathered: Gathered) -> None:
    """One table, by the name of its file."""
    text = _decode(content)
    table = find_table(PurePosixPath(name).stem, name, gathered, _first_record(text or ""))
    if table is None:
        return
    if text is None:
        encoding = likely_encoding(content)
        gathered.unread.add(table.name)
        gathered.refuse("not_utf8" if encoding else "not_utf8_unknown", name, encoding=encoding)
        return
    separated = _other_separator(table, text)
    if separated:
        gathered.unread.add(table.name)
        gathered.refuse(separated, name)
        return
    try:
        gather_table(table, name, parse_csv(text), limits, gathered)
    except csv.Error:
        gathered.unread.add(table.name)
        gathered.refuse("damaged_csv", name)


def _decode(content: bytes) -> str | None:
    """None where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _first_record(text: str) -> list[str]:
    try:
        return next(parse_csv(text), [])
    except csv.Error:
        return []


def _other_separator(table: Table, text: str) -> str | None:
    """The problem of what stands between the columns, where it is no comma."""
    first = text.split("\n", 1)[0]
    for separator, code in ((";", "semicolons_between"), ("\t", "tabs_between")):
        columns = [header.strip(' "\r') for header in first.split(separator)]
        if "," not in first and len([c for c in columns if resolve_header(table, c)]) > 1:
            return code
    return None
