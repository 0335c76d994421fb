"""One chart as a picture that stands by itself: what it is of, its finding, what it shows, the chart, and where it is
from. Drawn in the child only; reaches no network, reads no file."""

import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any
from unicodedata import east_asian_width

import vl_convert

from reports.chart_picture import ChartPicture
from reports.fonts import families_for, find_extra_families
from reports.pictures import draw_charts
from tracker.charts import Chart
from tracker.charts.style import INK, MUTED

#: Pixels of the chart, around it, and of a PNG for each of an SVG.
WIDTH, MARGIN, SCALE = 720, 28, 2

#: What is set how: size, weight, colour, the height of a line.
LOOKS = {
    "over": (13, 400, MUTED, 20),
    "title": (20, 600, INK, 28),
    "subtitle": (14, 400, MUTED, 22),
    "foot": (12, 400, MUTED, 18),
}
#: About how wide a letter is, in parts of its size: one of a script that is set in squares, and any other.
WIDE, OTHER = 1.0, 0.54

#: What never begins a line.
HANGING = "、。，．；：！？）」』】》’”,.;:!?)"

SIZE = re.compile(r'<svg\b[^>]*\bwidth="([\d.]+)"[^>]*\bheight="([\d.]+)"')


def render_picture(picture: ChartPicture) -> bytes:
    """An SVG in UTF-8, or a PNG of twice its pixels, on white. Refused: a character that no font draws."""
    spec = json.loads(picture.spec)
    words = (picture.over, picture.title, picture.subtitle, *picture.foot, json.dumps(spec, ensure_ascii=False))
    extra = find_extra_families(words)
    svg = _lay_out(picture, _draw(picture, spec, extra), (*families_for(picture.language), *extra))
    return vl_convert.svg_to_png(svg, scale=SCALE) if picture.is_png else svg.encode()


def _draw(picture: ChartPicture, spec: dict[str, Any], extra: Sequence[str]) -> str:
    fixed = spec | {"width": WIDTH} if spec.get("width") == "container" else spec
    drawn = draw_charts({"chart": Chart(picture.title, "", "", fixed)}, picture.language, extra)
    return str(drawn["chart"])


def _lay_out(picture: ChartPicture, chart: str, families: Sequence[str]) -> str:
    """The whole picture: words above the chart, the chart, words beneath it."""
    size = SIZE.match(chart)
    assert size is not None, "the engine says how large its picture is"
    wide, high = (float(one) for one in size.groups())
    room, lines, at = max(wide, WIDTH), [], float(MARGIN)
    for look, text in (("over", picture.over), ("title", picture.title), ("subtitle", picture.subtitle)):
        more, at = _set(text, look, room, at)
        lines += more
    place, at = at + 8, at + 8 + high + 6
    for text in picture.foot:
        more, at = _set(text, "foot", room, at)
        lines += more
    width, height = round(room + 2 * MARGIN), round(at + MARGIN - 6)
    font = escape(", ".join(f"'{family}'" for family in families) + ", sans-serif")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}"'
        f' height="{height}" viewBox="0 0 {width} {height}" xml:lang="{escape(picture.language)}">'
        f'<title>{escape(picture.title)}</title><rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<g font-family="{font}">{"".join(lines)}</g>'
        f'<g transform="translate({MARGIN},{place:g})">{chart}</g></svg>'
    )


def _set(text: str, look: str, room: float, top: float) -> tuple[list[str], float]:
    """A text as lines, and where the next may begin; nothing of an empty one."""
    size, weight, colour, step = LOOKS[look]
    found = []
    for line in wrap(text, room / size) if text else ():
        top += step
        found.append(
            f'<text x="{MARGIN}" y="{top - step * 0.28:g}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
            f"{escape(line)}</text>"
        )
    return found, top


def wrap(text: str, room: float) -> list[str]:
    """Lines about as wide as `room`, in parts of the letters' size: parted at blanks, or within a word that is wider,
    as scripts without blanks are."""
    lines = [""]
    for word in re.findall(r"\S+\s*", text):
        if _measure((lines[-1] + word).rstrip()) <= room:
            lines[-1] += word
            continue
        if lines[-1].strip():
            lines.append("")
        for letter in word:
            if _measure(lines[-1] + letter) > room and letter not in HANGING:
                lines.append("")
            lines[-1] += letter
    return [line.strip() for line in lines if line.strip()]


def _measure(text: str) -> float:
    return sum(WIDE if east_asian_width(letter) in "WF" else OTHER for letter in text)
