"""Words stand beside each other as the language of the page separates them."""

import re

from flask.testing import FlaskClient


def test_a_chinese_page_joins_words_by_its_own_comma(client: FlaskClient) -> None:
    page = client.get("/bodies/haerang-conference?lang=zh", follow_redirects=True).text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "及其他9方、观察员3方" in text
    english = re.sub(r"<[^>]+>", "", client.get("/bodies/haerang-conference?lang=en", follow_redirects=True).text)
    assert "9 partners, 3 observers" in english
