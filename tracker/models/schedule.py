"""When editions are produced by themselves, and each time one was due."""

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import available_timezones

import sqlalchemy as sa
from pydantic import field_validator, model_validator
from sqlmodel import Field, SQLModel

from tracker.domain.due import ScheduleKind
from tracker.models.columns import enum_field, json_field, within_body


class ScheduleBase(SQLModel):
    """`day_of_month` (1-31, a shorter month's last day where it has fewer) and, for yearly ones, `month`;
    quarters begin in January, April, July and October; `days_before` the planned conference.
    `at` is the hour in `time_zone`. Nothing before `active_from` is due."""

    kind: ScheduleKind = enum_field(ScheduleKind)
    day_of_month: int | None = Field(default=None, ge=1, le=31)
    month: int | None = Field(default=None, ge=1, le=12)
    days_before: int | None = Field(default=None, ge=0, le=1000)
    at: time = time(6, 0)
    time_zone: str
    languages: list[str] = json_field(min_length=1)
    active_from: datetime


class ScheduleCreate(ScheduleBase):
    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("not an IANA time zone")
        return value

    @model_validator(mode="after")
    def _says_when(self) -> "ScheduleCreate":
        needs = {
            ScheduleKind.ON_CLOSE: (),
            ScheduleKind.MONTHLY: ("day_of_month",),
            ScheduleKind.QUARTERLY: ("day_of_month",),
            ScheduleKind.YEARLY: ("month", "day_of_month"),
            ScheduleKind.BEFORE_CONFERENCE: ("days_before",),
        }[self.kind]
        missing = [name for name in needs if getattr(self, name) is None]
        if missing:
            raise ValueError(f"a {self.kind} schedule needs {' and '.join(missing)}")
        return self


class Schedule(ScheduleBase, table=True):
    __table_args__ = (sa.UniqueConstraint("body_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)


class RunState(StrEnum):
    CLAIMED = "claimed"
    FAILED = "failed"
    DONE = "done"


class Run(SQLModel, table=True):
    """One due production of a schedule, claimed by inserting it. `lease_until`: when another scheduler may
    take over a claimed run, or try a failed one again. `error` is of the last attempt."""

    __table_args__ = (
        within_body("schedule_id", "schedule"),
        within_body("period_id", "period"),
        within_body("edition_id", "edition"),
        sa.UniqueConstraint("schedule_id", "due_at", "period_id"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    schedule_id: int
    period_id: int
    due_at: datetime
    state: RunState = enum_field(RunState)
    owner: str
    lease_until: datetime
    attempts: int = 1
    error: str | None = None
    edition_id: int | None = None
    started_at: datetime
    finished_at: datetime | None = None
