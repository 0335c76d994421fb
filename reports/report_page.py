"""What the template of a report asks for beside the report and the wording."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from unicodedata import category
from zoneinfo import ZoneInfo

from reports import proposals
from reports.laying_out import PageLayout
from reports.period_report import PeriodReport, ReportProject
from reports.sections import Section
from reports.selections import find_flags
from tracker.domain.editions import SignOffState
from tracker.domain.periods import STATES
from tracker.domain.rates import RateName, find_direction, to_hundredfold
from tracker.domain.stages import Stage
from tracker.domain.tallies import CONFIRMED
from tracker.domain.trends import ChangesBasis, Figures
from tracker.wording import Wording, terms
from tracker.wording.languages import Name, tell_language
from tracker.wording.marks import N_


class ReportPage:
    """What the template asks for beside the report and the wording: names, and values that need both."""

    def __init__(self, report: PeriodReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.languages = list(report.body.languages)
        self.layout = PageLayout(report, wording)
        self._areas = {area.code: self.name(area.names) for area in report.areas}
        self._parties = {party.code: self.name(party.names) for party in report.parties}

    def name(self, texts: Mapping[str, str]) -> Name:
        """A name without characters that no page can hold."""
        text, lang = self.wording.name(texts, self.languages)
        return Name("".join(letter for letter in text if category(letter) != "Cc"), lang)

    def said(self, text: str) -> Name:
        """What somebody typed in one language, with the language that it seems to be in."""
        return self.name({tell_language(text, self.languages): text})

    def _marked(self, text: str) -> str:
        """What somebody typed in one language, with that language's name where it is not the document's."""
        name = self.said(text)
        if name.lang == self.wording.lang:
            return name.text
        return f"{name.text} {self.wording.text(N_('(in {language})'), language=self.language_name(name.lang))}"

    def language_name(self, tag: str) -> str:
        return self.wording.text(terms.LANGUAGE_NAMES[tag]) if tag in terms.LANGUAGE_NAMES else tag

    @property
    def body(self) -> Name:
        return self.name(self.report.body.names)

    @property
    def title(self) -> str:
        """The document's title in readers and lists."""
        if self.report.is_preview:
            return self.wording.text(
                N_("{body}: preview of the report on period {period}"),
                body=self.body.text,
                period=self.report.period.number,
            )
        return self.wording.text(
            N_("{body}: report on period {period}, edition {edition}"),
            body=self.body.text,
            period=self.report.period.number,
            edition=self.report.edition,
        )

    def preview_head(self) -> str:
        return self.wording.text(N_("Period {period}: preview, not an edition"), period=self.report.period.number)

    def running_head(self, sign_off: SignOffState) -> str:
        """What stands at the head of every page of an edition: which one it is, and its state."""
        states: list[StrEnum] = [flag for flag in find_flags(self.report) if flag in STATES]
        if self.report.asked:
            states.append(sign_off)
        return self.wording.text(
            N_("Period {period}, edition {edition}: {state}"),
            period=self.report.period.number,
            edition=self.report.edition,
            state=self.wording.join(self.wording.term(one) for one in states),
        )

    def preview_foot(self) -> str:
        return self.wording.text(
            N_("Preview, not an edition; status as of {day}; drawn on {instant}"),
            day=self.wording.day(self.report.as_of),
            instant=self.produced_on(),
        )

    def foot(self, code: str) -> str:
        """What stands at the foot of every page: two dates, and how and where to check it."""
        said = {"day": self.wording.day(self.report.as_of), "produced": self.wording.day(self.produced_day())}
        if not self.layout.check_at:
            return self.wording.text(
                N_("Status as of {day}; produced on {produced}; check code {code}"), code=code, **said
            )
        return self.wording.text(
            N_("Status as of {day}; produced on {produced}; check code {code} ({address})"),
            code=code,
            address=self.layout.check_at,
            **said,
        )

    def section_title(self, section: Section) -> str:
        number = {"number": self.report.changes.edition} if section.takes_edition and self.report.changes else {}
        return self.wording.text(section.title, **number)

    def area(self, code: str) -> Name:
        return self._areas.get(code) or Name(code, self.wording.lang)

    def area_names(self, code: str) -> Mapping[str, str]:
        return next(area.names for area in self.report.areas if area.code == code)

    def party(self, code: str) -> Name:
        """By its code where it has left the body since."""
        return self._parties.get(code) or Name(code, self.wording.lang)

    def parties(self, role: str) -> list[Name]:
        return [self.party(one.code) for one in self.layout.in_order(self.report.parties) if one.role == role]

    def breaks(self) -> dict[int, str]:
        """Why the series breaks, by period."""
        reasons = {}
        for one in self.report.breaks:
            joined, left = ([self.area(code).text for code in codes] for codes in (one.joined, one.left))
            note = None if one.note is None else self._marked(one.note)
            reasons[one.period] = self.wording.break_reason(joined=joined, left=left, note=note)
        return reasons

    def produced_on(self) -> str:
        return self.wording.instant(self.report.produced_at, self.report.body.time_zone)

    def stage_day(self, project: ReportProject) -> str:
        """The day of the stage reached; empty for those only agreed."""
        days = {Stage.PROMOTED: project.facts.days.promoted_on, Stage.IMPLEMENTED: project.facts.days.implemented_on}
        day = None if project.stage is None else days.get(project.stage)
        return "" if day is None else self.wording.day(day)

    def late_day(self, project: ReportProject) -> str:
        days = project.facts.days
        return self.wording.day(days.implemented_on if project.late_stage is Stage.IMPLEMENTED else days.promoted_on)

    def why_unfinished(self, project: ReportProject) -> str:
        """Why a project is not implemented yet, as far as anyone knows: the reason of its condition, else a due date
        that has passed, else months without an entry."""
        wording = self.wording
        if project.condition is not None:
            return wording.term(project.condition if project.reason is None else project.reason)
        if project.due_on is not None and proposals.is_overdue(project, self.report):
            return wording.text(N_("was due by {day}"), day=wording.day(project.due_on))
        if project.silent_months:
            months = project.silent_months
            return wording.plural("silent for {number} month", "silent for {number} months", months)
        return wording.text(N_("in progress"))

    def departments(self, project: ReportProject) -> list[tuple[Name, Name]]:
        """Party and department, where a department is named."""
        named = (one for one in project.departments if any(one.names.values()))
        return [(self.party(one.party), self.name(one.names)) for one in self.layout.in_order(named, "party")]

    def second(self, texts: Mapping[str, str]) -> Name | None:
        """What stands in a second language beside a name, if anything does."""
        second = self.layout.second(texts)
        return None if second is None else self.name({second.lang: second.text})

    def arrow(self, figures: Figures, name: RateName) -> str:
        """Which way a rate went; empty where it did not move or cannot be compared."""
        return ("", "▲", "▼")[find_direction(figures.changes[name])]

    @property
    def defined(self) -> list[RateName]:
        """The rates that the report gives, in the order of their definitions."""
        return [name for name in RateName if name not in CONFIRMED or self.report.figures.is_confirmable]

    @property
    def is_running(self) -> bool:
        """Whether growing rates are compared at the same number of days, not with the whole period before."""
        return self.report.figures.changes_basis is ChangesBasis.SAME_ELAPSED_DAYS

    def comparison(self) -> str:
        """What the reported period's changes compare with; empty for a first period."""
        if self.previous is None:
            return ""
        return self.wording.comparison(self.report.figures, self.previous.period.number)

    def basis(self) -> str:
        """As `comparison`, in a section behind the first page, which says it at length while the period runs."""
        if self.is_running:
            return self.wording.text(N_("Changes compare as the summary says."))
        return self.comparison()

    def produced_day(self) -> date:
        """The day it was produced, where the body is."""
        return self.report.produced_at.astimezone(ZoneInfo(self.report.body.time_zone)).date()

    def points(self, change: Fraction) -> str:
        """A change with its sign, where the head or the reader knows that it is in points: `+21.9`."""
        return "±+−"[find_direction(change)] + self.wording.decimal(abs(to_hundredfold(change)))

    @property
    def previous(self) -> Figures | None:
        """The figures of the period before."""
        return self.report.trend[-2] if len(self.report.trend) > 1 else None
