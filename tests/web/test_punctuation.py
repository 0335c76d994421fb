"""Words stand beside each other as the language of the page separates them."""

import re

import pytest
from flask.testing import FlaskClient

from tracker.web.speaking import keep_unbroken


def test_a_chinese_page_joins_words_by_its_own_comma(client: FlaskClient) -> None:
    page = client.get("/bodies/haerang-conference?lang=zh", follow_redirects=True).text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "及其他9方、观察员3方" in text
    english = re.sub(r"<[^>]+>", "", client.get("/bodies/haerang-conference?lang=en", follow_redirects=True).text)
    assert "9 partners, 3 observers" in english


@pytest.mark.parametrize(
    ("sentence", "lines"),
    [
        ("77.3 % (51 of 66) on 15 Apr 2027", ["77.3 %", "(51 of 66)", "on", "15 Apr 2027"]),
        ("77.3%(66건 중 51건), 2027. 4. 15. 기준", ["77.3%(66건 중 51건),", "2027. 4. 15.", "기준"]),
    ],
)
def test_no_line_ends_inside_counts_or_a_day(sentence: str, lines: list[str]) -> None:
    assert [one.replace("\u00a0", " ") for one in keep_unbroken(sentence).split(" ")] == lines


def test_where_lines_end_between_any_two_letters_counts_and_days_are_joined() -> None:
    said = keep_unbroken("第2期为77.3%（66项中51项）、2015年11月4日上升21.9个百分点")
    assert said.replace("\u2060", "|").replace("\u200b", "/") == (
        "第|2|期为77.3%/（66|项|中|51|项）、2015|年|11|月|4|日上升21.9|个|百|分|点"
    )
