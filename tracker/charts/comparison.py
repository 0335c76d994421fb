"""One rate of several bodies over their periods, as lines with their names at their ends."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracker.charts.end_labels import LINE, centre_rows, fill_rows, place_labels, wrap_label
from tracker.charts.style import IMPLEMENTED, INK, MUTED, PROMOTED, SCHEMA, Chart, Spec, base_config, percent_axis
from tracker.domain.comparing import Axis, find_latest, has_value
from tracker.domain.rates import RateName
from tracker.domain.trends import Figures
from tracker.wording import Wording
from tracker.wording.marks import N_

#: Each line's colour and point; the second four are thinner. Its name at its end says which it is.
COLOURS = (PROMOTED, IMPLEMENTED, INK, MUTED) * 2
SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "triangle-right", "triangle-left")
WIDTH: Spec = {"condition": {"test": "datum.series > 3", "value": 1.25}, "value": 2.25}

#: Pixels of a picture with few lines, and between two labels.
HEIGHT, GAP = 280, 8
#: Milliseconds of a day, as pictures count time; up to how many of them the calendar's axis says months.
A_DAY = 86_400_000
MONTHS_UP_TO = 2 * 365 * A_DAY


@dataclass(frozen=True, slots=True)
class Series:
    """One body: what it is called, whether its data are made up, its periods ascending, the numbers of those that break
    its series."""

    label: str
    figures: Sequence[Figures]
    breaks: Collection[int] = ()
    is_illustrative: bool = False


def comparison_chart(
    wording: Wording, series: Sequence[Series], name: RateName, *, axis: Axis, title: str, foot: str = ""
) -> Chart:
    """At most `MOST_BODIES` lines. Open periods are dashed and hollow; a line is interrupted by a period without a
    value. By the calendar a rate is drawn on the day on which it was measured, with the time that it counts before it.
    Without any value there is no picture."""
    subtitle = wording.text(
        N_("{rate}, per cent, by number of the period")
        if axis is Axis.NUMBER
        else N_("{rate}, per cent, from each conference to the day of measuring"),
        rate=wording.term(name),
    )
    drawn = [(index, one) for index, one in enumerate(series) if find_latest(one.figures, name) is not None]
    points = [point for index, one in drawn for point in _points(wording, index, one, name)]
    if not points:
        return Chart(title, subtitle, foot, None)
    labels = [_label(wording, index, one, name) for index, one in drawn]
    height = max(HEIGHT, sum(len(label["lines"]) * LINE + GAP for label in labels))
    placed = place_labels(labels, height=height, gap=GAP)
    layers = [
        *([_span_layer(points)] if axis is Axis.CALENDAR else []),
        *_segment_layers(points),
        _leader_layer(placed),
        _break_layer(points),
        _point_layer(points),
        _label_layer(placed),
    ]
    spec = _frame(title, height=height)
    x = _number_axis(series) if axis is Axis.NUMBER else _calendar_axis(points)
    field = "number" if axis is Axis.NUMBER else "day"
    layers = [_with_x(layer, field, x) for layer in layers if layer["data"]["values"]]
    return Chart(title, subtitle, foot, spec | {"layer": layers})


def _points(wording: Wording, index: int, series: Series, name: RateName) -> Iterator[Spec]:
    """The periods with a value; `follows`: whether the one before has one too."""
    follows = False
    for row in series.figures:
        rate = row.rates[name]
        if not has_value(row, name) or rate is None:
            follows = False
            continue
        place = wording.text(N_("{body}, period {number}"), body=series.label, number=row.period.number)
        yield {
            "series": str(index),
            "number": row.period.number,
            "day": _instant(row.measured_on),
            "from": _instant(row.period.conference_on),
            "percent": float(rate.percent or 0),
            "open": not row.is_closed,
            "break": row.period.number in series.breaks,
            "follows": follows,
            "full": wording.text(N_("{place}: {value}"), place=place, value=wording.rate(rate)),
        }
        follows = True


def _label(wording: Wording, index: int, series: Series, name: RateName) -> Spec:
    """What stands at a line's end: the body, its latest value (of few projects the counts), whether it is made up."""
    last = find_latest(series.figures, name)
    assert last is not None
    rate = last.rates[name]
    assert rate is not None
    value = wording.counts(rate) if rate.is_of_few else wording.percent(rate)
    ends = [value, *([wording.text(N_("illustrative"))] if series.is_illustrative else [])]
    return {
        "series": str(index),
        "number": last.period.number,
        "day": _instant(last.measured_on),
        "percent": float(rate.percent or 0),
        "lines": [*wrap_label(series.label), *fill_rows(ends, wording.join)],
    }


def _frame(title: str, *, height: int) -> Spec:
    """Room for the names at the edge is made by the fit itself."""
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": "container",
        "height": height,
        "padding": {"left": 4, "top": 12, "right": 4, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": base_config(),
    }


def _number_axis(series: Sequence[Series]) -> Spec:
    """All numbers that any body has, so that a period keeps its place also where it has no value."""
    numbers = [row.period.number for one in series for row in one.figures]
    return {
        "type": "ordinal",
        "scale": {"type": "point", "padding": 0.35, "domain": list(range(min(numbers), max(numbers) + 1))},
        "axis": {"labelAngle": 0, "title": None, "labelOverlap": True},
    }


def _calendar_axis(points: Sequence[Spec]) -> Spec:
    first, last = min(point["from"] for point in points), max(point["day"] for point in points)
    shows_months = last - first <= MONTHS_UP_TO
    ticks = {"format": "%Y-%m", "tickCount": 4} if shows_months else {"format": "%Y", "tickCount": "year"}
    return {
        "type": "temporal",
        "scale": {"type": "utc", "padding": 14},
        "axis": {"title": None, "labelOverlap": True, "ticks": True, **ticks},
    }


def _instant(day: date) -> int:
    return (day - date(1970, 1, 1)).days * A_DAY


def _with_x(layer: Spec, field: str, x: Spec) -> Spec:
    """The layer along an axis: `x` stands for the place itself, `x2` for that of the other end."""
    encoding = dict(layer["encoding"])
    if "x" not in encoding:
        encoding["x"] = {"field": field, **x}
    elif "field" in encoding["x"]:
        encoding["x"] = {**encoding["x"], **x}
    if encoding.get("x2") == {}:
        encoding["x2"] = {"field": f"{field}2"}
    return {**layer, "encoding": encoding}


def _style(values: Sequence[str]) -> Spec:
    domain = [str(index) for index in range(len(values))]
    return {"field": "series", "type": "nominal", "scale": {"domain": domain, "range": list(values)}, "legend": None}


def _stroke() -> Spec:
    return {"color": _style(COLOURS), "strokeWidth": WIDTH}


def _span_layer(points: list[Spec]) -> Spec:
    """The days that each rate counts: from the conference on."""
    return {
        "data": {"values": points},
        "mark": {"type": "rule", "opacity": 0.45, "aria": False},
        "encoding": {
            "x": {"field": "from"},
            "x2": {"field": "day"},
            "y": percent_axis("percent"),
            "color": _style(COLOURS),
        },
    }


def _segment_layers(points: list[Spec]) -> list[Spec]:
    """From each point to the next of its line, dashed where that one is open."""
    stretches = [
        before | {"number2": point["number"], "day2": point["day"], "percent2": point["percent"], "open": point["open"]}
        for before, point in pairwise(points)
        if point["follows"]
    ]
    return [
        {
            "data": {"values": [one for one in stretches if one["open"] is is_open]},
            "mark": {"type": "rule", "aria": False, **({"strokeDash": [5, 4]} if is_open else {})},
            "encoding": {"x2": {}, "y": percent_axis("percent"), "y2": {"field": "percent2"}, **_stroke()},
        }
        for is_open in (False, True)
    ]


def _leader_layer(labels: list[Spec]) -> Spec:
    """From a line's last point to its name at the edge."""
    return {
        "data": {"values": labels},
        "mark": {"type": "rule", "strokeDash": [1, 3], "strokeWidth": 1, "aria": False},
        "encoding": {
            "x2": {"value": "width"},
            "y": percent_axis("percent"),
            "y2": {"field": "label"},
            "color": _style(COLOURS),
        },
    }


def _break_layer(points: list[Spec]) -> Spec:
    """A short upright stroke before the point of a period that stands on other ground."""
    return {
        "data": {"values": [point for point in points if point["break"]]},
        "mark": {
            "type": "text",
            "text": "|",
            "dx": -11,
            "fontSize": 20,
            "fontWeight": 600,
            "color": MUTED,
            "aria": False,
        },
        "encoding": {"y": percent_axis("percent")},
    }


def _point_layer(points: list[Spec]) -> Spec:
    hollow = {"condition": {"test": "datum.open", "value": "#ffffff"}, **_style(COLOURS)}
    return {
        "data": {"values": points},
        "mark": {"type": "point", "size": 60, "strokeWidth": 2, "opacity": 1},
        "encoding": {
            "y": percent_axis("percent"),
            "color": _style(COLOURS),
            "shape": _style(SHAPES),
            "fill": hollow,
            "tooltip": {"field": "full"},
            "description": {"field": "full"},
        },
    }


def _label_layer(labels: list[Spec]) -> Spec:
    values = [one | {"text": "\n".join(one["lines"])} for one in labels]
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "lineBreak": "\n", "aria": False}
    return {
        "data": {"values": values},
        "mark": {**mark, **centre_rows("datum.lines"), "fontWeight": 600},
        "encoding": {
            "x": {"value": "width"},
            "y": percent_axis("label"),
            "text": {"field": "text"},
            "color": _style(COLOURS),
        },
    }
