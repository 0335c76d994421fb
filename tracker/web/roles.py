"""Roles as pages say them: what somebody is, at which body, for which party."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from tracker.domain.roles import POWERS, Act, Role
from tracker.models import Body, Party, UserGrant
from tracker.web.gates import AtService
from tracker.wording.languages import Name
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds. `body` None: in the whole service; `signs_off`: its editions, for the party."""

    grant_id: int
    role: str
    body: Name | None
    code: str
    party: Name | None
    signs_off: bool = False


def find_held(at: AtService, user_id: int) -> list[Held]:
    """The roles of a user, in words."""
    return find_held_by(at, [user_id]).get(user_id, [])


def find_held_by(at: AtService, user_ids: list[int]) -> dict[int, list[Held]]:
    """The roles of several users, by user id."""
    held: dict[int, list[Held]] = {}
    for grant, body, party in _find_grants(at.session, user_ids):
        held.setdefault(grant.user_id, []).append(_say(at, grant, body, party))
    return held


def find_places(at: AtService) -> list[tuple[str, str]]:
    """Where a role can be held, as a form sends it and in words: each body alone, then with each of its parties."""
    query = select(Body, Party).join(Party, col(Party.body_id) == Body.id, isouter=True)
    places: dict[str, str] = {}
    for body, party in at.session.exec(query.order_by(Body.code, Party.id)):  # type: ignore[arg-type]
        name = at.asking.wording.name(body.names, body.languages).text
        places.setdefault(body.code, name)
        if party is not None:
            own = at.asking.wording.name(party.names, body.languages).text
            places[f"{body.code}/{party.code}"] = at.asking.wording.text(N_("{body}: {party}"), body=name, party=own)
    return list(places.items())


def _find_grants(session: Session, user_ids: list[int]) -> list[tuple[UserGrant, Body | None, Party | None]]:
    query = (
        select(UserGrant, Body, Party)
        .select_from(UserGrant)
        .join(Body, col(Body.id) == UserGrant.body_id, isouter=True)
        .join(Party, col(Party.id) == UserGrant.party_id, isouter=True)
        .where(col(UserGrant.user_id).in_(user_ids))
        .order_by(col(UserGrant.id))
    )
    return [(grant, body, party) for grant, body, party in session.exec(query)]


def _say(at: AtService, grant: UserGrant, body: Body | None, party: Party | None) -> Held:
    call = at.asking.wording.name
    return Held(
        grant_id=grant.id,
        role=at.asking.wording.term(Role(grant.role)),
        body=None if body is None else call(body.names, body.languages),
        code="" if body is None else body.code,
        party=None if body is None or party is None else call(party.names, body.languages),
        signs_off=party is not None and Act.SIGN_OFF in POWERS[grant.role],
    )
