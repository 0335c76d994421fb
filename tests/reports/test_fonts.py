"""Every character is drawn by a font with the shapes of its language, or the report is refused by name."""

import json
from datetime import date

import pytest

from reports.fonts import families_for, find_extra_families
from reports.renderer import Renderer
from tests.reports.conftest import Figures
from tracker.domain.problems import Refused
from tracker.wording import get_wording

NO_FONT_DRAWS = "\ue000"  # of the private use area


def test_each_language_has_its_own_shapes() -> None:
    assert families_for("ko")[0] == "Noto Sans CJK KR"
    assert families_for("zh")[0] == families_for("zh-Hans")[0] == "Noto Sans CJK SC"
    assert families_for("zh-Hant")[0] == "Noto Sans CJK TC"
    assert families_for("ja")[0] == "Noto Sans CJK JP"


def test_everyday_text_needs_no_other_font() -> None:
    assert find_extra_families(["Seoul 서울 首尔 首爾 ソウル ○◐●║⊘▲▼←–·\u2060\n"]) == ()


def test_a_letter_that_no_font_draws_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        find_extra_families(["fine", f"not {NO_FONT_DRAWS}"])
    problem = refused.value.problems[0]
    assert problem.code == "missing_glyph"
    assert problem.values["code_point"] == "U+E000"
    sentence = get_wording("en").problem(problem)
    assert NO_FONT_DRAWS in sentence
    assert "fonts-noto" in sentence


def test_marks_that_choose_a_shape_need_no_glyph_of_their_own() -> None:
    assert find_extra_families(["辻\U000e0100 葛\ufe00 ○\ufe0e \u00ad\u200d\u202a"]) == ()


@pytest.mark.parametrize("letter", ["\u0600", "\u0605", "\u06dd", "\u070f", "\u08e2", "\U000110bd"])
def test_format_characters_that_leave_ink_need_a_font(letter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.fonts._find_family", lambda one: f"draws {ord(one):X}")
    assert find_extra_families([letter]) == (f"draws {ord(letter):X}",)


def test_a_title_with_such_a_letter_stops_the_report(figures_of: Figures, renderer: Renderer) -> None:
    figures = json.loads(figures_of("seoul-beijing", 2, date(2020, 11, 1)))
    figures["projects"][3]["titles"]["en"] = f"Forum {NO_FONT_DRAWS}"
    with pytest.raises(Refused) as refused:
        renderer.render(json.dumps(figures), "en")
    assert refused.value.problems[0].values["code_point"] == "U+E000"
    assert renderer.render(json.dumps(figures), "ko").pages  # not shown there: the title has a Korean one
