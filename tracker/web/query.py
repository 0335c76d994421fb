"""Reading the query string. Whatever cannot be read is refused with a sentence that says how to mend it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from tracker.domain.moments import to_day, to_instant
from tracker.wording.marks import N_

Query = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum)

#: What anybody can type at the most; longer text is cut in messages and refused in searches.
LONGEST = 200

BAD_DAY = N_("{name}: ‘{value}’ is not a day. Write year, month and day, such as 2026-11-01.")
BAD_INSTANT = N_(
    "{name}: ‘{value}’ is not an instant. Write day, time and offset from UTC, such as 2026-11-01T09:00:00Z."
)
BAD_CHOICE = N_("{name}: ‘{value}’ is not one of the choices. Use one of: {known}.")
BAD_NUMBER = N_("{name}: ‘{value}’ is not a number from 1 upwards.")
TOO_LONG = N_("{name}: at most {longest} characters can be searched for.")


class BadQuery(Exception):
    """A value in the address cannot be read. `sentence` is a key of the message catalogue."""

    def __init__(self, sentence: str, *, name: str, **values: str | int) -> None:
        super().__init__(name)
        self.sentence = sentence
        self.name = name
        self.values = {key: value[:LONGEST] if isinstance(value, str) else value for key, value in values.items()}


def read_day(query: Query, name: str) -> date | None:
    """The day; None where none is given."""
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        return to_day(text)
    except ValueError:
        raise BadQuery(BAD_DAY, name=name, value=text) from None


def read_instant(query: Query, name: str) -> datetime | None:
    """The instant in UTC; None where none is given. It must say its offset."""
    text = query.get(name, "").strip().replace(" ", "+")  # an unquoted + arrives as a space
    if not text:
        return None
    try:
        return to_instant(text)
    except ValueError:
        raise BadQuery(BAD_INSTANT, name=name, value=text) from None


def read_word(query: Query, name: str, known: Iterable[str]) -> str | None:
    """One of the known words; None where none is given."""
    text, words = query.get(name, "").strip(), list(known)
    if not text:
        return None
    if text not in words:
        raise BadQuery(BAD_CHOICE, name=name, value=text, known=", ".join(words) or "–")
    return text


def read_choice(query: Query, name: str, kind: type[Choice]) -> Choice | None:
    """As `read_word`, for the members of an enumeration."""
    word = read_word(query, name, [choice.value for choice in kind])
    return None if word is None else kind(word)


def read_number(query: Query, name: str, default: int) -> int:
    """A number from 1 upwards."""
    text = query.get(name, "").strip()
    if not text:
        return default
    if re.fullmatch(r"[0-9]{1,9}", text) and int(text) >= 1:
        return int(text)
    raise BadQuery(BAD_NUMBER, name=name, value=text)


def read_text(query: Query, name: str) -> str:
    """What to search for, without blanks at its ends; empty where nothing is given."""
    text = query.get(name, "").strip()
    if len(text) > LONGEST:
        raise BadQuery(TOO_LONG, name=name, longest=LONGEST)
    return text
