"""What departments report of their own projects: returned workbooks and filled forms, statement by statement."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.domain.stages import Stage
from tracker.domain.statements import Decision
from tracker.models.columns import enum_field, within_body


class ReturnLink(SQLModel, table=True):
    """A link by which a department fills its form without an account, until it expires. `digest` is of its secret."""

    __tablename__ = "return_link"
    __table_args__ = (within_body("period_id", "period"), within_body("party_id", "party"))

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    period_id: int
    party_id: int
    department: str = Field(max_length=300)
    digest: str = Field(unique=True, max_length=64)
    made_at: datetime
    made_by: str
    expires_at: datetime
    ended_at: datetime | None = None


class DepartmentReturn(SQLModel, table=True):
    """One returned workbook (`document_id`) or form (`link_id`)."""

    __tablename__ = "department_return"
    __table_args__ = (
        within_body("period_id", "period"),
        within_body("party_id", "party"),
        within_body("document_id", "document"),
        sa.UniqueConstraint("body_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    period_id: int
    party_id: int
    department: str = Field(max_length=300)
    document_id: int | None = None
    link_id: int | None = Field(default=None, foreign_key="return_link.id")
    received_at: datetime
    received_by: str


class ReportedStatement(SQLModel, table=True):
    """What a return says of one project; an empty field states nothing. Undecided while `decision` is None."""

    __tablename__ = "reported_statement"
    __table_args__ = (
        within_body("return_id", "department_return"),
        within_body("project_id", "project"),
        sa.UniqueConstraint("return_id", "project_id"),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at_once"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    return_id: int
    project_id: int
    stage: Stage | None = enum_field(Stage, nullable=True, default=None)
    started_on: date | None = None
    completed_on: date | None = None
    results: str | None = None
    problems: str | None = None
    next_steps: str | None = None
    decision: Decision | None = enum_field(Decision, nullable=True, default=None)
    decision_note: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
