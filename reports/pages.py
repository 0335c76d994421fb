"""The HTML of a report in one language: one template, the report's values, the wording. Reads nothing else."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import proposals, selections
from reports.approvals import NONE_YET, Approvals
from reports.changed import PLACE, ChangedPage
from reports.fonts import families_for
from reports.frozen import check_code
from reports.marks import MARKS
from reports.period_report import PeriodReport
from reports.punctuation import find_punctuation
from reports.report_page import ReportPage
from reports.sections import BY_NAME, place_sections
from tracker.charts import Chart
from tracker.domain.editions import SignOffState, find_sign_off_state
from tracker.domain.periods import Flag
from tracker.domain.rates import RateName
from tracker.domain.stages import Condition, Mode, Stage
from tracker.wording import Wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

TEMPLATES = Path(__file__).parent / "templates"

#: Up to so many projects of one condition and reason are named; the annex has them all.
NAMED = 24

#: More projects than these stand in a list, not in a table.
LONG = 60

#: A table of up to so many rows stands on one page.
WHOLE = 12

#: More projects than these stand by their refs, those of which the same is said together.
MANY = 180

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
    """What a file says of its edition's sign-off: it is awaited until answers are printed."""
    return find_sign_off_state(report.asked, approvals.answers)


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
            pgettext=wording.context,
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
            WHOLE=WHOLE,
            PLACE=PLACE,
            MANY=MANY,
            find_section=BY_NAME.__getitem__,
            **find_punctuation(wording.lang),
            **more,
        )
    )
    return keep_words(html)


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
