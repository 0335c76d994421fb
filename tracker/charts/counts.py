"""Counts of groups side by side."""

from collections.abc import Sequence

from tracker.charts.style import INK, MUTED, PROMOTED, RULE, SCHEMA, Chart, Spec, base_config, text_width
from tracker.wording import Wording
from tracker.wording.marks import N_

#: Pixels that a group's name takes at the most, and pixels of its bar's row.
NAME_WIDTH, STEP = 150, 28


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
    names = [value["group"] for value in values]
    axis = {"title": None, "labelLimit": NAME_WIDTH, "labelColor": INK}
    most = max(value["whole"] for value in values)
    bar = {"type": "bar", "height": STEP - 12}
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": width,
        "height": {"step": STEP},
        "padding": {"left": 4, "top": 4, "right": max(text_width(one["text"]) for one in values), "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "group", "type": "nominal", "sort": names, "axis": axis},
            "x": {"type": "quantitative", "axis": None, "scale": {"domain": [0, most]}},
        },
        "layer": [
            {"mark": bar | {"color": RULE}, "encoding": {"x": {"field": "whole", "type": "quantitative"}}},
            {"mark": bar | {"color": PROMOTED}, "encoding": {"x": {"field": "count", "type": "quantitative"}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": MUTED},
                "encoding": {"x": {"field": "whole", "type": "quantitative"}, "text": {"field": "text"}},
            },
        ],
        "config": base_config(),
    }
