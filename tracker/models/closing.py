"""A period was closed, or reopened, on a day. Only ever added to."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from tracker.domain.periods import ClosingKind
from tracker.models.columns import enum_field, within_body


class PeriodClosing(SQLModel, table=True):
    __tablename__ = "period_closing"
    __table_args__ = (within_body("period_id", "period"),)

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    period_id: int
    kind: ClosingKind = enum_field(ClosingKind)
    effective_on: date
    reason: str | None = None
    recorded_at: datetime
    recorded_by: str
