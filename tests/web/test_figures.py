"""The figures on pages: the reference case, counts beside every percentage, and the projects behind each."""

import re

import pytest
from flask.testing import FlaskClient

from tests.web.reading import count_sides, find_sides, get_page, links_of, refs_on, text_of

BODY = "/bodies/seoul-beijing?as_of=2020-11-01"

#: Row of the table of periods, text that stands in one of its cells.
REFERENCE = [
    (0, "55.4 % 31 of 56"),
    (0, "44.6 % 25 of 56"),
    (0, "59.4 % 19 of 32"),
    (1, "77.3 % 51 of 66 +21.9 points"),
    (1, "50.0 % 33 of 66 +5.4 points"),
    (1, "78.0 % 32 of 41 +18.7 points"),
    (1, "62.1 % 41 of 66"),
    (2, "39.2 % 29 of 74 -22.9 points"),
    (2, "not published"),
]


@pytest.mark.parametrize(("row", "text"), REFERENCE)
def test_the_table_of_periods_shows_the_reference_case(client: FlaskClient, row: int, text: str) -> None:
    table = get_page(client, BODY).xpath("//table[contains(@class, 'figures')]")[0]
    cells = [text_of(cell) for cell in table.xpath("./tbody/tr")[row].xpath("./td")]
    assert text in cells


def test_a_first_period_has_no_continuity_to_show(client: FlaskClient) -> None:
    table = get_page(client, BODY).xpath("//table[contains(@class, 'figures')]")[0]
    cells = table.xpath("./tbody/tr")[0].xpath("./td")
    assert "%" not in text_of(cells[5])
    assert "%" not in text_of(cells[6])


def test_the_page_says_that_retention_fell(client: FlaskClient) -> None:
    text = text_of(get_page(client, BODY))
    assert "Retention rate of period 3 fell by 22.9 points, from 62.1 % to 39.2 % (29 of 74)." in text
    assert "Promotion rate of period 3 is not published." in text


def test_every_finding_with_a_percentage_leads_to_the_projects_it_counts(client: FlaskClient) -> None:
    findings = get_page(client, BODY).xpath("//div[@class='lede']/p")
    counted = [re.search(r"\((\d+) of (\d+)\)", text_of(one)) for one in findings]
    assert [counts is not None for counts in counted] == [True, True, False, True]
    for finding, counts in zip(findings, counted, strict=True):
        links = finding.xpath("./a/@href")
        assert len(links) == (counts is not None)
        if counts:
            part, whole = int(counts[1]), int(counts[2])
            assert count_sides(client, links[0]) == (part, whole - part, whole), links[0]


@pytest.mark.parametrize("by", ["area", "mode", "lead", "horizon"])
@pytest.mark.parametrize("code", ["seoul-beijing", "haerang-conference"])
def test_every_percentage_leads_to_as_many_projects_as_it_counts(client: FlaskClient, code: str, by: str) -> None:
    page = get_page(
        client, f"/bodies/{code}?as_of=2020-11-01&by={by}" if code == "seoul-beijing" else f"/bodies/{code}?by={by}"
    )
    cells = page.xpath("//table[contains(@class, 'figures')]//td[a[@class='percent']]")
    assert len(cells) > 15
    for place, cell in enumerate(cells):
        part, whole = map(int, re.findall(r"\d+", text_of(cell.xpath("./span[@class='counts']")[0])))
        address = cell.xpath("./a/@href")[0]
        counted, rest, _ = find_sides(client, address)
        assert len(refs_on(client, counted)) == part, counted
        if place < 16:
            assert len(refs_on(client, rest)) == whole - part, rest


@pytest.mark.parametrize("by", ["department", "partner", "country", "proposed_by", "run_by", "field"])
def test_a_percentage_of_a_group_that_may_share_projects_leads_to_those_it_counts(client: FlaskClient, by: str) -> None:
    page = get_page(client, f"/bodies/haerang-conference?by={by}")
    cells = page.xpath("//table[caption[@id='groups-caption']]//td[a[@class='percent']]")
    assert len(cells) > 3
    for cell in cells[:: max(1, len(cells) // 12)]:
        part, whole = map(int, re.findall(r"\d+", text_of(cell.xpath("./span[@class='counts']")[0])))
        assert count_sides(client, cell.xpath("./a/@href")[0]) == (part, whole - part, whole)


def test_no_percentage_stands_without_its_counts(client: FlaskClient) -> None:
    for address in ("/", BODY, "/bodies/haerang-conference", "/bodies/seoul-beijing/periods/2"):
        links = get_page(client, address).xpath("//a[@class='percent']")
        assert links, address
        for link in links:
            beside = [one.get("class") for one in (link.getprevious(), link.getnext()) if one is not None]
            assert "counts" in beside, address


def test_the_list_behind_a_rate_repeats_its_value(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/seoul-beijing/periods/2?counted=promotion&side=rest")
    assert "Promotion rate of period 2: 77.3 % (51 of 66)" in text_of(page)
    assert "not counted: 15" in text_of(page)


def test_renewal_leads_to_the_list_of_the_period_before(client: FlaskClient) -> None:
    figures = {link for link in links_of(get_page(client, BODY)) if "/renewal?" in link}
    links = [find_sides(client, figure)[0] for figure in sorted(figures)]
    assert all("counted=renewal" in link for link in links)
    assert any("/periods/1?" in link for link in links)
    assert not any("/periods/3?" in link for link in links)
    page = get_page(client, next(link for link in links if "/periods/1?" in link))
    assert "Renewal rate of period 2: 73.2 % (41 of 56)" in text_of(page)


def test_stages_that_nobody_published_are_not_shown_as_agreed(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/seoul-beijing/periods/3")
    heads = [text_of(head) for head in page.xpath("//table[contains(@class, 'projects')]/thead//th")]
    assert not any("Stage" in head for head in heads)
    assert "stages not published" in text_of(page)
    assert not page.xpath("//select[@name='stage']")


def test_a_running_period_says_what_it_is_compared_with(client: FlaskClient) -> None:
    text = text_of(get_page(client, "/bodies/haerang-conference?as_of=2025-11-01"))
    assert "compared with period 1 as it stood on 2 Nov 2024" in text
    assert "at the same number of days" in text


def test_the_charts_are_specifications_with_only_inline_data(client: FlaskClient) -> None:
    page = get_page(client, BODY)
    specifications = page.xpath("//script[@type='application/json']/text()")
    assert len(specifications) == 1 + 4
    assert not any('"url"' in one for one in specifications)
