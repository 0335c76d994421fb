"""A body's figures as Vega-Lite specifications: the page embeds them, the report prints the SVG made from them.

A chart's title is its finding, its foot says the source; both are text beside the picture, not in it. The table
under it is its text alternative. Colour supports and never carries: series differ in shape and label too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from unicodedata import east_asian_width

from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import Figures
from tracker.wording import Wording
from tracker.wording.marks import N_

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

INK, MUTED, RULE = "#1f2933", "#52606d", "#d5dbe1"
AGREED, PROMOTED, IMPLEMENTED = "#7b8794", "#1d5fa8", "#0b7a6f"

#: Each rate's colour and point: two rates that meet in one chart differ in both.
STYLES: dict[RateName, tuple[str, str]] = {
    RateName.PROMOTION: (PROMOTED, "circle"),
    RateName.IMPLEMENTATION: (IMPLEMENTED, "square"),
    RateName.MUTUAL_SHARE: (MUTED, "diamond"),
    RateName.MUTUAL_PROMOTION: (PROMOTED, "circle"),
    RateName.MUTUAL_IMPLEMENTATION: (IMPLEMENTED, "square"),
    RateName.ONE_SIDED_PROMOTION: (MUTED, "diamond"),
    RateName.RETENTION: (INK, "circle"),
    RateName.RENEWAL: (MUTED, "diamond"),
    RateName.DUE_IMPLEMENTATION: (IMPLEMENTED, "triangle-up"),
}

#: Below this many projects a label shows the counts: a rate of so few says little by itself.
FEW = 20
#: Up to this many periods each point is labelled; beyond it only the last.
LABELLED_PERIODS = 6
#: Percentage points between two labels at a line's end, at a height of 240 pixels.
LABEL_GAP = 9.0
#: The plot's width on a phone, in pixels.
NARROW = 200

FONTS = "system-ui, 'Noto Sans', 'Noto Sans CJK KR', 'Noto Sans CJK SC', 'Noto Sans CJK JP', sans-serif"

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A specification with the words around it. `spec` is None where there is nothing to draw."""

    title: str
    subtitle: str
    foot: str
    spec: Spec | None


def trend_chart(
    wording: Wording,
    figures: Sequence[Figures],
    names: Sequence[RateName],
    *,
    breaks: Mapping[int, str] | None = None,
    title: str | None = None,
    source: str = "",
    width: int | str = "container",
    height: int = 240,
) -> Chart:
    """Rates over the periods, one line each. `figures`: one row per period, all of one group, ascending.

    `title`: default is the finding of the first rate at the latest period that has one. `breaks`: why the
    series breaks, by period number. Open periods are dashed and hollow.
    """
    points = _points(wording, figures, names)
    foot = _foot(wording, figures, source)
    subtitle = wording.text(N_("Per cent of the projects counted, by period"))
    heading = title if title is not None else find_title(wording, figures, names[0])
    if not points:
        return Chart(heading, subtitle, foot, None)
    axis = [_axis_label(row) for row in figures]
    rules = [
        {"period": label, "reason": _wrap(breaks[row.period.number])}
        for label, row in zip(axis, figures, strict=True)
        if breaks and breaks.get(row.period.number)
    ]
    layers = [_line_layer(points, names), _dashed_layer(points, names), _point_layer(names), *_label_layers(names)]
    unknown = [
        {"period": label, "word": wording.text(N_("not published"))}
        for label, row in zip(axis, figures, strict=True)
        if any(rate is not None and rate.part is None for rate in (row.rates[name] for name in names))
    ]
    if unknown:
        layers.append(_unknown_layer(unknown))
    spec: Spec = {
        "$schema": SCHEMA,
        "description": heading,
        "width": width,
        "height": height,
        "padding": {"left": 4, "top": 12, "right": _end_room(points, axis), "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": _dodge(points, height)},
        "encoding": {
            "x": {
                "field": "period",
                "type": "ordinal",
                "scale": {"type": "band", "domain": axis},
                "axis": {"labelExpr": "split(datum.label, '|')", "labelAngle": 0, "title": None},
            }
        },
        "layer": [_rule_layer(rules), *layers] if rules else layers,
        "config": _config(),
    }
    return Chart(heading, subtitle, foot, spec)


def find_title(wording: Wording, figures: Sequence[Figures], name: RateName) -> str:
    """The finding of a rate at the latest period where it has a value; else at the last period."""
    for row in reversed(figures):
        rate = row.rates[name]
        if rate is not None and rate.value is not None:
            return wording.finding(row, name)
    return wording.finding(figures[-1], name) if figures else wording.text(N_("No period has figures yet."))


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
    foot = _foot(wording, figures, source)
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
    values = [{"stage": word, "count": count, "text": wording.number(count)} for word, count, _ in stages]
    words = [word for word, _, _ in stages]
    spec: Spec = {
        "$schema": SCHEMA,
        "description": title,
        "width": width,
        "height": {"step": 26},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "stage", "type": "nominal", "sort": words, "axis": {"title": None}},
            "x": {
                "field": "count",
                "type": "quantitative",
                "axis": None,
                "scale": {"domain": [0, figures.tally.agreed * 1.15]},
            },
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": 18},
                "encoding": {
                    "color": {
                        "field": "stage",
                        "type": "nominal",
                        "scale": {"domain": words, "range": [colour for _, _, colour in stages]},
                        "legend": None,
                    }
                },
            },
            {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": {"text": {"field": "text"}}},
        ],
        "config": _config(),
    }
    drawn = spec if figures.tally.agreed else None
    return Chart(
        title, wording.text(N_("Number of projects on the agreed list")), _foot(wording, [figures], source), drawn
    )


def _points(wording: Wording, figures: Sequence[Figures], names: Sequence[RateName]) -> list[Spec]:
    points: list[Spec] = []
    for name in names:
        valued = [(row, rate) for row in figures if (rate := row.rates[name]) is not None and rate.percent is not None]
        points += [_point(wording, row, name, rate, last=row is valued[-1][0]) for row, rate in valued]
    tops: dict[str, float] = {}
    for point in points:
        tops[point["period"]] = max(point["percent"], tops.get(point["period"], 0.0))
    labelled = len(figures) <= LABELLED_PERIODS
    return [
        point | {"above": point["percent"] == tops[point["period"]], "text": point["text"] if labelled else ""}
        for point in points
    ]


def _point(wording: Wording, row: Figures, name: RateName, rate: Rate, *, last: bool) -> Spec:
    short = wording.counts(rate) if rate.whole < FEW else wording.percent(rate)
    end = wording.text(N_("{rate} {value}"), rate=wording.short_term(name), value=short)
    return {
        "period": _axis_label(row),
        "rate": str(name),
        "percent": float(rate.percent or 0),
        "text": "" if last else short,
        "end": end if last else "",
        "full": wording.rate(rate),
        "open": not row.period.is_closed(row.as_of),
    }


def _dodge(points: list[Spec], height: int) -> list[Spec]:
    """Places the labels at the lines' ends so that none covers another: `label` is their height in per cent."""
    gap = LABEL_GAP * 240 / height
    ends = sorted((point for point in points if point["end"]), key=lambda point: point["percent"])
    floor = 0.0
    for index, point in enumerate(ends):
        above = 100.0 - gap * (len(ends) - 1 - index)
        point["label"] = min(max(point["percent"], floor), above)
        floor = point["label"] + gap
    return points


def _end_room(points: list[Spec], axis: list[str]) -> int:
    """Pixels beside the plot for the labels at the lines' ends, on a phone too; wide characters count twice."""

    def room(point: Spec) -> float:
        width = sum(13 if east_asian_width(letter) in "WF" else 7 for letter in point["end"]) + 14
        inside = (len(axis) - axis.index(point["period"]) - 0.5) * NARROW / len(axis)
        return width - inside

    return max([8, *(round(room(point)) for point in points if point["end"])])


def _y(field: str) -> Spec:
    axis = {"values": [0, 25, 50, 75, 100], "labelExpr": "datum.value + '%'", "title": None}
    return {"field": field, "type": "quantitative", "scale": {"domain": [0, 100]}, "axis": axis}


def _style(names: Sequence[RateName], index: int) -> Spec:
    """A scale from rate to its colour (index 0) or point (index 1)."""
    scale = {"domain": [str(name) for name in names], "range": [STYLES[name][index] for name in names]}
    return {"field": "rate", "type": "nominal", "scale": scale, "legend": None}


def _line_layer(points: list[Spec], names: Sequence[RateName]) -> Spec:
    return {
        "data": {"values": [point for point in points if not point["open"]]},
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {"y": _y("percent"), "color": _style(names, 0)},
    }


def _dashed_layer(points: list[Spec], names: Sequence[RateName]) -> Spec:
    """From the point before each open one to it."""
    stretches: dict[tuple[str, str], Spec] = {}
    for before, point in pairwise(points):
        if point["open"] and before["rate"] == point["rate"]:
            stretches |= {(one["rate"], one["period"]): one for one in (before, point)}
    return {
        "data": {"values": list(stretches.values())},
        "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [5, 4]},
        "encoding": {"y": _y("percent"), "color": _style(names, 0)},
    }


def _point_layer(names: Sequence[RateName]) -> Spec:
    hollow = {"condition": {"test": "datum.open", "value": "#ffffff"}, **_style(names, 0)}
    return {
        "mark": {"type": "point", "size": 64, "strokeWidth": 2, "opacity": 1},
        "encoding": {
            "y": _y("percent"),
            "color": _style(names, 0),
            "shape": _style(names, 1),
            "fill": hollow,
            "tooltip": {"field": "full"},
        },
    }


def _label_layers(names: Sequence[RateName]) -> list[Spec]:
    """The highest rate of a period is labelled above its point, the others below; the last of each beside it."""
    shared = {"y": _y("percent"), "text": {"field": "text"}, "color": _style(names, 0)}
    end = {"y": _y("label"), "text": {"field": "end"}, "color": _style(names, 0)}
    return [
        {"transform": [{"filter": "datum.above"}], "mark": {"type": "text", "dy": -13}, "encoding": shared},
        {"transform": [{"filter": "!datum.above"}], "mark": {"type": "text", "dy": 15}, "encoding": shared},
        {
            "transform": [{"filter": "datum.end !== ''"}],
            "mark": {"type": "text", "align": "left", "dx": 10, "fontWeight": 600},
            "encoding": end,
        },
    ]


def _unknown_layer(periods: list[Spec]) -> Spec:
    """Says so where a period's stages are not published: an empty place would read as nothing done."""
    mark = {"type": "text", "y": "height", "dy": -24, "fontSize": 11, "fontStyle": "italic", "color": MUTED}
    return {"data": {"values": periods}, "mark": mark, "encoding": {"text": {"field": "word"}}}


def _rule_layer(rules: list[Spec]) -> Spec:
    x = {"field": "period", "type": "ordinal", "bandPosition": 0}
    text = {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "y": "height", "dy": -4, "color": MUTED}
    return {
        "data": {"values": rules},
        "layer": [
            {"mark": {"type": "rule", "color": MUTED, "strokeWidth": 1}, "encoding": {"x": x}},
            {"mark": {**text, "fontSize": 11}, "encoding": {"x": x, "text": {"field": "reason"}}},
        ],
    }


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
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "encoding": {"y": y, "yOffset": offset, "x": x},
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"color": _style(names, 0)}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
                "encoding": {"text": {"field": "text"}},
            },
        ],
        "config": _config(),
    }


def _axis_label(row: Figures) -> str:
    return f"{row.period.number}|{row.period.conference_on.year}"


def _wrap(reason: str, width: int = 28) -> str:
    return reason if len(reason) <= width else reason[: width - 1].rstrip() + "…"


def _foot(wording: Wording, figures: Sequence[Figures], source: str) -> str:
    if not figures:
        return source
    as_of = wording.text(N_("Status as of {day}."), day=wording.day(figures[-1].as_of))
    return f"{as_of} {source}".strip()


def _config() -> Spec:
    return {
        "font": FONTS,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 12,
            "labelColor": MUTED,
            "gridColor": RULE,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "axisX": {"grid": False},
        "text": {"fontSize": 12, "color": INK},
    }
