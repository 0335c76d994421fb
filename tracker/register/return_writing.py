"""A department's form as a workbook: its own projects, what is recorded of each, and empty columns to fill."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from tracker.domain.statements import STATES
from tracker.register.cells import clean_text
from tracker.register.return_layout import (
    COLUMNS,
    MARKER_KIND,
    MARKER_SHEET,
    MARKER_VERSION,
    Marker,
)
from tracker.wording import Wording
from tracker.wording.marks import N_

#: The row of the headings, counted from 0: the title, the explanation and a line of what it is about come first.
HEADING_ROW = 3

#: Text that fits a cell with room to spare, and how tall a row of cells to write in is at the least, in points.
LONGEST = 32_000
ROW_HEIGHT, LINE_HEIGHT, TALLEST = 62, 14, 400

FONTS = {"ko": "Malgun Gothic", "zh": "Microsoft YaHei", "ja": "Yu Gothic", "en": "Calibri"}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A project as the form shows it. `recorded`: the state and its day, in words."""

    ref: str
    title: str
    area: str
    recorded: str


@dataclass(frozen=True, slots=True)
class DepartmentForm:
    """`title`: whose form it is, for which body and period. `earliest`: no day before it can be meant."""

    marker: Marker
    title: str
    about: str
    earliest: date
    made_at: datetime
    rows: Sequence[FormRow]


def write_form(form: DepartmentForm, wording: Wording) -> bytes:
    """The workbook. Whatever the projects are called stays text, also where it looks like a formula."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        made_at = form.made_at.replace(tzinfo=None)
        workbook.set_properties({"title": form.title, "created": made_at})
        styles = _make_styles(workbook, FONTS.get(wording.lang, FONTS["en"]))
        sheet = workbook.add_worksheet(wording.text(N_("Projects")))
        _set_up_page(sheet, wording, len(form.rows))
        _write_head(sheet, form, wording, styles)
        for number, row in enumerate(form.rows, start=HEADING_ROW + 1):
            _write_row(sheet, number, row, styles)
        _validate(sheet, form, wording)
        sheet.protect("", PROTECTION)
        _write_marker(workbook, form.marker)
    return stream.getvalue()


#: What may still be done on the protected sheet: everything but changing what is recorded.
PROTECTION = {
    "select_locked_cells": True, "select_unlocked_cells": True, "format_cells": True, "format_columns": True,
    "format_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip


def _make_styles(workbook: Any, font: str) -> Mapping[str, Any]:
    base = {"font_name": font, "font_size": 10, "valign": "top", "text_wrap": True}
    cell = base | {"border": 1, "border_color": "#B0B7BF"}
    filled = cell | {"locked": False}
    return {
        name: workbook.add_format(values)
        for name, values in {
            "title": base | {"font_size": 15, "bold": True, "valign": "vcenter"},
            "about": base | {"font_color": "#52606D"},
            "guide": base | {"bg_color": "#FFF4DC", "border": 1, "border_color": "#E0C98F"},
            "head": cell | {"bold": True, "bg_color": "#E4E8EC", "valign": "vcenter", "align": "center"},
            "head_filled": cell
            | {"bold": True, "bg_color": "#1D5FA8", "font_color": "#FFFFFF", "valign": "vcenter", "align": "center"},
            "recorded": cell | {"bg_color": "#F1F3F5", "font_color": "#3B4651", "num_format": "@"},
            "text": filled | {"num_format": "@"},
            "day": filled | {"num_format": "yyyy-mm-dd", "align": "center"},
        }.items()
    }


def _set_up_page(sheet: Any, wording: Wording, rows: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.repeat_rows(HEADING_ROW)
    sheet.print_area(0, 0, HEADING_ROW + max(rows, 1), len(COLUMNS) - 1)
    sheet.set_footer("&R&P / &N")
    sheet.freeze_panes(HEADING_ROW + 1, 2)
    sheet.hide_gridlines(2)
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width)


def _write_head(sheet: Any, form: DepartmentForm, wording: Wording, styles: Mapping[str, Any]) -> None:
    last = len(COLUMNS) - 1
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, "", styles["title"])
    sheet.write_string(0, 0, _fit(form.title), styles["title"])
    sheet.set_row(1, 18)
    sheet.merge_range(1, 0, 1, last, "", styles["about"])
    sheet.write_string(1, 0, _fit(form.about), styles["about"])
    lines = [wording.text(line) for line in GUIDE]
    sheet.set_row(2, (LINE_HEIGHT + 1) * len(lines) + 6)
    sheet.merge_range(2, 0, 2, last, "", styles["guide"])
    sheet.write_string(2, 0, "\n".join(lines), styles["guide"])
    sheet.set_row(HEADING_ROW, 32)
    for index, column in enumerate(COLUMNS):
        style = styles["head_filled" if column.is_filled else "head"]
        sheet.write_string(HEADING_ROW, index, wording.text(column.heading), style)


#: What stands on top of the form, line by line.
GUIDE = (
    N_("Fill in the blue columns for what has changed, save the file, and send it back to the secretariat."),
    N_("An empty cell states nothing and changes nothing. Leave a project that has no news empty."),
    N_("Days: year, month and day, such as 2026-11-03. Planned days belong under ‘Next steps’."),
    N_("Started: the first act after the conference. Completed: everything agreed for this period is done."),
    N_("What the secretariat accepts can be read by everyone who holds a role at this body."),
)


def _write_row(sheet: Any, number: int, row: FormRow, styles: Mapping[str, Any]) -> None:
    sheet.set_row(number, _find_height(row))
    for index, text in enumerate((row.ref, row.title, row.area, row.recorded)):
        sheet.write_string(number, index, _fit(text), styles["recorded"])
    for index, column in enumerate(COLUMNS):
        if column.is_filled:
            sheet.write_blank(number, index, None, styles["day" if column.name.endswith("_on") else "text"])


def _find_height(row: FormRow) -> int:
    """Tall enough for the texts in their columns; an East Asian letter is as wide as two."""
    lines = 1
    for text, column in zip((row.ref, row.title, row.area, row.recorded), COLUMNS, strict=False):
        for line in text.split("\n"):
            wide = sum(2 if ord(letter) > 0x2E7F else 1 for letter in line)
            lines = max(lines, 1 + (wide * 11 // 10) // column.width)
    return min(max(ROW_HEIGHT, LINE_HEIGHT * lines + 4), TALLEST)


def _validate(sheet: Any, form: DepartmentForm, wording: Wording) -> None:
    first, last = HEADING_ROW + 1, HEADING_ROW + max(len(form.rows), 1)
    at = {column.name: index for index, column in enumerate(COLUMNS)}
    states = [wording.term(state) for state in STATES.values()]
    sheet.data_validation(
        first, at["stage"], last, at["stage"],
        {"validate": "list", "source": states, "error_title": wording.text(N_("Progress")),
         "error_message": wording.text(N_("Choose one of the states in the list, or leave the cell empty."))},
    )  # fmt: skip
    for name in ("started_on", "completed_on"):
        sheet.data_validation(
            first, at[name], last, at[name],
            {"validate": "date", "criteria": ">=", "value": form.earliest, "error_type": "warning",
             "error_title": wording.text(N_("Day")),
             "error_message": wording.text(N_("Write a day such as 2026-11-03, or leave the cell empty."))},
        )  # fmt: skip


def _write_marker(workbook: Any, marker: Marker) -> None:
    sheet = workbook.add_worksheet(MARKER_SHEET)
    values = {"kind": MARKER_KIND, "version": MARKER_VERSION} | {k: str(v) for k, v in asdict(marker).items()}
    for number, (name, value) in enumerate(values.items()):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, clean_text(value))
    sheet.very_hidden()


def _fit(text: str) -> str:
    return clean_text(text)[:LONGEST]
