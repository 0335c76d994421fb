"""The groups of one body at one rate, as bars that can be held against another body's."""

from collections.abc import Sequence

from tracker.charts.style import MUTED, PROMOTED, SCHEMA, Chart, Spec, base_config, percent_axis
from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import Figures
from tracker.wording import Wording
from tracker.wording.marks import N_

#: The widest name of a group, in pixels.
WIDEST = 116


def side_chart(
    wording: Wording,
    groups: Sequence[tuple[str, Figures | None]],
    name: RateName,
    *,
    title: str,
    is_open: bool,
    foot: str = "",
) -> Chart:
    """One bar for each group in the order given, also where it has no figures, so that pictures of several bodies with
    the same groups have the same rows. `is_open`: the period is, and its bars are hollow."""
    rows = [_row(wording, label, None if row is None else row.rates[name]) for label, row in groups]
    subtitle = wording.text(N_("{rate}, per cent"), rate=wording.term(name))
    if not any(row["known"] for row in rows):
        return Chart(title, subtitle, foot, None)
    return Chart(title, subtitle, foot, _frame(rows, title=title, is_open=is_open))


def _row(wording: Wording, label: str, rate: Rate | None) -> Spec:
    """A bar with its words: of few projects the counts alone."""
    said = _say(wording, rate)
    return {
        "group": label,
        "percent": float(rate.percent or 0) if rate is not None else 0,
        "known": rate is not None and rate.percent is not None,
        "text": said,
        "spoken": wording.text(N_("{place}: {value}"), place=label, value=said),
    }


def _say(wording: Wording, rate: Rate | None) -> str:
    if rate is None:
        return wording.text(N_("no project"))
    return wording.counts(rate) if rate.is_of_few and rate.value is not None else wording.rate(rate)


def _frame(rows: list[Spec], *, title: str, is_open: bool) -> Spec:
    """What the bars say stands in a column of its own at the edge, for which the fit leaves room."""
    labels = [row["group"] for row in rows]
    y = {"field": "group", "type": "nominal", "sort": labels, "axis": {"title": None, "labelLimit": WIDEST}}
    spoken = {"description": {"field": "spoken"}}
    bar: Spec = {"type": "bar", "height": 16, "stroke": PROMOTED, "strokeWidth": 1.5}
    bar |= {"fill": "#ffffff", "strokeDash": [4, 3]} if is_open else {"fill": PROMOTED}
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": "container",
        "height": 28 * len(rows),
        "padding": {"left": 4, "top": 4, "right": 8, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": rows},
        "encoding": {"y": y, "x": percent_axis("percent")},
        "layer": [
            {"transform": [{"filter": "datum.known"}], "mark": bar, "encoding": spoken},
            {
                "mark": {"type": "text", "align": "left", "dx": 8, "color": MUTED, "aria": False},
                "encoding": {"x": {"value": "width"}, "text": {"field": "text"}},
            },
        ],
        "config": base_config(),
    }
