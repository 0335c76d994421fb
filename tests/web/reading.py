"""Reading a page as its reader does: its text, its links, its tables' rows."""

import re
from html import unescape

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse


def get_page(client: FlaskClient, address: str, status: int = 200, lang: str = "en") -> html.HtmlElement:
    """The page's elements; asserts the status."""
    answer = client.get(address, headers={"Accept-Language": lang})
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return html.document_fromstring(answer.get_data(as_text=True))


def text_of(element: html.HtmlElement) -> str:
    """What is read: without scripts, marks for screen readers only and what says where lines end, blanks as one."""
    hidden = ".//script | .//*[contains(concat(' ', @class, ' '), ' unseen ')] | .//*[@aria-hidden='true' and not(@class='said')]"
    copy = html.fromstring(html.tostring(element, encoding="unicode"))
    for one in copy.xpath(hidden):
        one.drop_tree()
    return re.sub(r"\s+", " ", re.sub("[\u2060\u200b]", "", unescape(copy.text_content()))).strip()


def links_of(page: html.HtmlElement) -> list[str]:
    return [str(link) for link in page.xpath("//main//a/@href")]


def refs_on(client: FlaskClient, address: str) -> list[str]:
    """The refs of the projects on every page of a list."""
    page = get_page(client, address)
    found = [text_of(cell) for cell in page.xpath("//table[contains(@class, 'projects')]//tbody//td[1]")]
    following = page.xpath("//nav[contains(@class, 'pages')]//a[@rel='next']/@href")
    return found + (refs_on(client, following[0]) if following else [])


def find_sides(client: FlaskClient, address: str) -> list[str]:
    """The lists that the page of a figure leads to: the projects counted, those not counted, and both."""
    assert "/figures/" in address, address
    sides = get_page(client, address).xpath("//main//ul[@class='sides']//a/@href")
    assert len(sides) == 3, address
    return [str(side) for side in sides]


def count_sides(client: FlaskClient, address: str) -> tuple[int, int, int]:
    """How many projects stand in each of them."""
    part, rest, both = (len(refs_on(client, side)) for side in find_sides(client, address))
    return part, rest, both


def get_text(answer: TestResponse) -> str:
    """What an answer says, whatever its status."""
    return answer.get_data(as_text=True)
