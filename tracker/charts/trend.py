"""Rates over the periods, as lines with their names at their ends."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tracker.charts.style import (
    MUTED,
    NARROW,
    SCHEMA,
    Chart,
    Spec,
    base_config,
    foot_of,
    percent_axis,
    style_of,
    text_width,
)
from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import Figures
from tracker.wording import Wording
from tracker.wording.marks import N_

#: Below this many projects a label shows the counts: a rate of so few says little by itself.
FEW = 20
#: Up to this many periods each point is labelled; beyond it only the last.
LABELLED_PERIODS = 6
#: Percentage points between two labels at a line's end, at a height of 240 pixels.
LABEL_GAP = 9.0


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
    points = _dodge(_points(wording, figures, names), height)
    foot = foot_of(wording, figures, source)
    subtitle = wording.text(N_("Per cent of the projects counted, by period"))
    heading = title if title is not None else find_title(wording, figures, names[0])
    if not points:
        return Chart(heading, subtitle, foot, None)
    layers = [_line_layer(points, names), _dashed_layer(points, names), _point_layer(names), *_label_layers(names)]
    rules, unknown = _find_breaks(figures, breaks or {}), _find_unknown(wording, figures, names)
    if rules:
        layers.insert(0, _rule_layer(rules))
    if unknown:
        layers.append(_unknown_layer(unknown))
    axis = [_axis_label(row) for row in figures]
    spec = _frame(axis, heading, width=width, height=height, end_room=_end_room(points, axis))
    return Chart(heading, subtitle, foot, spec | {"data": {"values": points}, "layer": layers})


def _frame(axis: list[str], heading: str, *, width: int | str, height: int, end_room: int) -> Spec:
    """The specification without its values and layers."""
    x = {
        "field": "period",
        "type": "ordinal",
        "scale": {"type": "band", "domain": axis},
        "axis": {"labelExpr": "split(datum.label, '|')", "labelAngle": 0, "title": None},
    }
    return {
        "$schema": SCHEMA,
        "description": heading,
        "width": width,
        "height": height,
        "padding": {"left": 4, "top": 12, "right": end_room, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": {"x": x},
        "config": base_config(),
    }


def _find_breaks(figures: Sequence[Figures], breaks: Mapping[int, str]) -> list[Spec]:
    """The periods whose break has a reason."""
    reasons = ((row, breaks.get(row.period.number)) for row in figures)
    return [{"period": _axis_label(row), "reason": _wrap(reason)} for row, reason in reasons if reason]


def _find_unknown(wording: Wording, figures: Sequence[Figures], names: Sequence[RateName]) -> list[Spec]:
    """The periods with a rate whose part nobody published."""
    word = wording.text(N_("not published"))
    return [
        {"period": _axis_label(row), "word": word}
        for row in figures
        if any(rate is not None and rate.part is None for rate in (row.rates[name] for name in names))
    ]


def find_title(wording: Wording, figures: Sequence[Figures], name: RateName) -> str:
    """The finding of a rate at the latest period where it has a value; else at the last period."""
    for row in reversed(figures):
        rate = row.rates[name]
        if rate is not None and rate.value is not None:
            return wording.finding(row, name)
    return wording.finding(figures[-1], name) if figures else wording.text(N_("No period has figures yet."))


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
        "open": not row.is_closed,
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
    """Pixels beside the plot for the labels at the lines' ends, on a phone too."""

    def room(point: Spec) -> float:
        width = text_width(point["end"]) + 14
        inside = (len(axis) - axis.index(point["period"]) - 0.5) * NARROW / len(axis)
        return width - inside

    return max([8, *(round(room(point)) for point in points if point["end"])])


def _line_layer(points: list[Spec], names: Sequence[RateName]) -> Spec:
    return {
        "data": {"values": [point for point in points if not point["open"]]},
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {"y": percent_axis("percent"), "color": style_of(names, 0)},
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
        "encoding": {"y": percent_axis("percent"), "color": style_of(names, 0)},
    }


def _point_layer(names: Sequence[RateName]) -> Spec:
    hollow = {"condition": {"test": "datum.open", "value": "#ffffff"}, **style_of(names, 0)}
    return {
        "mark": {"type": "point", "size": 64, "strokeWidth": 2, "opacity": 1},
        "encoding": {
            "y": percent_axis("percent"),
            "color": style_of(names, 0),
            "shape": style_of(names, 1),
            "fill": hollow,
            "tooltip": {"field": "full"},
        },
    }


def _label_layers(names: Sequence[RateName]) -> list[Spec]:
    """The highest rate of a period is labelled above its point, the others below; the last of each beside it."""
    shared = {"y": percent_axis("percent"), "text": {"field": "text"}, "color": style_of(names, 0)}
    end = {"y": percent_axis("label"), "text": {"field": "end"}, "color": style_of(names, 0)}
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
    mark = {"type": "text", "y": "height", "dy": -24, "fontSize": 11, "color": MUTED}
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


def _axis_label(row: Figures) -> str:
    return f"{row.period.number}|{row.period.conference_on.year}"


def _wrap(reason: str, width: int = 28) -> str:
    return reason if len(reason) <= width else reason[: width - 1].rstrip() + "…"
