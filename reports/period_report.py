"""What a period report holds: plain values in no language, as they were when its edition was frozen.

An edition is rendered from this alone, so that another language made a year later shows the same figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tracker.domain.counted import ProjectFacts
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import Rate, RateName
from tracker.domain.stages import Condition, EntryKind, Horizon, Mode, Reason, RunBy, Stage
from tracker.domain.trends import Figures

Texts = Mapping[str, str]

#: The form in which reports are stored. A later one must still read the earlier.
FORM = 1


@dataclass(frozen=True, slots=True)
class ReportBody:
    """The body. `languages`: tags, the first is authoritative; `criteria`: its own wording, by language."""

    code: str
    names: Texts
    kind: str
    languages: tuple[str, ...]
    time_zone: str
    founded_on: date | None
    is_illustrative: bool
    source: str | None
    criteria: Texts


@dataclass(frozen=True, slots=True)
class ReportParty:
    """A party that belonged to the body between the conference and the measuring day."""

    code: str
    names: Texts
    country: str
    role: str
    joined_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class ReportArea:
    code: str
    names: Texts


@dataclass(frozen=True, slots=True)
class ReportBreak:
    """Why the series breaks at a period: areas that opened or closed since the one before, a note."""

    period: int
    joined: tuple[str, ...]
    left: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class ReportDepartment:
    """A party of a project, by code: named as concerned, or with a department, or both."""

    party: str
    is_named: bool
    names: Texts


@dataclass(frozen=True, slots=True)
class ReportKin:
    """The project on the other end of a lineage."""

    ref: str
    period: int


@dataclass(frozen=True, slots=True)
class ReportProject:
    """One project of the period, as of the measuring day; `late_stage` was reached after the cut-off.
    `stage` None: the period's stages are not published.

    `concerned`: the codes of the parties concerned. `silent_months`: whole months from the last entry to the
    measuring day where the project stalls, else None.
    """

    ref: str
    titles: Texts
    area: str
    mode: Mode
    lead: str | None
    horizon: Horizon | None
    run_by: RunBy | None
    proposed_by: str | None
    departments: tuple[ReportDepartment, ...]
    agreed_on: date
    due_on: date | None
    stage: Stage | None
    late_stage: Stage | None
    condition: Condition | None
    reason: Reason | None
    last_entry_on: date
    silent_months: int | None
    is_additional: bool
    struck_reason: str | None
    continues: tuple[ReportKin, ...]
    facts: ProjectFacts
    concerned: tuple[str, ...] = ()

    @property
    def is_listed(self) -> bool:
        """On the agreed list, and not struck from it."""
        return self.facts.is_listed


@dataclass(frozen=True, slots=True)
class EarlierProject:
    """A project of the period before: on its agreed list, and whether this period's list continues it."""

    ref: str
    titles: Texts
    area: str
    stage: Stage | None
    is_continued: bool


@dataclass(frozen=True, slots=True)
class ReportReopening:
    """The period was reopened on a day, for a reason."""

    on: date
    reason: str


class Cause(StrEnum):
    """Why a project is otherwise than in the edition before: something happened since, or was recorded only since; an
    entry was taken back; the project was added, struck, or its details changed."""

    HAPPENED = "happened"
    RECORDED = "recorded"
    TAKEN_BACK = "taken_back"
    ADDED = "added"
    STRUCK = "struck"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ReportCause:
    """`kind`, `on`: of the entry that was logged or taken back; `text`: the reason given, where one was."""

    cause: Cause
    kind: EntryKind | None = None
    on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChangedProject:
    """The project of a ref as the edition before had it; None where it was not there. `causes`: why it is otherwise."""

    ref: str
    before: ReportProject | None
    causes: tuple[ReportCause, ...] = ()


class Scope(StrEnum):
    """What a figure beside the reported period's total is of."""

    PERIOD = "period"
    AREA = "area"
    MODE = "mode"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class MovedRate:
    """A rate whose counts differ. `key`: the number of the earlier period, or the code of the area, mode or party."""

    scope: Scope
    key: str
    name: RateName
    before: Rate | None
    after: Rate | None


@dataclass(frozen=True, slots=True)
class ReportAreaWords:
    """What the secretariat said of an area, by language: its progress, and where it goes next."""

    area: str
    progress: Texts
    direction: Texts


@dataclass(frozen=True, slots=True)
class ReportChanges:
    """What an edition says of the one that it takes the place of: which one that was, as of when, why the period was
    reopened between them, that edition's total figures, and the projects that it had otherwise. `why`: what whoever
    asked for the new edition said; `moved`: the rates of groups and earlier periods that differ; `words`: what that
    edition said of areas of which this one says something else."""

    edition: int
    as_of: date
    reopenings: tuple[ReportReopening, ...]
    figures: Figures
    projects: tuple[ChangedProject, ...]
    why: str | None = None
    moved: tuple[MovedRate, ...] = ()
    words: tuple[ReportAreaWords, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenLayout:
    """How the edition is laid out: see `ReportLayout`, whose values it holds. `emblem`: a PNG in Base64;
    `check_at`: the address at which files were checked when it was made, empty where none was known."""

    paper: str = "a4"
    sections: tuple[str, ...] = ()
    titles: Texts = field(default_factory=dict)
    subtitles: Texts = field(default_factory=dict)
    emblem: str | None = None
    names_authority: bool = False
    party_order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    second_languages: Texts = field(default_factory=dict)
    check_at: str = ""


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """One edition. `trend`: the total figures of every period up to the reported one, which is the last;
    `area_trend` the same by area; `by_mode`, `by_lead`: the reported period's groups; `changes`: since the edition
    whose place it takes, None where there is none. `words`: what is said of areas; `asked`: the codes of the
    parties asked to sign it off, none where none is."""

    form: int
    edition: int
    as_of: date
    known_at: datetime
    produced_at: datetime
    body: ReportBody
    host: str | None
    note: str | None
    next_conference_planned_on: date | None
    parties: tuple[ReportParty, ...]
    areas: tuple[ReportArea, ...]
    trend: tuple[Figures, ...]
    area_trend: tuple[Figures, ...]
    by_mode: tuple[Figures, ...]
    by_lead: tuple[Figures, ...]
    breaks: tuple[ReportBreak, ...]
    projects: tuple[ReportProject, ...]
    earlier: tuple[EarlierProject, ...]
    changes: ReportChanges | None = None
    words: tuple[ReportAreaWords, ...] = ()
    asked: tuple[str, ...] = ()
    layout: FrozenLayout = FrozenLayout()

    @property
    def is_preview(self) -> bool:
        """Whether it is no edition: nothing is frozen, and no number given."""
        return self.edition == 0

    @property
    def figures(self) -> Figures:
        """The reported period's total."""
        return self.trend[-1]

    @property
    def period(self) -> PeriodFacts:
        return self.figures.period

    @property
    def by_area(self) -> tuple[Figures, ...]:
        """The reported period's figures by area, in the body's order of areas."""
        rows = {row.group: row for row in self.area_trend if row.period.number == self.period.number}
        return tuple(rows[area.code] for area in self.areas if area.code in rows)

    @property
    def listed(self) -> tuple[ReportProject, ...]:
        """The agreed list, without the struck."""
        return tuple(project for project in self.projects if project.is_listed)
