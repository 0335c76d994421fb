"""Who may do what: one pure rule for pages, commands and templates."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What can be done. The name of each says it; a route declares the one that it is."""

    SEE_TRENDS = "see_trends"
    SEE_PROJECTS = "see_projects"
    SEE_EDITIONS = "see_editions"
    SEE_PROVISIONAL_EDITIONS = "see_provisional_editions"
    SEE_HISTORY = "see_history"
    SEE_EVIDENCE = "see_evidence"
    LOG_STATUS = "log_status"
    EDIT_PROJECT = "edit_project"
    EDIT_LIST = "edit_list"
    CONFIRM = "confirm"
    RECORD_DOCUMENT = "record_document"
    MANAGE_PERIODS = "manage_periods"
    MANAGE_RETURNS = "manage_returns"
    MANAGE_CHASE = "manage_chase"
    IMPORT = "import"
    EXCHANGE = "exchange"
    REDACT = "redact"
    SIGN_OFF = "sign_off"
    MANAGE_REPORTS = "manage_reports"
    ADMINISTER = "administer"


class Role(StrEnum):
    SECRETARY = "secretary"
    OFFICIAL = "official"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Visibility(StrEnum):
    PUBLIC = "public"
    MEMBERS = "members"


#: What anyone may see of a public body.
OPEN = frozenset({Act.SEE_TRENDS, Act.SEE_PROJECTS, Act.SEE_EDITIONS})

#: What whoever holds a role may see at a body.
SEEING = OPEN | {Act.SEE_PROVISIONAL_EDITIONS, Act.SEE_HISTORY, Act.SEE_EVIDENCE}

#: What a secretary does, for the party of the grant.
KEEPING = frozenset(
    {
        Act.LOG_STATUS, Act.EDIT_PROJECT, Act.EDIT_LIST, Act.CONFIRM, Act.RECORD_DOCUMENT, Act.MANAGE_PERIODS,
        Act.MANAGE_RETURNS, Act.MANAGE_CHASE, Act.IMPORT, Act.EXCHANGE, Act.REDACT, Act.MANAGE_REPORTS,
    }
)  # fmt: skip

#: What is done in the name of a party.
IN_A_NAME = KEEPING | {Act.SIGN_OFF}

#: What each role may do. An administrator keeps accounts and bodies, and speaks for no party.
POWERS: dict[Role, frozenset[Act]] = {
    Role.SECRETARY: SEEING | KEEPING,
    Role.OFFICIAL: SEEING | {Act.SIGN_OFF},
    Role.MANAGER: SEEING,
    Role.ADMINISTRATOR: SEEING | {Act.ADMINISTER, Act.IMPORT, Act.REDACT},
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a body (None: at every body), for a party where the role is a secretary's, or an official's who signs
    off for one."""

    role: Role
    body: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class BodyAccess:
    """What the rule needs to know of a body."""

    code: str
    visibility: Visibility


def may(grants: Collection[Grant], act: Act, body: BodyAccess | None = None, party: str | None = None) -> bool:
    """Whether someone with these grants may do this at the body (None: in the whole service), for the party.

    Anyone may look at a public body. Whatever is done in a party's name needs a grant for that party (a
    secretary's, or for signing off an official's); where no party is named, one for any.
    """
    if body is not None and body.visibility is Visibility.PUBLIC and act in OPEN:
        return True
    return any(
        act in POWERS[grant.role]
        and (grant.body is None if body is None else grant.body in (None, body.code))
        and (party is None or act not in IN_A_NAME or grant.party == party)
        for grant in grants
    )


def find_parties(grants: Collection[Grant], body: str) -> list[str]:
    """The codes of the parties that someone is a secretary of at a body, in order."""
    return sorted({g.party for g in grants if g.role is Role.SECRETARY and g.body == body and g.party is not None})


def find_signing_parties(grants: Collection[Grant], body: str) -> list[str]:
    """The codes of the parties for which someone signs editions off at a body, in order."""
    held = (g.party for g in grants if Act.SIGN_OFF in POWERS[g.role] and g.body == body)
    return sorted({party for party in held if party is not None})
