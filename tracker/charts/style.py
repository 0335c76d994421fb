"""What all charts share: colours, points, fonts, the axis of a rate, the words around a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from tracker.domain.rates import RateName
from tracker.domain.trends import Figures
from tracker.wording import Wording
from tracker.wording.marks import N_

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

INK, MUTED, RULE = "#1f2933", "#52606d", "#d5dbe1"
#: Far apart in lightness, so that a print in black and white tells them apart.
AGREED, PROMOTED, IMPLEMENTED = "#8794a1", "#123f75", "#0b7a6f"

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
    RateName.CONFIRMED_PROMOTION: (PROMOTED, "circle"),
    RateName.CONFIRMED_IMPLEMENTATION: (IMPLEMENTED, "square"),
}


FONTS = "system-ui, 'Noto Sans', 'Noto Sans CJK KR', 'Noto Sans CJK SC', 'Noto Sans CJK JP', sans-serif"

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A specification with the words around it. `spec` is None where there is nothing to draw."""

    title: str
    subtitle: str
    foot: str
    spec: Spec | None


#: The plot's width on a phone, in pixels.
NARROW = 200


def text_width(text: str) -> int:
    """About how many pixels a label takes; wide characters count twice."""
    return sum(13 if east_asian_width(letter) in "WF" else 7 for letter in text)


def percent_axis(field: str) -> Spec:
    axis = {"values": [0, 25, 50, 75, 100], "labelExpr": "datum.value + '%'", "title": None}
    return {"field": field, "type": "quantitative", "scale": {"domain": [0, 100]}, "axis": axis}


def style_of(names: Sequence[RateName], index: int) -> Spec:
    """A scale from rate to its colour (index 0) or point (index 1)."""
    scale = {"domain": [str(name) for name in names], "range": [STYLES[name][index] for name in names]}
    return {"field": "rate", "type": "nominal", "scale": scale, "legend": None}


def foot_of(wording: Wording, figures: Sequence[Figures], source: str) -> str:
    """As of when the figures are, whether they are final by the last of them, and where they are from."""
    if not figures:
        return source
    last = figures[-1]
    state = wording.term(last.flags[0])
    as_of = wording.text(N_("Status as of {day}; {state}."), day=wording.day(last.as_of), state=state)
    return f"{as_of} {source}".strip()


def base_config() -> Spec:
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
