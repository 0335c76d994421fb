"""Who may sign in, the roles they hold, where they are signed in, and the links that let them in by mail."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from pydantic import field_validator
from sqlmodel import Field, SQLModel

from tracker.domain.roles import Role
from tracker.models.columns import LONGEST_ADDRESS, enum_field, within_body


class UserBase(SQLModel):
    """`language`: in which the user is written to."""

    email: str = Field(unique=True, max_length=254)
    name: str = Field(min_length=1, max_length=200)
    language: str = Field(default="en", max_length=35)


class UserCreate(UserBase):
    @field_validator("email")
    @classmethod
    def _is_address(cls, value: str) -> str:
        address = value.strip().casefold()
        name, at, host = address.partition("@")
        if not (name and at and host) or "@" in host or any(letter.isspace() for letter in address):
            raise ValueError("not an e-mail address")
        return address


class User(UserBase, table=True):
    """Without a `password_hash` nobody can sign in yet. A removed user's name and address are blanked, the row
    stays: what they recorded names its id."""

    id: int = Field(default=None, primary_key=True)
    password_hash: str | None = None
    created_at: datetime
    removed_at: datetime | None = None


class UserGrant(SQLModel, table=True):
    """A user's role at a body; an administrator's is for the whole service. A secretary's is for a party, and so is an
    official's who signs off for one."""

    __tablename__ = "user_grant"
    __table_args__ = (
        within_body("party_id", "party"),
        sa.CheckConstraint("(role = 'administrator') = (body_id IS NULL)", name="administrator_everywhere"),
        sa.CheckConstraint(
            "role = 'official' OR (role = 'secretary') = (party_id IS NOT NULL)", name="secretary_for_party"
        ),
    )

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    role: Role = enum_field(Role)
    body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    party_id: int | None = None


class SignIn(SQLModel, table=True):
    """One browser in which a user is signed in. Its cookie holds the secret whose SHA-256 is `digest`."""

    __tablename__ = "sign_in"

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    digest: str = Field(unique=True, max_length=64)
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    address: str = Field(max_length=LONGEST_ADDRESS)
    browser: str = Field(max_length=300)


class SignInAttempt(SQLModel, table=True):
    """Somebody gave a password. `account`: SHA-256 of the e-mail address given, whether anybody has it or not."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        sa.Index("ix_sign_in_attempt_account", "account", "at"),
        sa.Index("ix_sign_in_attempt_address", "address", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    account: str = Field(max_length=64)
    address: str = Field(max_length=LONGEST_ADDRESS)
    at: datetime
    succeeded: bool


class UserLinkKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class UserLink(SQLModel, table=True):
    """A link that lets a user set a password: once, and until it expires. `digest` is of the secret in it."""

    __tablename__ = "user_link"

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    kind: UserLinkKind = enum_field(UserLinkKind)
    digest: str = Field(unique=True, max_length=64)
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
