"""The HTML of a report in one language: one template, the report's values, the wording. Reads nothing else."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from unicodedata import category
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import proposals, selections
from reports.approvals import NONE_YET, Approvals
from reports.changed import ChangedPage
from reports.fonts import families_for
from reports.frozen import check_code
from reports.laying_out import PageLayout
from reports.period_report import PeriodReport, ReportProject
from reports.sections import BY_NAME, Section, place_sections
from tracker.charts import Chart
from tracker.domain.editions import SignOffState
from tracker.domain.periods import Flag
from tracker.domain.rates import RateName, to_hundredfold
from tracker.domain.stages import Condition, Mode, Stage
from tracker.domain.tallies import CONFIRMED
from tracker.domain.trends import ChangesBasis, Figures
from tracker.wording import Wording, terms
from tracker.wording.languages import LANGUAGES, Name, tell_language
from tracker.wording.marks import N_

TEMPLATES = Path(__file__).parent / "templates"

#: Up to so many projects of one condition and reason are named; the annex has them all.
NAMED = 24

#: More projects than these stand in a list, not in a table.
LONG = 60

#: More projects than these stand by their refs, those of which the same is said together.
MANY = 180

#: The same marks wherever a stage or condition stands, always with its word.
MARKS = {
    Stage.AGREED: "○",
    Stage.PROMOTED: "◐",
    Stage.IMPLEMENTED: "●",
    Condition.SUSPENDED: "║",
    Condition.WITHDRAWN: "⊘",
}

#: What stands between the items of a list, between two sentences, and after a word that is explained.
PUNCTUATION = {"zh": ("、", "", "：", "；"), "ja": ("、", "", "：", "；")}
WESTERN = (", ", " ", ": ", "; ")

PAGE_OF = N_("Page {page} of {pages}")


def make_html(
    report: PeriodReport,
    wording: Wording,
    *,
    digest: str,
    charts: Mapping[str, Chart],
    pictures: Mapping[str, Markup],
    approvals: Approvals = NONE_YET,
    extra_families: tuple[str, ...] = (),
) -> str:
    """The whole document. `charts`: the words around each; `pictures`: those that have anything to draw, as
    SVG, by the same names; `digest`: of the edition's figures; `approvals`: what is printed of its sign-off."""
    return render_page(
        "report.html",
        report,
        wording,
        extra_families,
        code=check_code(digest),
        digest=digest,
        sign_off=find_printed_state(report, approvals),
        charts=charts,
        pictures=pictures,
        approvals=approvals,
        sections=place_sections(report, report.layout.sections, lang=wording.lang),
    )


def find_printed_state(report: PeriodReport, approvals: Approvals) -> SignOffState:
    """What a file says of its edition's sign-off: it is awaited until the approvals are printed."""
    if not report.asked:
        return SignOffState.NOT_ASKED
    return SignOffState.APPROVED if approvals.answers else SignOffState.AWAITING


def render_page(
    template: str, report: PeriodReport, wording: Wording, extra_families: tuple[str, ...], **more: object
) -> str:
    """A document of the report's look: what every template may ask for, and what this one asks for beside it."""
    page = ReportPage(report, wording)
    html = (
        find_environment()
        .get_template(template)
        .render(
            _=wording.text,
            ngettext=wording.plural,
            w=wording,
            r=report,
            f=report.figures,
            page=page,
            find=selections,
            changed=ChangedPage(page),
            proposals=proposals,
            fonts={lang: (*families_for(lang), *extra_families) for lang in LANGUAGES},
            running=_running(wording),
            RateName=RateName,
            Stage=Stage,
            Condition=Condition,
            Mode=Mode,
            Flag=Flag,
            SignOffState=SignOffState,
            MARKS=MARKS,
            NAMED=NAMED,
            LONG=LONG,
            MANY=MANY,
            find_section=BY_NAME.__getitem__,
            **dict(zip(("comma", "gap", "colon", "semicolon"), PUNCTUATION.get(wording.lang, WESTERN), strict=True)),
            **more,
        )
    )
    return keep_words(html)


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

    def preview_foot(self) -> str:
        return self.wording.text(
            N_("Preview, not an edition; status as of {day}; drawn on {instant}"),
            day=self.wording.day(self.report.as_of),
            instant=self.produced_on(),
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
        change = figures.changes[name]
        if not change:
            return ""
        return "▲" if change > 0 else "▼"

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
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        return sign + self.wording.decimal(abs(to_hundredfold(change)))

    @property
    def previous(self) -> Figures | None:
        """The figures of the period before."""
        return self.report.trend[-2] if len(self.report.trend) > 1 else None


def _running(wording: Wording) -> str:
    """`Page 3 of 9` as a value of the style sheet's `content`."""
    text = wording.text(PAGE_OF).format(page="\0counter(page)\0", pages="\0counter(pages)\0")
    parts = text.split("\0")
    values = [Markup(part) if index % 2 else css_string(part) for index, part in enumerate(parts) if part]  # noqa: S704
    return Markup(" ").join(values)


#: What is no text to wrap; where a number meets what it counts; a Korean word of two syllables and more, or the last
#: letters of a Chinese or Japanese paragraph.
WORDS = re.compile(
    r"(<svg.*?</svg>|<title>.*?</title>|<style>.*?</style>|<[^>]*>)|(?<=\d)(?=[가-힣项件期版个月日年页])|([가-힣]{2,}|[ぁ-ヿ一-鿿]{4}。(?=<))",
    re.DOTALL,
)
JOINER = "\u2060"


def keep_words(html: str) -> str:
    """Korean words whole at the ends of lines, as `word-break: keep-all` would have them, which the renderer
    does not know; numbers beside their counters; no last line of one letter. All with a word joiner, which has no
    width and is not copied."""
    return WORDS.sub(lambda found: found[1] or JOINER.join(found[2] or "") or JOINER, html)


def keep_whole(ref: str) -> str:
    """A ref that no line ends in: as words are kept whole."""
    return ref.replace("-", "-\u2060")


def css_string(text: str) -> Markup:
    """Text as a string of a style sheet inside a page, whatever is in it."""
    escaped = "".join(one if one.isalnum() or one in " .,-" else f"\\{ord(one):x} " for one in text)
    return Markup(f'"{escaped}"')  # noqa: S704  nothing is left that could end the string


@cache
def find_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css"] = css_string
    environment.filters["whole"] = keep_whole
    environment.globals["dash"] = "–"
    return environment
