"""A report as a page for browsers: what the PDF says, under a policy that lets nothing else through."""

from base64 import b64encode
from datetime import date
from hashlib import sha256

from lxml import html

from reports.renderer import Renderer
from reports.web_page import find_policy
from tests.reports.conftest import Figures


def test_it_says_what_the_pdf_says_and_needs_nothing_from_outside(figures_of: Figures, renderer: Renderer) -> None:
    page = renderer.render_web_page(figures_of("seoul-beijing", 2, date(2020, 11, 1)), "ko").content.decode()
    read = html.fromstring(page)
    words = " ".join(read.text_content().split())
    assert "77.3%" in words
    assert "66건 중 51건" in words
    assert "\u2060" not in page
    assert read.get("lang") == "ko"
    assert not read.xpath("//@style | //script | //link | //form | //@*[starts-with(name(), 'on')]")
    assert all(address.startswith(("#", "data:")) for address in read.xpath("//@href | //@src"))
    policy = find_policy(page)
    for style in read.xpath("//style"):
        assert b64encode(sha256(style.text.encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert len(read.xpath("//table")) == len(read.xpath("//div[@class='scroll'][@tabindex]"))
    assert read.xpath("//figure//*[local-name()='svg']")


def test_the_trend_says_of_each_period_all_that_holds(figures_of: Figures, renderer: Renderer) -> None:
    page = renderer.render_web_page(figures_of("haerang-conference", 2, date(2026, 11, 1)), "en").content.decode()
    cells = [
        " ".join(one.text_content().split()) for one in html.fromstring(page).xpath("//table//th[@scope='row'][b]")
    ]
    assert len(cells) == 2
    assert all(one.endswith("illustrative; provisional") for one in cells)
