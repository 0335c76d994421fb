"""Which group of the figures a project belongs to: the key by which rows are counted, and what a group is called.

A group is known by a code: an area's, party's or country's own, a choice's value, a department as `SEL: its name`.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.trends import OVERLAPPING, By
from tracker.models import Project, ProjectParty, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.concerned import Concerned, Concerning, find_concerned_parties

#: The group of the projects of which nobody says to which they belong.
NONE = "none"
MUTUAL = "mutual"
WHOLE = "all"

PROJECT, NAMED = table_of(Project), table_of(ProjectParty)

#: The columns whose value is the group's code.
PLAIN = {By.MODE: "mode", By.HORIZON: "horizon", By.RUN_BY: "run_by", By.FIELD: "field"}
#: The columns that name a party.
PARTIES = {By.LEAD: "lead_id", By.PROPOSED_BY: "proposed_by_id"}


@dataclass(frozen=True, slots=True)
class Department:
    """A party of a project: its code, whether it is named as concerned, its department's names by language."""

    party: str
    is_named: bool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Project:
    """What of a project says whom it concerns."""

    lead: str | None
    agreed_on: date
    departments: Sequence[Department]


def key_of(project: sa.FromClause, by: By | None) -> sa.ColumnElement[Any]:
    """The column by which projects are counted: one project by one where groups overlap."""
    if by is None:
        return sa.null()
    if by in OVERLAPPING:
        return project.c.id
    return project.c["area_id" if by is By.AREA else PLAIN.get(by) or PARTIES[by]]


def find_groups(session: Session, view: BodyView, by: By | None) -> Callable[[Any], tuple[str, ...]]:
    """Tells the groups that what is counted under a value of `key_of` belongs to: one, or where groups overlap, any
    number of them."""
    if by not in OVERLAPPING:
        return lambda key: (_group_of(view, by, key),)
    shared = _find_shared(session, view, by)
    return lambda key: shared.get(key, ())


def _group_of(view: BodyView, by: By | None, key: Any) -> str:
    if by is None:
        return WHOLE
    if by is By.AREA:
        return view.areas[key].code
    if key is None:
        return MUTUAL if by is By.LEAD else NONE
    return view.parties[key].code if by in PARTIES else str(key)


def _find_shared(session: Session, view: BodyView, by: By) -> dict[int, tuple[str, ...]]:
    """The groups of each of a body's projects, by its row, where groups overlap."""
    n, p = NAMED.c, PROJECT.c
    written = sa.cast(n.departments, sa.Text)  # read once for each that there is, not once for each project
    named = sa.select(n.project_id, n.party_id, n.is_named, written).where(n.body_id == view.id)
    sides: dict[int, tuple[tuple[int, bool, str], ...]] = defaultdict(tuple)
    for project_id, *side in session.execute(named):
        sides[project_id] += (tuple(side),)

    @cache
    def find(lead_id: int | None, agreed_on: date, of: tuple[tuple[int, bool, str], ...]) -> tuple[str, ...]:
        departments = [
            Department(view.parties[party].code, is_named, json.loads(names)) for party, is_named, names in of
        ]
        return groups_among(view, by, _Project(_code(view, lead_id), agreed_on, departments))

    rows = session.execute(sa.select(p.id, p.lead_id, p.agreed_on).where(p.body_id == view.id))
    return {project_id: find(lead_id, agreed_on, sides[project_id]) for project_id, lead_id, agreed_on in rows}


def groups_among(view: BodyView, by: By, project: Concerning) -> tuple[str, ...]:
    """The codes of the groups that share a project, ascending; `NONE` where it has no department.
    A party's observers are never partners."""
    if by is By.DEPARTMENT:
        return tuple(sorted(name_departments(view.body.languages, project.departments))) or (NONE,)
    concerned = [view.parties[party_id] for party_id in find_concerned_parties(view, project)]
    return tuple(sorted({party.country if by is By.COUNTRY else party.code for party in concerned})) or (NONE,)


def name_departments(languages: Sequence[str], departments: Sequence[Concerned]) -> set[str]:
    """Each department as `SEL: its name`, in the first of the body's languages that it has one in."""
    return {f"{one.party}: {name}" for one in departments if (name := _first_name(languages, one.names))}


def _first_name(languages: Sequence[str], names: Mapping[str, str]) -> str:
    wanted = [names[tag] for tag in languages if names.get(tag, "").strip()]
    return (wanted or [name for _, name in sorted(names.items()) if name.strip()] or [""])[0].strip()


def _code(view: BodyView, party_id: int | None) -> str | None:
    return None if party_id is None else view.parties[party_id].code
