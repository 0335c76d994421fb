"""One row of a register edited by itself, in a form: the rules are those of a whole register handed in.

Other than in a register, an empty field takes away what stood there, and the first day of a stay can be corrected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.problems import Place, Problem
from tracker.register.cells import CellProblem, parse_cell
from tracker.register.checking import CheckedRow, HandedIn
from tracker.register.layout import PARTIES, Column, Kind, Table
from tracker.register.merging import DEFAULTS, Key, Merged, MergedRow, Row, merge
from tracker.register.rules import find_rule_problems

FORM = "form"


@dataclass(frozen=True, slots=True)
class Edit:
    """`values`: of every field that the form has, None for none. `key`: of the stored row; None for a new one."""

    table: Table
    values: Row
    key: Key | None = None


def read_fields(
    table: Table, names: Iterable[str], typed: Mapping[str, str], languages: Sequence[str]
) -> tuple[Row, list[Problem]]:
    """What was typed into the fields of these names, as values; every problem at its field. `languages`: of the fields
    that come once for each. A YES_NO that says nothing is no."""
    values: Row = {}
    problems: list[Problem] = []
    for name in names:
        column = table.column_of(name)
        if column.plural:
            said = {tag: _read(column, typed, f"{column.name}_{tag}", problems) for tag in languages}
            values[name] = {tag: text for tag, text in said.items() if text}
            if column.required and not values[name]:
                problems.append(_needed(f"{column.name}_{languages[0]}"))
        else:
            values[name] = _read(column, typed, column.name, problems)
            if column.required and values[name] is None and not any(p.place.column == name for p in problems):
                problems.append(_needed(column.name))
        if column.kind is Kind.YES_NO:
            values[name] = bool(values[name])
    return values, problems


def find_edit_problems(code: str, stored: Mapping[str, Sequence[Row]], edit: Edit, today: date) -> list[Problem]:
    """What a body's register would have to say against the row, each problem at its field. `stored`: as it is."""
    handed = HandedIn(code)
    merged = merge(handed, stored)
    key = tuple(edit.values.get(name) for name in edit.table.key)
    rows = merged.tables[edit.table.name]
    if key != edit.key and key in rows:
        return [Problem("row_there", {"value": key[0]}, Place(column=edit.table.key[-1]))]
    _put(merged, edit, key)
    found = find_rule_problems(merged, handed, stored, today)
    return [_at_field(problem) for problem in found]


def _put(merged: Merged, edit: Edit, key: Key) -> None:
    rows = merged.tables[edit.table.name]
    said = CheckedRow(FORM, 1, dict(edit.values))
    if edit.key is None:
        rows[key] = MergedRow(edit.table, DEFAULTS[edit.table.name] | edit.values, said)
    else:
        row = rows[edit.key]
        row.values |= edit.values
        row.row = said
    if edit.table is PARTIES:  # a party has one name and country, however often it came and went
        shared: Row = {name: edit.values[name] for name in ("names", "country") if name in edit.values}
        for row in rows.values():
            if row.values["code"] == key[0]:
                row.values |= shared


def _read(column: Column, typed: Mapping[str, str], field: str, problems: list[Problem]) -> object:
    text = typed.get(field, "").strip()
    if not text:
        return None
    try:
        return parse_cell(column, text)
    except CellProblem as problem:
        problems.append(Problem(problem.code, problem.values_, Place(column=field)))
        return None


def _needed(field: str) -> Problem:
    return Problem("field_needed", {}, Place(column=field))


def _at_field(problem: Problem) -> Problem:
    """A register's problem at the form's field; of the whole form where the cell is of no field."""
    column = problem.place.column
    place = Place(column=None if column is None or "<" in column else column)
    if problem.code == "ends_before_begin":
        return Problem("span_reversed", {name: problem.values[name] for name in ("begin", "end")}, place)
    return Problem(problem.code, problem.values, place)
