"""What two editions say otherwise of the same figures and projects. No language."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.period_report import MovedRate, PeriodReport, ReportAreaWords, ReportCause, ReportProject, Scope
from tracker.domain.rates import RateName
from tracker.domain.stages import Mode
from tracker.domain.trends import Figures

#: What a reader sees of a project, by name.
SEEN: Mapping[str, Callable[[ReportProject], Any]] = {
    "title": lambda one: dict(one.titles),
    "area": lambda one: one.area,
    "mode": lambda one: (one.mode, one.lead),
    "departments": lambda one: [(each.party, each.is_named, dict(each.names)) for each in one.departments],
    "horizon": lambda one: one.horizon,
    "agreed_on": lambda one: one.agreed_on,
    "due_on": lambda one: one.due_on,
    "stage": lambda one: (one.stage, one.facts.days) if one.stage is not None else None,
    "late_stage": lambda one: one.late_stage,
    "condition": lambda one: (one.condition, one.reason),
    "continues": lambda one: [kin.ref for kin in one.continues],
    "struck": lambda one: one.struck_reason,
}

#: What says nothing new of projects of one mode.
OF_MODES = (
    RateName.MUTUAL_SHARE, RateName.MUTUAL_PROMOTION, RateName.MUTUAL_IMPLEMENTATION, RateName.ONE_SIDED_PROMOTION,
)  # fmt: skip
WITHIN_MODES = (Scope.MODE, Scope.LEAD)


@dataclass(frozen=True, slots=True)
class ProjectDifference:
    """`names`: of what differs, as in `SEEN`; empty where the project is on one side only."""

    ref: str
    before: ReportProject | None
    after: ReportProject | None
    names: tuple[str, ...]
    causes: tuple[ReportCause, ...] = ()

    @property
    def project(self) -> ReportProject:
        """As it is now, else as it was."""
        project = self.after or self.before
        assert project is not None
        return project


def find_names(before: ReportProject | None, after: ReportProject | None) -> tuple[str, ...]:
    """What a reader sees otherwise."""
    if before is None or after is None:
        return ()
    return tuple(name for name, see in SEEN.items() if see(before) != see(after))


def differs(before: ReportProject | None, after: ReportProject | None) -> bool:
    return (before is None) is not (after is None) or bool(find_names(before, after))


def find_projects(report: PeriodReport) -> list[ProjectDifference]:
    """The projects that the edition before had otherwise."""
    now = {one.ref: one for one in report.projects}
    changed = () if report.changes is None else report.changes.projects
    return [
        ProjectDifference(one.ref, one.before, now.get(one.ref), find_names(one.before, now.get(one.ref)), one.causes)
        for one in changed
    ]


def find_sides(report: PeriodReport) -> tuple[Figures, Figures]:
    """The figures of the edition before, and the report's own; its own twice where it takes no edition's place."""
    return (report.figures if report.changes is None else report.changes.figures), report.figures


def find_moved(before: PeriodReport, after: PeriodReport) -> Iterator[MovedRate]:
    """The rates of earlier periods and of the reported period's groups whose counts differ; those of a group that is
    on one side only are all listed."""
    sides: list[dict[tuple[Scope, str], Figures]] = [_find_rows(one) for one in (before, after)]
    then, now = sides
    for key in [*now, *(key for key in then if key not in now)]:
        one, other = (None if key not in side else side[key].rates for side in (then, now))
        for name in RateName:
            if key[0] in WITHIN_MODES and name in OF_MODES:
                continue
            was, is_now = (None if rates is None else rates[name] for rates in (one, other))
            if was != is_now:
                yield MovedRate(*key, name, was, is_now)


def find_words(before: PeriodReport, after: PeriodReport) -> Iterator[ReportAreaWords]:
    """What the earlier report says, maybe nothing, of each area of which the later says something else."""
    then, now = ({one.area: one for one in side.words} for side in (before, after))
    for area in [*now, *(area for area in then if area not in now)]:
        was = then.get(area, ReportAreaWords(area, {}, {}))
        if was != now.get(area, ReportAreaWords(area, {}, {})):
            yield was


def _find_rows(report: PeriodReport) -> dict[tuple[Scope, str], Figures]:
    periods = {(Scope.PERIOD, str(row.period.number)): row for row in report.trend[:-1]}
    groups = {Scope.AREA: report.by_area, Scope.MODE: report.by_mode, Scope.LEAD: report.by_lead}
    found = {(scope, row.group): row for scope, rows in groups.items() for row in rows if row.group is not None}
    found.pop((Scope.LEAD, Mode.MUTUAL), None)  # the mode has it already
    return periods | found
