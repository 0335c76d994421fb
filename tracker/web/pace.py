"""The pace of a period beside the earlier ones: what its agreed list reached by each day since the conference."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.charts import Chart
from tracker.charts.pace import pace_chart
from tracker.domain.fields import Field
from tracker.domain.pace import MARKS, Comparison, Course, compare, find_courses
from tracker.domain.rates import FEW, Rate, RateName
from tracker.domain.roles import Act
from tracker.domain.stages import Horizon, Mode, RunBy
from tracker.domain.tallies import CONFIRMED
from tracker.domain.trends import By, Figures
from tracker.queries.figures import find_figures
from tracker.queries.grouping import NONE
from tracker.queries.pace import find_reached
from tracker.web.cells import DRAWN_RATES, find_filter, name_group
from tracker.web.chart_files import answer_chart
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.headings import make_heading, make_status_bar, make_toggle, say_foot
from tracker.web.query import read_choice, read_word
from tracker.web.trend_views import find_views
from tracker.wording.languages import Name
from tracker.wording.marks import N_
from tracker.wording.pace import describe_pace

pace = Blueprint("pace", __name__)


class Stages(StrEnum):
    """The rate that is asked for, as claimed or as confirmed."""

    PROMOTION = "promotion"
    IMPLEMENTATION = "implementation"


class Compared(StrEnum):
    """The earlier periods that a period is laid beside; one by itself is asked for by its number."""

    BEFORE = "before"
    THREE = "three"
    ALL = "all"
    NOTHING = "none"


COMPARED = {
    Compared.BEFORE: N_("the period before"),
    Compared.THREE: N_("the three periods before"),
    Compared.ALL: N_("all earlier periods"),
    Compared.NOTHING: N_("none"),
}
#: So many comparisons are said in words; the picture and the table have them all.
SAID = 3


@dataclass(frozen=True, slots=True)
class PaceAsked:
    """What the address asks for. `number` None: the latest period with published stages, else the latest."""

    number: int | None
    names: tuple[RateName, ...]
    compared: str
    group: tuple[By, str] | None

    @property
    def group_code(self) -> str:
        return "" if self.group is None else f"{self.group[0]}:{self.group[1]}"

    @property
    def rate_code(self) -> str:
        return "" if len(self.names) > 1 else self.names[0].removeprefix("confirmed_")


@dataclass(frozen=True, slots=True)
class Pace:
    """One rate of every period, ascending; `course` that of the period asked for, `others` those laid beside it,
    the latest first."""

    name: RateName
    courses: tuple[Course, ...]
    course: Course
    others: tuple[Course, ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class PaceRow:
    """A period in a table: what is said of each of MARKS and of its last day. `href`: the projects counted by then."""

    course: Course
    marks: list[tuple[str, str]]
    last: tuple[str, str]
    href: str | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rate on the page: sentences, picture, table. `apart`: the periods compared with that have too few projects."""

    pace: Pace
    said: list[str]
    chart: Chart
    rows: list[PaceRow]
    apart: list[str]


@pace.get("/bodies/<code:code>/pace")
@allowed(Act.SEE_TRENDS)
def show_pace(at: AtBody) -> ResponseReturnValue | Afterwards:
    asked = read_pace(at)
    paces = find_paces(at, asked)
    drawn = [_make_drawn(at, asked, one) for one in paces]
    figures = _find_figures(at, paces[0].course.period.number if paces else None)
    return answer_chart({one.pace.name.value: one.chart for one in drawn}, at=at) or render_template(
        "pace.html",
        at=at,
        heading=make_heading(at, figures),
        bar=make_status_bar(at, figures),
        toggle=make_toggle(at),
        views=find_views(at),
        asked=asked,
        drawn=drawn,
        marks=MARKS,
        few=FEW,
        choices=_make_choices(at, asked, paces[0].course.period.number if paces else None),
        groups=find_group_choices(at),
        group=None if asked.group is None else name_group(at, *asked.group),
    )


def read_pace(at: AtBody) -> PaceAsked:
    """BadQuery for a period, rate or group that is not there."""
    numbers = [str(period.number) for period in at.view.facts.visible(at.as_of)]
    number = read_word(request.args, "period", numbers)
    stages = read_choice(request.args, "rate", Stages)
    names = DRAWN_RATES[at.asking.words]
    groups = {f"{by}:{code}": (by, code) for by, codes in find_group_choices(at) for code, _ in codes}
    group = read_word(request.args, "group", groups)
    return PaceAsked(
        number=None if number is None else int(number),
        names=names if stages is None else (names[list(Stages).index(stages)],),
        compared=read_word(request.args, "compare", [*Compared, *numbers]) or Compared.THREE.value,
        group=None if group is None else groups[group],
    )


def find_paces(at: AtBody, asked: PaceAsked) -> list[Pace]:
    """Each rate asked for; none before the first conference, or where the body does not ask for confirmation."""
    asks = at.view.facts.asks_confirmation
    names = [name for name in asked.names if asks or name not in CONFIRMED]
    if not names or not at.view.facts.visible(at.as_of):
        return []
    reached = find_reached(at.session, at.view, names, known_at=at.asking.known_at, group=asked.group)
    return [_make_pace(find_courses(at.view.facts, reached, name, at.as_of), asked) for name in names]


def _make_pace(courses: tuple[Course, ...], asked: PaceAsked) -> Pace:
    published = [course for course in courses if course.period.stages_published] or list(courses)
    course = next((one for one in courses if one.period.number == asked.number), published[-1])
    earlier = courses[: courses.index(course)][::-1]
    others = _choose(earlier, asked.compared)
    return Pace(course.name, courses, course, others, compare(course, others))


def _choose(earlier: tuple[Course, ...], compared: str) -> tuple[Course, ...]:
    """Of the earlier periods, the latest first. Those that have no value do not count among the three."""
    known = tuple(course for course in earlier if course.is_known)
    match compared:
        case Compared.ALL:
            return known
        case Compared.THREE:
            return known[:3]
        case Compared.BEFORE:
            return known[:1]
        case Compared.NOTHING:
            return ()
        case number:
            return tuple(course for course in known if course.period.number == int(number))


def _make_drawn(at: AtBody, asked: PaceAsked, pace: Pace) -> Drawn:
    wording = at.asking.wording
    said = describe_pace(wording, pace.course, pace.comparisons[:SAID])
    is_due = pace.name in (RateName.IMPLEMENTATION, RateName.CONFIRMED_IMPLEMENTATION)
    source = say_foot(at, day=at.as_of)
    chart = pace_chart(wording, pace.course, pace.others[::-1], title=said[0], source=source, due=is_due)
    few = [_name(at, other.period.number) for other in pace.others if not other.is_comparable]
    return Drawn(
        pace=pace,
        said=said,
        chart=chart,
        rows=[_make_row(at, asked, course) for course in pace.courses],
        apart=few if pace.course.is_comparable else [],
    )


def _make_row(at: AtBody, asked: PaceAsked, course: Course) -> PaceRow:
    by, group = asked.group or (None, None)
    number = course.period.number
    href = at.asking.link(
        "periods.show_period",
        code=at.code, number=number, counted=course.name.value, side="part", **find_filter(by, group),
    )  # fmt: skip
    marks = [_tell(at, course.rate_at(mark)) for mark in MARKS]
    return PaceRow(course, marks, _tell(at, course.rate), href if course.is_known else None)


def _tell(at: AtBody, rate: Rate | None) -> tuple[str, str]:
    """Percentage and counts; a dash for a day that was not reached, or a list of nothing."""
    wording = at.asking.wording
    if rate is not None and rate.part is None:
        return wording.text(N_("not published")), ""
    return wording.percent(rate), wording.counts(rate) if rate is not None and rate.whole else ""


def _find_figures(at: AtBody, number: int | None) -> Figures | None:
    """Those of the period shown, whose flags stand above the page."""
    found = find_figures(at.session, at.view, by=None, as_of=at.as_of, known_at=at.asking.known_at)
    return next((row for row in found if row.period.number == number), None)


Choices = list[tuple[str, str, list[tuple[str, str, bool]]]]


def _make_choices(at: AtBody, asked: PaceAsked, shown: int | None) -> Choices:
    """Name in the address, label, and each choice with its word and whether it is at hand."""
    wording = at.asking.wording
    numbers = [period.number for period in at.view.facts.visible(at.as_of)][::-1]

    names = DRAWN_RATES[at.asking.words]
    rates = [(key.value, wording.term(rate), asked.names == (rate,)) for key, rate in zip(Stages, names, strict=True)]
    both = ("", wording.text(N_("both")), len(asked.names) > 1)
    compared = [(key.value, wording.text(word), key == asked.compared) for key, word in COMPARED.items()]
    earlier = [number for number in numbers if shown is not None and number < shown]
    compared += [(str(number), _name(at, number), str(number) == asked.compared) for number in earlier]
    return [
        (
            "period",
            wording.text(N_("Period")),
            [(str(number), _name(at, number), number == shown) for number in numbers],
        ),
        ("rate", wording.text(N_("Rate")), [both, *rates]),
        ("compare", wording.text(N_("Compared with")), compared),
    ]


def _name(at: AtBody, number: int) -> str:
    return at.asking.wording.text(N_("Period {number}"), number=number)


def find_group_choices(at: AtBody) -> list[tuple[By, list[tuple[str, Name]]]]:
    """The groups that a pace can be asked of."""
    parties = [party.code for party in at.view.parties.values()]
    codes: dict[By, Sequence[str]] = {
        By.AREA: [area.code for area in at.view.areas.values()],
        By.MODE: list(Mode),
        By.LEAD: parties,
        By.PARTNER: parties,
        By.HORIZON: [*Horizon, NONE],
        By.RUN_BY: [*RunBy, NONE],
        By.FIELD: [*Field, NONE],
    }
    return [(by, [(code, name_group(at, by, code)) for code in found]) for by, found in codes.items()]
