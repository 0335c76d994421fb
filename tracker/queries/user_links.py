"""Links that let a user set a password."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import User, UserLink, UserLinkKind
from tracker.passwords import digest_of


def find_link(session: Session, secret: str, *, now: datetime) -> tuple[UserLink, User] | None:
    """The link of a secret and its user; None where it was used, has expired, or never was."""
    query = (
        select(UserLink, User)
        .join(User)
        .where(UserLink.digest == digest_of(secret), col(UserLink.used_at).is_(None), col(UserLink.expires_at) > now)
        .where(col(User.removed_at).is_(None))
    )
    return session.exec(query).one_or_none()


def count_links(session: Session, user_id: int, kind: UserLinkKind, *, since: datetime) -> int:
    """How many links of a kind were made for a user since an instant, used or not."""
    query = sa.select(sa.func.count()).where(
        col(UserLink.user_id) == user_id, col(UserLink.kind) == kind, col(UserLink.made_at) > since
    )
    return session.scalar(query) or 0


def is_invited(session: Session, user: User, *, now: datetime) -> bool:
    """Whether a user without a password holds an invitation that can still be used."""
    query = select(UserLink.id).where(
        UserLink.user_id == user.id, col(UserLink.used_at).is_(None), col(UserLink.expires_at) > now
    )
    return user.password_hash is None and session.exec(query).first() is not None


def lifetime_of(kind: UserLinkKind) -> timedelta:
    return timedelta(days=7) if kind is UserLinkKind.INVITATION else timedelta(hours=1)
