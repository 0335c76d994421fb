"""What was changed, by whom, from what to what. Only ever added to.

Rows that are only added to themselves (status entries, closings, confirmations ...) say who and when by themselves;
everything that can be changed or taken away leaves its before and after here.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_field, json_field


class Subject(StrEnum):
    """What a change was of. Its `key` is the name people know it by: a code, ref or number; of users, the id."""

    BODY = "body"
    PARTY = "party"
    AREA = "area"
    PERIOD = "period"
    PROJECT = "project"
    USER = "user"
    SCHEDULE = "schedule"
    CHASE = "chase"
    CONTACT = "contact"
    DOCUMENT = "document"
    ENTRY = "entry"
    REPORT_LAYOUT = "report_layout"
    AREA_WORDS = "area_words"
    RECIPIENT = "recipient"


class HistoryAct(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class HistoryEntry(SQLModel, table=True):
    """`before` and `after` hold only what differs, in plain values; empty before what was added and after what was
    removed. `body_id` is empty for what belongs to the whole service."""

    __tablename__ = "history_entry"
    __table_args__ = (sa.Index("ix_history_entry_subject", "body_id", "subject", "key"),)

    id: int = Field(default=None, primary_key=True)
    body_id: int | None = Field(default=None, foreign_key="body.id")
    subject: Subject = enum_field(Subject)
    key: str = Field(max_length=200)
    act: HistoryAct = enum_field(HistoryAct)
    before: dict[str, Any] = json_field(default_factory=dict)
    after: dict[str, Any] = json_field(default_factory=dict)
    reason: str | None = None
    recorded_at: datetime
    recorded_by: str
