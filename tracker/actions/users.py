"""Users and their roles: adding, changing, removing.

The history of a user holds ids, roles and languages. Names and addresses are personal data: it says that they were
changed, never what they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tracker.actions.calendar_links import end_calendar_link
from tracker.actions.history import Keeper, keep_added, keep_changed, keep_removed
from tracker.actions.recipients import forget_recipient
from tracker.actions.sign_ins import end_sign_ins
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Role
from tracker.models import Body, Party, Subject, User, UserCreate, UserGrant, UserLink
from tracker.passwords import find_password_problems, hash_password
from tracker.queries.users import find_user

#: Fields of a user of which the history says only that they were changed.
PERSONAL = ("email", "name")


@dataclass(frozen=True, slots=True)
class GrantCreate:
    """A role to be given, by the codes of body and party: both for a secretary and for an official who signs off, none
    for an administrator."""

    role: Role
    body: str | None = None
    party: str | None = None


def add_user(session: Session, keeper: Keeper, new: UserCreate, *, password: str | None = None) -> User:
    """Without a password the user needs a link before they can sign in. Refused (`user_exists`) where somebody has the
    address already, and for the password's problems."""
    if password is not None:
        _require_good(password, email=new.email, name=new.name)
    _require_free(session, new.email)
    user = User(**new.model_dump(), created_at=keeper.at)
    user.password_hash = None if password is None else hash_password(password)
    session.add(user)
    _flush_address(session, new.email)
    keep_added(session, keeper, Subject.USER, str(user.id), {"language": user.language})
    return user


def lock_user(session: Session, user_id: int) -> User:
    """The user as they are now, until the transaction ends: who changes the same one meanwhile waits. NotFound."""
    query = select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    user = session.exec(query).one_or_none()
    if user is None or user.removed_at is not None:
        raise NotFound("user", str(user_id))
    return user


def change_user(session: Session, keeper: Keeper, user: User, new: UserCreate) -> bool:
    """Name, address and language; whether anything was another before. Refused (`user_exists`)."""
    if new.email != user.email:
        _require_free(session, new.email)
    said = new.model_dump()
    personal = [name for name in PERSONAL if getattr(user, name) != said[name]]
    before = {"language": user.language}
    for name, value in said.items():
        setattr(user, name, value)
    _flush_address(session, new.email)
    after = {"language": user.language} | ({"personal": personal} if personal else {})
    return keep_changed(session, keeper, Subject.USER, str(user.id), before=before, after=after)


def set_password(session: Session, keeper: Keeper, user: User, password: str, *, but: int | None = None) -> None:
    """Set a password and end every sign-in, but perhaps one; unused links are of no use any more. Refused for the
    password's problems."""
    _require_good(password, email=user.email, name=user.name)
    user.password_hash = hash_password(password)
    session.flush()
    end_sign_ins(session, user.id, now=keeper.at, but=but)
    end_links(session, user.id, now=keeper.at)
    after = {"password_set_at": keeper.at}
    keep_changed(session, keeper, Subject.USER, str(user.id), before={}, after=after)


def remove_user(session: Session, keeper: Keeper, user: User, *, reason: str | None = None) -> None:
    """Blank name and address, end every sign-in, take every role away; the row and its id stay. Refused
    (`last_administrator`) where nobody else could give roles."""
    grants = _grants_of(session, user.id)
    if any(grant.role is Role.ADMINISTRATOR for grant in grants):
        _require_other_administrator(session, user.id)
    for grant in grants:
        session.delete(grant)
    before = {"language": user.language, "grants": [describe_grant(session, grant) for grant in grants]}
    user.email, user.name, user.password_hash = f"removed:{user.id}", "", None
    user.removed_at = keeper.at
    session.flush()
    end_sign_ins(session, user.id, now=keeper.at)
    end_links(session, user.id, now=keeper.at)
    end_calendar_link(session, user.id)
    forget_recipient(session, keeper, user.id)
    keep_removed(session, keeper, Subject.USER, str(user.id), before, reason=reason)


def add_grant(session: Session, keeper: Keeper, user: User, new: GrantCreate) -> UserGrant:
    """An official's role for a party includes the one without, and takes its place at that body. Codes:
    `grant_without_body`, `grant_without_party`, `grant_with_party`, `grant_everywhere`, `unknown_party`,
    `grant_exists`, `grant_included`. NotFound where there is no such body."""
    _require_fitting(new)
    user = lock_user(session, user.id)
    body = None if new.body is None else _body_of(session, new.body)
    party = None if body is None or new.party is None else _party_of(session, body, new.party)
    grant = UserGrant(
        user_id=user.id,
        role=new.role,
        body_id=None if body is None else body.id,
        party_id=None if party is None else party.id,
    )
    held = _grants_of(session, user.id)
    if any(_same_grant(one, grant) for one in held):
        raise Refused(Problem("grant_exists", {"role": new.role}, Place(column="role")))
    if any(_includes(one, grant) for one in held):
        raise Refused(Problem("grant_included", {"role": new.role}, Place(column="role")))
    replaced = [one for one in held if _includes(grant, one)]
    before = [describe_grant(session, one) for one in replaced]
    for one in replaced:
        session.delete(one)
    session.add(grant)
    session.flush()
    _keep_grants(session, keeper, user.id, before=before, after=[describe_grant(session, grant)])
    return grant


def remove_grant(session: Session, keeper: Keeper, grant_id: int, *, user_id: int) -> None:
    """NotFound, also where it is another user's; refused (`last_administrator`) where nobody else could give roles."""
    grant = session.get(UserGrant, grant_id)
    if grant is None or grant.user_id != user_id:
        raise NotFound("grant", str(grant_id))
    if grant.role is Role.ADMINISTRATOR:
        _require_other_administrator(session, grant.user_id)
    before = [describe_grant(session, grant)]
    session.delete(grant)
    session.flush()
    _keep_grants(session, keeper, grant.user_id, before=before, after=[])


def end_links(session: Session, user_id: int, *, now: datetime) -> None:
    """Links that were not used yet are used up."""
    for link in session.exec(select(UserLink).where(UserLink.user_id == user_id, col(UserLink.used_at).is_(None))):
        link.used_at = now
    session.flush()


def describe_grant(session: Session, grant: UserGrant) -> dict[str, str]:
    """As the history keeps it: `{"role": "secretary", "body": "seoul-beijing", "party": "SEL"}`."""
    said = {"role": grant.role.value}
    if grant.body_id is not None:
        said["body"] = session.exec(select(Body.code).where(Body.id == grant.body_id)).one()
    if grant.party_id is not None:
        said["party"] = session.exec(select(Party.code).where(Party.id == grant.party_id)).one()
    return said


def _keep_grants(
    session: Session,
    keeper: Keeper,
    user_id: int,
    *,
    before: list[dict[str, str]],
    after: list[dict[str, str]],
) -> None:
    keep_changed(session, keeper, Subject.USER, str(user_id), before={"grants": before}, after={"grants": after})


def _require_fitting(new: GrantCreate) -> None:
    """An administrator's role is for the whole service, any other at a body, a secretary's for a party of it, and an
    official's may be."""
    if new.role is Role.ADMINISTRATOR:
        code, column = ("grant_everywhere", "body") if new.body or new.party else ("", "")
    elif new.body is None:
        code, column = "grant_without_body", "body"
    elif new.role is Role.SECRETARY:
        code, column = ("grant_without_party", "party") if new.party is None else ("", "")
    else:
        is_wrong = new.party is not None and new.role is not Role.OFFICIAL
        code, column = ("grant_with_party", "party") if is_wrong else ("", "")
    if code:
        raise Refused(Problem(code, {"role": new.role}, Place(column=column)))


def _body_of(session: Session, code: str) -> Body:
    body = session.exec(select(Body).where(Body.code == code)).one_or_none()
    if body is None:
        raise NotFound("body", code)
    return body


def _party_of(session: Session, body: Body, code: str) -> Party:
    parties = {party.code: party for party in session.exec(select(Party).where(Party.body_id == body.id))}
    if code not in parties:
        raise Refused(Problem("unknown_party", {"value": code, "known": sorted(parties)}, Place(column="party")))
    return parties[code]


def _grants_of(session: Session, user_id: int) -> Sequence[UserGrant]:
    return session.exec(select(UserGrant).where(UserGrant.user_id == user_id).order_by(col(UserGrant.id))).all()


def _same_grant(one: UserGrant, other: UserGrant) -> bool:
    return (one.role, one.body_id, one.party_id) == (other.role, other.body_id, other.party_id)


def _includes(one: UserGrant, other: UserGrant) -> bool:
    """Whether an official's role for a party stands where the other is an official's for none."""
    if not one.role == other.role == Role.OFFICIAL or one.body_id != other.body_id:
        return False
    return one.party_id is not None and other.party_id is None


def _require_other_administrator(session: Session, user_id: int) -> None:
    """Locks every administrator's grant, so that two do not take each other's away at the same moment."""
    query = select(UserGrant).where(UserGrant.role == Role.ADMINISTRATOR).order_by(col(UserGrant.id)).with_for_update()
    if all(grant.user_id == user_id for grant in session.exec(query)):
        raise Refused(Problem("last_administrator"))


def _require_good(password: str, *, email: str, name: str) -> None:
    problems = find_password_problems(password, email=email, name=name)
    if problems:
        raise Refused(*problems)


def _require_free(session: Session, email: str) -> None:
    if find_user(session, email) is not None:
        raise Refused(Problem("user_exists", {"email": email}, Place(column="email")))


def _flush_address(session: Session, email: str) -> None:
    """Refused where somebody else took the address at the same moment."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused(Problem("user_exists", {"email": email}, Place(column="email"))) from error
