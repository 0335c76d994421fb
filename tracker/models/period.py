"""From one conference until the day before the next, with the list agreed at its opening."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import within_body


class PeriodBase(SQLModel):
    """`ends_on` is the cut-off; open-ended until the next conference is held."""

    number: int = Field(ge=1)
    conference_on: date
    agreed_list_on: date | None = None
    starts_on: date
    ends_on: date | None = None
    next_conference_planned_on: date | None = None
    stages_published: bool = True
    break_note: str | None = None
    note: str | None = None


class PeriodCreate(PeriodBase):
    """`host`: the code of the party that hosts the conference."""

    host: str | None = None
    closed_on: date | None = None


class Period(PeriodBase, table=True):
    """`list_sealed_at`: until then the agreed list is a draft, whose rows may be deleted.

    That periods of a body do not overlap is held by the database: an exclusion constraint on
    PostgreSQL, triggers on SQLite.
    """

    __table_args__ = (
        within_body("host_id", "party"),
        sa.UniqueConstraint("body_id", "number"),
        sa.UniqueConstraint("body_id", "id"),
        sa.CheckConstraint("number >= 1", name="number_positive"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.CheckConstraint("ends_on >= conference_on", name="ends_after_conference"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    host_id: int | None = None
    list_sealed_at: datetime | None = None
    list_sealed_document: str | None = None
