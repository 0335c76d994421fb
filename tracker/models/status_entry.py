"""One recorded fact of a project. Never changed, never deleted: the database refuses both (but for a redacted note).

Confirmations, documents and redactions refer to an entry's id from tables of their own.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.domain.stages import EntryKind, Reason
from tracker.models.columns import enum_field, within_body


class StatusEntryBase(SQLModel):
    kind: EntryKind = enum_field(EntryKind)
    effective_on: date | None = None
    reason: Reason | None = enum_field(Reason, nullable=True, default=None)
    note: str | None = None


class StatusEntryCreate(StatusEntryBase):
    """`party`: the code of the party it is recorded for; None asks every party concerned."""

    party: str | None = None


class StatusEntry(StatusEntryBase, table=True):
    """A void names the entry it takes back (`voids_id`), has no day, and says why in its note."""

    __tablename__ = "status_entry"
    __table_args__ = (
        within_body("project_id", "project"),
        within_body("party_id", "party"),
        sa.ForeignKeyConstraint(["project_id", "voids_id"], ["status_entry.project_id", "status_entry.id"]),
        sa.UniqueConstraint("project_id", "id"),
        sa.UniqueConstraint("voids_id"),
        sa.CheckConstraint("(kind = 'void') = (voids_id IS NOT NULL)", name="void_names_entry"),
        sa.CheckConstraint("(kind = 'void') = (effective_on IS NULL)", name="day_unless_void"),
        sa.CheckConstraint("kind <> 'void' OR note IS NOT NULL", name="void_with_note"),
        sa.CheckConstraint("(kind IN ('suspended', 'withdrawn')) = (reason IS NOT NULL)", name="condition_with_reason"),
        sa.Index("ix_status_entry_body_id_kind", "body_id", "kind"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    project_id: int
    party_id: int | None = None
    voids_id: int | None = None
    recorded_at: datetime
    recorded_by: str
