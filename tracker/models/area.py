"""A field of cooperation with its own team; open from a day, to a day."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import Names, json_field


class AreaBase(SQLModel):
    code: str = Field(min_length=1, max_length=40)
    names: Names = json_field()
    opened_on: date
    closed_on: date | None = None


class AreaCreate(AreaBase):
    pass


class Area(AreaBase, table=True):
    __table_args__ = (
        sa.UniqueConstraint("body_id", "code"),
        sa.UniqueConstraint("body_id", "id"),
        sa.CheckConstraint("closed_on >= opened_on", name="closed_after_opened"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
