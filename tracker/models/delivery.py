"""Whom a schedule's editions are sent to, each sending, and the private address of a calendar."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.domain.deliveries import DeliveryOutcome
from tracker.domain.editions import FileKind
from tracker.models.columns import enum_field, within_body


class Recipient(SQLModel, table=True):
    """A user, or an address outside the service with a name. `language`: in which the edition is sent."""

    __table_args__ = (
        within_body("schedule_id", "schedule"),
        sa.UniqueConstraint("schedule_id", "user_id"),
        sa.UniqueConstraint("schedule_id", "email"),
        sa.CheckConstraint("(user_id IS NULL) <> (email IS NULL)", name="user_or_address"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    schedule_id: int
    user_id: int | None = Field(default=None, foreign_key="user.id")
    email: str | None = Field(default=None, max_length=254)
    name: str = Field(default="", max_length=200)
    language: str = Field(max_length=35)
    kind: FileKind = enum_field(FileKind, default=FileKind.REPORT)
    recorded_at: datetime
    recorded_by: str


class Delivery(SQLModel, table=True):
    """One sending of an edition to one recipient, once per schedule. `is_held`: whether it waits for sign-off,
    as its schedule said when it was made. `mail_id`: its mail in the outbox, from which it is queued, sent, refused or
    given up; none while it is held. `outcome`, `ended_at`, `reason`: how it
    ended, where it did without a mail, or its mail is not kept any longer."""

    __table_args__ = (
        within_body("edition_id", "edition"),
        within_body("schedule_id", "schedule"),
        sa.UniqueConstraint("schedule_id", "edition_id", "to_address"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    edition_id: int
    schedule_id: int
    user_id: int | None = Field(default=None, foreign_key="user.id")
    to_address: str = Field(max_length=254)
    name: str = Field(default="", max_length=200)
    language: str = Field(max_length=35)
    kind: FileKind = enum_field(FileKind, default=FileKind.REPORT)
    is_held: bool = False
    made_at: datetime
    mail_id: int | None = Field(default=None, foreign_key="mail.id", index=True)
    outcome: DeliveryOutcome | None = enum_field(DeliveryOutcome, default=None, nullable=True)
    ended_at: datetime | None = None
    reason: str = Field(default="", max_length=300)


class CalendarLink(SQLModel, table=True):
    """A user's private address of the calendars of the bodies they may see. `digest` is of the secret in it."""

    __tablename__ = "calendar_link"

    user_id: int = Field(primary_key=True, foreign_key="user.id")
    digest: str = Field(unique=True, max_length=64)
    made_at: datetime
