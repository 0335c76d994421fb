"""One cell: from what stands in the file to a plain value, and back."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

from tracker.domain.moments import known_time_zones
from tracker.register.headings import find_choice, find_tag, find_yes_no
from tracker.register.layout import BODY_CODE, Column, Kind


@dataclass(frozen=True, slots=True)
class SheetValue:
    """A cell of a workbook that holds no text. `day`: the date it shows, or that its number stands for;
    `is_day`: shown as a date or time; `is_error`: a formula without a result."""

    text: str
    day: date | None = None
    is_day: bool = False
    is_error: bool = False


Cell = str | SheetValue


class CellProblem(Exception):
    """A cell cannot be read: the code of the problem and its values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values_ = values


#: What neither XML nor PostgreSQL can hold.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEWLINE = re.compile("\r\n?")
# What a spreadsheet makes of a ref such as 1-2 when it opens a CSV file, and saves with it.
_DAY_FROM_CODE = re.compile(
    r"[0-9]{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2}|"
    r"[0-9]{1,2}(?:월 |月)[0-9]{1,2}[일日]"
)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,6}(?:\.0+)?")
_PIECES = re.compile(r"(?:[^;；]|;;|；；)+")
_DEPARTMENT = re.compile(r"([^:：]+)[:：](.*)", re.DOTALL)


def clean_text(text: str) -> str:
    """Text as every form of a register can carry it: line ends as \\n, nothing that cannot be stored."""
    return _UNSTORABLE.sub("", _NEWLINE.sub("\n", text))


def is_blank(cell: Cell) -> bool:
    return not (cell if isinstance(cell, str) else cell.text).strip()


def parse_cell(column: Column, cell: Cell) -> Any:
    """The value of a cell that is not blank. Raises CellProblem."""
    if isinstance(cell, str):
        if _UNSTORABLE.search(cell):
            raise CellProblem("control_character")
        cell = _NEWLINE.sub("\n", cell)
    elif cell.is_error:
        raise CellProblem("sheet_error", value=cell.text)
    return _PARSERS[column.kind](column, cell)


def _plain(cell: Cell) -> str:
    """The cell as one word, which a spreadsheet must not have taken for a date."""
    if isinstance(cell, str):
        if _DAY_FROM_CODE.fullmatch(cell.strip()):
            raise CellProblem("turned_into_date", value=cell.strip())
        return cell.strip()
    if cell.is_day:
        raise CellProblem("turned_into_date", value=cell.text)
    return cell.text


def _text(column: Column, cell: Cell) -> str:
    text = cell if isinstance(cell, str) else cell.text
    if len(text) > column.longest:
        raise CellProblem("text_too_long", length=len(text), longest=column.longest)
    return text


def _code(column: Column, cell: Cell) -> str:
    text = _plain(cell)
    if len(text) > column.longest:
        raise CellProblem("text_too_long", length=len(text), longest=column.longest)
    _require_match(column, text)
    if text in column.taken:
        raise CellProblem("code_taken", value=text)
    return text


def _require_match(column: Column, text: str) -> None:
    if not re.fullmatch(column.pattern, text):
        raise CellProblem("not_a_body_code" if column.pattern == BODY_CODE else "not_a_code", value=text)


def _number(column: Column, cell: Cell) -> int:
    text = _plain(cell)
    if not _WHOLE_NUMBER.fullmatch(text) or int(float(text)) < 1:
        raise CellProblem("not_a_number", value=text)
    return int(float(text))


def _day(column: Column, cell: Cell) -> date:
    if isinstance(cell, SheetValue):
        if cell.day is None:
            raise CellProblem("not_a_date", value=cell.text)
        return cell.day
    match = _ISO_DAY.fullmatch(cell.strip())
    if match is None:
        raise CellProblem("not_a_date", value=cell.strip())
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise CellProblem("no_such_day", value=cell.strip()) from None


def _yes_no(column: Column, cell: Cell) -> bool:
    text = _plain(cell)
    meant = find_yes_no(text)
    if meant is None:
        raise CellProblem("not_a_choice", value=text, choices=["yes", "no"])
    return meant


def _choice(column: Column, cell: Cell) -> Any:
    """By its code, or its word in any language."""
    assert column.choices is not None
    text = _plain(cell)
    meant = find_choice(column.choices, text)
    if meant is None:
        raise CellProblem("not_a_choice", value=text, choices=[choice.value for choice in column.choices])
    return meant


def _split(text: str) -> list[str]:
    """The pieces between semicolons; a doubled semicolon is one that belongs to the text."""
    pieces = (re.sub(r";;|；；", lambda m: m.group()[0], piece).strip() for piece in _PIECES.findall(text))
    return [piece for piece in pieces if piece]


def _codes(column: Column, cell: Cell) -> list[str]:
    codes = _split(_plain(cell))
    for code in codes:
        _require_match(column, code)
    _require_single(codes)
    return codes


def _require_single(codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise CellProblem("named_twice", value=code)


def _languages(column: Column, cell: Cell) -> list[str]:
    """By their tags or names, with whatever people put between them."""
    tags = []
    for text in (piece.strip() for piece in re.split(r"[;；,，、·/\n]", _plain(cell))):
        if text:
            tags += [_language(text)] if find_tag(text) else [_language(word) for word in text.split()]
    _require_single(tags)
    return tags


def _language(text: str) -> str:
    tag = find_tag(text)
    if tag is None:
        raise CellProblem("not_a_language", value=text)
    return tag


def _departments(column: Column, cell: Cell) -> dict[str, str]:
    departments: dict[str, str] = {}
    for piece in _split(_text(column, cell)):
        match = _DEPARTMENT.fullmatch(piece)
        if match is None or not match[2].strip():
            raise CellProblem("not_a_department", value=piece)
        code, name = match[1].strip(), match[2].strip()
        _require_match(column, code)
        if code in departments:
            raise CellProblem("named_twice", value=code)
        departments[code] = name
    return departments


@cache
def known_countries() -> frozenset[str]:
    """The codes of countries."""
    return frozenset(code for code in get_global("territory_zones") if code in Locale("en").territories)


def _country(column: Column, cell: Cell) -> str:
    text = _plain(cell)
    if text not in known_countries():
        raise CellProblem("not_a_country", value=text)
    return text


def _time_zone(column: Column, cell: Cell) -> str:
    text = _plain(cell)
    if text not in known_time_zones():
        raise CellProblem("not_a_time_zone", value=text)
    return text


_PARSERS: dict[Kind, Callable[[Column, Cell], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CODES: _codes,
    Kind.LANGUAGES: _languages,
    Kind.DEPARTMENTS: _departments,
    Kind.COUNTRY: _country,
    Kind.TIME_ZONE: _time_zone,
}


def show_value(column: Column, value: Any) -> str | date | int:
    """What stands in the cell for a value; "" for none. A day stays a day, a number a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date | int):
        return value
    if column.kind is Kind.DEPARTMENTS:
        return "; ".join(f"{code}: {re.sub('[;；]', _double, clean_text(name))}" for code, name in value.items())
    if isinstance(value, list | tuple):
        return ";".join(value)
    return clean_text(str(value))


def _double(match: re.Match[str]) -> str:
    return match.group() * 2


def number_text(value: float) -> str:
    """A number of a workbook as it was typed: 2.0 is `2`."""
    if math.isfinite(value) and value == int(value):
        return str(int(value))
    return repr(value)
