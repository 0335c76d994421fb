"""Empty places, hostile titles, voided entries, struck projects, and a period of ten thousand projects."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.builders import RECORDED_AT, make_area, make_body, make_entry, make_party, make_period, make_project, record
from tests.web.reading import get_page, links_of, refs_on, text_of
from tracker.actions.entries import void_entry
from tracker.actions.removing_projects import strike_project
from tracker.db import writing
from tracker.domain.roles import Visibility
from tracker.domain.stages import EntryKind
from tracker.models import Project

PUBLIC = Visibility.PUBLIC


def test_without_a_body_the_page_says_how_to_import_one(own_client: FlaskClient) -> None:
    assert "tracker import PATH" in text_of(get_page(own_client, "/"))


def test_a_body_without_periods_says_what_is_missing(engine: Engine, own_client: FlaskClient) -> None:
    with writing(engine) as session:
        make_body(session, visibility=PUBLIC)
    assert "No conference is recorded yet" in text_of(get_page(own_client, "/bodies/body"))
    assert "No conference has been held by this day" in text_of(get_page(own_client, "/"))
    assert "No editions yet" in text_of(get_page(own_client, "/bodies/body/reports"))


def test_before_the_first_conference_the_page_names_its_day(engine: Engine, own_client: FlaskClient) -> None:
    with writing(engine) as session:
        make_period(session, make_body(session, visibility=PUBLIC))
    assert "The first conference is on 1 Jan 2020" in text_of(get_page(own_client, "/bodies/body?as_of=2019-12-31"))


def test_a_period_without_projects_says_how_to_add_them(engine: Engine, own_client: FlaskClient) -> None:
    with writing(engine) as session:
        make_period(session, make_body(session, visibility=PUBLIC))
    assert "No projects yet" in text_of(get_page(own_client, "/bodies/body/periods/1"))
    assert "0 %" not in text_of(get_page(own_client, "/bodies/body"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)>",
        "{{ 7*7 }}{% raw %}",
        "{named} {0}",
        "</script><b>",
    ],
)
def test_hostile_names_are_only_text(engine: Engine, own_client: FlaskClient, text: str) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=PUBLIC, names={"en": text}, source=text, criteria={"en": text})
        party = make_party(session, body, names={"en": text})
        area = make_area(session, body, names={"en": text})
        period = make_period(session, body, break_note=text, host_id=party.id)
        project = make_project(session, period, area, "1-<b>/'\"", titles={"en": text}, note=text, lead_id=party.id)
        make_entry(session, project, EntryKind.PROMOTED, date(2020, 2, 1), note=text)
    addresses = ["/", "/bodies/body", "/bodies/body?by=lead", "/bodies/body/definitions", "/bodies/body/periods/1"]
    addresses += [link for link in links_of(get_page(own_client, "/bodies/body/periods/1")) if "/projects/" in link]
    assert len(addresses) == 6
    for address in addresses:
        page = get_page(own_client, address)
        assert text in page.text_content(), address
        assert not page.xpath("//b | //img"), address
        assert not page.xpath("//script[contains(text(), 'alert') and not(@type='application/json')]"), address


def test_titles_in_four_scripts_stand_with_their_language(engine: Engine, own_client: FlaskClient) -> None:
    titles = {"en": "Waste forum", "ko": "폐기물 포럼", "zh": "垃圾处理论坛", "ja": "廃棄物フォーラム"}
    with writing(engine) as session:
        body = make_body(session, visibility=PUBLIC, languages=["ko", "zh", "en"])
        make_project(session, make_period(session, body), make_area(session, body), "1-ENV-1", titles=titles)
    page = get_page(own_client, "/bodies/body/projects/1-ENV-1", lang="ja")
    assert "廃棄物フォーラム" in text_of(page.xpath("//h1")[0])
    others = [(one.get("lang"), text_of(one)) for one in page.xpath("//p[@class='other-title']")]
    assert others == [("ko", titles["ko"]), ("zh", titles["zh"]), ("en", titles["en"])]
    for word in ("폐기물", "处理", "フォーラム", "WASTE"):
        assert refs_on(own_client, f"/bodies/body/periods/1?q={word}") == ["1-ENV-1"]


def test_a_voided_entry_stays_struck_through_with_its_reason(engine: Engine, own_client: FlaskClient) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=PUBLIC)
        project = make_project(session, make_period(session, body), make_area(session, body), "1-ECO-1")
        entry = make_entry(session, project, EntryKind.PROMOTED, date(2020, 2, 1))
        void_entry(session, record(session, body), entry, reason="another project was meant")
    page = get_page(own_client, "/bodies/body/projects/1-ECO-1")
    assert "promoted 1 Feb 2020" in text_of(page.xpath("//ol[@class='log']//s")[0])
    assert "another project was meant" in text_of(page)
    assert text_of(page.xpath("//p[@class='lede']")[0]) == "agreed"


def test_a_struck_project_is_shown_and_counted_nowhere(engine: Engine, own_client: FlaskClient) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=PUBLIC)
        period, area = make_period(session, body), make_area(session, body)
        make_project(session, period, area, "1-ECO-1")
        struck = make_project(session, period, area, "1-ECO-2")
        strike_project(session, record(session, body), struck, reason="typed twice")
    page = get_page(own_client, "/bodies/body/periods/1")
    assert "1 project agreed" in text_of(page)
    assert len(page.xpath("//tr[@class='struck']")) == 1
    assert refs_on(own_client, "/bodies/body/periods/1?counted=promotion") == ["1-ECO-1"]
    assert "typed twice" in text_of(get_page(own_client, "/bodies/body/projects/1-ECO-2"))


def test_ten_thousand_projects_are_leafed_through(engine: Engine, own_client: FlaskClient) -> None:
    with writing(engine) as session:
        body = make_body(session, visibility=PUBLIC)
        period, area = make_period(session, body), make_area(session, body)
        common = {
            "body_id": body.id, "period_id": period.id, "area_id": area.id, "mode": "mutual",
            "agreed_on": period.conference_on, "recorded_at": RECORDED_AT, "recorded_by": "tests",
        }  # fmt: skip
        rows = [common | {"ref": f"1-ECO-{n:05}", "titles": {"en": f"Project {n}"}} for n in range(10_000)]
        session.execute(sa.insert(Project.__table__), rows)  # type: ignore[attr-defined]
    page = get_page(own_client, "/bodies/body/periods/1?page=100")
    assert "9,901 to 10,000 of 10,000 projects" in text_of(page)
    assert len(page.xpath("//table[contains(@class, 'projects')]/tbody/tr")) == 100
