"""One agreed project, and the parties concerned with their departments."""

from datetime import date, datetime

import sqlalchemy as sa
from pydantic import model_validator
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from tracker.domain.fields import Field
from tracker.domain.stages import Horizon, Mode, RunBy
from tracker.models.columns import Names, enum_field, json_field, within_body


class ProjectBase(SQLModel):
    ref: str = Column(min_length=1, max_length=80)
    titles: Names = json_field()
    mode: Mode = enum_field(Mode)
    horizon: Horizon | None = enum_field(Horizon, nullable=True, default=None)
    run_by: RunBy | None = enum_field(RunBy, nullable=True, default=None)
    field: Field | None = enum_field(Field, nullable=True, default=None)
    agreed_on: date
    due_on: date | None = None
    note: str | None = None


class ProjectCreate(ProjectBase):
    """Parties by code: `lead`, `proposed_by`, `parties` (those named) and `departments`
    (party code to names by language). `continues`: refs of earlier periods."""

    area: str
    lead: str | None = None
    proposed_by: str | None = None
    parties: list[str] = Column(default_factory=list)
    departments: dict[str, dict[str, str]] = Column(default_factory=dict)
    continues: list[str] = Column(default_factory=list)

    @model_validator(mode="after")
    def _lead_fits_mode(self) -> "ProjectCreate":
        if (self.mode is Mode.ONE_SIDED) != (self.lead is not None):
            raise ValueError("a one-sided project has a lead, a mutual one has none")
        return self


class Project(ProjectBase, table=True):
    """`promoted_on` and `implemented_on` are the days of the log's standing entries, kept in step by
    `tracker.actions`; implemented without an entry promoted counts as promoted the same day.
    `confirmed_*` are those of the entries that every other party concerned has confirmed, as the log and the answers
    say now. `struck_*`: recorded by mistake on a sealed list; visible, counted nowhere."""

    __table_args__ = (
        within_body("period_id", "period"),
        within_body("area_id", "area"),
        within_body("lead_id", "party"),
        within_body("proposed_by_id", "party"),
        sa.UniqueConstraint("body_id", "ref"),
        sa.UniqueConstraint("body_id", "id"),
        sa.CheckConstraint("(mode = 'one_sided') = (lead_id IS NOT NULL)", name="lead_fits_mode"),
        sa.CheckConstraint("(struck_at IS NULL) = (struck_reason IS NULL)", name="struck_with_reason"),
        sa.CheckConstraint("promoted_on >= agreed_on", name="promoted_after_agreed"),
        sa.CheckConstraint("implemented_on >= promoted_on", name="implemented_after_promoted"),
        # Everything that the figures of a body are counted from, so that they are read from the index alone.
        sa.Index(
            "ix_project_counting", "body_id", "period_id", "area_id", "mode", "lead_id", "horizon",
            "agreed_on", "promoted_on", "implemented_on", "confirmed_promoted_on", "confirmed_implemented_on",
            "due_on", "struck_at", "recorded_at",
        ),
    )  # fmt: skip

    id: int = Column(default=None, primary_key=True)
    body_id: int = Column(foreign_key="body.id")
    period_id: int
    area_id: int
    lead_id: int | None = None
    proposed_by_id: int | None = None
    promoted_on: date | None = None
    implemented_on: date | None = None
    confirmed_promoted_on: date | None = None
    confirmed_implemented_on: date | None = None
    struck_at: datetime | None = None
    struck_by: str | None = None
    struck_reason: str | None = None
    struck_document: str | None = None
    recorded_at: datetime
    recorded_by: str


class ProjectParty(SQLModel, table=True):
    """A party of a project: named as concerned, or with a department (names by language), or both."""

    __tablename__ = "project_party"
    __table_args__ = (
        sa.ForeignKeyConstraint(["body_id", "project_id"], ["project.body_id", "project.id"], ondelete="CASCADE"),
        within_body("party_id", "party"),
        sa.Index("ix_project_party_body_id_project_id", "body_id", "project_id"),
    )

    project_id: int = Column(primary_key=True)
    party_id: int = Column(primary_key=True)
    body_id: int = Column(foreign_key="body.id")
    is_named: bool = False
    departments: dict[str, str] = json_field(default_factory=dict)
