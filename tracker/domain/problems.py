"""A problem is a code with values; the edges put it into the reader's words (`tracker.wording`)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where in what was handed in: a table's file or sheet, a row (records, header is 1), a column."""

    source: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that cannot be accepted. `code` names the sentence, `values` fill it."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    place: Place = Place()


class Refused(Exception):
    """An action was refused, for every problem found. Nothing of it was saved."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class NotFound(Exception):
    """What a command or address names does not exist. `kind` is its word, `name` what was asked for."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind} {name}")
        self.kind = kind
        self.name = name
