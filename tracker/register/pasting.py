"""Rows as they come out of a spreadsheet's clipboard, and as a form holds them: to the projects of one list.

A heading may be a column's code or its word in any language of the interface; an area, a party or a choice may stand
with its name instead of its code. Rows without a ref get the next ones of the body's own pattern.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracker.domain.problems import Place, Problem
from tracker.domain.refs import KnownRef, propose_refs
from tracker.register.checking import HandedIn, check_tables
from tracker.register.headings import find_choice, resolve_header
from tracker.register.layout import BODY, PROJECTS, Column, Kind
from tracker.register.raw import Gathered, RawTable

Names = Mapping[str, str]

#: A cell in quotation marks that holds what would else end it.
_QUOTED = re.compile(r'"((?:[^"]|"")*[\t\r\n](?:[^"]|"")*)"(?=\t|\r?\n|\r|$)')
_BARE = re.compile(r"[^\t\r\n]*")
_DAY = re.compile(r"([0-9]{4})\s*[-./年년]\s*([0-9]{1,2})\s*[-./月월]\s*([0-9]{1,2})\s*[.日일]?")

#: The pieces between semicolons; a doubled one belongs to the text.
_DEPARTMENTS = re.compile(r"(?:[^;；\n]|;;|；；)+")

#: Columns whose cells name areas or parties.
_OF_PARTIES = frozenset({"lead", "proposed_by", "parties"})


@dataclass(frozen=True, slots=True)
class ListOf:
    """The list that rows are for: its body and period, and what their cells may name. `body`: the fields of a
    register's body row that it needs. `areas`, `parties`: names by code. `languages`: of the body; a title without its
    language is in one of them. `own`: the party whose department is meant where a cell names just a department."""

    code: str
    body: Mapping[str, str]
    period: int
    known: Sequence[KnownRef] = ()
    areas: Mapping[str, Names] = field(default_factory=dict)
    parties: Mapping[str, Names] = field(default_factory=dict)
    languages: Sequence[str] = ()
    own: str = ""


def read_pasted(text: str) -> list[list[str]]:
    """The rows of what a spreadsheet puts on the clipboard; blank ones are empty lists."""
    rows: list[list[str]] = [[]]
    at = 0
    while at < len(text):
        match = _QUOTED.match(text, at) or _BARE.match(text, at)
        assert match is not None
        quoted = match.re is _QUOTED
        rows[-1].append(match[1].replace('""', '"') if quoted else match[0].strip())
        at = match.end()
        if text[at : at + 1] == "\t":
            at += 1
            if at == len(text):
                rows[-1].append("")
        elif at < len(text):
            at += 2 if text[at : at + 2] == "\r\n" else 1
            rows.append([])
    return [row if any(row) else [] for row in rows]


def hand_in_projects(records: Sequence[Sequence[str]], of: ListOf, *, source: str) -> HandedIn:
    """Rows under a heading, as a register's table of projects. Its problems name the row, the heading being the
    first, and the column by its code."""
    first = next((index for index, record in enumerate(records) if any(record)), None)
    if first is None:
        return HandedIn(source, problems=[Problem("pasted_nothing", {}, Place(source))])
    columns = [resolve_header(PROJECTS, text, of.languages) for text in records[first]]
    if not any(columns):
        return HandedIn(source, problems=[Problem("pasted_no_heading", {}, Place(source, first + 1))])
    header = [_code_of(found) if found else text for found, text in zip(columns, records[first], strict=True)]
    rows = [
        (number, _to_codes(record, columns, of))
        for number, record in enumerate(records[first + 1 :], start=first + 2)
        if any(record)
    ]
    problems = _fill_period(header, rows, of, source)
    _fill_refs(header, rows, of)
    table = RawTable(PROJECTS, source, tuple(header), [(number, record) for number, record in rows])
    handed = check_tables(Gathered([_body_table(of), table]), source)
    handed.problems = [*problems, *handed.problems]
    if not rows:
        handed.problems.append(Problem("pasted_nothing", {}, Place(source)))
    return handed


def _code_of(found: tuple[Column, str]) -> str:
    column, tag = found
    return f"{column.name}_{tag}" if tag else column.name


def _body_table(of: ListOf) -> RawTable:
    return RawTable(BODY, BODY.name, tuple(of.body), [(2, list(of.body.values()))])


def _to_codes(record: Sequence[str], columns: Sequence[tuple[Column, str] | None], of: ListOf) -> list[str]:
    """A row's cells with codes for whatever names an area, a party, a choice or a day in words."""
    cells = []
    for index, cell in enumerate(record):
        found = columns[index] if index < len(columns) else None
        cells.append(cell if found is None else _to_code(found[0], cell.strip(), of))
    return cells


def _to_code(column: Column, cell: str, of: ListOf) -> str:
    if column.name == "area":
        return _find_code(of.areas, cell)
    if column.name in _OF_PARTIES:
        if (whole := _find_code(of.parties, cell)) in of.parties:
            return whole
        parts = [part for part in re.split(r"\s*[;；,，、]\s*", cell) if part]
        return ";".join(_find_code(of.parties, part) for part in parts)
    if column.kind is Kind.DEPARTMENTS:
        return _code_departments(cell, of)
    if column.choices is not None:
        choice = find_choice(column.choices, cell)
        return cell if choice is None else choice.value
    if column.kind is Kind.DAY and (match := _DAY.fullmatch(cell)):
        return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    return cell


def _code_departments(cell: str, of: ListOf) -> str:
    """`SEL: name; BJS: name` for departments whose parties stand with their names, or for one with no party."""
    pieces = []
    for piece in _DEPARTMENTS.findall(cell):
        party, colon, name = piece.replace("：", ":").partition(":")
        if colon:
            pieces.append(f"{_find_code(of.parties, party.strip())}: {name.strip()}")
        elif piece.strip():
            pieces.append(f"{of.own}: {piece.strip()}" if of.own else piece.strip())
    return "; ".join(pieces)


def _find_code(known: Mapping[str, Names], text: str) -> str:
    """The code of what has that name in any language; the text itself where nothing, or more than one, has."""
    if text in known:
        return text
    plain = _plain(text)
    found = [code for code, names in known.items() if plain in {_plain(name) for name in (code, *names.values())}]
    return found[0] if len(found) == 1 else text


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _column_of(header: list[str], rows: list[tuple[int, list[str]]], name: str) -> int:
    """Where a column stands; added where it is not there. Every row reaches that far."""
    if name not in header:
        header.append(name)
    index = header.index(name)
    for _, record in rows:
        record.extend([""] * (len(header) - len(record)))
    return index


def _fill_period(header: list[str], rows: list[tuple[int, list[str]]], of: ListOf, source: str) -> list[Problem]:
    """Every row is of the list's period. One that says another is a problem."""
    index, problems = _column_of(header, rows, "period"), []
    for number, record in rows:
        said = record[index].strip()
        if said not in ("", str(of.period)):
            values = {"value": said, "period": of.period}
            problems.append(Problem("other_period", values, Place(source, number, "period")))
        record[index] = str(of.period)
    return problems


def _fill_refs(header: list[str], rows: list[tuple[int, list[str]]], of: ListOf) -> None:
    ref, area = _column_of(header, rows, "ref"), _column_of(header, rows, "area")
    said = [KnownRef(of.period, record[area], record[ref].strip()) for _, record in rows if record[ref].strip()]
    bare = [record for _, record in rows if not record[ref].strip()]
    shaping = of.known or (said if len(said) > len(bare) else ())
    areas = [record[area] for record in bare]
    proposed = propose_refs([*of.known, *said], period=of.period, areas=areas, shaping=shaping)
    for record, proposal in zip(bare, proposed, strict=True):
        # Without an area there is no ref either; what is said of the row is that its area is missing.
        record[ref] = proposal
