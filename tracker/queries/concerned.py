"""Whom a project concerns, as its row says now: by the one rule of `tracker.domain.confirmations`."""

from tracker.domain.confirmations import Concern, find_concerned
from tracker.models import PartyRole
from tracker.queries.bodies import BodyView
from tracker.queries.projects import ProjectRow


def find_concerned_parties(view: BodyView, row: ProjectRow) -> frozenset[int]:
    """The parties concerned, by the numbers of their rows."""
    ids = {party.code: party.id for party in view.parties.values()}
    stays = view.members_on(row.agreed_on)
    return find_concerned(
        Concern(
            named=frozenset(ids[one.party] for one in row.departments if one.is_named),
            lead=None if row.lead is None else ids[row.lead],
            departments=frozenset(ids[one.party] for one in row.departments if any(one.names.values())),
            members=frozenset(party.id for party, stay in stays if stay.role is PartyRole.MEMBER),
            observers=frozenset(party.id for party, stay in stays if stay.role is PartyRole.OBSERVER),
        )
    )
