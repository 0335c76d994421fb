"""Entries and answers that travel by file between two installations, one per city.

An entry is known everywhere by the installation it was recorded at and its number there.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import AfterValidator, model_validator
from sqlmodel import Field, SQLModel

from tracker.domain.confirmations import Answer
from tracker.domain.stages import EntryKind, Reason
from tracker.models.columns import enum_field, json_field, within_body


def _refuse_null(text: str) -> str:
    """A character that databases do not keep."""
    if "\x00" in text:
        raise ValueError("holds a null character")
    return text


#: Numbers are rows' numbers.
MOST = 2**31 - 1

Number = Annotated[int, Field(ge=1, le=MOST)]
Ref = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_refuse_null)]
Note = Annotated[str, Field(max_length=20_000), AfterValidator(_refuse_null)]


class SentEntry(SQLModel):
    """A standing entry of another installation: its number there. `title` is for those who read the file."""

    number: Number
    ref: Ref
    title: str = ""
    kind: EntryKind
    effective_on: date
    reason: Reason | None = None
    note: Note | None = None
    recorded_at: datetime

    @model_validator(mode="after")
    def _is_no_void(self) -> "SentEntry":
        if self.kind is EntryKind.VOID:
            raise ValueError("a void is none of the entries")
        return self


class Named(SQLModel):
    """What is said of an entry: it is named by the installation it was recorded at and its number there."""

    number: Number
    ref: Ref
    installation: UUID
    entry: Number
    recorded_at: datetime


class SentVoid(Named):
    """An entry was taken back, for the reason in the note."""

    note: Annotated[Note, Field(min_length=1)]


class SentAnswer(Named):
    answer: Answer
    note: Note | None = None

    @model_validator(mode="after")
    def _says_why(self) -> "SentAnswer":
        if self.answer is Answer.DISPUTED and not (self.note or "").strip():
            raise ValueError("a dispute says why")
        return self


class PackageContent(SQLModel):
    """What one installation says for one party of a body: all of its standing entries there, the voids that it
    recorded, and its latest answer to each entry that came to it by such a file."""

    body: str
    party: str
    installation: UUID
    made_at: datetime
    entries: list[SentEntry] = Field(default_factory=list)
    voids: list[SentVoid] = Field(default_factory=list)
    answers: list[SentAnswer] = Field(default_factory=list)


class Installation(SQLModel, table=True):
    """This installation's own name in exchanged files: one row, made when first asked for."""

    id: int = Field(default=None, primary_key=True)
    uid: str = Field(unique=True, max_length=36)


class EntryOrigin(SQLModel, table=True):
    """Where an entry that was taken over came from."""

    __tablename__ = "entry_origin"
    __table_args__ = (sa.UniqueConstraint("body_id", "installation", "number"),)

    entry_id: int = Field(primary_key=True, foreign_key="status_entry.id")
    body_id: int = Field(foreign_key="body.id")
    installation: str = Field(max_length=36)
    number: int


class ExchangePackage(SQLModel, table=True):
    """One file that came in; the same one comes in once. `party_id`: whose entries and answers it holds."""

    __tablename__ = "exchange_package"
    __table_args__ = (
        within_body("document_id", "document"),
        within_body("party_id", "party"),
        sa.UniqueConstraint("body_id", "id"),
        sa.UniqueConstraint("body_id", "digest"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    document_id: int
    party_id: int
    installation: str = Field(max_length=36)
    digest: str = Field(max_length=64)
    made_at: datetime
    recorded_at: datetime
    recorded_by: str


class ExchangeKind(StrEnum):
    ENTRY = "entry"
    VOID = "void"
    ANSWER = "answer"


class ExchangeState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    LEFT = "left"


class ExchangeItem(SQLModel, table=True):
    """One entry, void or answer of a package, as it came (`values`: a `SentEntry`, `SentVoid` or `SentAnswer`); taken
    over, left, or still open. Left by nobody (`decided_by` None): a later package of the other side replaced it."""

    __tablename__ = "exchange_item"
    __table_args__ = (within_body("package_id", "exchange_package"), sa.UniqueConstraint("package_id", "number"))

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    package_id: int
    number: int
    kind: ExchangeKind = enum_field(ExchangeKind)
    ref: str = Field(max_length=80)
    values: dict[str, Any] = json_field(default_factory=dict)
    state: ExchangeState = enum_field(ExchangeState, default=ExchangeState.OPEN)
    note: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
