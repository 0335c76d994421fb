"""Problems in plain values, to be kept, and back."""

from datetime import date
from enum import StrEnum
from typing import Any

from tracker.domain.problems import Place, Problem
from tracker.wording.terms import GROUPINGS, TERMS, find_table

#: The kinds of codes that the field has words for, by their names.
_KINDS = {kind.__name__: kind for kind in {type(word) for word in (*TERMS, *GROUPINGS)}}


def to_kept(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "values": {name: _keep(value) for name, value in problem.values.items()},
        "place": [place.source, place.row, place.column],
    }


def from_kept(kept: dict[str, Any]) -> Problem:
    values = {name: _restore(value) for name, value in kept["values"].items()}
    return Problem(kept["code"], values, Place(*kept["place"]))


def _keep(value: Any) -> Any:
    """Days and words are marked, so that they are said in the reader's language; anything else is text or a number."""
    if isinstance(value, StrEnum):
        return {"word": [type(value).__name__, value.value]} if value in find_table(value) else value.value
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_keep(one) for one in value]
    return value if value is None or isinstance(value, int | str) else str(value)


def _restore(value: Any) -> Any:
    if isinstance(value, list):
        return [_restore(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return date.fromisoformat(value["day"][:10])
    name, word = value["word"]
    return _KINDS[name](word) if name in _KINDS else word
