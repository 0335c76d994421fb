"""A page's charts as pictures: each link beneath a chart gives one that stands by itself."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import etree

from reports.drawing_charts import wrap
from reports.renderer import Renderer, RenderFailed
from tests.web.reading import get_page, text_of
from tracker.web import chart_files
from tracker.web.chart_files import WARM

PAGES = (
    "/bodies/seoul-beijing?as_of=2020-11-01",
    "/bodies/haerang-conference?as_of=2026-11-01&by=lead",
    "/compare?body=seoul-beijing&body=haerang-conference&as_of=2026-11-01",
)
RATES = "/bodies/haerang-conference?as_of=2026-11-01&chart=rates"


@pytest.fixture(scope="module", autouse=True)
def _ends_its_child() -> Iterator[None]:
    yield
    WARM.close()


def read_svg(client: FlaskClient, address: str, lang: str = "en") -> str:
    answer = client.get(address, headers={"Accept-Language": lang})
    assert answer.mimetype == "image/svg+xml"
    root = etree.fromstring(answer.data)
    return " ".join("".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize("address", PAGES)
def test_every_chart_of_a_page_can_be_taken_away(client: FlaskClient, address: str) -> None:
    page = get_page(client, address)
    charts = page.xpath("//figure[.//*[@data-chart]]")
    assert charts
    for chart in charts[:3]:
        svg, png = chart.xpath(".//p[@class='take']/a/@href")
        words = re.sub(r"\s+", "", text_of(chart.xpath("./figcaption/span")[0]))
        assert words in re.sub(r"\s+", "", read_svg(client, svg))
        picture = client.get(png)
        assert picture.data.startswith(b"\x89PNG\r\n")
        assert int.from_bytes(picture.data[16:20], "big") >= 1440


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["Haerang Conference with Chinese Local Governments", "Promotion rate of period 2", "Fictional", "1 Nov 2026"]),
        ("ko", ["해랑도", "추진율", "2026. 11. 1."]),
        ("zh", ["启动率", "2026年11月1日"]),
        ("ja", ["着手率", "2026年11月1日"]),
    ],
)  # fmt: skip
def test_a_picture_says_what_it_is_of_in_its_language(client: FlaskClient, lang: str, words: list[str]) -> None:
    text = read_svg(client, f"{RATES}&picture=svg", lang)
    assert all(word in text for word in words)
    assert "http://127.0.0.1/bodies/haerang-conference?as_of=2026-11-01" in text


def test_a_picture_is_on_white_and_names_body_chart_and_day(client: FlaskClient) -> None:
    answer = client.get(f"{RATES}&picture=svg")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="haerang-conference-rates-2026-11-01.svg"'
    first = etree.fromstring(answer.data).find("{http://www.w3.org/2000/svg}rect")
    assert first is not None
    assert first.get("fill") == "#ffffff"


def test_a_picture_says_as_known_when(client: FlaskClient) -> None:
    known = quote("2026-11-24T09:00:00Z")
    assert "As known at 24 Nov 2026 18:00" in read_svg(client, f"{RATES}&known_at={known}&picture=svg")


@pytest.mark.parametrize("query", ["chart=nothing", "chart=rates&picture=gif"])
def test_a_chart_that_is_not_there_is_refused_in_words(client: FlaskClient, query: str) -> None:
    assert "not one of the choices" in text_of(get_page(client, f"/bodies/seoul-beijing?{query}", 400))


def test_what_cannot_be_drawn_is_told_and_the_page_stays(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RenderFailed("broke down")

    monkeypatch.setattr(Renderer, "render_picture", fail)
    assert "The picture could not be made" in text_of(get_page(client, f"{RATES}&picture=png", 503))
    assert client.get(PAGES[0]).status_code == 200


def test_who_asks_while_too_many_do_is_told_to_come_again(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart_files, "TURN", 0.01)
    taken: list[Callable[[], None]] = []
    while chart_files.AT_ONCE.acquire(blocking=False):
        taken.append(chart_files.AT_ONCE.release)
    try:
        assert "Try again in a minute." in text_of(get_page(client, f"{RATES}&picture=png", 503))
    finally:
        for release in taken:
            release()


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 10, []),
        ("one two three", 5, ["one two", "three"]),
        ("推进率比上一期上升。", 9, ["推进率比上一期上升。"]),
        ("推进率比上一期上升了。", 5, ["推进率比上", "一期上升了。"]),
        ("x" * 20, 5.5, ["x" * 10, "x" * 10]),
    ],
)
def test_long_words_are_parted_where_a_line_is_full(text: str, room: float, lines: list[str]) -> None:
    assert wrap(text, room) == lines
