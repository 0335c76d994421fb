"""Registers uploaded in the browser: looked at first, then applied or not. The scheduler works on long ones."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_field, json_field


class UploadState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    APPROVED = "approved"
    APPLIED = "applied"
    DROPPED = "dropped"
    FAILED = "failed"


class Upload(SQLModel, table=True):
    """`body_id` is empty for a register that founds a body, until it has. `preview`: what it would do, or the problems,
    in plain values; `progress` from 0 to 100 while somebody is at work, under a lease. `path` is empty once the file
    of an upload that is over was deleted."""

    __table_args__ = (sa.Index("ix_upload_state", "state", "lease_until"),)

    id: int = Field(default=None, primary_key=True)
    body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    name: str = Field(max_length=255)
    path: str
    digest: str = Field(max_length=64)
    size: int
    state: UploadState = enum_field(UploadState)
    preview: dict[str, Any] = json_field(default_factory=dict)
    progress: int = 0
    owner: str | None = None
    lease_until: datetime
    recorded_at: datetime
    recorded_by: str
    ended_at: datetime | None = None
