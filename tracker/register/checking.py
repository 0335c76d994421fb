"""From tables of cells to rows of values, with every problem at its place.

What is checked here needs a table alone: its columns and the kind of each value. What rows say to each
other, and to what is stored already, is checked in `rules`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tracker.domain.problems import Place, Problem
from tracker.register.cells import CellProblem, is_blank, parse_cell
from tracker.register.headings import call_column, find_language, find_meant, resolve_header
from tracker.register.layout import BODY, TABLES, Column, Table, language_of_country
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
    headers: Mapping[str, str] = field(default_factory=dict)

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
    which it is not known which rows they have. `meant`: the code of the body where the register does not say so."""

    name: str
    tables: dict[str, CheckedTable] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    meant: str | None = None

    @property
    def body_code(self) -> str | None:
        """The code of the body, where it can be read."""
        rows = self.rows(BODY.name)
        return rows[0].values.get("code") if rows else self.meant if BODY.name not in self.tables else None

    def rows(self, table: str) -> list[CheckedRow]:
        return self.tables[table].rows if table in self.tables else []

    def in_order(self, problems: list[Problem]) -> list[Problem]:
        """Problems in the order of the tables and their rows; those of a whole file first."""
        order = {checked.source: index for index, checked in enumerate(self.tables.values())}
        return sorted(problems, key=lambda p: (order.get(p.place.source or "", -1), p.place.row or 0))


def check_tables(gathered: Gathered, name: str, *, body: str | None = None) -> HandedIn:
    """Every table's rows. The body table is there and has one row, or that is a problem; where it is known which
    body is meant, any table will do."""
    meant = None if BODY.name in gathered.unread else body
    handed = HandedIn(name, problems=list(gathered.problems), unread=set(gathered.unread), meant=meant)
    for raw in gathered.tables:
        header = _check_header(raw, handed.problems)
        if not set(raw.table.key) <= {column.field for _, _, column, _ in header}:
            handed.unread.add(raw.table.name)
        headers = _headers(header)
        rows = [_check_row(raw, header, headers, row, handed.problems) for row in raw.rows]
        languages = [tag for _, _, column, tag in header if column.field == "names"]
        handed.tables[raw.table.name] = CheckedTable(raw.table, raw.source, rows, languages)
    handed.tables = {name: handed.tables[name] for name in TABLES if name in handed.tables}
    if BODY.name not in gathered.unread:
        handed.problems += _check_body(handed)
    return handed


def _check_body(handed: HandedIn) -> Iterator[Problem]:
    checked = handed.tables.get(BODY.name)
    if checked is None:
        if handed.meant is not None and handed.tables:
            return
        yield Problem("missing_table", {"table": BODY.name}, Place(handed.name))
    elif not checked.rows:
        yield Problem("no_body", {}, Place(checked.source))
    else:
        for row in checked.rows[1:]:
            yield Problem("second_body", {}, row.place())


def _check_header(raw: RawTable, problems: list[Problem]) -> Header:
    """The columns that the header names. Unknown, repeated and missing ones are problems."""
    header: Header = []
    for index, header_text in enumerate(raw.header):
        text = header_text.rstrip(" *") or header_text  # the star of what a template requires
        if not text:
            filled = (number for number, cells in raw.rows if len(cells) > index and not is_blank(cells[index]))
            problems += [
                Problem("column_without_name", {"number": index + 1}, Place(raw.source, number))
                for number in islice(filled, 1)
            ]
            continue
        place = Place(raw.source, 1, text)
        found = resolve_header(raw.table, text)
        if found is None:
            problems.append(_unknown_column(raw.table, text, place))
        elif first := next((other for _, other, column, tag in header if (column, tag) == found), None):
            same = Problem("column_twice", {}, place)
            problems.append(
                same if first.casefold() == text.casefold() else Problem("heading_twice", {"other": first}, place)
            )
        else:
            header.append((index, text, *found))
    named = {column.field for _, _, column, _ in header}
    lang = find_language(raw.table, raw.header)
    problems += [
        Problem("missing_column", {"column": _call(raw.table, column, lang)}, Place(raw.source, 1))
        for column in raw.table.columns
        if column.required and column.field not in named
    ]
    return header


def _call(table: Table, column: Column, lang: str | None) -> str:
    """A column as the file's other headings would call it: by its word in their language, or by its code."""
    return column.shown if lang is None else call_column(table, column.shown, lang)


def _headers(header: Header) -> dict[str, str]:
    """The heading of each field that is not called by its code; without the language, of one that has several."""
    return {
        column.field: text.split("(")[0].split("（")[0].strip() if column.plural else text
        for _, text, column, _ in header
        if not text.startswith(column.name)
    }


def _unknown_column(table: Table, text: str, place: Place) -> Problem:
    for column in table.columns:
        if column.plural and text.startswith(column.name + "_"):
            language = language_of_country(text[len(column.name) + 1 :])
            if language:
                return Problem("unknown_column_near", {"nearest": f"{column.name}_{language}"}, place)
    known = [column.name if not column.plural else f"{column.name}_en" for column in table.columns]
    close = nearest(text, known)
    meant = find_meant(table, text)
    if meant is not None and (close is None or not text.isascii()):
        return Problem("unknown_column_near", {"nearest": meant}, place)
    if close is None:
        return Problem("unknown_column", {"known": [column.shown for column in table.columns]}, place)
    shown = next((column.shown for column in table.columns if column.plural and close == f"{column.name}_en"), close)
    return Problem("unknown_column_near", {"nearest": shown}, place)


def _check_row(
    raw: RawTable,
    header: Header,
    headers: Mapping[str, str],
    row: tuple[int, Record],
    problems: list[Problem],
) -> CheckedRow:
    number, record = row
    values: dict[str, Any] = {}
    bad: set[str] = set()
    for index, text, column, tag in header:
        if index >= len(record) or is_blank(record[index]):
            continue
        try:
            value = parse_cell(column, record[index])
        except CellProblem as problem:
            bad.add(column.field)
            problems.append(Problem(problem.code, _in_words(problem, column, text), Place(raw.source, number, text)))
            continue
        if column.plural:
            values.setdefault(column.field, {})[tag] = value
        else:
            values[column.field] = value
    problems += _missing_values(raw, header, number, values.keys() | bad)
    if any(not is_blank(cell) for cell in record[len(raw.header) :]):
        problems.append(Problem("too_many_cells", {"columns": len(raw.header)}, Place(raw.source, number)))
    return CheckedRow(raw.source, number, values, frozenset(bad), headers)


def _in_words(problem: CellProblem, column: Column, header: str) -> dict[str, Any]:
    """The values of a problem. Under a heading in words, choices are told in words too."""
    if problem.code == "not_a_choice" and column.choices is not None and header != column.name:
        return problem.values_ | {"choices": list(column.choices)}
    return problem.values_


def _missing_values(raw: RawTable, header: Header, number: int, said: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for _, text, column, _ in header:
        if not column.required or column.field in said or column.field in seen:
            continue
        seen.add(column.field)
        place = Place(raw.source, number, column.shown if column.plural else text)
        yield Problem("missing_name" if column.plural else "missing_value", {}, place)
