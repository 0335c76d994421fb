"""Whom a project concerns, as its row says now: by the one rule of `tracker.domain.confirmations`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from tracker.domain.confirmations import Concern, find_concerned
from tracker.models import PartyRole
from tracker.queries.bodies import BodyView


class Concerned(Protocol):
    """A party of a project: named as concerned, or with a department (names by language), or both."""

    @property
    def party(self) -> str: ...
    @property
    def is_named(self) -> bool: ...
    @property
    def names(self) -> Mapping[str, str]: ...


class Concerning(Protocol):
    """What of a project says whom it concerns; parties by their codes."""

    @property
    def lead(self) -> str | None: ...
    @property
    def agreed_on(self) -> date: ...
    @property
    def departments(self) -> Sequence[Concerned]: ...


def find_concerned_parties(view: BodyView, project: Concerning) -> frozenset[int]:
    """The parties concerned, by the numbers of their rows."""
    ids = {party.code: party.id for party in view.parties.values()}
    stays = view.members_on(project.agreed_on)
    return find_concerned(
        Concern(
            named=frozenset(ids[one.party] for one in project.departments if one.is_named),
            lead=None if project.lead is None else ids[project.lead],
            departments=frozenset(ids[one.party] for one in project.departments if any(one.names.values())),
            members=frozenset(party.id for party, stay in stays if stay.role is PartyRole.MEMBER),
            observers=frozenset(party.id for party, stay in stays if stay.role is PartyRole.OBSERVER),
        )
    )
