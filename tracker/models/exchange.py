"""Entries and answers that travel by file between two installations, one per city.

An entry is known everywhere by the installation it was recorded at and its number there.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_field, json_field, within_body


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
    """One file that came in; the same one comes in once."""

    __tablename__ = "exchange_package"
    __table_args__ = (
        within_body("document_id", "document"),
        sa.UniqueConstraint("body_id", "id"),
        sa.UniqueConstraint("body_id", "digest"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    document_id: int
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
    """One entry, void or answer of a package, as it came; taken over, left, or still open."""

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
