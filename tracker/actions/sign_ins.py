"""Signing in and out. Passwords are compared before anything is told apart, and trying many of them takes long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.problems import Problem, Refused
from tracker.models import SignIn, SignInAttempt, User
from tracker.passwords import digest_of, make_secret
from tracker.queries.users import find_user

#: Within which failed attempts are counted, and how many are borne for one account and from one address.
WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT, MOST_PER_ADDRESS = 10, 50


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in: network address and what the browser calls itself."""

    address: str
    name: str = ""


def require_attempts_left(
    session: Session, email: str, browser: Browser, *, now: datetime, attempt: int | None = None
) -> None:
    """Refused (`too_many_attempts`, minutes) where too many attempts failed for the account or from the address; with
    an `attempt`, before that one. An account that nobody has is counted like any other."""
    failed = sa.select(sa.func.count()).where(
        col(SignInAttempt.at) > now - WINDOW, col(SignInAttempt.succeeded).is_(False)
    )
    if attempt is not None:
        failed = failed.where(col(SignInAttempt.id) < attempt)
    of_account = session.scalar(failed.where(col(SignInAttempt.account) == digest_of(email.strip().casefold())))
    of_address = session.scalar(failed.where(col(SignInAttempt.address) == browser.address))
    if (of_account or 0) >= MOST_PER_ACCOUNT or (of_address or 0) >= MOST_PER_ADDRESS:
        raise Refused(Problem("too_many_attempts", {"minutes": int(WINDOW.total_seconds() // 60)}))


def record_attempt(session: Session, email: str, browser: Browser, *, now: datetime, succeeded: bool) -> int:
    """Somebody gives a password for an account: commit it before the password is compared, so that many who try at
    once are counted too. The attempt's id."""
    account = digest_of(email.strip().casefold())
    attempt = SignInAttempt(account=account, address=browser.address, at=now, succeeded=succeeded)
    session.add(attempt)
    session.flush()
    return attempt.id


def settle_attempt(session: Session, attempt: int, *, succeeded: bool) -> None:
    """What became of an attempt; one that was not let through does not count."""
    if succeeded:
        session.get_one(SignInAttempt, attempt).succeeded = True
    else:
        session.delete(session.get_one(SignInAttempt, attempt))
    session.flush()


def find_password_hash(session: Session, email: str) -> tuple[int, str] | None:
    """The id of the user of an address, with what their password is compared with; None where nobody can sign in."""
    user = find_user(session, email)
    if user is None or user.removed_at is not None or user.password_hash is None:
        return None
    return user.id, user.password_hash


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
