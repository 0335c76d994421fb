"""Signing in and out. Passwords are compared before anything is told apart, and trying many of them takes long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.problems import Problem, Refused
from tracker.models import SignIn, SignInAttempt, User
from tracker.passwords import digest_of, is_right, make_secret
from tracker.queries.users import find_user

#: Within which failed attempts are counted, and how many are borne for one account and from one address.
WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT, MOST_PER_ADDRESS = 10, 50


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in: network address and what the browser calls itself."""

    address: str
    name: str = ""


def require_attempts_left(session: Session, email: str, browser: Browser, *, now: datetime) -> None:
    """Refused (`too_many_attempts`, minutes) where too many attempts failed for the account or from the address.
    An account that nobody has is counted like any other."""
    failed = sa.select(sa.func.count()).where(
        col(SignInAttempt.at) > now - WINDOW, col(SignInAttempt.succeeded).is_(False)
    )
    of_account = session.scalar(failed.where(col(SignInAttempt.account) == digest_of(email.strip().casefold())))
    of_address = session.scalar(failed.where(col(SignInAttempt.address) == browser.address))
    if (of_account or 0) >= MOST_PER_ACCOUNT or (of_address or 0) >= MOST_PER_ADDRESS:
        raise Refused(Problem("too_many_attempts", {"minutes": int(WINDOW.total_seconds() // 60)}))


def try_sign_in(session: Session, email: str, password: str, browser: Browser, *, now: datetime) -> User | None:
    """The user whose address and password these are, else None. The attempt is recorded either way: commit it."""
    user = find_user(session, email)
    right = is_right(password, None if user is None or user.removed_at else user.password_hash)
    record_attempt(session, email, browser, now=now, succeeded=right)
    return user if right else None


def record_attempt(session: Session, email: str, browser: Browser, *, now: datetime, succeeded: bool) -> None:
    """Somebody gave a password for an account: commit it."""
    account = digest_of(email.strip().casefold())
    session.add(SignInAttempt(account=account, address=browser.address, at=now, succeeded=succeeded))
    session.flush()


def begin_sign_in(session: Session, user: User, browser: Browser, *, now: datetime) -> str:
    """The secret for the browser's cookie."""
    secret, digest = make_secret()
    session.add(
        SignIn(
            user_id=user.id,
            digest=digest,
            began_at=now,
            seen_at=now,
            address=browser.address,
            browser=browser.name[:300],
        )
    )
    session.flush()
    return secret


def keep_alive(session: Session, sign_in_id: int, *, now: datetime) -> None:
    session.execute(sa.update(SignIn).where(col(SignIn.id) == sign_in_id).values(seen_at=now))


def end_sign_in(session: Session, sign_in_id: int, *, now: datetime) -> None:
    ended = sa.update(SignIn).where(col(SignIn.id) == sign_in_id, col(SignIn.ended_at).is_(None))
    session.execute(ended.values(ended_at=now))


def end_sign_ins(session: Session, user_id: int, *, now: datetime, but: int | None = None) -> int:
    """End every sign-in of a user, but perhaps one; the number of those that were ended."""
    query = select(SignIn).where(SignIn.user_id == user_id, col(SignIn.ended_at).is_(None))
    found = [one for one in session.exec(query) if one.id != but]
    for one in found:
        one.ended_at = now
    session.flush()
    return len(found)
