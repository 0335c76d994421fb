"""One period at a look: rates of groups side by side, and how far its projects came."""

from collections.abc import Sequence

from tracker.charts.style import (
    AGREED,
    IMPLEMENTED,
    NARROW,
    PROMOTED,
    SCHEMA,
    Chart,
    Spec,
    base_config,
    foot_of,
    style_of,
    text_width,
)
from tracker.domain.rates import RateName
from tracker.domain.trends import Figures
from tracker.wording import Wording
from tracker.wording.marks import N_


def group_chart(
    wording: Wording,
    rows: Sequence[tuple[str, Figures]],
    names: Sequence[RateName],
    *,
    title: str,
    source: str = "",
    width: int | str = "container",
) -> Chart:
    """One period's rates side by side for named groups (areas, parties ...), as bars. One row per group."""
    figures = [figures for _, figures in rows]
    values = [
        {"group": label, "rate": str(name), "percent": float(rate.percent), "text": wording.rate(rate)}
        for label, row in rows
        for name in names
        if (rate := row.rates[name]) is not None and rate.percent is not None
    ]
    foot = foot_of(wording, figures, source)
    subtitle = wording.listing([wording.term(name) for name in names])
    spec = _bars(values, names, groups=[label for label, _ in rows], title=title, width=width) if values else None
    return Chart(title, subtitle, foot, spec)


def flow_chart(
    wording: Wording, figures: Figures, *, title: str, source: str = "", width: int | str = "container"
) -> Chart:
    """How many projects were agreed, promoted, implemented; each bar lies within the one above."""
    stages = [(wording.text(N_("agreed")), figures.tally.agreed, AGREED)]
    if figures.has_stages:
        stages += [
            (wording.text(N_("promoted")), figures.tally.promoted, PROMOTED),
            (wording.text(N_("implemented")), figures.tally.implemented, IMPLEMENTED),
        ]
    values: list[Spec] = [
        {"stage": word, "count": count, "text": wording.number(count), "colour": colour}
        for word, count, colour in stages
    ]
    subtitle = wording.text(N_("Number of projects on the agreed list"))
    spec = _flow(values, title=title, width=width) if figures.tally.agreed else None
    return Chart(title, subtitle, foot_of(wording, [figures], source), spec)


def _flow(values: list[Spec], *, title: str, width: int | str) -> Spec:
    """The first value is the longest bar; beside it is room for its label."""
    words = [value["stage"] for value in values]
    y = {"field": "stage", "type": "nominal", "sort": words, "axis": {"title": None}}
    scale = {"domain": [0, values[0]["count"] * 1.15]}
    colours = {"domain": words, "range": [value["colour"] for value in values]}
    colour = {"field": "stage", "type": "nominal", "scale": colours, "legend": None}
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": width,
        "height": {"step": 26},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "encoding": {"y": y, "x": {"field": "count", "type": "quantitative", "axis": None, "scale": scale}},
        "layer": [
            {"mark": {"type": "bar", "height": 18}, "encoding": {"color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": {"text": {"field": "text"}}},
        ],
        "config": base_config(),
    }


def _end_room(values: list[Spec]) -> int:
    """Pixels beside the plot for the labels at the bars' ends, on a phone too."""
    return max([8, *(round(_room(value)) for value in values)])


def _room(value: Spec) -> float:
    return text_width(value["text"]) - (100 - float(value["percent"])) / 100 * NARROW


def _bars(values: list[Spec], names: Sequence[RateName], *, groups: list[str], title: str, width: int | str) -> Spec:
    y = {"field": "group", "type": "nominal", "sort": groups, "axis": {"title": None, "labelLimit": 180}}
    offset = {"field": "rate", "type": "nominal", "sort": [str(name) for name in names]}
    x = {
        "field": "percent",
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "axis": {"values": [0, 25, 50, 75, 100], "labelExpr": "datum.value + '%'", "title": None},
    }
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": width,
        "height": {"step": 17, "for": "offset"},
        "padding": {"left": 4, "top": 4, "right": _end_room(values), "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "encoding": {"y": y, "yOffset": offset, "x": x},
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"color": style_of(names, 0)}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
                "encoding": {"text": {"field": "text"}},
            },
        ],
        "config": base_config(),
    }
