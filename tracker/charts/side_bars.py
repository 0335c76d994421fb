"""The groups of one body at one rate, as bars that can be held against another body's."""

from collections.abc import Sequence

from tracker.charts.end_labels import centre_rows, wrap_label
from tracker.charts.style import MUTED, PROMOTED, SCHEMA, Chart, Spec, base_config, percent_axis
from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import Figures
from tracker.wording import Wording
from tracker.wording.marks import N_

#: The height of a bar, in pixels, where all words beside it take one row, and where any take more.
ONE_ROW, MORE_ROWS = 28, 38


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
    """A bar with its words, which take two rows where one would leave the bars too little room on a phone: of few
    projects the counts alone."""
    said = _say(wording, rate)
    return {
        "group": "\n".join(wrap_label(label)),
        "percent": float(rate.percent or 0) if rate is not None else 0,
        "known": rate is not None and rate.percent is not None,
        "text": _say_in_rows(wording, rate) if rate is not None and rate.value is not None else said,
        "spoken": wording.text(N_("{place}: {value}"), place=label, value=said),
    }


def _say_in_rows(wording: Wording, rate: Rate) -> str:
    counts = wording.counts(rate)
    return counts if rate.is_of_few else f"{wording.percent(rate)}\n{counts}"


def _say(wording: Wording, rate: Rate | None) -> str:
    if rate is None:
        return wording.text(N_("no project"))
    return wording.counts(rate) if rate.is_of_few and rate.value is not None else wording.rate(rate)


def _frame(rows: list[Spec], *, title: str, is_open: bool) -> Spec:
    """Names stand before the bars, and what they say behind them at the edge; the fit leaves room for both."""
    labels = [row["group"] for row in rows]
    y = {"field": "group", "type": "nominal", "sort": labels, "axis": {"title": None, "labels": False}}
    spoken = {"description": {"field": "spoken"}}
    bar: Spec = {"type": "bar", "height": 16, "stroke": PROMOTED, "strokeWidth": 1.5}
    bar |= {"fill": "#ffffff", "strokeDash": [4, 3]} if is_open else {"fill": PROMOTED}
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": "container",
        "height": (MORE_ROWS if any("\n" in row["group"] + row["text"] for row in rows) else ONE_ROW) * len(rows),
        "padding": {"left": 4, "top": 4, "right": 8, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": rows},
        "encoding": {"y": y, "x": percent_axis("percent")},
        "layer": [
            {"transform": [{"filter": "datum.known"}], "mark": bar, "encoding": spoken},
            _words("group", {"value": 0}, {"align": "right", "dx": -6}),
            _words("text", {"value": "width"}, {"align": "left", "dx": 8}),
        ],
        "config": base_config(),
    }


def _words(field: str, x: Spec, style: Spec) -> Spec:
    """A column of words, which may take several rows."""
    rows = centre_rows(f"split(datum.{field}, '\\n')")
    mark = {"type": "text", "lineBreak": "\n", "color": MUTED, "aria": False, **rows, **style}
    return {"mark": mark, "encoding": {"x": x, "text": {"field": field}}}
