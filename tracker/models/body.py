"""A standing arrangement whose parties agree projects."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from tracker.domain.bodies import BodyKind
from tracker.domain.roles import Visibility
from tracker.models.columns import Names, TimeZone, enum_field, json_field


class BodyBase(SQLModel):
    """`languages`: tags, the first is authoritative. `criteria`: the body's own wording of what counts
    as promoted and implemented, by language. `data_licence`: on what terms others may use its published data, by
    language."""

    code: str = Field(unique=True, regex=r"^[a-z0-9-]+$", max_length=80)
    names: Names = json_field()
    kind: BodyKind = enum_field(BodyKind)
    founded_on: date | None = None
    time_zone: str
    languages: list[str] = json_field(min_length=1)
    visibility: Visibility = enum_field(Visibility, default=Visibility.MEMBERS)
    illustrative: bool = False
    asks_confirmation: bool = False
    asks_sign_off: bool = False
    criteria: dict[str, str] = json_field(default_factory=dict)
    source: str | None = None
    data_licence: dict[str, str] = json_field(default_factory=dict)


class BodyCreate(BodyBase):
    time_zone: TimeZone


class Body(BodyBase, table=True):
    """`last_recorded_at` is the latest instant at which anything of the body was recorded: the next one
    is later, whatever the clock says, so that what was known at an instant never changes."""

    id: int = Field(default=None, primary_key=True)
    last_recorded_at: datetime
