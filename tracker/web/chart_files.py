"""A page's charts as files: the page's own address, with the chart's name and the kind of picture."""

import json
from collections.abc import Mapping

import vl_convert
from flask import Response, request

from tracker.charts import Chart
from tracker.web.query import read_word

VEGA_LITE = "6.4"
#: Pixels of a picture without a width of its own: as wide as a page of text.
WIDTH = 720
SVG, PNG = "svg", "png"


def answer_chart(charts: Mapping[str, Chart]) -> Response | None:
    """The chart that the address asks for (`chart=rates&picture=svg`), as a file to be saved; None where it asks for
    the page. BadQuery for a chart that the page does not have."""
    name = read_word(request.args, "chart", [name for name, chart in charts.items() if chart.spec is not None])
    if name is None:
        return None
    spec = charts[name].spec or {}
    kind = read_word(request.args, "picture", (SVG, PNG)) or SVG
    text = json.dumps(spec | {"width": WIDTH if spec.get("width") == "container" else spec.get("width")})
    if kind == PNG:
        picture = vl_convert.vegalite_to_png(text, vl_version=VEGA_LITE, scale=2, allowed_base_urls=[])
        return _answer(picture, "image/png", f"{name}.png")
    svg = vl_convert.vegalite_to_svg(text, vl_version=VEGA_LITE, allowed_base_urls=[])
    return _answer(svg.encode(), "image/svg+xml", f"{name}.svg")


def _answer(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=headers)
