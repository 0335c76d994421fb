"""Counts of groups side by side."""

from collections.abc import Sequence

from tracker.charts.style import INK, MUTED, PROMOTED, RULE, SCHEMA, Chart, Spec, base_config, text_width
from tracker.wording import Wording
from tracker.wording.marks import N_

#: Pixels of a bar, and of its row with the group's name.
BAR, STEP = 14, 44


def count_chart(
    wording: Wording,
    rows: Sequence[tuple[str, int, int]],
    *,
    title: str,
    subtitle: str,
    foot: str = "",
    width: int | str = "container",
) -> Chart:
    """Bars of how many projects of each group are counted, on a paler bar of all that it has: name, counted, all."""
    values: list[Spec] = [
        {
            "group": name,
            "count": part,
            "whole": whole,
            "text": wording.text(N_("{part} of {whole}"), part=wording.number(part), whole=wording.number(whole)),
        }
        for name, part, whole in rows
    ]
    return Chart(title, subtitle, foot, _draw(values, title, width) if values else None)


def _draw(values: list[Spec], title: str, width: int | str) -> Spec:
    """Each group's name stands above its bar, so that a long one has room on a phone too."""
    bar = {"type": "bar", "height": BAR, "yOffset": BAR / 2}
    whole, count = ({"field": name, "type": "quantitative"} for name in ("whole", "count"))
    most = max(value["whole"] for value in values)
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": width,
        "height": STEP * len(values),
        "padding": {"left": 4, "top": 4, "right": max(text_width(one["text"]) for one in values), "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "group", "type": "nominal", "sort": [value["group"] for value in values], "axis": None},
            "x": {"type": "quantitative", "axis": None, "scale": {"domain": [0, most]}},
        },
        "layer": [
            {"mark": bar | {"color": RULE}, "encoding": {"x": whole}},
            {"mark": bar | {"color": PROMOTED}, "encoding": {"x": count}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "dy": BAR / 2, "color": MUTED},
                "encoding": {"x": whole, "text": {"field": "text"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dy": -BAR, "color": INK},
                "encoding": {"x": {"datum": 0}, "text": {"field": "group"}},
            },
        ],
        "config": base_config(),
    }
