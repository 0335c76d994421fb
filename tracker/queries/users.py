"""Users: who they are, what they may do, where they are signed in, and what they are called in records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.domain.problems import NotFound
from tracker.domain.recorders import user_id_of
from tracker.domain.roles import Grant, Role
from tracker.models import Body, Party, SignIn, User, UserGrant


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user as a request's cookie shows them, with when that browser was last seen."""

    user: User
    sign_in: SignIn
    grants: frozenset[Grant]


def find_signed_in(session: Session, digest: str, *, seen_since: datetime, began_since: datetime) -> SignedIn | None:
    """Whoever holds the secret of this digest, where it has neither ended nor idled or lived too long."""
    query = select(SignIn, User).join(User).where(SignIn.digest == digest, col(User.removed_at).is_(None))
    found = session.exec(query).one_or_none()
    if found is None:
        return None
    sign_in, user = found
    if sign_in.ended_at is not None or sign_in.seen_at < seen_since or sign_in.began_at < began_since:
        return None
    return SignedIn(user, sign_in, find_grants(session, user.id))


def find_grants(session: Session, user_id: int) -> frozenset[Grant]:
    """The grants of a user, by the codes of bodies and parties."""
    query = (
        select(UserGrant.role, Body.code, Party.code)
        .select_from(UserGrant)
        .join(Body, col(Body.id) == UserGrant.body_id, isouter=True)
        .join(Party, col(Party.id) == UserGrant.party_id, isouter=True)
        .where(UserGrant.user_id == user_id)
    )
    return frozenset(Grant(Role(role), body, party) for role, body, party in session.exec(query))


def find_user(session: Session, email: str) -> User | None:
    """The user of an address, however it is typed; None where there is none."""
    return session.exec(select(User).where(User.email == email.strip().casefold())).one_or_none()


def get_user(session: Session, user_id: int) -> User:
    """NotFound, also where the user was removed."""
    user = session.get(User, user_id)
    if user is None or user.removed_at is not None:
        raise NotFound("user", str(user_id))
    return user


def find_names(session: Session, recorders: Iterable[str]) -> Mapping[str, str | None]:
    """What to call whoever recorded something: a user's name, None where the user was removed, the text itself
    where it is no user."""
    asked = set(recorders)
    ids = {number for recorder in asked if (number := user_id_of(recorder)) is not None}
    query = select(User).where(col(User.id).in_(ids))
    users = {user.id: user for user in session.exec(query)} if ids else {}
    names: dict[str, str | None] = {}
    for recorder in asked:
        number = user_id_of(recorder)
        user = None if number is None else users.get(number)
        names[recorder] = recorder if number is None else user.name if user and user.removed_at is None else None
    return names


def find_sign_ins(session: Session, user_id: int, *, seen_since: datetime, began_since: datetime) -> Sequence[SignIn]:
    """The browsers in which a user is signed in, the one seen last first."""
    query = select(SignIn).where(
        SignIn.user_id == user_id,
        col(SignIn.ended_at).is_(None),
        col(SignIn.seen_at) >= seen_since,
        col(SignIn.began_at) >= began_since,
    )
    return session.exec(query.order_by(col(SignIn.seen_at).desc(), col(SignIn.id).desc())).all()
