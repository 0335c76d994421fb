"""How far the projects of each period came: one bar for each agreed list, cut by where its projects ended."""

from collections.abc import Sequence

from tracker.charts.style import (
    AGREED,
    IMPLEMENTED,
    MUTED,
    NARROW,
    PROMOTED,
    SCHEMA,
    Chart,
    Spec,
    base_config,
    text_width,
)
from tracker.domain.flows import Flow
from tracker.domain.stages import Stage
from tracker.wording import Wording
from tracker.wording.marks import N_

WHITE = "#ffffff"
#: Pixels from one bar to the next.
STEP = 34

#: A part of a bar: whether its projects stopped there by a word (suspended, withdrawn), and what it is called.
PARTS: tuple[tuple[Stage, bool, str, str], ...] = (
    (Stage.IMPLEMENTED, False, N_("implemented"), IMPLEMENTED),
    (Stage.PROMOTED, False, N_("promoted, not implemented"), PROMOTED),
    (Stage.PROMOTED, True, N_("promoted, stopped"), PROMOTED),
    (Stage.AGREED, False, N_("not promoted"), AGREED),
    (Stage.AGREED, True, N_("not promoted, stopped"), AGREED),
)

#: A period's number, the size of its list, and its flow; None where it is not published.
Row = tuple[int, int, Flow | None]


def flows_chart(
    wording: Wording, rows: Sequence[Row], *, title: str, source: str = "", width: int | str = "container"
) -> Chart:
    """A bar for each period, ascending, as long as its list; solid where nothing is said against its projects, hollow
    where they are suspended or withdrawn. Nothing is drawn where no list has a project."""
    subtitle = wording.text(
        N_("Projects on the agreed list by how far they came; hollow: stopped, suspended or withdrawn")
    )
    longest = max((agreed for _, agreed, _ in rows), default=0)
    if not longest:
        return Chart(title, subtitle, source, None)
    parts = [part for number, _, flow in rows if flow for part in _make_parts(wording, number, flow, longest)]
    unknown = [_make_unknown(wording, number, agreed) for number, agreed, flow in rows if flow is None and agreed]
    room = max([8, *(text_width(one["text"]) + 12 - NARROW for one in unknown)])
    spec = _frame(title, [_name(wording, number) for number, _, _ in rows], room, width)
    words = [wording.text(word) for _, _, word, _ in PARTS]
    return Chart(
        title,
        subtitle,
        source,
        spec | {"layer": [*_draw_parts(parts, words, longest), *_draw_unknown(unknown, longest)]},
    )


def _frame(title: str, names: list[str], room: int, width: int | str) -> Spec:
    """The specification without its layers."""
    axis = {"title": None, "labelLimit": 120}
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": width,
        "height": STEP * len(names),
        "padding": {"left": 4, "top": 4, "right": room, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": {"y": {"field": "period", "type": "nominal", "sort": names, "axis": axis}},
        "config": base_config(),
    }


def _make_parts(wording: Wording, number: int, flow: Flow, longest: int) -> list[Spec]:
    """The parts of a bar that have any project, from left to right. A number stands in a part where there is room."""
    drawn: list[Spec] = []
    begins = 0
    for stage, is_stopped, word, colour in PARTS:
        plain = flow.said(stage, None)
        count = flow.stopped(stage) - plain if is_stopped else plain
        if count:
            text, name = wording.number(count), wording.text(word)
            place = {"from": begins, "middle": begins + count / 2, "to": begins + count}
            look = {"text": text if count / longest * NARROW >= text_width(text) + 4 else "", "colour": colour}
            about = {"period": _name(wording, number), "part": name, "full": f"{name}: {text}", "hollow": is_stopped}
            drawn.append(about | place | look)
            begins += count
    return drawn


def _make_unknown(wording: Wording, number: int, agreed: int) -> Spec:
    text = wording.text(N_("{count}, stages not published"), count=wording.number(agreed))
    return {"period": _name(wording, number), "from": agreed, "text": text}


def _axis(field: str, longest: int) -> Spec:
    return {"field": field, "type": "quantitative", "scale": {"domain": [0, longest], "nice": False}, "axis": None}


def _draw_parts(parts: list[Spec], words: list[str], longest: int) -> list[Spec]:
    """The parts with the legend of those that any bar has, in the order of `words`."""
    kinds = {part["part"]: part for part in parts}
    used = [word for word in words if word in kinds]
    fills = [WHITE if kinds[word]["hollow"] else kinds[word]["colour"] for word in used]
    strokes = [kinds[word]["colour"] for word in used]
    legend = {
        "orient": "bottom",
        "direction": "vertical",
        "title": None,
        "labelLimit": 0,
        "symbolType": "square",
        "labelFontSize": 12,
        "symbolSize": 140,
        "labelColor": MUTED,
    }
    fill = {"field": "part", "type": "nominal", "scale": {"domain": used, "range": fills}, "legend": legend}
    stroke = {"field": "part", "type": "nominal", "scale": {"domain": used, "range": strokes}, "legend": legend}
    ink = {"condition": {"test": "datum.hollow", "value": "#1f2933"}, "value": WHITE}
    bars = {
        "mark": {"type": "bar", "height": 24, "strokeWidth": 1.5},
        "encoding": {
            "x": _axis("from", longest), "x2": {"field": "to"}, "fill": fill, "stroke": stroke,
            "tooltip": {"field": "full"},
        },
    }  # fmt: skip
    numbers = {
        "mark": {"type": "text", "fontWeight": 600},
        "encoding": {"x": _axis("middle", longest), "text": {"field": "text"}, "fill": ink},
    }
    return [layer | {"data": {"values": parts}} for layer in (bars, numbers)] if parts else []


def _draw_unknown(unknown: list[Spec], longest: int) -> list[Spec]:
    """The size of a list of which no more is known, as an outline with its words in it."""
    bar = {"type": "bar", "height": 24, "filled": False, "stroke": MUTED, "strokeDash": [3, 3]}
    text = {"type": "text", "align": "left", "dx": 6, "color": MUTED}
    x, zero = _axis("from", longest), {"datum": 0}
    layers: list[Spec] = [
        {"mark": bar, "encoding": {"x": x, "x2": zero}},
        {"mark": text, "encoding": {"x": zero, "text": {"field": "text"}}},
    ]
    return [layer | {"data": {"values": unknown}} for layer in layers] if unknown else []


def _name(wording: Wording, number: int) -> str:
    return wording.text(N_("Period {number}"), number=number)
