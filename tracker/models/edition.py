"""The numbered, frozen figures of one body and period as of one day, and the files made from them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import within_body


class Edition(SQLModel, table=True):
    """`figures` is the report's plain values as JSON text, whose SHA-256 is `digest`. `content_digest` leaves
    out known-at and produced-on, so that it says whether anything else changed since the edition before.
    `measured_on` is the effective as-of day: the as-of day or the period's cut-off, whichever is earlier."""

    __table_args__ = (
        within_body("period_id", "period"),
        sa.UniqueConstraint("period_id", "number"),
        sa.UniqueConstraint("body_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    period_id: int
    number: int
    as_of: date
    measured_on: date
    known_at: datetime
    produced_at: datetime
    produced_by: str
    flags: str
    figures: str
    digest: str = Field(max_length=64)
    content_digest: str = Field(max_length=64)


class ReportFile(SQLModel, table=True):
    """One language of an edition as PDF. `path` is relative to the data folder's `files`."""

    __tablename__ = "report_file"
    __table_args__ = (within_body("edition_id", "edition"), sa.UniqueConstraint("edition_id", "language"))

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    edition_id: int
    language: str = Field(max_length=35)
    path: str
    digest: str = Field(max_length=64, index=True)
    size: int
    pages: int
    produced_at: datetime
