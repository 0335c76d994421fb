"""Which bodies a visitor wants to see, in which order and groups: everything of it stands in the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.fields import Field
from tracker.domain.rates import RateName
from tracker.domain.regions import REGIONS
from tracker.models import BodyKind
from tracker.queries.portfolio import BodyStanding
from tracker.register.cells import known_countries
from tracker.web.query import Query, read_choice, read_number, read_text, read_word

#: The group, and the filter, of what nobody says of a body.
UNKNOWN = "none"


class Group(StrEnum):
    KIND = "kind"
    COUNTRY = "country"
    REGION = "region"
    DECADE = "decade"


#: What the groups of a body are called by, in the address.
CODES: dict[Group, Callable[[BodyStanding], Sequence[str]]] = {
    Group.KIND: lambda one: (one.body.kind.value,),
    Group.COUNTRY: lambda one: one.countries or (UNKNOWN,),
    Group.REGION: lambda one: one.regions or (UNKNOWN,),
    Group.DECADE: lambda one: (UNKNOWN if one.decade is None else str(one.decade),),
}

#: The columns that are no rate and can be sorted by; a leading `-` turns the order.
SORTS = ("name", "founded", "agreed", "next", "silent", "overdue", "suspended")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; None and "" leave everything in. `groups`: by which code each filter by group asks."""

    groups: dict[Group, str]
    field: Field | None
    text: str
    group: Group | None
    sort: str
    page: int

    @property
    def filters(self) -> dict[str, str]:
        """The filters as they stand in the address."""
        said = {**{group.value: code for group, code in self.groups.items()}, "field": self.field, "q": self.text}
        return {name: str(value) for name, value in said.items() if value}

    @property
    def asked(self) -> dict[str, str]:
        """Everything but the page."""
        order = {"group": self.group, "sort": "" if self.sort == "name" else self.sort}
        return self.filters | {name: str(value) for name, value in order.items() if value}


def read_wanted(query: Query, rates: Sequence[RateName]) -> Wanted:
    """What an address asks for. BadQuery for a kind, country ... that does not exist. `rates`: those that can be
    sorted by."""
    sorts = [*SORTS, *(rate.value for rate in rates)]
    codes = {
        Group.KIND: [kind.value for kind in BodyKind],
        Group.COUNTRY: [*sorted(known_countries()), UNKNOWN],
        Group.REGION: [*REGIONS, UNKNOWN],
        Group.DECADE: [*(str(year) for year in range(1800, 2100, 10)), UNKNOWN],
    }
    asked = {group: read_word(query, group.value, known) for group, known in codes.items()}
    return Wanted(
        groups={group: code for group, code in asked.items() if code is not None},
        field=read_choice(query, "field", Field),
        text=read_text(query, "q"),
        group=read_choice(query, "group", Group),
        sort=read_word(query, "sort", [*sorts, *(f"-{name}" for name in sorts)]) or "name",
        page=read_number(query, "page", 1),
    )
