"""From tables of cells to rows of values, with every problem at its place.

What is checked here needs a table alone: its columns and the kind of each value. What rows say to each
other, and to what is stored already, is checked in `rules`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tracker.domain.problems import Place, Problem
from tracker.register.cells import CellProblem, is_blank, parse_cell
from tracker.register.layout import BODY, TABLES, Column, Table, find_column, language_of_country
from tracker.register.nearest import nearest
from tracker.register.raw import Gathered, RawTable, Record

#: Where a header's cells go: its index, the header, the column, the language.
Header = list[tuple[int, str, Column, str]]


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """`values`: by field, only what the row says. `bad`: the fields that it says wrongly. `headers`: the
    header under which a field stands, for the place of a problem."""

    source: str
    number: int
    values: dict[str, Any]
    bad: frozenset[str] = frozenset()

    def place(self, column: str | None = None) -> Place:
        return Place(self.source, self.number, column)

    def says(self, field_: str) -> bool:
        return field_ in self.values


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """`languages`: the tags of its name columns in order."""

    table: Table
    source: str
    rows: list[CheckedRow]
    languages: list[str]


@dataclass(slots=True)
class HandedIn:
    """A register as it was handed in. `name`: of the file or folder. `unread`: tables that are there, but of
    which it is not known which rows they have."""

    name: str
    tables: dict[str, CheckedTable] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    @property
    def body_code(self) -> str | None:
        """The code of the body, where it can be read."""
        rows = self.rows(BODY.name)
        return rows[0].values.get("code") if rows else None

    def rows(self, table: str) -> list[CheckedRow]:
        return self.tables[table].rows if table in self.tables else []

    def in_order(self, problems: list[Problem]) -> list[Problem]:
        """Problems in the order of the tables and their rows; those of a whole file first."""
        order = {checked.source: index for index, checked in enumerate(self.tables.values())}
        return sorted(problems, key=lambda p: (order.get(p.place.source or "", -1), p.place.row or 0))


def check_tables(gathered: Gathered, name: str) -> HandedIn:
    """Every table's rows. The body table is there and has one row, or that is a problem."""
    handed = HandedIn(name, problems=list(gathered.problems), unread=set(gathered.unread))
    for raw in gathered.tables:
        header = _check_header(raw, handed.problems)
        if not set(raw.table.key) <= {column.field for _, _, column, _ in header}:
            handed.unread.add(raw.table.name)
        rows = [_check_row(raw, header, number, record, handed.problems) for number, record in raw.rows]
        languages = [tag for _, _, column, tag in header if column.field == "names"]
        handed.tables[raw.table.name] = CheckedTable(raw.table, raw.source, rows, languages)
    handed.tables = {name: handed.tables[name] for name in TABLES if name in handed.tables}
    if BODY.name not in gathered.unread:
        handed.problems += _check_body(handed)
    return handed


def _check_body(handed: HandedIn) -> Iterator[Problem]:
    checked = handed.tables.get(BODY.name)
    if checked is None:
        yield Problem("missing_table", {"table": BODY.name}, Place(handed.name))
    elif not checked.rows:
        yield Problem("no_body", {}, Place(checked.source))
    else:
        for row in checked.rows[1:]:
            yield Problem("second_body", {}, row.place())


def _check_header(raw: RawTable, problems: list[Problem]) -> Header:
    """The columns that the header names. Unknown, repeated and missing ones are problems."""
    header: Header = []
    for index, text in enumerate(raw.header):
        if not text:
            filled = (number for number, cells in raw.rows if len(cells) > index and not is_blank(cells[index]))
            problems += [
                Problem("column_without_name", {"number": index + 1}, Place(raw.source, number))
                for number in islice(filled, 1)
            ]
            continue
        place = Place(raw.source, 1, text)
        found = find_column(raw.table, text)
        if found is None:
            problems.append(_unknown_column(raw.table, text, place))
        elif any((column, tag) == found for _, _, column, tag in header):
            problems.append(Problem("column_twice", {}, place))
        else:
            header.append((index, text, *found))
    named = {column.field for _, _, column, _ in header}
    problems += [
        Problem("missing_column", {"column": column.shown}, Place(raw.source, 1))
        for column in raw.table.columns
        if column.required and column.field not in named
    ]
    return header


def _unknown_column(table: Table, text: str, place: Place) -> Problem:
    for column in table.columns:
        if column.plural and text.startswith(column.name + "_"):
            language = language_of_country(text[len(column.name) + 1 :])
            if language:
                return Problem("unknown_column_near", {"nearest": f"{column.name}_{language}"}, place)
    known = [column.name if not column.plural else f"{column.name}_en" for column in table.columns]
    close = nearest(text, known)
    if close is None:
        return Problem("unknown_column", {"known": [column.shown for column in table.columns]}, place)
    shown = next((column.shown for column in table.columns if column.plural and close == f"{column.name}_en"), close)
    return Problem("unknown_column_near", {"nearest": shown}, place)


def _check_row(raw: RawTable, header: Header, number: int, record: Record, problems: list[Problem]) -> CheckedRow:
    values: dict[str, Any] = {}
    bad: set[str] = set()
    for index, text, column, tag in header:
        if index >= len(record) or is_blank(record[index]):
            continue
        try:
            value = parse_cell(column, record[index])
        except CellProblem as problem:
            bad.add(column.field)
            problems.append(Problem(problem.code, problem.values_, Place(raw.source, number, text)))
            continue
        if column.plural:
            values.setdefault(column.field, {})[tag] = value
        else:
            values[column.field] = value
    problems += _missing_values(raw, header, number, values.keys() | bad)
    if any(not is_blank(cell) for cell in record[len(raw.header) :]):
        problems.append(Problem("too_many_cells", {"columns": len(raw.header)}, Place(raw.source, number)))
    return CheckedRow(raw.source, number, values, frozenset(bad))


def _missing_values(raw: RawTable, header: Header, number: int, said: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for _, text, column, _ in header:
        if not column.required or column.field in said or column.field in seen:
            continue
        seen.add(column.field)
        place = Place(raw.source, number, column.shown if column.plural else text)
        yield Problem("missing_name" if column.plural else "missing_value", {}, place)
