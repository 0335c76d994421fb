"""Who carries a project out with whom: the pairs of its counterparts, each a department or a whole party.

A pair is known by its sides, in the order of the register: `SEL: its department – BJS: its department`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import sqlalchemy as sa
from sqlmodel import Session

from tracker.models import ProjectParty, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.concerned import Concerning, find_concerned_parties
from tracker.queries.grouping import NONE, Department, name_departments

NAMED = table_of(ProjectParty)

#: More parties than this do a project together rather than by pairs: they are the group `MANY`.
MOST_IN_PAIRS = 3
MANY = "many"


@dataclass(frozen=True, slots=True)
class Side:
    """A party by its code, with the names of its department by language; without any, the party as a whole."""

    key: str
    party: str
    names: Mapping[str, str]


#: One side where nobody else is named; none for more parties than go by pairs, and where nobody is concerned.
Counterparts = tuple[Side, ...]


def find_sides(view: BodyView, project: Concerning) -> list[Side]:
    """The parties that a project concerns, in the order of the register, each with its department where it has one."""
    codes = [view.parties[key].code for key in sorted(find_concerned_parties(view, project))]
    named = {one.party: one for one in project.departments}
    sides = []
    for code in codes:
        of = named.get(code)
        keys = name_departments(view.body.languages, [of]) if of is not None else set()
        sides.append(Side(next(iter(keys), code), code, of.names if of is not None and keys else {}))
    return sides


def find_departments(view: BodyView, project: Concerning) -> dict[str, Counterparts]:
    """Each department of a project by its key, as the figures by department group it; `NONE` without any."""
    found: dict[str, Counterparts] = {}
    for one in project.departments:
        for key in name_departments(view.body.languages, [one]):
            found[key] = (Side(key, one.party, one.names),)
    if not found:
        found[NONE] = ()
    return found


def find_department_names(session: Session, view: BodyView) -> dict[str, Mapping[str, str]]:
    """What each department of a body is called, by its key and language. Where projects say it differently, what one
    of them says of a language."""
    found: dict[str, Mapping[str, str]] = {}
    n = NAMED.c
    written = sa.cast(n.departments, sa.Text)
    query = sa.select(n.party_id, written).where(n.body_id == view.id).distinct().order_by(n.party_id, written)
    for party_id, names in session.execute(query):
        one = Department(view.parties[party_id].code, is_named=True, names=json.loads(names))
        for key in name_departments(view.body.languages, [one]):
            found[key] = {**one.names, **found.get(key, {})}
    return found


def find_pairs(view: BodyView, project: Concerning) -> dict[str, Counterparts]:
    """Each pair of counterparts by its key; a party alone stands by itself."""
    sides = find_sides(view, project)
    if len(sides) == 1:
        return {sides[0].key: (sides[0],)}
    if not sides or len(sides) > MOST_IN_PAIRS:
        return {MANY if sides else NONE: ()}
    return {key_of(pair): pair for pair in combinations(sides, 2)}


def key_of(sides: Counterparts) -> str:
    return " – ".join(side.key for side in sides)
