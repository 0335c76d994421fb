"""Who may do what: one pure rule for pages, commands and templates."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    SEE_TRENDS = "see_trends"
    SEE_PROJECTS = "see_projects"
    SEE_EDITIONS = "see_editions"


class Role(StrEnum):
    SECRETARY = "secretary"
    OFFICIAL = "official"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Visibility(StrEnum):
    PUBLIC = "public"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a body (None: at every body), for a party where the role is a secretary's."""

    role: Role
    body: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class BodyAccess:
    """What the rule needs to know of a body."""

    code: str
    visibility: Visibility


def may(grants: Collection[Grant], act: Act, body: BodyAccess, party: str | None = None) -> bool:
    """Whether someone with these grants may do this at the body, for the party.

    Everything that can be done so far is looking: anyone may look at a public body, and whoever holds
    any grant there at one for its members only.
    """
    if body.visibility is Visibility.PUBLIC:
        return True
    return any(grant.body in (None, body.code) for grant in grants)
