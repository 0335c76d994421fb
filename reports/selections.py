"""Which projects each section of a report is about. No language, no rates."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from reports.period_report import EarlierProject, PeriodReport, ReportAreaWords, ReportProject
from tracker.domain.editions import show_flags
from tracker.domain.partners import ConcernedProject, PartnerFigures, count_for_partners
from tracker.domain.periods import Flag
from tracker.domain.rates import RateName
from tracker.domain.stages import Condition, Reason, Stage
from tracker.domain.trends import Figures

AnyProject = TypeVar("AnyProject", ReportProject, EarlierProject)

#: The role of the parties that agree projects, as a report has it.
MEMBER = "member"

#: The rates on the first page, in order.
SUMMARY = (
    RateName.PROMOTION,
    RateName.IMPLEMENTATION,
    RateName.MUTUAL_PROMOTION,
    RateName.RETENTION,
    RateName.RENEWAL,
)


def find_flags(report: PeriodReport) -> tuple[Flag, ...]:
    """Those that are named of the whole report: of illustrative figures, too, that they may still change."""
    return find_flags_of(report.figures)


def find_flags_of(figures: Figures) -> tuple[Flag, ...]:
    """The same of one period of a trend."""
    return show_flags(figures.flags, is_provisional=figures.is_provisional or not figures.is_closed)


@dataclass(frozen=True, slots=True)
class Rest:
    """Projects of the agreed list that are not implemented, of one condition and reason (None: running)."""

    condition: Condition | None
    reason: Reason | None
    stage: Stage | None
    projects: tuple[ReportProject, ...]


@dataclass(frozen=True, slots=True)
class Continuity:
    """Of one area (None: all together): how many projects this list carries over, has new, and how many
    of the list before it dropped."""

    area: str | None
    carried: int
    new: int
    dropped: int


def find_told(report: PeriodReport) -> tuple[RateName, ...]:
    """The three rates that the summary puts in sentences: those with the most to say."""
    rates = report.figures.rates
    valued = [name for name in (*SUMMARY, RateName.MUTUAL_SHARE) if (rate := rates[name]) and rate.value is not None]
    if not report.figures.has_stages:
        return (RateName.PROMOTION, *[name for name in valued if name is not RateName.MUTUAL_SHARE], *valued)[:3]
    first = (RateName.PROMOTION, RateName.IMPLEMENTATION)
    return (*first, RateName.RETENTION if RateName.RETENTION in valued else RateName.MUTUAL_PROMOTION)


def find_unfinished(report: PeriodReport) -> list[ReportProject]:
    """Agreed-list projects neither implemented nor withdrawn: the conference decides on them."""
    return [
        project
        for project in report.listed
        if project.stage is not Stage.IMPLEMENTED and project.condition is not Condition.WITHDRAWN
    ]


def find_conditioned(report: PeriodReport, condition: Condition) -> list[ReportProject]:
    return [project for project in report.listed if project.condition is condition]


def find_unpromoted(report: PeriodReport) -> list[ReportProject]:
    """Unfinished projects that nobody has begun."""
    return [project for project in find_unfinished(report) if project.stage is Stage.AGREED]


def find_stalled(report: PeriodReport) -> list[ReportProject]:
    """Stalled projects, the longest silent first; additional ones too."""
    stalled = [project for project in report.projects if project.silent_months is not None]
    return sorted(stalled, key=lambda project: (project.last_entry_on, project.ref))


def find_rest(report: PeriodReport) -> list[Rest]:
    """The agreed list without the implemented, by condition and reason; the running ones by stage, first."""
    groups: dict[tuple[int, str, str], list[ReportProject]] = defaultdict(list)
    for project in report.listed:
        if project.stage is Stage.IMPLEMENTED:
            continue
        if project.condition is None:
            key = (0, "", "a" if project.stage is Stage.PROMOTED else "b")
        else:
            key = (1, project.condition.value, project.reason.value if project.reason else "")
        groups[key].append(project)
    rests = []
    for key in sorted(groups):
        one = groups[key][0]
        running = one.condition is None
        rests.append(Rest(one.condition, one.reason, one.stage if running else None, tuple(groups[key])))
    return rests


def find_additional(report: PeriodReport) -> list[ReportProject]:
    return [project for project in report.projects if project.is_additional and project.struck_reason is None]


def find_late(report: PeriodReport) -> list[ReportProject]:
    """Agreed-list projects that reached a stage after the cut-off."""
    return [project for project in report.listed if project.late_stage is not None]


def find_dropped(report: PeriodReport) -> list[EarlierProject]:
    """Projects of the list before that this list does not continue."""
    return [project for project in report.earlier if not project.is_continued]


def count_continuity(report: PeriodReport) -> list[Continuity]:
    """By area in the body's order, those with any; the total last."""
    carried = _count(project for project in report.listed if project.facts.continues)
    new = _count(project for project in report.listed if not project.facts.continues)
    dropped = _count(find_dropped(report))
    codes = [area.code for area in report.areas]
    rows = [Continuity(code, carried[code], new[code], dropped[code]) for code in codes]
    total = Continuity(None, carried.total(), new.total(), dropped.total())
    return [row for row in rows if row.carried or row.new or row.dropped] + [total]


def group_by_area(report: PeriodReport) -> Mapping[str, Sequence[ReportProject]]:
    """Every project of the period by area, in the body's order of areas."""
    groups: dict[str, list[ReportProject]] = {area.code: [] for area in report.areas}
    for project in report.projects:
        groups[project.area].append(project)
    return {code: projects for code, projects in groups.items() if projects}


def group_by_words(
    projects: Iterable[AnyProject], say: Callable[[AnyProject], str]
) -> list[tuple[str, list[AnyProject]]]:
    """Projects with what is said of them, those of which the same is said together, in the order of the first ones."""
    groups: dict[str, list[AnyProject]] = defaultdict(list)
    for project in projects:
        groups[say(project).strip()].append(project)
    return list(groups.items())


def count_members(report: PeriodReport) -> int:
    return sum(party.role == MEMBER for party in report.parties)


def find_partners(report: PeriodReport) -> list[PartnerFigures]:
    """How far the agreed list has come for each member, in the report's order of parties."""
    projects = [ConcernedProject(one.concerned, one.facts) for one in report.projects if one.struck_reason is None]
    members = [party.code for party in report.parties if party.role == MEMBER]
    figures = report.figures
    return count_for_partners(projects, members, day=figures.measured_on, published=figures.has_stages)


def find_shared(report: PeriodReport) -> int:
    """How many projects of the agreed list concern more than one party."""
    return sum(len(one.concerned) > 1 for one in report.listed)


def find_words(report: PeriodReport) -> dict[str, ReportAreaWords]:
    """What is said of areas, by the area's code."""
    return {one.area: one for one in report.words if any(one.progress.values()) or any(one.direction.values())}


def find_untranslated(report: PeriodReport, lang: str) -> list[ReportProject]:
    """The projects of the period whose title is not there in a language."""
    return [project for project in report.projects if not project.titles.get(lang)]


def _count(projects: Iterable[ReportProject | EarlierProject]) -> Counter[str]:
    return Counter(project.area for project in projects)
