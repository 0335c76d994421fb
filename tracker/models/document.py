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
    `Redaction`) keeps its row and its digest; its name is blank and its bytes are gone."""

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


#: The columns of a redaction that name what it is of; exactly one does.
REDACTED_BY = (
    "entry_id", "document_id", "confirmation_id", "statement_id", "item_id", "project_ref", "period_number",
)  # fmt: skip


class Redaction(SQLModel, table=True):
    """Personal data was taken out of a text or a file, for a reason. `digest` is of what stood there. Only added to.

    Of projects and periods, whose texts can be written anew, `field` is redacted as it stood by then, with every
    value that the history has of it; of what is recorded once, all the words that it holds.
    """

    __table_args__ = (
        within_body("document_id", "document"),
        *(sa.UniqueConstraint(name) for name in REDACTED_BY[:5]),
        sa.CheckConstraint(
            " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in REDACTED_BY) + " = 1",
            name="one_subject",
        ),
        sa.CheckConstraint(
            "(field IS NOT NULL) = (project_ref IS NOT NULL OR period_number IS NOT NULL)", name="field_named"
        ),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="status_entry.id")
    document_id: int | None = None
    confirmation_id: int | None = Field(default=None, foreign_key="confirmation.id")
    statement_id: int | None = Field(default=None, foreign_key="reported_statement.id")
    item_id: int | None = Field(default=None, foreign_key="exchange_item.id")
    project_ref: str | None = Field(default=None, max_length=80)
    period_number: int | None = None
    field: str | None = Field(default=None, max_length=50)
    digest: str = Field(max_length=64)
    reason: str
    recorded_at: datetime
    recorded_by: str
