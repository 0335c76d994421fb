"""A confirmation sheet as a workbook: one row per entry, with a drop-down for the answer, in two languages."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from tracker.domain.confirmations import Answer
from tracker.domain.sheets import ConfirmationSheet, SheetEntry
from tracker.register.writing import AS_TEXT, EARLIEST
from tracker.wording import Wording, get_wording
from tracker.wording.languages import pick_name
from tracker.wording.marks import N_

#: The hidden sheet that says what the workbook was made for; and the hidden row of codes above the headings.
MARK = "tracker"
CODES = ("entry", "ref", "title", "stage", "day", "claimed_by", "note", "answer", "why")
HEADINGS = (
    N_("Entry"), N_("Ref"), N_("Project"), N_("Stage"), N_("Day"), N_("Claimed by"), N_("Note"), N_("Answer"),
    N_("Why disputed"),
)  # fmt: skip
WIDTHS = (9, 13, 46, 18, 18, 22, 32, 20, 40)
ANSWERS = {Answer.CONFIRMED: N_("confirmed"), Answer.DISPUTED: N_("disputed")}
TITLE = N_("Confirmation sheet")
HOW = N_(
    "Choose an answer in each row; where an entry is disputed, say why. Rows without an answer stay open."
    " Please send the workbook back without changing the other columns."
)
WHY_HINT = N_("Only where the entry is disputed.")
FIRST_ROW = 6
#: The height of one line, in points.
LINE = 17


def write_sheet(sheet: ConfirmationSheet) -> bytes:
    """The workbook. The same sheet gives the same bytes."""
    both = [get_wording(tag) for tag in sheet.languages]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, dict(AS_TEXT)) as workbook:
        workbook.set_properties({"created": datetime(*EARLIEST)})  # noqa: DTZ001 - a workbook knows no zone
        page = workbook.add_worksheet(_sheet_name(both))
        _write_head(workbook, page, sheet, both)
        _write_entries(workbook, page, sheet, both)
        _write_mark(workbook, sheet)
    return stream.getvalue()


def say_both(both: Sequence[Wording], say: Callable[[Wording], str], between: str = " / ") -> str:
    """What each language says, once where both say the same."""
    return between.join(dict.fromkeys(say(wording) for wording in both))


def _sheet_name(both: Sequence[Wording]) -> str:
    name = say_both(both, lambda w: w.text(TITLE), " ")
    return "".join(letter for letter in name if letter not in "[]:*?/\\")[:31]


def _write_head(workbook: Any, page: Any, sheet: ConfirmationSheet, both: Sequence[Wording]) -> None:
    title = workbook.add_format({"bold": True, "font_size": 14})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, say_both(both, lambda w: w.text(TITLE)), title)
    page.write_string(1, 0, say_both(both, lambda w: _name(w, sheet.body_names, sheet)) + _period(sheet, both))
    page.write_string(2, 0, say_both(both, lambda w: _for_party(w, sheet)))
    page.merge_range(3, 0, 3, len(CODES) - 1, say_both(both, lambda w: w.text(HOW), "\n"), wrap)
    page.set_row(3, 20 * 2 * len(both))


def _for_party(wording: Wording, sheet: ConfirmationSheet) -> str:
    return wording.text(N_("To be answered by {party}"), party=_name(wording, sheet.party_names, sheet))


def _period(sheet: ConfirmationSheet, both: Sequence[Wording]) -> str:
    if sheet.period is None:
        return ""
    return ", " + say_both(both, lambda w: w.text(N_("Period {number}"), number=sheet.period))


def _name(wording: Wording, texts: Any, sheet: ConfirmationSheet) -> str:
    return pick_name(texts, lang=wording.lang, languages=list(sheet.body_languages)).text


def _write_entries(workbook: Any, page: Any, sheet: ConfirmationSheet, both: Sequence[Wording]) -> None:
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bg_color": "#eef2f6"})
    fixed = workbook.add_format({"text_wrap": True, "valign": "top", "align": "left", "bottom": 4})
    filled = workbook.add_format({"text_wrap": True, "valign": "top", "bottom": 4, "bg_color": "#fff8e1"})
    for column, (code, heading, width) in enumerate(zip(CODES, HEADINGS, WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(FIRST_ROW - 2, column, code)
        page.write_string(FIRST_ROW - 1, column, say_both(both, lambda w, text=heading: w.text(text), "\n"), head)  # type: ignore[misc]
    page.set_row(FIRST_ROW - 2, None, None, {"hidden": True})
    page.set_row(FIRST_ROW - 1, 18 * len(both))
    for offset, entry in enumerate(sheet.entries):
        row, cells = FIRST_ROW + offset, _cells(entry, sheet, both)
        page.set_row(row, LINE * max(map(_count_lines, cells, WIDTHS)))
        for column, text in enumerate(cells):
            style = filled if CODES[column] in ("answer", "why") else fixed
            if column == 0:
                page.write_number(row, column, entry.entry, style)
            else:
                page.write_string(row, column, text, style) if text else page.write_blank(row, column, None, style)
    _add_choices(page, len(sheet.entries), both)
    page.freeze_panes(FIRST_ROW, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(FIRST_ROW - 1)


def _count_lines(text: str, width: int) -> int:
    """How many lines a cell takes; East Asian letters take two columns."""
    lines = 0
    for line in text.split("\n"):
        columns = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)
        lines += max(1, -(-columns // width))
    return lines


def _cells(entry: SheetEntry, sheet: ConfirmationSheet, both: Sequence[Wording]) -> list[str]:
    claimed = entry.claimed_by
    return [
        str(entry.entry),
        entry.ref,
        say_both(both, lambda w: _name(w, entry.titles, sheet), "\n"),
        say_both(both, lambda w: w.term(entry.kind), "\n"),
        say_both(both, lambda w: w.day(entry.effective_on), "\n"),
        "" if claimed is None else say_both(both, lambda w: _name(w, claimed, sheet), "\n"),
        entry.note or "",
        "" if entry.answer is None else answer_words(both)[entry.answer],
        entry.why or "",
    ]


def answer_words(both: Sequence[Wording]) -> dict[Answer, str]:
    """What the drop-down offers: `확인 / 确认`."""
    return {one: say_both(both, lambda w, text=text: w.text(text)) for one, text in ANSWERS.items()}  # type: ignore[misc]


def _add_choices(page: Any, number: int, both: Sequence[Wording]) -> None:
    if not number:
        return
    answer, why = CODES.index("answer"), CODES.index("why")
    last = FIRST_ROW + number - 1
    choices = {"validate": "list", "source": list(answer_words(both).values()), "ignore_blank": True}
    page.data_validation(FIRST_ROW, answer, last, answer, choices)
    hint = say_both(both, lambda w: w.text(WHY_HINT), "\n")
    page.data_validation(FIRST_ROW, why, last, why, {"validate": "any", "input_message": hint[:255]})


def _write_mark(workbook: Any, sheet: ConfirmationSheet) -> None:
    mark = workbook.add_worksheet(MARK)
    said = {
        "body": sheet.body,
        "party": sheet.party,
        "period": "" if sheet.period is None else str(sheet.period),
        "made_at": sheet.made_at.isoformat(),
    }
    for row, (name, value) in enumerate(said.items()):
        mark.write_string(row, 0, name)
        mark.write_string(row, 1, value)
    mark.hide()
