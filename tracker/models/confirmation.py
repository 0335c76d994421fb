"""What the parties say of each other's entries.

A `ConfirmationRequest` is derived: one row for each standing entry and each party that it asks, kept in step by
`tracker.actions` with entries, answers, and the parties concerned. A `Confirmation` is recorded, and only added to.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.domain.confirmations import Answer
from tracker.models.columns import enum_field, within_body


class Confirmation(SQLModel, table=True):
    """A party's answer; its latest one counts. `document_id`: the sheet or minutes that say so, where it was not a
    user of that party who answered. A dispute says why in its `note`."""

    __table_args__ = (
        within_body("party_id", "party"),
        within_body("document_id", "document"),
        sa.ForeignKeyConstraint(["project_id", "entry_id"], ["status_entry.project_id", "status_entry.id"]),
        sa.Index("ix_confirmation_entry_id", "entry_id", "party_id", "id"),
        sa.CheckConstraint("answer <> 'disputed' OR note IS NOT NULL", name="dispute_with_note"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    project_id: int
    entry_id: int
    party_id: int
    answer: Answer = enum_field(Answer)
    note: str | None = None
    document_id: int | None = None
    recorded_at: datetime
    recorded_by: str


class ConfirmationRequest(SQLModel, table=True):
    """`answer` is the party's latest; None while it has still to answer."""

    __tablename__ = "confirmation_request"
    __table_args__ = (
        within_body("party_id", "party"),
        sa.ForeignKeyConstraint(["project_id", "entry_id"], ["status_entry.project_id", "status_entry.id"]),
        sa.Index("ix_confirmation_request_body_id", "body_id", "party_id", "answer"),
        sa.Index("ix_confirmation_request_project_id", "project_id"),
    )

    entry_id: int = Field(primary_key=True)
    party_id: int = Field(primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    project_id: int
    answer: Answer | None = enum_field(Answer, nullable=True, default=None)
