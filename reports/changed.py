"""What changed between two reports, in words: for the section of an edition and for the page that compares two."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from reports.differences import (
    ProjectDifference,
    find_counts,
    find_projects,
    find_rates,
)
from reports.period_report import Cause, MovedRate, PeriodReport, ReportCause, ReportProject, Scope, Texts
from tracker.domain.rates import Rate, change
from tracker.domain.stages import Mode, Stage
from tracker.wording import DASH, Wording
from tracker.wording.languages import Name
from tracker.wording.marks import N_

#: What projects and counts that changed are called.
CHANGED = {
    "title": N_("Title"),
    "area": N_("Area"),
    "mode": N_("Mode"),
    "departments": N_("Departments"),
    "horizon": N_("Horizon"),
    "agreed_on": N_("Agreed on"),
    "due_on": N_("Due on"),
    "stage": N_("Stage"),
    "late_stage": N_("Late"),
    "condition": N_("Condition"),
    "continues": N_("Continues"),
    "struck": N_("Struck"),
}
CHANGED_COUNTS = {
    "agreed": N_("Projects on the agreed list"),
    "additional": N_("Additional projects"),
    "late_promoted": N_("Promoted late"),
    "late_implemented": N_("Implemented late"),
    "suspended": N_("Suspended"),
    "withdrawn": N_("Withdrawn"),
}
SCOPES = {
    Scope.PERIOD: N_("Figures of earlier periods"),
    Scope.AREA: N_("Figures by area"),
    Scope.MODE: N_("Figures by mode"),
    Scope.LEAD: N_("Figures by lead party"),
}
ON_THE_LIST = N_("on the list")

#: Why a project changed: told of one project with its days, and of many together without.
CAUSES = {
    Cause.HAPPENED: (N_("{kind} on {day}"), N_("happened since")),
    Cause.RECORDED: (N_("{kind} on {day}, recorded since"), N_("recorded since")),
    Cause.TAKEN_BACK: (N_("entry taken back: {kind} on {day}"), N_("an entry was taken back")),
    Cause.ADDED: (N_("added since"), N_("added since")),
    Cause.STRUCK: (N_("struck from the list"), N_("struck from the list")),
    Cause.CHANGED: (N_("details changed"), N_("details changed")),
}

#: Where more projects changed than this, those with the same change stand together in one row.
TOGETHER = 40


class Page(Protocol):
    """What is asked of a report's page: the report, the wording, and what both call things."""

    report: PeriodReport
    wording: Wording

    def name(self, texts: Texts) -> Name: ...

    def area(self, code: str) -> Name: ...

    def party(self, code: str) -> Name: ...


@dataclass(frozen=True, slots=True)
class FigureChange:
    """By how much a figure differs, with its sign; `spoken`: for those who hear it; `direction`: 1, 0 or -1."""

    change: str
    spoken: str
    direction: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """`difference`: None where the two are no numbers, or one has no value."""

    label: str
    before: str
    after: str
    difference: FigureChange | None = None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """`facts`: what it is called, what it was, what it is now; `why` in words, empty where nothing tells."""

    ref: str
    title: Name
    facts: tuple[FigureRow, ...]
    why: str


@dataclass(frozen=True, slots=True)
class TogetherRow:
    """Projects with the same change, by their refs. The day of a stage stands in the annex."""

    fact: FigureRow
    why: str
    refs: tuple[str, ...]


class ChangedPage:
    """What a template asks of the changes of its page's report."""

    def __init__(self, page: Page) -> None:
        self.page, self.report, self.wording = page, page.report, page.wording
        self.projects = find_projects(self.report)

    @property
    def is_nothing(self) -> bool:
        changes = self.report.changes
        return not (self.projects or self.figures() or (changes is not None and changes.moved))

    @property
    def tells_why(self) -> bool:
        """Whether anything is known of why any project changed."""
        return any(one.causes for one in self.projects)

    @property
    def stands_together(self) -> bool:
        return len(self.projects) > TOGETHER

    def figures(self) -> list[FigureRow]:
        """The reported period's counts and rates that differ."""
        counts = [self._count_row(self.wording.text(CHANGED_COUNTS[n]), b, a) for n, b, a in find_counts(self.report)]
        return counts + [self._rate_row(self.wording.term(n), b, a) for n, b, a in find_rates(self.report)]

    def moved(self) -> list[tuple[str, list[FigureRow]]]:
        """The figures of earlier periods and of groups that differ, by what they are of."""
        found: dict[Scope, list[FigureRow]] = defaultdict(list)
        for one in () if self.report.changes is None else self.report.changes.moved:
            key = self._key(one)
            label = self.wording.join([key[:1].upper() + key[1:], self.wording.term(one.name)])
            found[one.scope].append(self._rate_row(label, one.before, one.after))
        return [(self.wording.text(SCOPES[scope]), rows) for scope, rows in found.items()]

    def rows(self) -> list[ProjectRow]:
        """One row a project, in the order of the list."""
        return [
            ProjectRow(
                one.ref,
                self.page.name(one.project.titles),
                tuple(self._facts(one)),
                self.wording.join(self.cause(cause) for cause in one.causes),
            )
            for one in self.projects
        ]

    def rows_together(self) -> list[TogetherRow]:
        """One row a change, with the projects that have it; the change that most have first."""
        found: dict[tuple[FigureRow, str], list[str]] = defaultdict(list)
        for one in self.projects:
            why = self.wording.join(dict.fromkeys(self.cause(cause, briefly=True) for cause in one.causes))
            for fact in self._facts(one, with_days=False):
                found[fact, why].append(one.ref)
        rows = [TogetherRow(fact, why, tuple(refs)) for (fact, why), refs in found.items()]
        return sorted(rows, key=lambda row: -len(row.refs))

    def cause(self, cause: ReportCause, *, briefly: bool = False) -> str:
        """Why a project changed; `briefly`: without days."""
        kind = "" if cause.kind is None else self.wording.term(cause.kind)
        day = "" if cause.on is None else self.wording.day(cause.on)
        said = self.wording.text(CAUSES[cause.cause][briefly], kind=kind, day=day)
        return f"{said} ({cause.text})" if cause.text else said

    def value(self, project: ReportProject, name: str, *, with_day: bool = True) -> str:
        """A fact of a project in words, a dash where it has none."""
        wording, day, page = self.wording, self.wording.day, self.page
        words: dict[str, Callable[[], str]] = {
            "title": lambda: page.name(project.titles).text,
            "area": lambda: page.area(project.area).text,
            "mode": lambda: self._join(wording.term(project.mode), project.lead and page.party(project.lead).text),
            "departments": lambda: self._departments(project),
            "horizon": lambda: "" if project.horizon is None else wording.term(project.horizon),
            "agreed_on": lambda: day(project.agreed_on),
            "due_on": lambda: day(project.due_on),
            "stage": lambda: self._join(
                project.stage and wording.term(project.stage), self._stage_day(project) if with_day else ""
            ),
            "late_stage": lambda: "" if project.late_stage is None else wording.term(project.late_stage),
            "condition": lambda: self._join(
                project.condition and wording.term(project.condition), project.reason and wording.term(project.reason)
            ),
            "continues": lambda: wording.join(kin.ref for kin in project.continues),
            "struck": lambda: project.struck_reason or "",
        }
        return words[name]() or DASH

    def _facts(self, one: ProjectDifference, *, with_days: bool = True) -> Iterator[FigureRow]:
        say = self.wording.text
        if one.before is None or one.after is None:
            yield FigureRow(
                say(N_("Project")),
                DASH if one.before is None else say(ON_THE_LIST),
                DASH if one.after is None else say(ON_THE_LIST),
            )
            return
        for name in one.names:
            before, after = (self.value(side, name, with_day=with_days) for side in (one.before, one.after))
            if before == after:  # in the days of the stages
                before, after = (self._stage_days(side) for side in (one.before, one.after))
            yield FigureRow(say(CHANGED[name]), before, after)

    def _key(self, one: MovedRate) -> str:
        match one.scope:
            case Scope.PERIOD:
                return self.wording.text(N_("Period {number}"), number=one.key)
            case Scope.AREA:
                return self.page.area(one.key).text
            case Scope.MODE:
                return self.wording.term(Mode(one.key))
        return self.wording.term(Mode.MUTUAL) if one.key == Mode.MUTUAL else self.page.party(one.key).text

    def _count_row(self, label: str, before: int, after: int) -> FigureRow:
        wording, moved = self.wording, after - before
        more = moved > 0
        size = wording.number(abs(moved))
        difference = FigureChange(
            f"{'+' if more else '-'}{size}",
            wording.text(N_("{number} more") if more else N_("{number} fewer"), number=size),
            1 if more else -1,
        )
        return FigureRow(label, wording.number(before), wording.number(after), difference)

    def _rate_row(self, label: str, before: Rate | None, after: Rate | None) -> FigureRow:
        wording, moved = self.wording, change(after, before)
        difference = None
        if moved is not None:
            difference = FigureChange(wording.change(moved), wording.spoken_change(moved), (moved > 0) - (moved < 0))
        return FigureRow(label, self._rate(before), self._rate(after), difference)

    def _rate(self, rate: Rate | None) -> str:
        return DASH if rate is None else self.wording.rate(rate)

    def _departments(self, project: ReportProject) -> str:
        named = [one for one in project.departments if any(one.names.values())]
        return self.wording.join(
            f"{self.page.party(one.party).text}: {self.page.name(one.names).text}" for one in named
        )

    def _stage_day(self, project: ReportProject) -> str:
        days = {Stage.PROMOTED: project.facts.days.promoted_on, Stage.IMPLEMENTED: project.facts.days.implemented_on}
        day = None if project.stage is None else days.get(project.stage)
        return "" if day is None else self.wording.day(day)

    def _stage_days(self, project: ReportProject) -> str:
        """Every stage that was reached, with its day."""
        days = project.facts.days
        reached = ((Stage.PROMOTED, days.promoted_on), (Stage.IMPLEMENTED, days.implemented_on))
        said = [f"{self.wording.term(stage)} {self.wording.day(day)}" for stage, day in reached if day is not None]
        return self.wording.join(said) or DASH

    def _join(self, *words: str | None) -> str:
        return self.wording.join(word for word in words if word)
