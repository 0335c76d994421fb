"""The outbox: what is to be sent by mail. Actions put it in, the scheduler sends it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import json_field


class Mail(SQLModel, table=True):
    """`key` names what it is about: the same is never put in twice. `attachments`: name, media type and path within
    the files folder of each. `lease_until`: when another scheduler may try again; `error` is of the last try."""

    __table_args__ = (sa.Index("ix_mail_waiting", "sent_at", "lease_until"),)

    id: int = Field(default=None, primary_key=True)
    body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    key: str = Field(unique=True, max_length=300)
    to_address: str = Field(max_length=254)
    language: str = Field(max_length=35)
    subject: str
    text: str
    attachments: list[dict[str, str]] = json_field(default_factory=list)
    made_at: datetime
    lease_until: datetime
    owner: str | None = None
    attempts: int = 0
    error: str | None = None
    sent_at: datetime | None = None
    given_up_at: datetime | None = None
