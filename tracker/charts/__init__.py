"""A body's figures as Vega-Lite specifications: the page embeds them, the report prints the SVG made from them.

A chart's title is its finding, its foot says the source; both are text beside the picture, not in it. The table
under it is its text alternative. Colour supports and never carries: series differ in shape and label too.
"""

from tracker.charts.bars import flow_chart, group_chart
from tracker.charts.comparison import Series, comparison_chart
from tracker.charts.counts import count_chart
from tracker.charts.side_bars import side_chart
from tracker.charts.style import Chart, Spec
from tracker.charts.trend import find_title, trend_chart

__all__ = [
    "Chart",
    "Series",
    "Spec",
    "comparison_chart",
    "count_chart",
    "find_title",
    "flow_chart",
    "group_chart",
    "side_chart",
    "trend_chart",
]
