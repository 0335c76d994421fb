"""The stuck projects of a period, and how many of them each department and each pair of counterparts has."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.stuck import Stuck, StuckTally, count_stuck, find_stuck
from tracker.queries.bodies import BodyView
from tracker.queries.concerned import Concerning
from tracker.queries.counterparts import Counterparts, find_departments, find_pairs
from tracker.queries.projects import ProjectRow


class StuckBy(StrEnum):
    """By whom stuck projects are told: groups that share projects."""

    DEPARTMENT = "department"
    PAIR = "pair"


FIND: Mapping[StuckBy, Callable[[BodyView, Concerning], dict[str, Counterparts]]] = {
    StuckBy.DEPARTMENT: find_departments,
    StuckBy.PAIR: find_pairs,
}


@dataclass(frozen=True, slots=True)
class StuckProject:
    """A project that counts, why it is stuck, and the keys of the groups that it is in."""

    row: ProjectRow
    stuck: Stuck
    groups: Mapping[StuckBy, Mapping[str, Counterparts]]


@dataclass(frozen=True, slots=True)
class StuckGroup:
    """A department, or a pair of counterparts: its key, its sides (none where nobody is named), its counts."""

    key: str
    sides: Counterparts
    tally: StuckTally


def find_stuck_projects(view: BodyView, rows: Iterable[ProjectRow], *, day: date) -> list[StuckProject]:
    """Every project of a period that counts on its measuring day, also those that move; struck ones are left out."""
    found: dict[object, Mapping[StuckBy, Mapping[str, Counterparts]]] = {}
    projects = []
    for row in rows:
        if row.struck_reason is None:
            key = _key_of(row)
            if key not in found:
                found[key] = {by: find(view, row) for by, find in FIND.items()}
            projects.append(StuckProject(row, find_stuck(row, day=day), found[key]))
    return projects


def _key_of(row: ProjectRow) -> object:
    """What its groups depend on: many projects share it, and their groups are found once."""
    return row.lead, row.agreed_on, tuple((one.party, one.is_named, *one.names.items()) for one in row.departments)


def group_stuck(projects: Sequence[StuckProject], by: StuckBy) -> list[StuckGroup]:
    """The groups with a stuck project, those with most first."""
    found: dict[str, list[Stuck]] = defaultdict(list)
    sides: dict[str, Counterparts] = {}
    for one in projects:
        for key, counterparts in one.groups[by].items():
            found[key].append(one.stuck)
            sides.setdefault(key, counterparts)
    groups = [StuckGroup(key, sides[key], count_stuck(of)) for key, of in found.items()]
    held = [group for group in groups if group.tally.stuck]
    return sorted(held, key=lambda group: (-group.tally.stuck, -(group.tally.silent_months or 0), group.key))
