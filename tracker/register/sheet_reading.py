"""A confirmation sheet that came back: from a workbook that may hold anything to its answers, row by row.

The rows are found by the hidden codes above the headings, so that columns may be moved and rows be sorted.
"""

import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tracker.domain.confirmations import Answer
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.sheets import ReturnedAnswer, ReturnedSheet
from tracker.register.cells import Cell
from tracker.register.raw import Record, header_text, refuse
from tracker.register.sheet_writing import ANSWERS, CODES, MARK
from tracker.register.unzipping import open_archive, read_entries
from tracker.register.workbooks import open_workbook, sheets_of
from tracker.settings import RegisterLimits
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES

#: Within how many rows the codes must come.
HEAD_ROWS = 40
#: The columns without which no answer can be read.
NEEDED = ("entry", "ref", "answer", "why")
#: What people write into a cell instead of choosing.
SIGNS = {"o": Answer.CONFIRMED, "○": Answer.CONFIRMED, "v": Answer.CONFIRMED, "✓": Answer.CONFIRMED,
         "x": Answer.DISPUTED, "×": Answer.DISPUTED, "✗": Answer.DISPUTED}  # fmt: skip
LONGEST_WHY = 2_000
#: The last number that a row can have.
LAST_ENTRY = 2**31 - 1


def read_sheet(path: Path, limits: RegisterLimits, *, name: str) -> tuple[ReturnedSheet, list[Problem]]:
    """The rows that can be read, and the problems of the others. Refused where nothing can be read at all."""
    try:
        with open_archive(path) as archive:
            _require_workbook(archive, limits)
        with open_workbook(path) as workbook:
            return _read(workbook, limits, name)
    except Refused as refused:
        raise Refused(*(Problem(p.code, p.values, Place(name)) for p in refused.problems)) from None


def _require_workbook(archive: zipfile.ZipFile, limits: RegisterLimits) -> None:
    """All of it is unpacked and counted: what its headers say is not believed."""
    if "xl/workbook.xml" not in archive.namelist():
        raise refuse("sheet_no_workbook")
    for _ in read_entries(archive, archive.infolist(), limits):
        pass


def _read(workbook: Any, limits: RegisterLimits, name: str) -> tuple[ReturnedSheet, list[Problem]]:
    mark: dict[str, str] = {}
    found: tuple[list[ReturnedAnswer], list[Problem]] | None = None
    for title, records in sheets_of(workbook):
        if title == MARK:
            mark = {_text(record[0]): _text(record[1]) for _, record in _limited(records, limits) if len(record) > 1}
        elif found is None:
            found = _read_rows(_limited(records, limits), name)
    if found is None or not mark.get("body") or not mark.get("party"):
        raise refuse("sheet_foreign")
    answers, problems = found
    return ReturnedSheet(mark["body"], mark["party"], answers), problems


def _limited(records: Iterable[Record], limits: RegisterLimits) -> Iterator[tuple[int, Record]]:
    """Each row with its number. Refused past the limits, blank cells counted too."""
    slots = 0
    for number, record in enumerate(records, start=1):
        slots += 1 + len(record)
        if slots > limits.max_rows * 40:
            raise refuse("too_many_rows", limit=limits.max_rows)
        yield number, record


def _read_rows(records: Iterator[tuple[int, Record]], name: str) -> tuple[list[ReturnedAnswer], list[Problem]] | None:
    """None where there are no codes of a confirmation sheet."""
    columns: dict[str, int] | None = None
    for number, record in records:
        columns = _find_columns(record)
        if columns is not None or number >= HEAD_ROWS:
            break
    if columns is None:
        return None
    answers: list[ReturnedAnswer] = []
    problems: list[Problem] = []
    seen: dict[int, int] = {}
    next(records, None)  # the headings
    for number, record in records:
        cells = {code: _cell(record, index) for code, index in columns.items()}
        if not any(cells.values()):
            continue
        answer = _read_row(cells, number, seen, _Refusals(problems, name, number, columns))
        if answer is not None:
            answers.append(answer)
    return answers, problems


class _Refusals:
    """Notes what is wrong with a row, with the letter of the column."""

    def __init__(self, problems: list[Problem], name: str, row: int, columns: dict[str, int]) -> None:
        self.problems, self.name, self.row, self.columns = problems, name, row, columns

    def note(self, column: str, code: str, **values: object) -> None:
        place = Place(self.name, self.row, column_letter(self.columns[column]))
        self.problems.append(Problem(code, values, place))


def _read_row(cells: dict[str, str], row: int, seen: dict[int, int], wrong: _Refusals) -> ReturnedAnswer | None:
    text = cells["entry"].removesuffix(".0")
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_ENTRY)) and int(text) <= LAST_ENTRY):
        wrong.note("entry", "sheet_no_entry", value=text[:60])
        return None
    entry = int(text)
    if entry in seen:
        wrong.note("entry", "sheet_entry_twice", entry=entry, other=seen[entry])
        return None
    seen[entry] = row
    answer = find_answer(cells["answer"])
    if cells["answer"] and answer is None:
        known = [get_wording(tag).text(word) for tag in LANGUAGES for word in ANSWERS.values()]
        wrong.note("answer", "sheet_no_answer", value=cells["answer"][:60], known=known)
        return None
    why = cells["why"][:LONGEST_WHY] or None
    if answer is Answer.DISPUTED and why is None:
        wrong.note("why", "sheet_no_reason")
        return None
    return ReturnedAnswer(row, entry, cells["ref"], answer, why)


def find_answer(text: str) -> Answer | None:
    """The answer of a cell: a word in any language, as the drop-down joins two of them, or a sign."""
    words = [fold(part) for part in text.replace("\n", "/").split("/")]
    found = {known_answers().get(word) for word in words if word}
    return found.pop() if len(found) == 1 else None


def known_answers() -> dict[str, Answer]:
    words = {fold(get_wording(tag).text(word)): answer for answer, word in ANSWERS.items() for tag in LANGUAGES}
    return words | {fold(sign): answer for sign, answer in SIGNS.items()}


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def column_letter(index: int) -> str:
    """`A` for the first column."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _find_columns(record: Record) -> dict[str, int] | None:
    found = {text: index for index, cell in enumerate(record) if (text := _text(cell)) in CODES}
    return found if all(code in found for code in NEEDED) else None


def _cell(record: Record, index: int) -> str:
    return _text(record[index]) if index < len(record) else ""


def _text(cell: Cell) -> str:
    return "".join(letter for letter in header_text(cell) if letter.isprintable() or letter == "\n").strip()
