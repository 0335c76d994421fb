"""What becomes of a project when the next list is drawn up: pure planning, before anything is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.problems import Place, Problem
from tracker.domain.stages import Condition, Stage


class Fate(StrEnum):
    CONTINUE = "continue"
    SPLIT = "split"
    MERGE = "merge"
    DROP = "drop"
    LEAVE = "leave"


#: Into how many one project can be split.
MOST_PARTS = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of the project of a ref. `key`: of its fields in a form; `parts`: of a split; `group`: the name
    under which it is merged with others; `reason`: why it is dropped."""

    key: str
    ref: str
    fate: Fate
    parts: int = 2
    group: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Successor:
    """A project of the next list and what it continues (refs), the first of which it takes after. `key`: of its fields
    in a form; `part` counts from 1 where one project became several."""

    key: str
    continues: tuple[str, ...]
    part: int = 0


def propose_fate(stage: Stage | None, condition: Condition | None) -> Fate:
    """Whatever is unfinished goes on; what is implemented or withdrawn is done with."""
    if stage is Stage.IMPLEMENTED or condition is Condition.WITHDRAWN:
        return Fate.LEAVE
    return Fate.CONTINUE


def find_choice_problems(choices: Sequence[Choice]) -> list[Problem]:
    """At the fields `parts.<key>`, `group.<key>`, `reason.<key>`."""
    problems = []
    groups = _groups(choices)
    for one in choices:
        if one.fate is Fate.SPLIT and not 2 <= one.parts <= MOST_PARTS:
            problems.append(_problem("split_parts", f"parts.{one.key}", ref=one.ref, most=MOST_PARTS))
        if one.fate is Fate.MERGE and not one.group:
            problems.append(_problem("merge_unnamed", f"group.{one.key}", ref=one.ref))
        elif one.fate is Fate.MERGE and len(groups[one.group]) < 2:
            problems.append(_problem("merge_alone", f"group.{one.key}", ref=one.ref, group=one.group))
        if one.fate is Fate.DROP and not one.reason:
            problems.append(_problem("drop_without_reason", f"reason.{one.key}", ref=one.ref))
    return problems


def find_successors(choices: Sequence[Choice]) -> list[Successor]:
    """The projects of the next list, in the order of the last one; merged ones where the first of them stands."""
    groups, found = _groups(choices), []
    for one in choices:
        if one.fate is Fate.CONTINUE:
            found.append(Successor(one.key, (one.ref,)))
        elif one.fate is Fate.SPLIT:
            found += [Successor(f"{one.key}~{part}", (one.ref,), part) for part in range(1, one.parts + 1)]
        elif one.fate is Fate.MERGE and groups[one.group][0] == one.ref:
            found.append(Successor(one.key, tuple(groups[one.group])))
    return found


def _groups(choices: Iterable[Choice]) -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for one in choices:
        if one.fate is Fate.MERGE:
            groups.setdefault(one.group, []).append(one.ref)
    return groups


def _problem(code: str, field: str, **values: object) -> Problem:
    return Problem(code, values, Place(column=field))
