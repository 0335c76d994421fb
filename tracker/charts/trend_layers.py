"""What a trend is drawn with: lines and points of the rates, labels, rules where the series breaks."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.charts.end_labels import centre_rows
from tracker.charts.style import MUTED, SCHEMA, Spec, base_config, percent_axis, style_of
from tracker.domain.rates import RateName


@dataclass(frozen=True, slots=True)
class Marks:
    """The rates that are drawn, over how many periods. `is_dense`: so many that points are small and have no words
    beside them. `is_fluid`: the chart is as wide as a page leaves it, which on a phone is little: what stands at a
    line's end takes short rows."""

    names: Sequence[RateName]
    periods: int
    is_dense: bool
    is_fluid: bool


def frame(axis: list[str], heading: str, *, width: int | str, height: int, end_room: int) -> Spec:
    """The specification without its values and layers. Where there is no room for every period, some are not named."""
    x = {
        "field": "period",
        "type": "ordinal",
        "scale": {"type": "band", "domain": axis},
        "axis": {
            "labelExpr": "split(datum.label, '|')",
            "labelAngle": 0,
            "labelOverlap": "greedy",
            "labelSeparation": 6,
            "title": None,
        },
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


def rate_layers(marks: Marks) -> Spec:
    """The rates' lines, points and labels, in their colours. The highest point of a period is labelled above itself,
    the others below, the last of each rate beside itself. Where the chart is too narrow for a label to stand between
    its neighbours, as counts are on a phone, it is left out."""
    fits = f"width / {marks.periods} >= datum.room"
    text = {"text": {"condition": {"test": fits, "field": "text"}, "value": ""}}
    end = {"y": percent_axis("label"), "text": {"field": "end"}}
    above = _labels("datum.text && datum.above", {"dy": -13}, text)
    below = _labels("datum.text && !datum.above", {"dy": 15}, text)
    beside = [] if marks.is_dense else [above, below]
    rows = centre_rows("datum.end") if marks.is_fluid else {}
    layers = [
        _line("!datum.open", {}),
        _line("datum.dash", {"strokeDash": [5, 4]}),
        _points(marks),
        *(_halo(labels) for labels in beside),
        *beside,
        _labels("datum.end", {"align": "left", "dx": 10, "fontWeight": 600, **rows}, end),
    ]
    return {"encoding": {"y": percent_axis("percent"), "color": style_of(marks.names, 0)}, "layer": layers}


def _line(which: str, style: Spec) -> Spec:
    mark = {"type": "line", "strokeWidth": 2, **style}
    return {"transform": [{"filter": which}], "mark": mark, "encoding": {"detail": {"field": "run", "type": "nominal"}}}


def _points(marks: Marks) -> Spec:
    hollow = {"condition": {"test": "datum.open", "value": "#ffffff"}, **style_of(marks.names, 0)}
    return {
        "mark": {"type": "point", "size": 28 if marks.is_dense else 64, "strokeWidth": 2, "opacity": 1},
        "encoding": {"shape": style_of(marks.names, 1), "fill": hollow, "tooltip": {"field": "full"}},
    }


def _labels(which: str, style: Spec, encoding: Spec) -> Spec:
    return {"transform": [{"filter": which}], "mark": {"type": "text", **style}, "encoding": encoding}


def _halo(labels: Spec) -> Spec:
    """A ground for labels where a line passes."""
    mark = labels["mark"] | {"stroke": "#ffffff", "strokeWidth": 4, "strokeJoin": "round"}
    return labels | {"mark": mark, "encoding": labels["encoding"] | {"color": {"value": "#ffffff"}}}


def unknown_layer(periods: list[Spec], marks: Marks) -> Spec:
    """Says so where a period's stages are not published: an empty place would read as nothing done."""
    upright: Spec = {"y": "height", "dy": -24}
    turned: Spec = {"y": "height", "dy": 0, "dx": 6, "angle": 270, "align": "left"}
    mark = {"type": "text", "fontSize": 11, "color": MUTED, **(turned if marks.is_dense else upright)}
    return {"data": {"values": periods}, "mark": mark, "encoding": {"text": {"field": "word"}}}


def rule_layer(rules: list[Spec]) -> Spec:
    x = {"field": "period", "type": "ordinal", "bandPosition": 0}
    text = {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "y": "height", "dy": -4, "color": MUTED}
    return {
        "data": {"values": rules},
        "layer": [
            {"mark": {"type": "rule", "color": MUTED, "strokeWidth": 1}, "encoding": {"x": x}},
            {"mark": {**text, "fontSize": 11}, "encoding": {"x": x, "text": {"field": "reason"}}},
        ],
    }
