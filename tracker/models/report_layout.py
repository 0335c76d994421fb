"""How a body's reports are laid out, and what its secretariat says of each area. Both are frozen with an edition."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_field, json_field, within_body


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


class ReportLayout(SQLModel, table=True):
    """`sections`: the names of the numbered sections in their order, `-` before one that is left out; one that is not
    named stands behind the one before it in the usual order. `titles`, `subtitles`: of the title page, by language.
    `emblem_path`, within the files folder: a PNG made by us. `names_authority`: whether the report says which language
    prevails. `party_order`: who comes first by language, its own side: the codes of parties, or `country:KR` for all of
    a country; the others follow as the body has them. `second_languages`: what stands beside a language in the annex,
    by that language."""

    __tablename__ = "report_layout"

    body_id: int = Field(primary_key=True, foreign_key="body.id")
    paper: Paper = enum_field(Paper, default=Paper.A4)
    sections: list[str] = json_field(default_factory=list)
    titles: dict[str, str] = json_field(default_factory=dict)
    subtitles: dict[str, str] = json_field(default_factory=dict)
    emblem_path: str | None = None
    emblem_digest: str | None = Field(default=None, max_length=64)
    names_authority: bool = False
    party_order: dict[str, list[str]] = json_field(default_factory=dict)
    second_languages: dict[str, str] = json_field(default_factory=dict)
    recorded_at: datetime
    recorded_by: str


class AreaWords(SQLModel, table=True):
    """What the secretariat says of an area in a period, by language: two lines, its progress and where it goes next."""

    __tablename__ = "area_words"
    __table_args__ = (
        within_body("period_id", "period"),
        within_body("area_id", "area"),
        sa.UniqueConstraint("period_id", "area_id"),
    )

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    period_id: int
    area_id: int
    progress: dict[str, str] = json_field(default_factory=dict)
    direction: dict[str, str] = json_field(default_factory=dict)
    recorded_at: datetime
    recorded_by: str
