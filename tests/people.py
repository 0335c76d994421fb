"""Users with roles, and browsers in which they are signed in."""

from datetime import datetime
from itertools import count

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.builders import RECORDED_AT
from tracker.access import COOKIE
from tracker.actions.sign_ins import Browser, begin_sign_in
from tracker.db import writing
from tracker.domain.roles import Role
from tracker.models import Body, Party, User, UserGrant

BROWSER = Browser("127.0.0.1", "tests")

_numbers = count(1)


def make_user(
    session: Session, role: Role | None = None, body: str | None = None, party: str | None = None, **fields: str
) -> User:
    """A user, with a role where one is given: at the body and for the party of these codes."""
    number = next(_numbers)
    values = {"email": f"user{number}@example.org", "name": f"User {number}", "language": "en"} | fields
    user = User(created_at=RECORDED_AT, **values)
    session.add(user)
    session.flush()
    if role is not None:
        body_id = None if body is None else session.exec(select(Body.id).where(Body.code == body)).one()
        query = select(Party.id).where(Party.code == party, Party.body_id == body_id)
        party_id = None if party is None else session.exec(query).one()
        session.add(UserGrant(user_id=user.id, role=role, body_id=body_id, party_id=party_id))
        session.flush()
    return user


def sign_in_as(
    client: FlaskClient, engine: Engine, role: Role | None, body: str | None, party: str | None = None, *, now: datetime
) -> int:
    """Sign a new user with a role in, as of an instant; the user's id."""
    with writing(engine) as session:
        user = make_user(session, role, body, party)
        client.set_cookie(COOKIE, begin_sign_in(session, user, BROWSER, now=now))
        return user.id
