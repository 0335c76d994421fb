"""Who is asking, and whether they may. Credentials come in as values; the one rule is `tracker.domain.roles.may`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tracker.actions.sign_ins import keep_alive
from tracker.db import reading, writing
from tracker.domain.recorders import to_recorder
from tracker.domain.roles import Act, BodyAccess, Grant, find_parties, find_signing_parties, may
from tracker.models import Body
from tracker.passwords import digest_of
from tracker.queries.users import SignedIn, find_signed_in

#: What a request shows of who sends it: its cookies, by name.
Credentials = Mapping[str, str]

COOKIE = "tracker_sign_in"

#: A sign-in that is at work is marked as seen this often at the most.
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Account:
    """The user who asks. `sign_in_id`: of the browser in which."""

    id: int
    name: str
    email: str
    language: str
    sign_in_id: int

    @property
    def recorder(self) -> str:
        return to_recorder(self.id)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone who asks, with the grants they hold; none, and no account, for a passer-by."""

    grants: frozenset[Grant] = frozenset()
    account: Account | None = None

    def may(self, act: Act, body: Body | None = None, party: str | None = None) -> bool:
        access = None if body is None else BodyAccess(body.code, body.visibility)
        return may(self.grants, act, access, party)

    def parties_at(self, body: Body) -> list[str]:
        """The codes of the parties for which they keep the body's records."""
        return find_parties(self.grants, body.code)

    def signs_for(self, body: Body) -> list[str]:
        """The codes of the parties for which they sign editions off."""
        return find_signing_parties(self.grants, body.code)

    @property
    def recorder(self) -> str:
        """How records and the access log name them."""
        return "" if self.account is None else self.account.recorder


FindVisitor = Callable[[Credentials], Visitor]


class Forbidden(Exception):
    """The visitor may not do this (at the body)."""

    def __init__(self, act: Act, body: str | None, visitor: Visitor) -> None:
        super().__init__(f"{act} at {body}")
        self.act = act
        self.body = body
        self.visitor = visitor


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a sign-in lasts: unused, and at the most."""

    idle: timedelta
    longest: timedelta


def make_find_visitor(engine: Engine, clock: Callable[[], datetime], lifetimes: Lifetimes) -> FindVisitor:
    """Finds whoever shows the cookie of a sign-in that still holds; anyone else is a passer-by."""

    def find_visitor(credentials: Credentials) -> Visitor:
        secret, now = credentials.get(COOKIE), clock()
        if not secret:
            return Visitor()
        with reading(engine) as session:
            found = find_signed_in(
                session,
                digest_of(secret),
                seen_since=now - lifetimes.idle,
                began_since=now - lifetimes.longest,
            )
            if found is None:
                return Visitor()
            visitor, seen_at = _make_visitor(found), found.sign_in.seen_at
        if now - seen_at >= SEEN_EVERY and visitor.account is not None:
            with writing(engine) as session:
                keep_alive(session, visitor.account.sign_in_id, now=now)
        return visitor

    return find_visitor


def _make_visitor(found: SignedIn) -> Visitor:
    user = found.user
    return Visitor(found.grants, Account(user.id, user.name, user.email, user.language, found.sign_in.id))


def require(visitor: Visitor, act: Act, body: Body | None = None, party: str | None = None) -> None:
    """Forbidden, unless the visitor may."""
    if not visitor.may(act, body, party):
        raise Forbidden(act, None if body is None else body.code, visitor)
