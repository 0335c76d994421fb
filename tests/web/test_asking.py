"""What stands in the address: the as-of day and the known-at instant, the language, filters, hostile values."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.web.reading import get_page, links_of, refs_on, text_of

PAGES = [
    "/",
    "/bodies/seoul-beijing",
    "/bodies/seoul-beijing/definitions",
    "/bodies/seoul-beijing/periods/2",
    "/bodies/seoul-beijing/projects/2-ECO-01",
    "/bodies/seoul-beijing/figures/2/promotion",
    "/bodies/seoul-beijing/reports",
]
PERIOD = "/bodies/haerang-conference/periods/2"


@pytest.mark.parametrize("address", PAGES)
def test_every_link_keeps_the_day_and_the_instant(client: FlaskClient, address: str) -> None:
    page = get_page(client, f"{address}?as_of=2020-11-01&known_at=2026-11-23T18:00:01%2B09:00")
    places = "//main//a/@href | //nav[@class='trail']//a/@href | //a[@class='home']/@href"
    links = [link for link in page.xpath(places) if link.startswith("/") and ".ics?" not in link]  # always of now
    assert page.xpath("//a[@class='home']/@href")[0] in links
    for link in links:
        query = parse_qs(urlsplit(link).query)
        assert query["as_of"] == ["2020-11-01"], link
        assert query["known_at"] == ["2026-11-23T09:00:01Z"], link


def test_today_is_today_in_the_zone_of_the_body(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/seoul-beijing")
    assert page.xpath("//input[@name='as_of']/@value") == ["2026-11-23"]
    assert not any("as_of" in link for link in links_of(page))


def test_a_day_that_lies_ahead_says_what_it_is_answered_from(client: FlaskClient) -> None:
    sentence = "This day lies ahead: it is answered from what is recorded now."
    assert sentence in text_of(get_page(client, "/bodies/seoul-beijing?as_of=2026-11-24"))
    assert sentence not in text_of(get_page(client, "/bodies/seoul-beijing?as_of=2026-11-23"))
    assert sentence not in text_of(get_page(client, "/bodies/seoul-beijing"))


def test_nothing_is_known_before_it_was_recorded(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/seoul-beijing/projects/1-ECO-01?as_of=2020-11-01", 200)
    assert "promoted 6 Nov 2014" in text_of(page)
    get_page(client, "/bodies/seoul-beijing/projects/1-ECO-01?known_at=2026-11-01T00:00:00Z", 404)


def test_an_earlier_day_shows_the_earlier_stage(client: FlaskClient) -> None:
    assert "agreed" in text_of(get_page(client, "/bodies/seoul-beijing/projects/1-ECO-01?as_of=2014-11-05"))
    page = get_page(client, "/bodies/seoul-beijing/projects/1-ECO-01?as_of=2014-11-06")
    assert "promoted" in text_of(page.xpath("//p[@class='lede']")[0])
    assert "after the chosen day" in text_of(page)


@pytest.mark.parametrize("name", ["as_of", "known_at"])
@pytest.mark.parametrize(
    "value",
    [
        "yesterday", "2026-13-01", "2026-02-30", "20261101", "2026-11-01T09:00", "0", "<b>", "%00", "9" * 300,
        "0001-01-01", "9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00%2B14:00",
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_read_is_answered_with_how_to_write_it(client: FlaskClient, name: str, value: str) -> None:
    page = get_page(client, f"/bodies/seoul-beijing?by=mode&{name}={value}", 400)
    assert "such as 2026-11-01" in text_of(page)
    assert page.xpath("//a[@class='button']/@href") == ["/bodies/seoul-beijing?by=mode"]


def test_an_instant_is_no_day(client: FlaskClient) -> None:
    get_page(client, "/bodies/seoul-beijing?known_at=2026-11-23", 400)


@pytest.mark.parametrize(
    "query",
    [
        "as_of=0001-01-03", "as_of=9999-12-29", "known_at=0001-01-03T00:00:00%2B14:00",
        "known_at=9999-12-29T23:59:59-12:00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/", "/bodies/seoul-beijing", "/bodies/seoul-beijing/reports"])
def test_far_days_are_only_days(client: FlaskClient, address: str, query: str) -> None:
    get_page(client, f"{address}?{query}")


@pytest.mark.parametrize(
    "query",
    [
        "area=XYZ", "stage=done", "mode=%27+OR+1%3D1--", "lead=%00", "horizon=%F0%9F%98%80", "condition=x", "silent=1",
        "list=x", "counted=x", "counted=promotion&side=x", "sort=__class__", "page=0", "page=-1", "page=1e3",
        "page=" + "9" * 5000, "q=" + "x" * 201,
    ],
)  # fmt: skip
def test_hostile_filters_are_refused_with_a_sentence(client: FlaskClient, query: str) -> None:
    page = get_page(client, f"{PERIOD}?{query}", 400)
    assert query.rsplit("&", 1)[-1].split("=", maxsplit=1)[0] in text_of(page.xpath("//p[@class='lede']")[0])


@pytest.mark.parametrize(
    "text", ["%27%3B+DROP+TABLE+body%3B--", "%00", "%25", "_", "%EF%BF%BE", "%F0%9F%98%80", "%ff", "{x}"]
)
def test_hostile_text_only_finds_nothing(client: FlaskClient, text: str) -> None:
    for name in ("q", "department"):
        page = get_page(client, f"{PERIOD}?{name}={text}")
        assert "No project fits these filters" in text_of(page)
        assert not page.xpath("//table[contains(@class, 'projects')]")


@pytest.mark.parametrize(
    "address",
    [
        "/bodies/nope", "/bodies/%00", "/bodies/UPPER", "/bodies/seoul-beijing/periods/9", "/bodies/seoul-beijing/periods/0",
        "/bodies/seoul-beijing/periods/" + "9" * 5000, "/bodies/seoul-beijing/projects/nope",
        "/bodies/seoul-beijing/projects/%00", "/bodies/seoul-beijing/projects/" + "x" * 500, "/nothing",
        "/bodies/seoul-beijing/periods/2?as_of=2014-01-01", "/bodies/seoul-beijing/reports/1/1/en.pdf",
        "/static/..%2f__init__.py", "/static/nope.css",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client: FlaskClient, address: str) -> None:
    page = get_page(client, address, 404)
    assert page.xpath("//main//a[@href='/']")
    assert page.xpath("//a[@class='home']/@href") == ["/"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("area=ENV", 9),
        ("mode=one_sided&area=CUL", 5),
        ("list=additional", 4),
        ("list=struck", 0),
        ("q=FORUM+air", 1),
        ("q=대기질", 1),
        ("q=2-env-0", 9),
        ("condition=suspended", 3),
        ("stage=implemented&list=agreed", 15),
        ("counted=implementation", 32),
        ("department=외사판공실&area=ECO", 9),
    ],
)
def test_filters_leave_what_was_asked_for(client: FlaskClient, query: str, expected: int) -> None:
    assert len(refs_on(client, f"{PERIOD}?as_of=2026-11-01&{query}")) == expected


def test_where_no_project_fits_there_is_a_way_back(client: FlaskClient) -> None:
    page = get_page(client, f"{PERIOD}?q=nothing+like+this")
    assert "No project fits these filters" in text_of(page)
    assert PERIOD in links_of(page)


def test_projects_are_sorted_by_the_address(client: FlaskClient) -> None:
    for sort, backward in (("due", False), ("-due", True)):
        page = get_page(client, f"{PERIOD}?sort={sort}")
        due = page.xpath("//table[contains(@class, 'projects')]//td[@data-label='Due']//time/@datetime")
        assert len(set(due)) > 2
        assert due == sorted(due, reverse=backward)
        assert len(refs_on(client, f"{PERIOD}?sort={sort}")) == 36


@pytest.mark.parametrize(
    ("asked", "lang"), [("ko-KR,ko;q=0.9", "ko"), ("zh-CN", "zh"), ("ja", "ja"), ("fr", "en"), ("", "en")]
)
def test_the_browser_chooses_the_language(client: FlaskClient, asked: str, lang: str) -> None:
    assert get_page(client, "/bodies/seoul-beijing", lang=asked).get("lang") == lang


def test_a_chosen_language_is_kept_and_leaves_the_address(client: FlaskClient) -> None:
    answer = client.get("/bodies/seoul-beijing?as_of=2020-11-01&lang=ko")
    assert answer.status_code == 303
    assert answer.location == "/bodies/seoul-beijing?as_of=2020-11-01"
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    page = get_page(client, answer.location)
    assert page.get("lang") == "ko"
    assert "서울-베이징 통합위원회" in text_of(page.xpath("//h1")[0])


def test_no_address_is_made_of_what_a_visitor_puts_in_the_query(client: FlaskClient) -> None:
    query = "_external=1&_scheme=javascript&_anchor=x&endpoint=x&code=other&_method=POST"
    assert (client.get(f"/bodies/seoul-beijing?{query}&lang=ko").location or "").startswith("/bodies/seoul-beijing?")
    for address in (f"/bodies/seoul-beijing?{query}", f"/bodies/seoul-beijing?as_of=x&{query}", f"/nope?{query}"):
        with client.get(address) as answer:
            assert answer.status_code in (200, 400, 404)
            links = html.document_fromstring(answer.get_data(as_text=True)).xpath("//a/@href")
        assert all(re.match(r"/(?!/)|#main", link) for link in links), address


def test_a_language_that_is_not_spoken_changes_nothing(client: FlaskClient) -> None:
    answer = client.get("/?lang=xx")
    assert answer.location == "/"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("lang", "name"), [("en", "Seoul-Beijing Joint Committee"), ("zh", "北京-首尔混合委员会")])
def test_names_are_in_the_language_of_the_page(client: FlaskClient, lang: str, name: str) -> None:
    assert name in text_of(get_page(client, "/bodies/seoul-beijing", lang=lang).xpath("//h1")[0])


def test_a_name_in_another_language_says_which(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/seoul-beijing", lang="ja")
    assert page.xpath("//h1/span/@lang") == ["en"]


def test_days_are_written_as_the_language_does(client: FlaskClient) -> None:
    assert "2018. 3. 19." in text_of(get_page(client, "/bodies/seoul-beijing", lang="ko"))
    assert "2018年3月19日" in text_of(get_page(client, "/bodies/seoul-beijing", lang="zh"))
