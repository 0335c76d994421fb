"""Whose departments and records a secretary looks after."""

from tracker.domain.roles import Act
from tracker.queries.chasing import find_secretaries
from tracker.web.gates import AtBody


def find_kept(at: AtBody) -> set[int]:
    """The parties that the visitor keeps records for: their own, and for any secretary of the body those that have no
    secretariat here; none for whoever is no secretary of the body."""
    own = set(at.asking.visitor.parties_at(at.view.body))
    if not own:
        return set()
    served = find_secretaries(at.session, at.view.id)
    return {party.id for party in at.view.parties.values() if party.code in own or party.id not in served}


def may_redact(at: AtBody, party_id: int | None, kept: set[int]) -> bool:
    """Whether the visitor takes personal data out of what was recorded for a party, or for none: an administrator
    anywhere, a secretary where they keep the party's records."""
    return at.may(Act.ADMINISTER) or (at.may(Act.REDACT) and (party_id is None or party_id in kept))
