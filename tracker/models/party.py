"""Local governments, and when they belonged to a body.

A party is kept per body: two bodies may use one code for different cities, and importing one body
can never rename a party of another.
"""

from datetime import date

import sqlalchemy as sa
from pydantic import field_validator
from sqlmodel import Field, SQLModel

from tracker.domain.bodies import PartyRole
from tracker.models.columns import Names, enum_field, json_field, within_body


class PartyBase(SQLModel):
    code: str = Field(min_length=1, max_length=40)
    names: Names = json_field()
    country: str = Field(regex=r"^[A-Z]{2}$", max_length=2)


class PartyCreate(PartyBase):
    @field_validator("code")
    @classmethod
    def _is_no_group(cls, value: str) -> str:
        if value in ("mutual", "none"):
            raise ValueError("'mutual' and 'none' are the groups of projects without a party")
        return value


class Party(PartyBase, table=True):
    __table_args__ = (sa.UniqueConstraint("body_id", "code"), sa.UniqueConstraint("body_id", "id"))

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")


class MembershipBase(SQLModel):
    """One stay at a body; both days belong to it. A party that left may join again: another row."""

    role: PartyRole = enum_field(PartyRole)
    joined_on: date
    left_on: date | None = None


class MembershipCreate(MembershipBase):
    pass


class Membership(MembershipBase, table=True):
    __table_args__ = (
        within_body("party_id", "party"),
        sa.UniqueConstraint("party_id", "joined_on"),
        sa.CheckConstraint("left_on >= joined_on", name="left_after_joined"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    party_id: int
