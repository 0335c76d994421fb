"""When editions are produced by themselves, and each time one was due or asked for."""

from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from pydantic import model_validator
from sqlmodel import Field, SQLModel

from tracker.domain.due import ScheduleKind
from tracker.models.columns import TimeZone, enum_field, json_field, within_body


class ScheduleBase(SQLModel):
    """`day_of_month` (1-31, a shorter month's last day where it has fewer) and, for yearly ones, `month`;
    quarters begin in January, April, July and October; `days_before` the planned conference;
    `once_on` the one day of one that is due once. `at` is the hour in `time_zone`. Nothing before `active_from` is due.
    `quiet_days`: ISO dates, and `weekend` for every Saturday and Sunday, on which nothing is produced or sent, but on
    the next day that is none of them. `is_held`: what it produces is sent once it is signed off."""

    kind: ScheduleKind = enum_field(ScheduleKind)
    day_of_month: int | None = Field(default=None, ge=1, le=31)
    month: int | None = Field(default=None, ge=1, le=12)
    days_before: int | None = Field(default=None, ge=0, le=1000)
    once_on: date | None = None
    at: time = time(6, 0)
    time_zone: str
    languages: list[str] = json_field(min_length=1)
    quiet_days: list[str] = json_field(default_factory=list)
    is_held: bool = False
    active_from: datetime


class ScheduleCreate(ScheduleBase):
    time_zone: TimeZone

    @model_validator(mode="after")
    def _says_when(self) -> "ScheduleCreate":
        needs = {
            ScheduleKind.ON_CLOSE: (),
            ScheduleKind.MONTHLY: ("day_of_month",),
            ScheduleKind.QUARTERLY: ("day_of_month",),
            ScheduleKind.YEARLY: ("month", "day_of_month"),
            ScheduleKind.BEFORE_CONFERENCE: ("days_before",),
            ScheduleKind.ONCE: ("once_on",),
        }[self.kind]
        missing = [name for name in needs if getattr(self, name) is None]
        if missing:
            raise ValueError(f"a {self.kind} schedule needs {' and '.join(missing)}")
        return self


class Schedule(ScheduleBase, table=True):
    """A paused one produces nothing until it goes on, and does not catch up; an ended one is kept for its runs."""

    __table_args__ = (sa.UniqueConstraint("body_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    paused_at: datetime | None = None
    ended_at: datetime | None = None


class RunState(StrEnum):
    ASKED = "asked"
    CLAIMED = "claimed"
    FAILED = "failed"
    DONE = "done"


class Run(SQLModel, table=True):
    """One due production of a schedule, claimed by inserting it; or one that somebody asked for, which waits as
    ASKED: `asked_by` and `why` say who and what for, `as_of` and `languages` what of, `is_anew` that a new edition is
    wanted also where no figure differs from the last one. A schedule's run waits as ASKED where it was due, and not
    begun, when its schedule was changed. `due_at`: before quiet days put it off. `lease_until`: when another
    scheduler may take over a claimed run, or try a failed one again, or take up one that waits. `error` is of the last
    attempt. `finished_at`: of one that waits, when it was withdrawn. `delivered_at`: when what it made was put on its
    way to its schedule's recipients."""

    __table_args__ = (
        within_body("schedule_id", "schedule"),
        within_body("period_id", "period"),
        within_body("edition_id", "edition"),
        sa.UniqueConstraint("schedule_id", "due_at", "period_id"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    schedule_id: int | None = None
    period_id: int
    due_at: datetime
    state: RunState = enum_field(RunState)
    owner: str
    lease_until: datetime
    attempts: int = 1
    error: str | None = None
    edition_id: int | None = None
    asked_by: str | None = None
    why: str | None = None
    as_of: date | None = None
    languages: list[str] | None = json_field(default=None, nullable=True)
    is_anew: bool = False
    started_at: datetime
    finished_at: datetime | None = None
    delivered_at: datetime | None = None
