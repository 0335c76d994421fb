"""An edition's report or summary as a document to go on writing in: DOCX, and HWPX for Korean offices."""

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC

import vl_convert
from markupsafe import Markup, escape

from reports.approvals import Approvals
from reports.docx_file import write_docx
from reports.fonts import find_extra_families
from reports.frozen import check_code, digest_of, from_text
from reports.hwpx_file import write_hwpx
from reports.outline import Block, Drawing, Outline, PageBreak
from reports.outlining import read_page
from reports.pages import PAGE_OF, find_printed_state, make_html
from reports.period_report import PeriodReport
from reports.pictures import draw_charts, find_charts
from reports.report_page import ReportPage
from tracker.charts import Chart
from tracker.domain.editions import FileKind
from tracker.domain.problems import Problem, Refused
from tracker.wording import Wording, get_wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: Pixels of a picture for each of the page: sharp on paper.
SCALE = 2.5

#: The largest that an emblem is on the page, in CSS pixels: 22 by 60 millimetres.
EMBLEM_HEIGHT, EMBLEM_WIDTH = 83, 227

SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"')

ALTERNATIVE = N_("Chart: {title}. Its figures are in the table below it.")


def render_docx(figures: str, language: str, approvals: Approvals, kind: FileKind) -> tuple[bytes, int]:
    """The document; it has no pages of its own until it is opened."""
    return write_docx(make_outline(figures, language, approvals, kind)), 0


def render_hwpx(figures: str, language: str, approvals: Approvals, kind: FileKind) -> tuple[bytes, int]:
    """As `render_docx`."""
    return write_hwpx(make_outline(figures, language, approvals, kind)), 0


def make_outline(figures: str, language: str, approvals: Approvals, kind: FileKind) -> Outline:
    """What the edition's PDF says, in the same words. Refused: a language not spoken, a character in a chart that no
    font draws."""
    if language not in LANGUAGES:
        raise Refused(Problem("unknown_language", {"language": language, "known": list(LANGUAGES)}))
    report, wording = from_text(figures), get_wording(language)
    page, digest = ReportPage(report, wording), digest_of(figures)
    charts = find_charts(report, wording)
    places = {name: _place(name, chart, wording) for name, chart in charts.items() if chart.spec is not None}
    html = make_html(report, wording, digest=digest, charts=charts, pictures=places, approvals=approvals)
    blocks: Sequence[Block] = read_page(html, (wording.text(N_("Ref")), wording.text(N_("Project"))))
    if kind is FileKind.SUMMARY:
        blocks = take_summary(blocks)
    return Outline(
        language=language,
        languages=report.body.languages,
        title=page.title,
        author=page.body.text,
        description=wording.text(
            N_("Status as of {day}; produced {instant}."), day=wording.day(report.as_of), instant=page.produced_on()
        ),
        created_at=report.produced_at.astimezone(UTC),
        paper=report.layout.paper,
        running=(
            page.body.text,
            page.running_head(find_printed_state(report, approvals)),
            page.foot(check_code(digest)),
        ),
        page_of=wording.text(PAGE_OF),
        blocks=blocks,
        drawings=_find_drawings(report, {} if kind is FileKind.SUMMARY else draw(charts, language)),
    )


def take_summary(blocks: Sequence[Block]) -> Sequence[Block]:
    """Those of the first page: all before the contents."""
    end = next((index for index, block in enumerate(blocks) if isinstance(block, PageBreak)), len(blocks))
    return blocks[:end]


def _find_drawings(report: PeriodReport, drawn: dict[str, Drawing]) -> dict[str, Drawing]:
    """The charts drawn, and the body's emblem."""
    if report.layout.emblem is None:
        return drawn
    content = b64decode(report.layout.emblem)
    width, height = Drawing(content, 0, 0).find_size()
    scale = min(1.0, EMBLEM_HEIGHT / height, EMBLEM_WIDTH / width)
    return {"emblem": Drawing(content, round(width * scale), round(height * scale))} | drawn


def draw(charts: Mapping[str, Chart], language: str) -> dict[str, Drawing]:
    """Each chart that has anything to draw. Refused as `find_extra_families`."""
    extra = find_extra_families([str(chart.spec) for chart in charts.values()])
    return {name: _draw(str(svg)) for name, svg in draw_charts(dict(charts), language, extra).items()}


def _draw(svg: str) -> Drawing:
    size = SIZE.match(svg)
    assert size is not None
    width, height = (round(float(one)) for one in size.groups())
    return Drawing(vl_convert.svg_to_png(svg, scale=SCALE), width, height)


def _place(name: str, chart: Chart, wording: Wording) -> Markup:
    """Where a chart goes, in place of the chart."""
    alternative = wording.text(ALTERNATIVE, title=chart.title)
    return Markup(f'<img src="{escape(name)}" alt="{escape(alternative)}">')  # noqa: S704  escaped
