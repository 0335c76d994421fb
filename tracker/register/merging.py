"""What the register will be: the rows stored already, overlaid by what the rows handed in say.

An empty cell and a missing column say nothing. A field that stands at its default (a period's start at the
conference, its end at the eve of the next, a project's agreement at the conference) keeps to it, where nothing
else is said, also in rows that were not handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

from tracker.domain.periods import eve_of
from tracker.domain.problems import Place, Problem
from tracker.domain.stages import Mode
from tracker.register.cells import clean_text
from tracker.register.checking import CheckedRow, HandedIn
from tracker.register.layout import AREAS, BODY, PARTIES, PERIODS, PROJECTS, TABLES, Column, Kind, Table

Row = dict[str, Any]
Key = tuple[Any, ...]

#: What a new row has where nothing is said.
DEFAULTS: dict[str, Row] = {
    BODY.name: {"visibility": "members", "illustrative": False, "asks_confirmation": False, "asks_sign_off": False}
    | {"criteria": {}, "data_licence": {}},
    PARTIES.name: {},
    AREAS.name: {},
    PERIODS.name: {"stages_published": True},
    PROJECTS.name: {"parties": [], "continues": [], "departments": {}},
}


@dataclass(slots=True)
class MergedRow:
    """`values`: every field, None for none. `row`: as handed in, None where only stored; `stored`: as stored,
    None where new."""

    table: Table
    values: Row
    row: CheckedRow | None = None
    stored: Row | None = None

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def place(self, field_: str | None = None) -> Place:
        """Of a field in what was handed in; of nothing where the row is only stored."""
        if self.row is None:
            return Place()
        if not field_:
            return self.row.place()
        return self.row.place(self.row.headers.get(field_) or self.table.column_of(field_).shown)

    @property
    def changes(self) -> Row:
        """The fields that are stored otherwise, with their new values. Empty for a new row."""
        if self.stored is None:
            return {}
        return {
            column.field: self.values.get(column.field)
            for column in self.table.columns
            if not _same(column, self.values.get(column.field), self.stored.get(column.field))
        }


@dataclass(slots=True)
class Merged:
    """`unread`: tables of which it is not known what they say, so that nothing can be said to be missing."""

    body_code: str
    tables: dict[str, dict[Key, MergedRow]]
    unread: set[str]
    problems: list[Problem] = field(default_factory=list)

    def rows(self, table: Table) -> Sequence[MergedRow]:
        return list(self.tables[table.name].values())

    def handed(self, table: Table) -> list[MergedRow]:
        """The rows that were handed in."""
        return [row for row in self.rows(table) if row.row is not None]

    @property
    def periods(self) -> list[MergedRow]:
        return sorted(self.rows(PERIODS), key=lambda row: row.values["number"])


def merge(handed: HandedIn, stored: Mapping[str, Sequence[Row]]) -> Merged:
    """`stored`: the body's rows by table, none where it is new."""
    merged = Merged(handed.body_code or handed.name, {}, set(handed.unread))
    for table in TABLES.values():
        merged.tables[table.name] = _merge_table(table, handed, stored.get(table.name, ()), merged.problems)
    _share_party_names(merged)
    _fill_body(merged, handed)
    _fill_periods(merged)
    _fill_projects(merged)
    return merged


def _key(table: Table, values: Row) -> Key | None:
    key = tuple(values.get(name) for name in table.key)
    return None if None in key else key


def _merge_table(
    table: Table, handed: HandedIn, stored: Sequence[Row], problems: list[Problem]
) -> dict[Key, MergedRow]:
    rows: dict[Key, MergedRow] = {}
    for values in stored:
        key = _key(table, values)
        assert key is not None
        rows[key] = MergedRow(table, dict(values), stored=values)
    handed_rows = handed.rows(table.name)
    for row in handed_rows[:1] if table is BODY else handed_rows:
        key = _key(table, row.values)
        if key is None:
            continue
        known = rows.get(key)
        if known is not None and known.row is not None:
            problems.append(_repeated(table, row, known.row))
            continue
        base = known.values if known is not None else DEFAULTS[table.name]
        rows[key] = MergedRow(table, _overlay(base, row.values), row, known.stored if known is not None else None)
    return rows


def _repeated(table: Table, row: CheckedRow, first: CheckedRow) -> Problem:
    value = ", ".join(str(row.values[name]) for name in table.key)
    return Problem("row_repeated", {"value": value, "row": first.number}, row.place(table.key[0]))


def _overlay(base: Row, said: Row) -> Row:
    """Texts in several languages are taken language by language, everything else whole."""
    values = base | said
    for name, value in said.items():
        if isinstance(value, dict):
            values[name] = (base.get(name) or {}) | value
    return values


def _same(column: Column, one: Any, other: Any) -> bool:
    if one == other:
        return True
    if column.kind is Kind.CODES or column.plural:
        one, other = one or None, other or None
    return bool(_comparable(column, one) == _comparable(column, other))


def _comparable(column: Column, value: Any) -> Any:
    """Only what a register can carry: the order of codes, and how a line ends, say nothing."""
    if isinstance(value, dict):
        return {key: _comparable(column, one) for key, one in value.items()}
    if column.kind is Kind.CODES:
        return None if value is None else frozenset(value)
    if isinstance(value, str):
        return clean_text(value).strip() if column.kind is Kind.DEPARTMENTS else clean_text(value)
    return value


def _share_party_names(merged: Merged) -> None:
    """A party that rejoined has a row for each stay; its names and country are one."""
    shared: dict[str, Row] = {}
    for row in merged.rows(PARTIES):
        said = row.row.values if row.row is not None else {}
        base = shared.get(row.values["code"]) or (row.stored or {})
        shared[row.values["code"]] = _overlay(base, {k: said[k] for k in ("names", "country") if k in said})
    for row in merged.rows(PARTIES):
        row.values |= {name: shared[row.values["code"]].get(name) for name in ("names", "country")}


def _fill_body(merged: Merged, handed: HandedIn) -> None:
    for row in merged.rows(BODY):
        if not row.get("languages") and BODY.name in handed.tables:
            named = row.get("names") or {}
            row.values["languages"] = [tag for tag in handed.tables[BODY.name].languages if tag in named]


def _keep_default(row: MergedRow, name: str, *, now: date | None, before: date | None) -> None:
    """Give a day its default: where it has none, or where it stood at the default of before."""
    if row.row is not None and (row.row.says(name) or name in row.row.bad):
        return
    kept = None if row.stored is None else row.stored.get(name)
    if kept is None or (kept == before and now is not None):
        row.values[name] = now


def _fill_periods(merged: Merged) -> None:
    periods = merged.periods
    for row, following in zip_longest(periods, periods[1:]):
        stored = row.stored or {}
        _keep_default(row, "starts_on", now=row.get("conference_on"), before=stored.get("conference_on"))
        closes_on = following.get("conference_on") if following is not None else None
        if following is not None and closes_on and row.get("conference_on") and row.get("conference_on") < closes_on:
            before = (following.stored or {}).get("conference_on")
            _keep_default(row, "ends_on", now=eve_of(closes_on), before=eve_of(before) if before else None)
        if row.get("closed_on") in stored.get("closed_before", ()):
            row.values["closed_on"] = stored["closed_on"]  # said of a closing that is known; reopening came after it


def _fill_projects(merged: Merged) -> None:
    for row in merged.rows(PROJECTS):
        if row.row is not None and row.get("mode") is Mode.MUTUAL and not row.row.says("lead"):
            row.values["lead"] = None
        period = merged.tables[PERIODS.name].get((row.get("period"),))
        if period is not None:
            before = (period.stored or {}).get("conference_on")
            _keep_default(row, "agreed_on", now=period.get("conference_on"), before=before)
        _begin_new_suspension(row)


def _begin_new_suspension(row: MergedRow) -> None:
    """Suspended again after it was resumed: the pair before is over, and not changed by this."""
    resumed = (row.stored or {}).get("resumed_on")
    if row.row is None or resumed is None or row.row.says("resumed_on"):
        return
    if row.get("suspended_on") and row.get("suspended_on") > resumed:
        row.values["resumed_on"] = None


def stays_of(merged: Merged) -> dict[str, list[MergedRow]]:
    """The stays of each party, by its code."""
    stays: dict[str, list[MergedRow]] = {}
    for row in merged.rows(PARTIES):
        stays.setdefault(row.values["code"], []).append(row)
    return stays
