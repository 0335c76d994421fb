"""What changed of a body between two days: figures and projects, with the way to each."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine

from tests.builders import record
from tests.people import sign_in_as
from tests.stalling import CODE, Stalling, make_stalling_body
from tests.web.conftest import NOW
from tests.web.issuing import make_edition
from tests.web.reading import get_page, get_text, links_of, text_of
from tracker.actions.changing_projects import change_project
from tracker.actions.entries import void_entry
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.domain.stages import Mode
from tracker.models import Period, StatusEntry
from tracker.queries.bodies import get_body, get_body_view
from tracker.queries.figures import find_figures
from tracker.queries.projects import get_project_record

HAERANG = "/bodies/haerang-conference/changes?from_day=2025-10-10&to_day=2026-11-01"
CHANGES = f"/bodies/{CODE}/changes"


@pytest.fixture
def stalling(engine: Engine) -> Stalling:
    with writing(engine) as session:
        session.expire_on_commit = False
        return make_stalling_body(session)


@pytest.fixture
def visitor(stalling: Stalling, engine: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    return make_client(engine)


@pytest.fixture
def manager(visitor: FlaskClient, engine: Engine) -> FlaskClient:
    sign_in_as(visitor, engine, Role.MANAGER, CODE, now=NOW)
    return visitor


def figures_of(page: html.HtmlElement) -> dict[str, tuple[str, ...]]:
    """By figure: before, after, difference."""
    return {
        text_of(row.xpath("./th")[0]): tuple(text_of(cell) for cell in row.xpath("./td"))
        for row in page.xpath("//table[contains(@class, 'compared')]/tbody/tr")
    }


def moves_of(page: html.HtmlElement) -> list[tuple[str, str, str]]:
    """Day, ref and what happened."""
    return [
        (text_of(row.xpath("./td")[0]), row.xpath("./th/a")[0].text, text_of(row.xpath("./td")[1]))
        for row in page.xpath("//table[contains(@class, 'moves')]/tbody/tr")
    ]


def test_the_page_says_what_happened_and_what_it_did_to_the_figures(client: FlaskClient) -> None:
    page = get_page(client, HAERANG)
    assert "Between 10 Oct 2025 and 1 Nov 2026, what happened to projects: 14 promoted, 17 implemented, and 3 suspended." in text_of(page)  # fmt: skip
    assert "Promotion rate of period 2 rose by 37.5 points in between, from 34.4 % to 71.9 % (23 of 32)." in text_of(
        page
    )
    figures = figures_of(page)
    assert figures["Promotion rate"] == ("34.4 % (11 of 32)", "71.9 % (23 of 32)", "+37.5 points")
    assert figures["One-sided promotion rate"] == ("1 of 10 (10.0 %)", "6 of 10 (60.0 %)", "+5")
    assert figures["Suspended"] == ("0", "3", "+3")
    assert "Nothing changed in this period: 1." in text_of(page)


def test_every_number_of_moves_leads_to_as_many(client: FlaskClient) -> None:
    links = get_page(client, HAERANG).xpath("//ul[@class='kinds']//a")
    assert len(links) == 3
    for link in links:
        word, _, number = text_of(link).rpartition(" ")
        found = moves_of(get_page(client, link.get("href")))
        assert (len(found), {what.split(" ")[0] for _, _, what in found}) == (int(number), {word.split(" ")[0]})


@pytest.mark.parametrize(("first", "last"), [("2024-06-01", "2025-06-01"), ("2025-04-10", "2026-11-01")])
def test_projects_promoted_and_implemented_are_as_many_as_the_figures_say(
    client: FlaskClient, examples: Engine, first: str, last: str
) -> None:
    with reading(examples) as session:
        view = get_body_view(session, "haerang-conference")
        then, now = (find_figures(session, view, by=None, as_of=date.fromisoformat(day)) for day in (first, last))
    for name in ("promoted", "implemented"):
        expected = sum(
            sign * (one.tally.additional_promoted + one.tally.promoted + one.tally.late_promoted
                    if name == "promoted"
                    else one.tally.additional_implemented + one.tally.implemented + one.tally.late_implemented)
            for sign, rows in ((1, now), (-1, then))
            for one in rows
        )  # fmt: skip
        text = get_text(client.get(
            f"/bodies/haerang-conference/changed-projects.csv?from_day={first}&to_day={last}&kind={name}"
        ))  # fmt: skip
        assert text.count("\n") - 1 == expected > 0


def test_a_link_shows_another_the_same_days(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/haerang-conference/changes?as_of=2026-11-01")
    dates = [page.xpath(f"//input[@name='{name}']/@value")[0] for name in ("from_day", "to_day")]
    assert dates == ["2026-10-02", "2026-11-01"]
    kinds = page.xpath("//ul[@class='kinds']//a/@href")
    assert kinds
    assert all("from_day=2026-10-02" in one and "to_day=2026-11-01" in one for one in kinds)
    projects = [one for one in links_of(page) if "/projects/" in one]
    assert projects
    assert all("as_of=2026-11-01" in one for one in projects)


def test_days_the_other_way_round_are_put_in_order(client: FlaskClient) -> None:
    turned = get_page(client, "/bodies/haerang-conference/changes?from_day=2026-11-01&to_day=2025-10-10")
    assert "They were put in order: the earlier one stands first." in text_of(turned)
    assert figures_of(turned) == figures_of(get_page(client, HAERANG))
    assert "put in order" not in text_of(get_page(client, HAERANG))


def test_where_nothing_changed_the_page_says_so(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/haerang-conference/changes?from_day=2026-11-22&to_day=2026-11-23")
    assert "Between 22 Nov 2026 and 23 Nov 2026 nothing changed." in text_of(page)
    assert not figures_of(page)
    get_page(client, "/bodies/haerang-conference/changes?from_day=x", status=400)
    get_page(client, "/bodies/haerang-conference/changes?from_day=0001-01-03&to_day=9999-12-29")
    get_page(client, "/bodies/haerang-conference/changes?to_day=0001-01-03")


def test_of_a_period_that_nobody_published_no_stage_is_told(client: FlaskClient) -> None:
    page = get_page(client, "/bodies/seoul-beijing/changes?from_day=2018-03-18&to_day=2020-11-01&period=3")
    assert {what for _, _, what in moves_of(page)} == {"new on the list"}
    page = get_page(client, "/bodies/seoul-beijing/changes?from_day=2018-03-18&to_day=2020-11-01")
    assert figures_of(page)["Promotion rate"] == ("", "not published", "")
    assert figures_of(page)["Projects on the agreed list"] == ("", "74", "")


def test_everything_that_became_of_projects_is_told_with_its_day(manager: FlaskClient) -> None:
    address = f"{CHANGES}?from_day=2025-01-01&to_day=2026-11-01"
    assert moves_of(get_page(manager, f"{address}&period=2")) == [
        ("25 Oct 2026", "2-D", "Beijing: disputed: promoted No meeting was held"),
        ("20 Oct 2026", "2-H", "struck listed twice"),
        ("10 Oct 2026", "2-E", "promoted"),
        ("15 Sep 2026", "2-F", "promoted"),
        ("15 Sep 2026", "2-F", "implemented"),
        ("1 Sep 2026", "2-D", "promoted"),
        ("1 Aug 2026", "2-C", "suspended other reason"),
        ("1 Feb 2026", "2-G", "withdrawn other reason"),
        ("1 Sep 2025", "2-B", "promoted"),
    ]
    figures = figures_of(get_page(manager, address))
    assert figures["Promotion rate"] == ("0 of 7 (0.0 %)", "4 of 7 (57.1 %)", "+4")
    assert "Promotion rate of period 2: 4 of 7 projects, before that 0 of 7." in text_of(get_page(manager, address))


def test_a_visitor_is_told_how_many_were_disputed_and_not_which(visitor: FlaskClient) -> None:
    address = f"{CHANGES}?from_day=2026-10-21&to_day=2026-11-01"
    page = get_page(visitor, address)
    assert "1 disputed" in text_of(page)
    assert "Which these are is shown to those who hold a role at this body: disputed 1." in text_of(page)
    assert "2-D" not in text_of(page)
    get_page(visitor, f"{address}&kind=disputed", status=403)
    assert "2-D" not in get_text(visitor.get(address.replace("/changes", "/changed-projects.csv")))


def test_what_was_taken_back_is_told_where_it_was_known_before(
    manager: FlaskClient, stalling: Stalling, engine: Engine
) -> None:
    with writing(engine) as session:
        body, entry = get_body(session, CODE), session.get_one(StatusEntry, stalling.disputed.id)
        void_entry(session, record(session, body, datetime(2026, 11, 5, tzinfo=UTC)), entry, reason="no meeting")
    known = "from_day=2026-11-01&to_day=2026-11-10&from_known_at=2026-11-01T00:00:00Z"
    page = get_page(manager, f"{CHANGES}?{known}")
    assert ("1 Sep 2026", "2-D", "taken back: promoted") in moves_of(page)
    assert figures_of(page)["Promotion rate"] == ("4 of 7 (57.1 %)", "3 of 7 (42.9 %)", "-1")
    assert moves_of(get_page(manager, f"{CHANGES}?from_day=2026-11-01&to_day=2026-11-10")) == []


def test_a_project_classified_otherwise_says_what_it_was(
    manager: FlaskClient, stalling: Stalling, engine: Engine
) -> None:
    with writing(engine) as session:
        body = get_body(session, CODE)
        project = get_project_record(session, body.id, "2-E")
        at = record(session, body, datetime(2026, 11, 5, tzinfo=UTC))
        change_project(session, at, project, {"mode": Mode.ONE_SIDED, "lead": "SEL", "note": "secret"})
    page = get_page(manager, f"{CHANGES}?from_day=2026-11-01&to_day=2026-11-10")
    ((day, ref, what),) = moves_of(page)
    assert (day, ref) == ("5 Nov 2026", "2-E")
    assert what == "classified otherwise Mode mutual one-sided Lead party – SEL"


def test_days_are_offered_that_are_asked_for_again_and_again(
    manager: FlaskClient, stalling: Stalling, engine: Engine
) -> None:
    def presets(asked: str = "") -> dict[str, str]:
        page = get_page(manager, f"{CHANGES}?as_of=2026-11-10{asked}")
        return {text_of(link): link.get("href") for link in page.xpath("//nav[@aria-label='Days to compare']//a")}

    assert list(presets()) == ["Last 7 days", "Last 30 days", "Since the last conference"]
    assert "from_day=2026-11-03&to_day=2026-11-10" in presets()["Last 7 days"]
    assert "from_day=2025-01-01" in presets()["Since the last conference"]
    with writing(engine) as session:
        session.add(make_edition(session.get_one(Period, 2), 1))
    address = presets()["Since the last edition"]
    assert "from_known_at=" in address
    get_page(manager, address)
    assert "Since the last edition" not in presets("&known_at=2021-01-01T00:00:00Z")  # nobody knew of it then


def test_the_files_have_what_the_page_says(client: FlaskClient) -> None:
    address = HAERANG.replace("/changes", "/changed-figures.csv") + "&heads=codes"
    rows = list(csv.DictReader(io.StringIO(get_text(client.get(address)).removeprefix("\ufeff"))))
    found = {(row["period"], row["figure_code"]): row for row in rows}
    assert len(rows) == 2 * (11 + 6)
    row = found["2", "promotion"]
    assert (row["before_part"], row["before_whole"], row["after_part"], row["difference"]) == ("11", "32", "23", "12")
    assert (Decimal(row["after_percent"]), Decimal(row["points"])) == (Decimal("71.9"), Decimal("37.5"))
    assert found["1", "promotion"]["points"] == "0.0"
    answer = client.get(HAERANG.replace("/changes", "/changed-projects.xlsx"))
    assert answer.data[:2] == b"PK"
    assert "period%3D" not in get_text(client.get(address + "&about=yes"))
