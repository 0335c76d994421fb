"""A workbook to be filled in: headings and choices in one language, drop-downs, a word of help at every cell.

It is a register as any other: handed in as it is, it changes nothing.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from tracker.register.cells import show_value
from tracker.register.headings import choice_word, heading, sheet_name, word_in
from tracker.register.layout import AREAS, BODY, PARTIES, PERIODS, PROJECTS, TABLES, Column, Kind, Table
from tracker.register.merging import Row
from tracker.register.words import EXPLANATION, LISTS, NO, YES
from tracker.register.writing import AS_TEXT, EARLIEST, print_wide, write_cell
from tracker.wording import Wording, get_wording
from tracker.wording.marks import N_

#: How many rows beyond those that are filled have drop-downs and help.
SPARE_ROWS = 300

#: How many rows of another sheet a drop-down looks at.
LOOKED_AT = 2_000

#: What a spreadsheet shows of a word of help at the most.
LONGEST_HELP = 255

INTRODUCTION = (
    N_("Fill in the sheets and upload this workbook. Nothing is saved before you have seen what it would change."),
    N_("An empty cell says nothing: it changes and removes nothing. Rows that you leave out stay as they are."),
    N_("Columns with a star are required in every row that you fill."),
    N_("Headings, sheet names and choices are understood in English, Korean, Chinese and Japanese."),
)

CHOOSE = N_("Choose one from the list.")

#: What to write, by kind.
HELP: dict[Kind, str] = {
    Kind.TEXT: N_("Any text."),
    Kind.CODE: N_("A code: one word, as it stands in addresses and lists."),
    Kind.NUMBER: N_("A whole number from 1 on."),
    Kind.DAY: N_("A date, such as 2018-03-19."),
    Kind.YES_NO: CHOOSE,
    Kind.CHOICE: CHOOSE,
    Kind.CODES: N_("Codes with semicolons between them: {first};{second}."),
    Kind.LANGUAGES: N_("Tags of languages with semicolons between them: ko;zh;en. The first is authoritative."),
    Kind.DEPARTMENTS: N_("The code of each party with its department: {first}: name; {second}: name."),
    Kind.COUNTRY: N_("The code of the country, such as KR, CN or JP."),
    Kind.TIME_ZONE: N_("The name of a time zone, such as Asia/Seoul."),
}

CONFERENCE_DAY = N_("A date. Left empty, it is the day of the conference.")

#: What to write where there is more to say, by table and column.
SPECIAL_HELP: dict[tuple[str, str], str] = {
    ("projects", "ref"): N_(
        "Once in the whole body, such as 2-ECO-01. A row with a reference that is known changes that project."
    ),
    ("projects", "lead"): N_("Only of a one-sided project: the party that leads it."),
    ("projects", "reason"): N_("Needed where the project was suspended or withdrawn."),
    ("projects", "continues"): N_(
        "References of projects of an earlier period that this one continues, with semicolons between them."
    ),
    ("projects", "agreed_on"): CONFERENCE_DAY,
    ("periods", "agreed_list_on"): CONFERENCE_DAY,
    ("periods", "starts_on"): CONFERENCE_DAY,
    ("periods", "ends_on"): N_("A date. Left empty, it is the day before the next conference."),
    ("periods", "closed_on"): N_("A date. A period that is closed takes only late entries from then on."),
}

#: Columns whose cells name a row of another table.
NAMED_ELSEWHERE: dict[tuple[str, str], Table] = {
    ("projects", "period"): PERIODS,
    ("projects", "area"): AREAS,
    ("projects", "lead"): PARTIES,
    ("projects", "proposed_by"): PARTIES,
    ("periods", "host"): PARTIES,
}

_WIDTHS = {Kind.DAY: 13, Kind.NUMBER: 9, Kind.YES_NO: 12, Kind.DEPARTMENTS: 36}


@dataclass(frozen=True, slots=True)
class _Head:
    """A column as it stands in a sheet. `tag`: its language, where it comes once per language."""

    column: Column
    tag: str
    text: str


@dataclass(slots=True)
class _Template:
    """`lists`: the ranges that drop-downs choose from, by what they hold. `parties`: two codes for examples."""

    workbook: Any
    wording: Wording
    languages: Sequence[str]
    styles: Mapping[str, Any]
    parties: tuple[str, str]
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
    sheet_of_lists: Any = None

    @property
    def lang(self) -> str:
        return self.wording.lang


def make_template(tables: Mapping[str, Sequence[Row]], *, lang: str, languages: Sequence[str]) -> bytes:
    """The workbook, with the rows of the tables in it; `languages`: in which names and titles are asked for."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, dict(AS_TEXT)) as workbook:
        workbook.set_properties({"created": datetime(*EARLIEST)})  # noqa: DTZ001 - a workbook knows no zone
        template = _Template(workbook, get_wording(lang), languages, _make_styles(workbook), _two_parties(tables))
        explanation = workbook.add_worksheet(word_in(EXPLANATION, lang))
        sheets = {name: workbook.add_worksheet(sheet_name(table, lang)) for name, table in TABLES.items()}
        template.sheet_of_lists = workbook.add_worksheet(LISTS)
        template.sheet_of_lists.hide()
        heads = {name: _heads(template, table, tables.get(name, ())) for name, table in TABLES.items()}
        _explain(template, explanation, heads)
        for name, table in TABLES.items():
            _fill(template, sheets[name], table, heads[name], tables.get(name, ()))
    return stream.getvalue()


def _two_parties(tables: Mapping[str, Sequence[Row]]) -> tuple[str, str]:
    """Codes of the body's own, for examples; made-up ones where it has none."""
    codes = [*dict.fromkeys(str(row["code"]) for row in tables.get(PARTIES.name, ())), "A", "B"]
    return codes[0], codes[1]


def _make_styles(workbook: Any) -> dict[str, Any]:
    return {
        "text": workbook.add_format({"num_format": "@", "valign": "top"}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "number": workbook.add_format({"valign": "top"}),
        "header": workbook.add_format({"bold": True, "num_format": "@", "bg_color": "#DCE6F2", "bottom": 1}),
        "optional": workbook.add_format({"num_format": "@", "bg_color": "#EEF1F4", "bottom": 1}),
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "wrapped": workbook.add_format({"text_wrap": True, "valign": "top"}),
    }


def _heads(template: _Template, table: Table, rows: Sequence[Row]) -> list[_Head]:
    """The columns of a sheet; those that come once per language in the languages asked for and in any that is used."""
    heads = []
    for column in table.columns:
        tags = [""]
        if column.plural:
            used = {tag for row in rows for tag, text in (row.get(column.field) or {}).items() if text}
            tags = [*template.languages, *sorted(used - set(template.languages))]
        for tag in tags:
            star = " *" if column.required else ""
            heads.append(_Head(column, tag, heading(table, column, template.lang, tag) + star))
    return heads


def _explain(template: _Template, sheet: Any, heads: Mapping[str, Sequence[_Head]]) -> None:
    text, styles = template.wording.text, template.styles
    print_wide(sheet)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 12)
    sheet.set_column(3, 3, 80)
    sheet.write_string(0, 0, word_in(EXPLANATION, template.lang), styles["title"])
    for row, sentence in enumerate(INTRODUCTION, start=1):
        sheet.write_string(row, 0, text(sentence))
    row = len(INTRODUCTION) + 2
    for index, word in enumerate((N_("Sheet"), N_("Column"), N_("Required"), N_("What to write"))):
        sheet.write_string(row, index, text(word), styles["header"])
    for name, own in heads.items():
        for head in own:
            row += 1
            required = word_in(YES, template.lang) if head.column.required else ""
            cells = (sheet_name(TABLES[name], template.lang), head.text, required, _help(template, name, head.column))
            for index, cell in enumerate(cells):
                sheet.write_string(row, index, cell, styles["wrapped"])


def _help(template: _Template, table: str, column: Column) -> str:
    if (table, column.name) in NAMED_ELSEWHERE and (table, column.name) not in SPECIAL_HELP:
        return template.wording.text(CHOOSE)
    return help_for(table, column, template.wording, template.parties)


def help_for(table: str, column: Column, wording: Wording, parties: tuple[str, str]) -> str:
    """What to write into a cell of a column; `parties`: two codes to show how."""
    return wording.text(
        SPECIAL_HELP.get((table, column.name)) or HELP[column.kind], first=parties[0], second=parties[1]
    )


def _fill(template: _Template, sheet: Any, table: Table, heads: Sequence[_Head], rows: Sequence[Row]) -> None:
    sheet.freeze_panes(1, 2 if table is PROJECTS else 1)
    last = 1 if table is BODY else len(rows) + SPARE_ROWS
    widths = [_width(head) for head in heads]
    print_wide(sheet, widths)
    sheet.repeat_rows(0)
    for index, head in enumerate(heads):
        sheet.set_column(index, index, widths[index], template.styles[_style(head.column)])
        sheet.write_string(0, index, head.text, template.styles["header" if head.column.required else "optional"])
        sheet.data_validation(1, index, last, index, _validation(template, table, head.column))
        for number, row in enumerate(rows, start=1):
            value = row.get(head.column.field)
            shown = show_in(head.column, (value or {}).get(head.tag) if head.tag else value, template.lang)
            write_cell(sheet, (number, index), shown, template.styles)


def _width(head: _Head) -> int:
    return max(_WIDTHS.get(head.column.kind, 40 if head.column.plural else 16), _shown_width(head.text) + 2)


def _style(column: Column) -> str:
    return {Kind.DAY: "day", Kind.NUMBER: "number"}.get(column.kind, "text")


def _shown_width(text: str) -> int:
    """East Asian letters take two places."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def show_in(column: Column, value: Any, lang: str) -> str | date | int:
    """As `show_value`, with choices in a language's words."""
    if isinstance(value, bool):
        return word_in(YES if value else NO, lang)
    if isinstance(value, StrEnum) and column.kind is Kind.CHOICE:
        return choice_word(value, lang)
    return show_value(column, value)


def _validation(template: _Template, table: Table, column: Column) -> dict[str, Any]:
    """What a spreadsheet offers, says and refuses at a cell."""
    told = {
        "input_title": heading(table, column, template.lang)[:32],
        "input_message": _help(template, table.name, column)[:LONGEST_HELP],
    }
    refused = {"error_title": told["input_title"], "error_message": told["input_message"]}
    elsewhere = NAMED_ELSEWHERE.get((table.name, column.name))
    if elsewhere is not None:
        return told | refused | {"validate": "list", "source": _codes_of(template, elsewhere)}
    if column.kind is Kind.CHOICE and column.choices is not None:
        words = tuple(choice_word(choice, template.lang) for choice in column.choices)
        return told | refused | {"validate": "list", "source": _list_of(template, words)}
    if column.kind is Kind.YES_NO:
        words = (word_in(YES, template.lang), word_in(NO, template.lang))
        return told | refused | {"validate": "list", "source": _list_of(template, words)}
    return told | {"validate": "any"}


def _codes_of(template: _Template, table: Table) -> str:
    """What is filled of the first column of another sheet, also what is added there later."""
    name = sheet_name(table, template.lang)
    column = f"'{name}'!$A$2:$A${LOOKED_AT}"
    return f"=OFFSET('{name}'!$A$2,0,0,MAX(1,COUNTA({column})),1)"


def _list_of(template: _Template, words: tuple[str, ...]) -> str:
    """Where the words stand on the hidden sheet; they are put there once."""
    if words not in template.lists:
        index = len(template.lists)
        for row, word in enumerate(words):
            template.sheet_of_lists.write_string(row, index, word, template.styles["text"])
        column = xl_col_to_name(index)
        template.lists[words] = f"='{LISTS}'!${column}$1:${column}${len(words)}"
    return template.lists[words]
