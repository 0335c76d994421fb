"""The users of the service, as administrators look for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.roles import Role
from tracker.models import Body, SignIn, User, UserGrant


@dataclass(frozen=True, slots=True)
class UserRow:
    """`seen_at`: when any of their browsers was last at work; None for never."""

    user: User
    seen_at: datetime | None


def find_users(
    session: Session, *, text: str, role: Role | None, body: str | None, limit: int, offset: int = 0
) -> tuple[Sequence[UserRow], int]:
    """Those of a page, by name, and how many there are: not removed, with the text in name or address, who hold the
    role (at the body)."""
    conditions: list[sa.ColumnElement[bool]] = [col(User.removed_at).is_(None)]
    if text:
        held = (sa.func.lower(column).contains(text.lower(), autoescape=True) for column in (User.name, User.email))
        conditions.append(sa.or_(*held))
    if role is not None or body is not None:
        conditions.append(col(User.id).in_(_holders(role, body)))
    seen = sa.select(sa.func.max(SignIn.seen_at)).where(SignIn.user_id == User.id).scalar_subquery()  # type: ignore[arg-type]
    query = select(User, seen).where(*conditions).order_by(col(User.name), col(User.id)).limit(limit).offset(offset)
    count = session.scalar(sa.select(sa.func.count()).select_from(User).where(*conditions)) or 0
    return [UserRow(user, seen_at) for user, seen_at in session.exec(query)], count


def _holders(role: Role | None, body: str | None) -> sa.Select[int]:
    query = sa.select(col(UserGrant.user_id)).join(Body, col(Body.id) == UserGrant.body_id, isouter=True)
    if role is not None:
        query = query.where(col(UserGrant.role) == role)
    return query if body is None else query.where(col(Body.code) == body)
