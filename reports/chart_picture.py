"""What of a chart is drawn as a picture that stands by itself: plain words and a specification."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChartPicture:
    """`over`: what the chart is of, above its title; `foot`: lines beneath it; `spec`: its specification as JSON. An
    SVG unless `is_png`."""

    language: str
    over: str
    title: str
    subtitle: str
    foot: tuple[str, ...]
    spec: str
    is_png: bool = False
