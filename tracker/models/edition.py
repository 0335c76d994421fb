"""The numbered, frozen figures of one body and period as of one day, and the files made from them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.domain.editions import FileForm, FileKind, SignOffAnswer
from tracker.models.columns import enum_field, json_field, within_body


class Edition(SQLModel, table=True):
    """`figures` is the report's plain values as JSON text, whose SHA-256 is `digest`. `content_digest` leaves
    out known-at and produced-on, so that it says whether anything else changed since the edition before.
    `measured_on` is the effective as-of day: the as-of day or the period's cut-off, whichever is earlier. `flags`: as
    `keep_flags` has them, parted by spaces.
    `why`: what whoever asked for it said; `schedule_id`: of the schedule that produced it. `asked`: the codes of the
    parties asked to sign it off."""

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
    digest: str = Field(max_length=64, index=True)
    content_digest: str = Field(max_length=64)
    why: str | None = None
    schedule_id: int | None = None
    asked: list[str] = json_field(default_factory=list)


class ReportFile(SQLModel, table=True):
    """An edition in one language and form. `path` is relative to the data folder's `files`; `pages` is 0 where a form
    has none of its own. `approvals`: the digest of the approvals printed in it; empty before the edition is approved.
    """

    __tablename__ = "report_file"
    __table_args__ = (
        within_body("edition_id", "edition"),
        sa.UniqueConstraint("edition_id", "language", "kind", "form", "approvals", name="uq_report_file_what"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    edition_id: int
    language: str = Field(max_length=35)
    kind: FileKind = enum_field(FileKind, default=FileKind.REPORT)
    form: FileForm = enum_field(FileForm, default=FileForm.PDF)
    approvals: str = Field(default="", max_length=64)
    path: str
    digest: str = Field(max_length=64, index=True)
    size: int
    pages: int
    produced_at: datetime


class SignOff(SQLModel, table=True):
    """A party's answer to an edition: in the service by one of its officials, or by document. `digest`: of the figures
    answered to. A document's `number`, `approved_on` and `approver` stand as the party's own system has them;
    `document_id` is its scan. Only ever added to: a later answer of the same party takes the place of an earlier."""

    __tablename__ = "sign_off"
    __table_args__ = (
        within_body("edition_id", "edition"),
        within_body("party_id", "party"),
        within_body("document_id", "document"),
        sa.CheckConstraint("answer <> 'returned' OR comment <> ''", name="returned_with_comment"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    edition_id: int = Field(index=True)
    party_id: int
    answer: SignOffAnswer = enum_field(SignOffAnswer)
    comment: str = ""
    number: str = Field(default="", max_length=120)
    approved_on: date | None = None
    approver: str = Field(default="", max_length=200)
    document_id: int | None = None
    digest: str = Field(max_length=64)
    recorded_at: datetime
    recorded_by: str


class EditionLink(SQLModel, table=True):
    """A link that shows one edition to whoever holds it, until it expires. `digest` is of the secret in it."""

    __tablename__ = "edition_link"
    __table_args__ = (within_body("edition_id", "edition"),)

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    edition_id: int
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id")
    digest: str = Field(unique=True, max_length=64)
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
