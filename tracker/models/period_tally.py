"""What a period's projects came to by its last day, so that many bodies' figures are read without their projects."""

from datetime import date

from sqlmodel import Field, SQLModel

from tracker.models.columns import json_field, within_body


class PeriodTally(SQLModel, table=True):
    """`counts`: each count of `tracker.domain.tallies.Tally` by its name, by the end of `counted_on`, the period's last
    day. Kept in step by `tracker.actions.tallies`, in the same transaction as whatever changes it. A period without a
    last day has none."""

    __tablename__ = "period_tally"
    __table_args__ = (within_body("period_id", "period"),)

    period_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body_id: int = Field(foreign_key="body.id", index=True)
    counted_on: date
    counts: dict[str, int] = json_field()
