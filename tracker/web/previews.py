"""What an upload would do, in the reader's words: tables, rows, values before and after, and every problem."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.actions.kept_problems import from_kept
from tracker.actions.previews import Preview
from tracker.domain.problems import Place
from tracker.register.headings import choice_word, heading, sheet_name, word_in
from tracker.register.layout import TABLES, Column, Kind, Table
from tracker.register.words import NO, YES
from tracker.wording import Wording
from tracker.wording.languages import Name, pick_name


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a row. `before` and `after` are empty for none; `lang`: of the texts, where they are in one."""

    label: str
    lang: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowLine:
    key: str
    name: Name
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class TableLines:
    """A table's counts, and the rows listed of those that are new or change."""

    word: str
    added: int
    changed: int
    unchanged: int
    new: Sequence[RowLine]
    changing: Sequence[RowLine]

    @property
    def left_out(self) -> int:
        return self.added + self.changed - len(self.new) - len(self.changing)


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem in words, with its place where it is in a table."""

    place: Place
    sentence: str


def make_tables(preview: Preview, wording: Wording) -> list[TableLines]:
    """In the order of the register; none where nothing could be told."""
    return [_make_table(TABLES[name], told, wording) for name, told in preview.get("tables", {}).items()]


def make_problems(kept: Sequence[dict[str, Any]], wording: Wording) -> list[ProblemLine]:
    problems = [from_kept(one) for one in kept]
    return [ProblemLine(problem.place, wording.sentence(problem)) for problem in problems]


def _make_table(table: Table, told: dict[str, Any], wording: Wording) -> TableLines:
    rows: dict[str, list[RowLine]] = {"added": [], "changed": []}
    for row in told["rows"]:
        fields = tuple(_make_field(table, field, wording) for field in row["fields"])
        rows[row["act"]].append(RowLine(row["key"], pick_name(row["texts"], lang=wording.lang, languages=()), fields))
    counts = (told["added"], told["changed"], told["unchanged"])
    return TableLines(sheet_name(table, wording.lang), *counts, rows["added"], rows["changed"])


def _make_field(table: Table, told: Sequence[Any], wording: Wording) -> FieldLine:
    name, tag, before, after = told
    column = table.column_of(name)
    label = heading(table, column, wording.lang, tag)
    return FieldLine(label, tag, _say(column, before, wording), _say(column, after, wording))


def _say(column: Column, value: Any, wording: Wording) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return word_in(YES if value else NO, wording.lang)
    if column.kind is Kind.DAY:
        return wording.day(date.fromisoformat(value))
    if column.kind is Kind.CHOICE and column.choices is not None:
        return choice_word(column.choices(value), wording.lang)
    return str(value)
