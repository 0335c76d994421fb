"""What changed between two reports, in words: for the section of an edition and for the page that compares two."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from reports.differences import (
    ProjectDifference,
    find_projects,
    find_sides,
)
from reports.period_report import (
    Cause,
    MovedRate,
    PeriodReport,
    ReportAreaWords,
    ReportCause,
    ReportProject,
    Scope,
    Texts,
)
from tracker.domain.changes import find_counts, find_rates
from tracker.domain.stages import Mode, Stage
from tracker.wording import DASH, Wording
from tracker.wording.changed_figures import CHANGED_COUNTS, FigureRow, make_count_row, make_rate_row
from tracker.wording.languages import Name
from tracker.wording.marks import N_

#: What is called what of a project that changed.
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
SCOPES = {
    Scope.PERIOD: N_("Figures of earlier periods"),
    Scope.AREA: N_("Figures by area"),
    Scope.MODE: N_("Figures by mode"),
    Scope.LEAD: N_("Figures by lead party"),
}
ON_THE_LIST = N_("on the list")

#: The two lines on an area.
PROGRESS, DIRECTION = N_("Progress made"), N_("Next direction")
SAYS_NOTHING = ReportAreaWords("", {}, {})

#: Why a project changed: told of one project with its days, and of many together without.
CAUSES = {
    Cause.HAPPENED: (N_("{kind} on {day}"), N_("happened since")),
    Cause.RECORDED: (N_("{kind} on {day}, recorded since"), N_("recorded since")),
    Cause.TAKEN_BACK: (N_("entry taken back: {kind} on {day}"), N_("an entry was taken back")),
    Cause.ADDED: (N_("added since"), N_("added since")),
    Cause.STRUCK: (N_("struck from the list"), N_("struck from the list")),
    Cause.CHANGED: (N_("details changed"), N_("details changed")),
}

#: Stands in a sentence for words that are put there with their language: nothing that anybody types.
PLACE = "\ufffc"

#: Where more projects changed than this, those with the same change stand together in one row.
TOGETHER = 40


class Page(Protocol):
    """What is asked of a report's page: the report, the wording, and what both call things."""

    report: PeriodReport
    wording: Wording

    def name(self, texts: Texts) -> Name: ...

    def said(self, text: str) -> Name: ...

    def area(self, code: str) -> Name: ...

    def party(self, code: str) -> Name: ...


@dataclass(frozen=True, slots=True)
class FactRow:
    """What a fact is called, what it was, what it is now; typed words in their own language."""

    label: str
    before: Name
    after: Name


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """`why`: a sentence in pieces, each in its language; none where nothing tells."""

    ref: str
    title: Name
    facts: tuple[FactRow, ...]
    why: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class TogetherRow:
    """Projects with the same change, by their refs. The day of a stage stands in the annex."""

    fact: FactRow
    why: tuple[Name, ...]
    refs: tuple[str, ...]


class ChangedPage:
    """What a template asks of the changes of its page's report."""

    def __init__(self, page: Page) -> None:
        self.page, self.report, self.wording = page, page.report, page.wording
        self.projects = find_projects(self.report)

    @property
    def is_nothing(self) -> bool:
        changes = self.report.changes
        return not (self.projects or self.figures() or (changes is not None and (changes.moved or changes.words)))

    @property
    def tells_why(self) -> bool:
        """Whether anything is known of why any project changed."""
        return any(one.causes for one in self.projects)

    @property
    def stands_together(self) -> bool:
        return len(self.projects) > TOGETHER

    def figures(self) -> list[FigureRow]:
        """The reported period's counts and rates that differ."""
        wording, sides = self.wording, find_sides(self.report)
        counts = [make_count_row(wording, wording.text(CHANGED_COUNTS[n]), b, a) for n, b, a in find_counts(*sides)]
        return counts + [make_rate_row(wording, wording.term(n), b, a) for n, b, a in find_rates(*sides)]

    def moved(self) -> list[tuple[str, list[FigureRow]]]:
        """The figures of earlier periods and of groups that differ, by what they are of."""
        found: dict[Scope, list[FigureRow]] = defaultdict(list)
        for one in () if self.report.changes is None else self.report.changes.moved:
            key = self._key(one)
            label = self.wording.join([key[:1].upper() + key[1:], self.wording.term(one.name)])
            found[one.scope].append(make_rate_row(self.wording, label, one.before, one.after))
        return [(self.wording.text(SCOPES[scope]), rows) for scope, rows in found.items()]

    def rows(self) -> list[ProjectRow]:
        """One row a project, in the order of the list."""
        return [
            ProjectRow(
                one.ref,
                self.page.name(one.project.titles),
                tuple(self._facts(one)),
                self._line(self.cause(cause) for cause in one.causes),
            )
            for one in self.projects
        ]

    def rows_together(self) -> list[TogetherRow]:
        """One row a change, with the projects that have it; the change that most have first."""
        found: dict[tuple[FactRow, tuple[Name, ...]], list[str]] = defaultdict(list)
        for one in self.projects:
            why = self._line(dict.fromkeys(self.cause(cause, briefly=True) for cause in one.causes))
            for fact in self._facts(one, with_days=False):
                found[fact, why].append(one.ref)
        rows = [TogetherRow(fact, why, tuple(refs)) for (fact, why), refs in found.items()]
        return sorted(rows, key=lambda row: -len(row.refs))

    def words(self) -> list[tuple[Name, list[FactRow]]]:
        """What is said otherwise of areas, by area."""
        now = {one.area: one for one in self.report.words}
        changed = () if self.report.changes is None else self.report.changes.words
        return [
            (self.page.area(one.area), list(self._word_facts(one, now.get(one.area, SAYS_NOTHING)))) for one in changed
        ]

    def _word_facts(self, before: ReportAreaWords, after: ReportAreaWords) -> Iterator[FactRow]:
        lines = ((PROGRESS, before.progress, after.progress), (DIRECTION, before.direction, after.direction))
        for label, was, is_now in lines:
            if dict(was) != dict(is_now):
                yield FactRow(self.wording.text(label), *self._words(was, is_now))

    def _words(self, was: Texts, is_now: Texts) -> tuple[Name, Name]:
        """In the language of the page; where they stand in another only, or differ there only, in that one."""
        pair = self.page.name(was), self.page.name(is_now)
        if pair[0] == pair[1] or {pair[0].lang, pair[1].lang} != {self.wording.lang}:
            lang = next(one for one in [*is_now, *was] if was.get(one) != is_now.get(one))
            pair = Name(was.get(lang, ""), lang), Name(is_now.get(lang, ""), lang)
        before, after = (one if one.text else self._own(DASH) for one in pair)
        return before, after

    def cause(self, cause: ReportCause, *, briefly: bool = False) -> tuple[Name, ...]:
        """Why a project changed, in pieces; `briefly`: without days."""
        kind = "" if cause.kind is None else self.wording.term(cause.kind)
        day = "" if cause.on is None else self.wording.day(cause.on)
        said = self.wording.text(CAUSES[cause.cause][briefly], kind=kind, day=day)
        if not cause.text:
            return (self._own(said),)
        before, after = self.wording.text(N_("{cause} ({note})"), cause=said, note=PLACE).split(PLACE)
        return self._own(before), self.page.said(cause.text), self._own(after)

    def value(self, project: ReportProject, name: str, *, with_day: bool = True) -> Name:
        """A fact of a project in words, a dash where it has none."""
        wording, day, page = self.wording, self.wording.day, self.page
        typed: dict[str, Callable[[], Name]] = {
            "title": lambda: page.name(project.titles),
            "area": lambda: page.area(project.area),
            "struck": lambda: page.said(project.struck_reason or DASH),
        }
        if name in typed:
            return typed[name]()
        words: dict[str, Callable[[], str]] = {
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
        }
        return self._own(words[name]() or DASH)

    def _facts(self, one: ProjectDifference, *, with_days: bool = True) -> Iterator[FactRow]:
        say = self.wording.text
        if one.before is None or one.after is None:
            sides = (self._own(DASH if side is None else say(ON_THE_LIST)) for side in (one.before, one.after))
            yield FactRow(say(N_("Project")), *sides)
            return
        for name in one.names:
            before, after = (self.value(side, name, with_day=with_days) for side in (one.before, one.after))
            if before == after:  # in the days of the stages
                before, after = (self._own(self._stage_days(side)) for side in (one.before, one.after))
            yield FactRow(say(CHANGED[name]), before, after)

    def _own(self, text: str) -> Name:
        return Name(text, self.wording.lang)

    def _line(self, sentences: Iterable[tuple[Name, ...]]) -> tuple[Name, ...]:
        """Side by side, as the language separates them."""
        between = self._own(self.wording.join(["", ""]))
        pieces = [piece for sentence in sentences for piece in (between, *sentence)]
        return tuple(pieces[1:])

    def _key(self, one: MovedRate) -> str:
        match one.scope:
            case Scope.PERIOD:
                return self.wording.text(N_("Period {number}"), number=one.key)
            case Scope.AREA:
                return self.page.area(one.key).text
            case Scope.MODE:
                return self.wording.term(Mode(one.key))
        return self.wording.term(Mode.MUTUAL) if one.key == Mode.MUTUAL else self.page.party(one.key).text

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
