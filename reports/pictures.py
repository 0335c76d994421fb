"""A report's charts as SVG, from the specifications that the pages draw. Reaches no network, reads no file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import vl_convert
from markupsafe import Markup, escape

from reports.fonts import families_for, find_extra_families
from reports.period_report import PeriodReport
from reports.report_page import ReportPage
from tracker.charts import Chart, flow_chart, group_chart, trend_chart
from tracker.domain.rates import Rate, RateName
from tracker.wording import Wording
from tracker.wording.marks import N_

VEGA_LITE = "6.4"

#: The width between the margins of the page, in CSS pixels.
WIDTH = 631


#: A label of two lines. The renderer would anchor both by the width of their sum.
LINES = re.compile(
    r'<text ([^>]*?)transform="([^"]*)"([^>]*)><tspan>([^<]*)</tspan>'
    r'<tspan x="0" dy="([^"]*)">([^<]*)</tspan></text>'
)


def find_charts(report: PeriodReport, wording: Wording) -> dict[str, Chart]:
    """The charts of a report by the name of their place in it."""
    page, figures = ReportPage(report, wording), report.figures
    areas = [(page.area(row.group).text, row) for row in report.by_area if row.group is not None]
    steps = [RateName.PROMOTION, RateName.IMPLEMENTATION]
    continuity = [RateName.RETENTION, RateName.RENEWAL]
    breaks = page.breaks()
    flow = wording.text(N_("From agreed to implemented: projects of period {number}"), number=figures.period.number)
    by_area = wording.text(N_("Promotion and implementation by area, period {number}"), number=figures.period.number)

    def trend(names: Sequence[RateName], height: int) -> Chart:
        chart = trend_chart(wording, report.trend, names, breaks=breaks, width=WIDTH, height=height)
        return chart if _has_trend(report, names) else replace(chart, spec=None)

    upper, lower = (wording.term(name) for name in steps)
    key = wording.text(N_("Upper bar: {upper}; lower bar: {lower}"), upper=upper, lower=lower)
    return {
        "flow": flow_chart(wording, figures, title=flow, width=WIDTH),
        "areas": replace(group_chart(wording, areas, steps, title=by_area, width=WIDTH), subtitle=key),
        "trend": trend(steps, 180),
        "continuity": trend(continuity, 140),
    }


def _has_trend(report: PeriodReport, names: Sequence[RateName]) -> bool:
    """Whether any of the rates has a value in two periods: one point is no line."""
    return any(sum(_has_value(row.rates[name]) for row in report.trend) > 1 for name in names)


def _has_value(rate: Rate | None) -> bool:
    return rate is not None and rate.value is not None


def draw_charts(charts: dict[str, Chart], lang: str, extra_families: Sequence[str] = ()) -> dict[str, Markup]:
    """Each chart that has anything to draw, as SVG for a page: its title as the text alternative, ids its own."""
    families = ", ".join(f"'{family}'" for family in (*families_for(lang), *extra_families))
    return {
        name: _fit_in(name, chart.title, _draw(chart.spec, families))
        for name, chart in charts.items()
        if chart.spec is not None
    }


def warm_up() -> None:
    """Look at the fonts and start the charts' engine before the first picture or report asks for them."""
    find_extra_families([""])
    start_charts()


def start_charts() -> None:
    """Draw next to nothing: the engine takes half a second to start."""
    _draw({"mark": "bar", "data": {"values": []}, "config": {}}, "")


def _draw(spec: dict[str, Any], families: str) -> str:
    # Fonts of the page, so that a chart speaks with the same letters; inline values only, so nothing is fetched.
    printed = spec | {"config": spec["config"] | {"font": families}}
    return str(vl_convert.vegalite_to_svg(printed, vl_version=VEGA_LITE, allowed_base_urls=[]))


def _fit_in(name: str, title: str, svg: str) -> Markup:
    svg = LINES.sub(_part_lines, svg)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    head, rest = svg.split(">", 1)
    return Markup(f'{head} role="img"><title>{escape(title)}</title>{rest}')  # noqa: S704  our own charts


def _part_lines(found: re.Match[str]) -> str:
    before, moved, after, first, step, second = found.groups()
    return (
        f'<text {before}transform="{moved}"{after}>{first}</text>'
        f'<text {before}transform="{moved} translate(0,{step})"{after}>{second}</text>'
    )
