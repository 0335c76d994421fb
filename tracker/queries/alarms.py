"""Whom to tell that an edition is not there: the secretaries of its body, and whoever administers the service."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.roles import Role
from tracker.models import User, UserGrant


def find_alarmed(session: Session, body_id: int) -> Sequence[User]:
    """Each once, removed users aside."""
    of_body = sa.and_(col(UserGrant.role) == Role.SECRETARY, col(UserGrant.body_id) == body_id)
    keeps = sa.and_(
        col(UserGrant.role) == Role.ADMINISTRATOR,
        sa.or_(col(UserGrant.body_id) == body_id, col(UserGrant.body_id).is_(None)),
    )
    ids = select(UserGrant.user_id).where(sa.or_(of_body, keeps))
    query = select(User).where(col(User.id).in_(ids), col(User.removed_at).is_(None))
    return session.exec(query.order_by(col(User.id))).all()
