"""Forms: what was sent, read field by field with every problem gathered; shown again with all that was typed.

A problem belongs to the field that its place's column names, or else to the form as a whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import TypeVar
from uuid import uuid4

from flask import request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict

from tracker.actions.documents import HandedFile
from tracker.domain.moments import to_day
from tracker.domain.problems import Place, Problem, Refused

Choice = TypeVar("Choice", bound=StrEnum)

#: The fields that every form has: the token that makes it count once, and the one against forgery.
SUBMISSION, CSRF = "submission", "csrf_token"

#: What anybody can type into a field at the most.
LONGEST_LINE, LONGEST_TEXT = 500, 20_000

#: The last number that a row can have: PostgreSQL takes no other to look for.
LAST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent, and what is wrong with it. `was_sent` tells an empty form from one not filled in yet."""

    values: MultiDict[str, str] = field(default_factory=ImmutableMultiDict)
    files: MultiDict[str, FileStorage] = field(default_factory=ImmutableMultiDict)
    problems: tuple[Problem, ...] = ()
    was_sent: bool = False

    @property
    def submission(self) -> str:
        return self.values.get(SUBMISSION, "")[:64]

    def text(self, name: str, default: str = "") -> str:
        """As it was typed; the default where the form was not sent with the field."""
        return self.values.get(name, default)

    def all(self, name: str, default: Iterable[str] = ()) -> list[str]:
        """Every value sent under a name, such as the boxes ticked; the default where the form was not sent."""
        return self.values.getlist(name) if self.was_sent else list(default)

    def problems_at(self, name: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.place.column == name]

    def refused(self, problems: Sequence[Problem]) -> "Form":
        return replace(self, problems=tuple(problems))


EMPTY = Form()


def posted_form() -> Form:
    """What the request at hand sends."""
    return Form(request.form, request.files, was_sent=True)


def new_submission() -> str:
    """A token for a form that is shown."""
    return uuid4().hex


class Reader:
    """Reads a form's fields into values and gathers what cannot be read; `finish` refuses it all at once."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.problems: list[Problem] = []

    def refuse(self, name: str, code: str, **values: object) -> None:
        self.problems.append(Problem(code, values, Place(column=name)))

    def line(self, name: str, *, required: bool = False, longest: int = LONGEST_LINE) -> str | None:
        """One line of text without blanks at its ends; None where nothing is given."""
        return self._text(name, " ".join(self.form.text(name).split()), required, longest)

    def text(self, name: str, *, required: bool = False, longest: int = LONGEST_TEXT) -> str | None:
        """As `line`, of any number of lines."""
        return self._text(name, self.form.text(name).replace("\r\n", "\n").strip(), required, longest)

    def day(self, name: str, *, required: bool = False) -> date | None:
        text = self._text(name, self.form.text(name).strip(), required, LONGEST_LINE)
        if text is None:
            return None
        try:
            return to_day(text)
        except ValueError:
            self.refuse(name, "field_no_day", value=text)
            return None

    def number(self, name: str, *, required: bool = False, least: int = 0, most: int = 1_000_000) -> int | None:
        text = self._text(name, self.form.text(name).strip(), required, LONGEST_LINE)
        if text is None:
            return None
        if text.isascii() and text.isdecimal() and least <= int(text) <= most:
            return int(text)
        self.refuse(name, "field_no_number", value=text, least=least, most=most)
        return None

    def choice(self, name: str, kind: type[Choice], *, required: bool = False) -> Choice | None:
        word = self.word(name, [one.value for one in kind], required=required)
        return None if word is None else kind(word)

    def word(self, name: str, known: Iterable[str], *, required: bool = False) -> str | None:
        """One of the known words."""
        text = self._text(name, self.form.text(name).strip(), required, LONGEST_LINE)
        if text is not None and text not in set(known):
            self.refuse(name, "field_no_choice", value=text)
            return None
        return text

    def words(self, name: str, known: Iterable[str]) -> list[str]:
        """Those of the known words that were ticked, each once."""
        given = list(dict.fromkeys(one for one in self.form.values.getlist(name) if one))
        unknown = [one for one in given if one not in set(known)]
        if unknown:
            self.refuse(name, "field_no_choice", value=unknown[0][:100])
        return [one for one in given if one not in unknown]

    def file(self, name: str) -> HandedFile | None:
        """The file that was chosen; refused where none was."""
        sent = self.form.files.get(name)
        if sent is None or not sent.filename:
            self.refuse(name, "file_needed")
            return None
        return HandedFile(sent.filename, sent.read())

    def time_of_day(self, name: str) -> time | None:
        """To the minute; refused where none is given."""
        text = self.line(name, required=True)
        if text is None:
            return None
        try:
            return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            self.refuse(name, "field_no_time", value=text)
            return None

    def ticked(self, name: str) -> bool:
        return bool(self.form.text(name))

    def texts(self, name: str, languages: Iterable[str], *, required: bool = False) -> dict[str, str]:
        """What stands in the fields `name_<lang>`, by language; at least one where it is required."""
        found = {tag: self.line(f"{name}_{tag}") for tag in languages}
        given = {tag: text for tag, text in found.items() if text}
        if required and not given:
            self.refuse(f"{name}_{next(iter(found), '')}", "field_needed")
        return given

    def finish(self) -> None:
        """Refused with everything that was found wrong so far."""
        if self.problems:
            raise Refused(*self.problems)

    def _text(self, name: str, text: str, required: bool, longest: int) -> str | None:
        if "\x00" in text:
            self.refuse(name, "field_no_text")
            return None
        if len(text) > longest:
            self.refuse(name, "field_too_long", longest=longest)
            return None
        if required and not text:
            self.refuse(name, "field_needed")
        return text or None


def read_id(form: Form, name: str) -> int:
    """A row's number as a form of ours holds it; 0, which no row has, for anything else."""
    return to_id(form.text(name))


def to_id(text: str) -> int:
    """The number of a row; 0, which no row has, for what can be none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_ID))):
        return 0
    number = int(text)
    return number if number <= LAST_ID else 0
