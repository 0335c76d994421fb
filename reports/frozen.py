"""A report as JSON text with a digest, and back: keys in one order, exact fractions, no floating point."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from reports.period_report import PeriodReport

Kept = TypeVar("Kept")

#: What differs between two editions although nothing happened: when it was asked for, its number, how it looks.
#: Whom a project concerns follows from its departments, its lead and the stays of the parties, which are content;
#: whether figures may still change follows from closings and confirmed days.
BESIDE_CONTENT = frozenset(
    {"edition", "as_of", "known_at", "produced_at", "layout", "concerned", "is_provisional", "compared"}
)


#: Fields that came after editions were stored already. They are left out where they say nothing, so that an edition
#: of then is written again as it was, and one of now that has nothing to say of them equals it.
LATER = frozenset(
    {
        "confirmed", "confirmed_promoted", "confirmed_implemented", "changes", "concerned", "words", "asked", "layout",
        "causes", "why", "moved", "is_provisional", "check_at", "compared",
    }
)  # fmt: skip


def to_text(report: PeriodReport) -> str:
    """The report as JSON. The same report gives the same text."""
    return _dump(_plain(report))


def from_text(text: str) -> PeriodReport:
    """The report that `to_text` wrote."""
    return from_text_of(PeriodReport, text)


def to_text_of(value: Any) -> str:
    """As `to_text`, of any frozen dataclass of plain values."""
    return _dump(_plain(value))


def from_text_of(kind: type[Kept], text: str) -> Kept:
    """What `to_text_of` wrote of a value of this kind."""
    return cast(Kept, _built(kind, json.loads(text)))


def digest_of(text: str) -> str:
    """The SHA-256 of a text, as hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def content_digest_of(report: PeriodReport) -> str:
    """The digest of everything but edition number, as-of day, known-at, produced-on, layout and what it says of the
    edition before: the measuring days stay in. The same digest: nothing to tell that the edition before did not."""
    return digest_of(_dump(_content(_plain(replace(report, changes=None)))))


def check_code(digest: str) -> str:
    """The beginning of an edition's digest in groups, to be read aloud: `3f2a 91c0 77de`."""
    return " ".join(digest[start : start + 4] for start in (0, 4, 8))


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _content(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _content(item) for key, item in value.items() if key not in BESIDE_CONTENT}
    return [_content(item) for item in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        said = {field: getattr(value, field.name) for field in fields(value)}
        return {
            field.name: _plain(one) for field, one in said.items() if field.name not in LATER or one != _default(field)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _built(wanted: Any, value: Any) -> Any:
    """The value that a type asks for, from plain JSON."""
    return None if value is None else _find_builder(wanted)(value)


@cache
def _find_builder(wanted: Any) -> Callable[[Any], Any]:
    """What makes values of a type, found once: a long report has tens of thousands."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin is UnionType:
        return _find_builder(next(one for one in arguments if one is not type(None)))
    if origin is tuple:
        return lambda value: tuple(_built(arguments[0], item) for item in value)
    if origin is Mapping:
        return lambda value: {_built(arguments[0], key): _built(arguments[1], item) for key, item in value.items()}
    if isinstance(wanted, type) and is_dataclass(wanted):
        hints = _hints(wanted)
        return lambda value: wanted(**{name: _built(hints[name], item) for name, item in value.items()})
    if wanted in (date, datetime):
        return cast(Callable[[Any], Any], wanted.fromisoformat)
    if wanted is Fraction or (isinstance(wanted, type) and issubclass(wanted, StrEnum)):
        return cast(Callable[[Any], Any], wanted)
    return lambda value: value


@cache
def _hints(wanted: Any) -> dict[str, Any]:
    hints = get_type_hints(wanted)
    return {field.name: hints[field.name] for field in fields(wanted)}
