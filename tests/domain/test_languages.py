"""Which language a text is in that says so by nothing but its letters, and how wide it prints."""

import pytest

from tracker.domain.widths import measure_width
from tracker.wording.languages import tell_language


@pytest.mark.parametrize(
    ("text", "languages", "language"),
    [
        ("Second plenary; environment team added", ["ko", "zh", "en"], "en"),
        ("제2차 회의 (Seoul)", ["en", "ko"], "ko"),
        ("第二次会议", ["ko", "zh"], "zh"),
        ("第2回会議を開催した", ["zh", "ja"], "ja"),
        ("会議", ["ja", "ko"], "ja"),
        ("会议", ["ko"], "zh"),
        ("Hội nghị", ["ko", "vi", "en"], "vi"),
        ("Lee (2023), 서울, City Diplomacy in South Korea", ["ko", "en"], "en"),
        ("2018", ["ko"], "en"),
    ],
)
def test_the_letters_tell_the_language(text: str, languages: list[str], language: str) -> None:
    assert tell_language(text, languages) == language


@pytest.mark.parametrize(("text", "width"), [("", 0), ("budget", 6), ("예산 확정", 9), ("经费", 4), ("ガバナンス", 10)])
def test_east_asian_letters_are_twice_as_wide(text: str, width: int) -> None:
    assert measure_width(text) == width
