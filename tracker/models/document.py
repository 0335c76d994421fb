"""Files that were handed in: evidence, signed minutes, returned sheets. The bytes lie in the files folder by digest."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_field, within_body


class DocumentKind(StrEnum):
    EVIDENCE = "evidence"
    MINUTES = "minutes"
    CONFIRMATION_SHEET = "confirmation_sheet"
    RETURN = "return"
    UPLOAD = "upload"
    EXCHANGE = "exchange"
    SIGN_OFF = "sign_off"
    EMBLEM = "emblem"


class Document(SQLModel, table=True):
    """`path` is relative to the data folder's `files`; `digest` the SHA-256 of the bytes. Evidence belongs to a
    project, and to one of its entries where `entry_id` says so; minutes to a period. A redacted one (see
    `Redaction`) keeps its row and its digest; its bytes are gone."""

    __table_args__ = (
        within_body("period_id", "period"),
        within_body("project_id", "project"),
        sa.ForeignKeyConstraint(["project_id", "entry_id"], ["status_entry.project_id", "status_entry.id"]),
        sa.UniqueConstraint("body_id", "id"),
        sa.Index("ix_document_body_id_project_id", "body_id", "project_id"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    kind: DocumentKind = enum_field(DocumentKind)
    period_id: int | None = None
    project_id: int | None = None
    entry_id: int | None = None
    name: str = Field(max_length=255)
    media_type: str = Field(max_length=120)
    path: str
    digest: str = Field(max_length=64, index=True)
    size: int
    recorded_at: datetime
    recorded_by: str


class Redaction(SQLModel, table=True):
    """Personal data was taken out of a note or a file, for a reason. `digest` is of what stood there. Only added to."""

    __table_args__ = (
        within_body("document_id", "document"),
        sa.UniqueConstraint("entry_id"),
        sa.UniqueConstraint("document_id"),
        sa.CheckConstraint("(entry_id IS NULL) <> (document_id IS NULL)", name="one_subject"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="status_entry.id")
    document_id: int | None = None
    digest: str = Field(max_length=64)
    reason: str
    recorded_at: datetime
    recorded_by: str
