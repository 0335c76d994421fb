"""Chasing what is silent: a body's settings, whom a department is reached by, and who took over from whom."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import within_body


class Chase(SQLModel, table=True):
    """`weekday` 0 is Monday; `at` in the body's zone. Asked about: projects silent for `silent_days`, due within
    `due_days`, overdue. `last_due_at`: the last due instant whose digests were put into the outbox."""

    body_id: int = Field(primary_key=True, foreign_key="body.id")
    is_on: bool = False
    weekday: int = Field(default=0, ge=0, le=6)
    at: time = time(9, 0)
    silent_days: int = Field(default=180, ge=1)
    due_days: int = Field(default=30, ge=0)
    active_from: datetime
    last_due_at: datetime | None = None


class DepartmentContact(SQLModel, table=True):
    """Where a party's department is reached. `department` is its name as the projects have it, in the body's first
    language that names it. `handed_over_from`: the address of the colleague who handed over."""

    __tablename__ = "department_contact"
    __table_args__ = (within_body("party_id", "party"), sa.UniqueConstraint("body_id", "party_id", "department"))

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    party_id: int
    department: str = Field(max_length=300)
    email: str = Field(max_length=254)
    name: str = Field(default="", max_length=200)
    language: str = Field(max_length=35)
    handed_over_from: str | None = Field(default=None, max_length=254)
    recorded_at: datetime
    recorded_by: str
