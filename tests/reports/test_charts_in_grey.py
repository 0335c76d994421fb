"""The charts of a report as they are drawn: what stands for different things can be told apart without colour."""

import re
from datetime import date
from itertools import combinations

import pytest

from reports.frozen import from_text
from reports.pictures import draw_charts, find_charts
from tests.reports.conftest import Figures
from tests.reports.structure import contrast_with_white
from tracker.wording import get_wording

CASES = [("seoul-beijing", 3, date(2020, 11, 1)), ("haerang-conference", 2, date(2026, 11, 1))]

#: The least difference in lightness (CIE L*, 0 to 100) between two series: well above what paper and toner lose.
APART = 12.0

GROUPS = re.compile(r'<g class="mark-(\w+) role-(mark|axis-label)[^>]*>(.*?)</g>', re.DOTALL)
RULES = re.compile(r'<g class="mark-rule.*?</g>', re.DOTALL)
COLOURS = re.compile(r'(?:fill|stroke)="#([0-9a-f]{6})"')


def find_colours(svg: str, *, text: bool) -> set[str]:
    """Of its words, or of its bars, lines and points; white is the inside of a hollow point."""
    groups = [content for kind, _, content in GROUPS.findall(svg) if (kind == "text") is text]
    return {colour for content in groups for colour in COLOURS.findall(content)} - {"ffffff"}


def contrast(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return contrast_with_white((red, green, blue))


def lightness(colour: str) -> float:
    """As an eye sees the grey that a print without colour makes of it."""
    luminance = 1.05 / contrast(colour) - 0.05
    return float(116 * luminance ** (1 / 3) - 16)


@pytest.fixture(scope="module", params=CASES, ids=["not-published", "running"])
def drawn(request: pytest.FixtureRequest, figures_of: Figures) -> dict[str, str]:
    charts = find_charts(from_text(figures_of(*request.param)), get_wording("en"))
    return {name: str(svg) for name, svg in draw_charts(charts, "en").items()}


def test_series_differ_in_lightness_not_only_in_colour(drawn: dict[str, str]) -> None:
    series_of = {name: find_colours(RULES.sub("", svg), text=False) for name, svg in drawn.items()}
    assert any(len(series) > 1 for series in series_of.values())
    for name, series in series_of.items():
        near = [pair for pair in combinations(series, 2) if abs(lightness(pair[0]) - lightness(pair[1])) < APART]
        assert not near, name


def test_marks_and_words_stand_out_from_the_paper(drawn: dict[str, str]) -> None:
    for name, svg in drawn.items():
        assert {one for one in find_colours(svg, text=False) if contrast(one) < 3} == set(), name
        words = find_colours(svg, text=True)
        assert words, name
        assert {one for one in words if contrast(one) < 4.5} == set(), name
