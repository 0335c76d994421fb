"""Forms that change what is there: nobody overwrites what they have not seen.

A form carries, in its field `version`, the digest of the values that it showed (`version_of`, the macro `version` of
versions.html). The view that changes asks `require_same` first, with the values as they are now. Where they differ the
form is shown again with what was typed, both versions beside each other (`find_differences`, the macro `both`), and the
version as it is now: whoever sends it once more has seen what they replace. The answer is a 409.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from tracker.domain.problems import Problem, Refused
from tracker.web.forms import Form
from tracker.wording import Wording

VERSION, CHANGED = "version", "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form that changes what is there. `now`: what is stored, as the form would send it (several, of
    boxes to tick). `words`: what the values of a choice are called, and what nothing is; `call`: how any other value
    is written, such as a day."""

    name: str
    label: str
    now: str | Sequence[str]
    words: Mapping[str, str] = field(default_factory=dict)
    call: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was typed otherwise than it is stored now; empty where there is nothing."""

    label: str
    now: str
    typed: str


def call_day(wording: Wording) -> Callable[[str], str]:
    """Writes a day that a form holds as the language does; anything else as it was typed."""

    def call(value: str) -> str:
        try:
            return wording.day(date.fromisoformat(value))
        except ValueError:
            return value

    return call


def version_of(fields: Iterable[Field]) -> str:
    """The digest of what is stored now."""
    said = {one.name: _plain(one.now) for one in fields}
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def require_same(form: Form, fields: Iterable[Field]) -> None:
    """Refused (`changed_meanwhile`) where the form was shown with other values than are stored now. To be called under
    the lock of what is changed, before anything else is looked at."""
    if form.text(VERSION) != version_of(fields):
        raise Refused(Problem(CHANGED))


def is_stale(form: Form) -> bool:
    """Whether the form was refused because somebody else changed the same thing meanwhile."""
    return any(problem.code == CHANGED for problem in form.problems)


def find_differences(form: Form, fields: Iterable[Field]) -> list[Difference]:
    """Field by field, what is stored now and what was typed; none for a form that is not stale."""
    if not is_stale(form):
        return []
    return [
        Difference(one.label, _say(one, now), _say(one, typed))
        for one in fields
        if (now := _plain(one.now)) != (typed := _typed(form, one))
    ]


def _typed(form: Form, one: Field) -> list[str]:
    return _plain(form.text(one.name) if isinstance(one.now, str) else form.all(one.name))


def _plain(value: str | Sequence[str]) -> list[str]:
    """What a browser changes on its own says nothing: how lines end, blanks around, the order of boxes."""
    values = [value] if isinstance(value, str) else sorted(value)
    return [one.replace("\r\n", "\n").strip() for one in values if one.strip()]


def _say(one: Field, values: Sequence[str]) -> str:
    if not values:
        return one.words.get("", "")
    return ", ".join(one.words.get(value) or one.call(value) for value in values)
