"""Roles as commands say them."""

from tracker.actions.users import GrantCreate
from tracker.wording import Wording
from tracker.wording.marks import N_


def describe_role(wording: Wording, grant: GrantCreate) -> str:
    """`secretary at seoul-beijing for SEL`."""
    role = wording.term(grant.role)
    if grant.body is None:
        return role
    if grant.party is None:
        return wording.text(N_("{role} at {body}"), role=role, body=grant.body)
    return wording.text(N_("{role} at {body} for {party}"), role=role, body=grant.body, party=grant.party)
