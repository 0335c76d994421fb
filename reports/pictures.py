"""A report's charts as SVG, from the specifications that the pages draw. Reaches no network, reads no file."""

import re
from collections.abc import Sequence
from typing import Any

import vl_convert
from markupsafe import Markup, escape

from reports.fonts import families_for
from reports.pages import ReportPage
from reports.period_report import PeriodReport
from tracker.charts import Chart, flow_chart, group_chart, trend_chart
from tracker.domain.rates import RateName
from tracker.wording import Wording
from tracker.wording.marks import N_

VEGA_LITE = "6.4"

#: The width between the margins of the page, in CSS pixels.
WIDTH = 619


def find_charts(report: PeriodReport, wording: Wording) -> dict[str, Chart]:
    """The charts of a report by the name of their place in it."""
    page, figures = ReportPage(report, wording), report.figures
    areas = [(page.area(row.group).text, row) for row in report.by_area if row.group is not None]
    steps = [RateName.PROMOTION, RateName.IMPLEMENTATION]
    continuity = [RateName.RETENTION, RateName.RENEWAL]
    breaks = page.breaks()
    flow = wording.text(N_("From agreed to implemented: projects of period {number}"), number=figures.period.number)
    by_area = wording.text(N_("Promotion and implementation by area, period {number}"), number=figures.period.number)
    return {
        "flow": flow_chart(wording, figures, title=flow, width=WIDTH),
        "areas": group_chart(wording, areas, steps, title=by_area, width=WIDTH),
        "trend": trend_chart(wording, report.trend, steps, breaks=breaks, width=WIDTH, height=190),
        "continuity": trend_chart(wording, report.trend, continuity, breaks=breaks, width=WIDTH, height=150),
    }


def draw_charts(charts: dict[str, Chart], lang: str, extra_families: Sequence[str] = ()) -> dict[str, Markup]:
    """Each chart that has anything to draw, as SVG for a page: its title as the text alternative, ids its own."""
    families = ", ".join(f"'{family}'" for family in (*families_for(lang), *extra_families))
    return {
        name: _fit_in(name, chart.title, _draw(chart.spec, families))
        for name, chart in charts.items()
        if chart.spec is not None
    }


def _draw(spec: dict[str, Any], families: str) -> str:
    # Fonts of the page, so that a chart speaks with the same letters; inline values only, so nothing is fetched.
    printed = spec | {"config": spec["config"] | {"font": families}}
    return str(vl_convert.vegalite_to_svg(printed, vl_version=VEGA_LITE, allowed_base_urls=[]))


def _fit_in(name: str, title: str, svg: str) -> Markup:
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    head, rest = svg.split(">", 1)
    return Markup(f"{head} role=\"img\"><title>{escape(title)}</title>{rest}")  # noqa: S704  our own charts
