"""When the next conference is to be, as it was planned, postponed, held or cancelled. Only ever added to."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_field, within_body


class PlanKind(StrEnum):
    PLANNED = "planned"
    POSTPONED = "postponed"
    HELD = "held"
    CANCELLED = "cancelled"


class ConferencePlan(SQLModel, table=True):
    """Of the conference that ends `period_id`. `planned_on`: the day, None where none is set any more."""

    __tablename__ = "conference_plan"
    __table_args__ = (
        within_body("period_id", "period"),
        sa.CheckConstraint("kind NOT IN ('postponed', 'cancelled') OR reason IS NOT NULL", name="put_off_with_reason"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    period_id: int
    kind: PlanKind = enum_field(PlanKind)
    planned_on: date | None = None
    reason: str | None = None
    recorded_at: datetime
    recorded_by: str
