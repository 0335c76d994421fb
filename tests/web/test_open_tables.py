"""Open data: each table at an address that stays, the same for everybody, and nothing in it that is anybody's alone."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project, record
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, links_of, text_of
from tracker.actions.entries import void_entry
from tracker.db import reading, writing
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import EntryKind
from tracker.models import AccessEntry, Body
from tracker.register import layout
from tracker.register.open_tables import TABLES
from tracker.wording.languages import LANGUAGES
from tracker.wording.licences import LICENCES

Make = Callable[..., FlaskClient]

REFERENCE = "/bodies/seoul-beijing/data"
RUNNING = "/bodies/haerang-conference/data"
OWN = "/bodies/pair/data"


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data().decode(), newline="")))


def document_of(client: FlaskClient, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    return json.loads(answer.get_data())  # type: ignore[no-any-return]


@pytest.fixture
def own(engine: Engine, make_client: Make) -> FlaskClient:
    """A public body with a project of each sort, and words that are for its members only."""
    with writing(engine) as session:
        body = make_body(session, "pair", visibility=Visibility.PUBLIC)
        make_party(session, body, "SEL", names={"en": "=SUM(A1)"})
        period, area = make_period(session, body), make_area(session, body)
        first = make_project(session, period, area, "1-ECO-1", note="Ms Secret called")
        make_project(session, period, area, "1-ECO-2", struck_at=NOW, struck_by="tests", struck_reason="twice: Secret")
        make_entry(
            session,
            first,
            EntryKind.PROMOTED,
            date(2020, 2, 1),
            at=datetime(2020, 2, 2, 9, tzinfo=UTC),
            note="by Secret",
        )
        wrong = make_entry(
            session, first, EntryKind.IMPLEMENTED, date(2020, 5, 1), at=datetime(2020, 5, 2, 9, tzinfo=UTC)
        )
        void_entry(session, record(session, body, datetime(2020, 6, 1, 9, tzinfo=UTC)), wrong, reason="Secret erred")
    return make_client(engine)  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_columns_that_its_description_names(client: FlaskClient, name: str) -> None:
    metadata = document_of(client, f"{RUNNING}/metadata.json")
    table = next(one for one in metadata["tables"] if one["url"] == f"{name}.csv")
    schema = table["tableSchema"]
    if isinstance(schema, str):
        schema = document_of(client, f"{RUNNING}/{schema}")
    heads = [column["name"] for column in schema["columns"]]
    rows = rows_of(client, f"{RUNNING}/{name}.csv")
    assert rows
    assert list(rows[0]) == heads
    if not name.startswith("rates"):
        found = document_of(client, f"{RUNNING}/{name}.json")["rows"]
        assert [list(row) for row in found] == [heads] * len(rows)
    for column in schema["columns"]:
        assert [one["@language"] for one in column["dc:description"]] == list(LANGUAGES)


@pytest.mark.parametrize("name", layout.TABLES)
def test_columns_are_called_as_in_the_register_and_notes_are_not_among_them(name: str) -> None:
    known = {column.name for column in layout.TABLES[name].columns}
    told = {column.name for column in TABLES[name].columns}
    additions = {"list", "stage", "late_stage", "condition", "confirmed_promoted_on", "confirmed_implemented_on"}
    assert told - known == (additions if name == "projects" else set())
    assert "note" not in told


def test_counting_the_projects_gives_the_figures(client: FlaskClient) -> None:
    figures = document_of(client, f"{REFERENCE}/rates.json?as_of=2020-11-01")["rows"][1]
    listed = [
        row
        for row in rows_of(client, f"{REFERENCE}/projects.csv?as_of=2020-11-01")
        if (row["period"], row["list"]) == ("2", "agreed")
    ]
    promoted = [row for row in listed if row["stage"] in ("promoted", "implemented")]
    assert (len(listed), len(promoted)) == (figures["agreed"], figures["promoted"]) == (66, 51)
    assert sum(row["stage"] == "implemented" for row in listed) == figures["implemented"]
    assert sum(row["mode"] == "mutual" for row in listed) == figures["mutual"]
    assert sum(bool(row["continues"]) for row in listed) == figures["continued"]
    for condition in ("suspended", "withdrawn"):
        assert sum(row["condition"] == condition for row in listed) == figures[condition]


def test_a_grouped_table_is_the_document_of_that_group(client: FlaskClient) -> None:
    document = document_of(client, f"{REFERENCE}/rates_by_area.json")
    assert document["by"] == "area"
    rows = rows_of(client, f"{REFERENCE}/rates_by_area.csv")
    assert [(row["period"], row["group"] or None) for row in rows] == [
        (str(row["period"]), row["group"]) for row in document["rows"]
    ]
    falls = [row for row in rows if row["changes.retention"].startswith("-")]
    assert falls  # a number below zero is no formula


def test_what_nobody_published_is_unknown(client: FlaskClient) -> None:
    projects = [row for row in rows_of(client, f"{REFERENCE}/projects.csv") if row["period"] == "3"]
    assert projects
    assert {row[name] for row in projects for name in ("stage", "promoted_on", "implemented_on", "condition")} == {""}
    assert {row["period"] for row in rows_of(client, f"{REFERENCE}/entries.csv")} == {"1", "2"}
    assert document_of(client, f"{REFERENCE}/rates.json")["rows"][2]["promoted"] is None


def test_tables_are_as_of_the_day_asked_for(client: FlaskClient) -> None:
    query = "?as_of=2014-12-31"
    assert [row["number"] for row in rows_of(client, f"{REFERENCE}/periods.csv{query}")] == ["1"]
    assert {row["period"] for row in rows_of(client, f"{REFERENCE}/projects.csv{query}")} == {"1"}
    days = [row["effective_on"] for row in rows_of(client, f"{REFERENCE}/entries.csv{query}")]
    assert max(days) <= "2014-12-31"
    assert rows_of(client, f"{REFERENCE}/periods.csv{query}")[0]["closed_on"] == ""
    assert client.get(f"{REFERENCE}/projects.csv?as_of=yesterday").status_code == 400
    links = [link for link in links_of(get_page(client, f"{REFERENCE}{query}")) if "/data/" in link]
    assert links
    assert all("as_of=2014-12-31" in link for link in links)


def test_tables_are_as_known_at_the_instant_asked_for(own: FlaskClient) -> None:
    then, now = "?known_at=2020-05-15T00:00:00Z", ""
    kinds = {query: [row["kind"] for row in rows_of(own, f"{OWN}/entries.csv{query}")] for query in (then, now)}
    assert kinds == {then: ["promoted", "implemented"], now: ["promoted"]}
    stages = {query: rows_of(own, f"{OWN}/projects.csv{query}")[0]["stage"] for query in (then, now)}
    assert stages == {then: "implemented", now: "promoted"}


def test_nothing_of_anybody_is_in_any_table(own: FlaskClient) -> None:
    for name in TABLES:
        for kind in ("csv", "json"):
            text = own.get(f"{OWN}/{name}.{kind}").get_data(as_text=True)
            assert "Secret" not in text
            assert "tests" not in text
    assert [row["ref"] for row in rows_of(own, f"{OWN}/projects.csv")] == ["1-ECO-1"]  # the struck one counts nowhere


def test_text_that_looks_like_a_formula_is_guarded(own: FlaskClient) -> None:
    assert rows_of(own, f"{OWN}/parties.csv")[0]["name_en"] == "'=SUM(A1)"
    assert document_of(own, f"{OWN}/parties.json")["rows"][0]["name_en"] == "=SUM(A1)"


def test_only_a_csv_file_for_spreadsheets_begins_with_a_mark(client: FlaskClient) -> None:
    plain = client.get(f"{REFERENCE}/areas.csv").get_data()
    marked = client.get(f"{REFERENCE}/areas.csv?bom=yes").get_data()
    assert plain.startswith(b"code,")
    assert marked == b"\xef\xbb\xbf" + plain
    assert client.get(f"{REFERENCE}/areas.csv?bom=maybe").status_code == 400


@pytest.mark.parametrize("file", ["projects.csv", "entries.json", "rates.json", "metadata.json", "rates_schema.json"])
def test_the_same_state_gives_the_same_bytes_whenever_it_is_asked_and_in_every_language(
    examples: Engine, make_client: Make, file: str
) -> None:
    answers = [
        make_client(examples, now=now).get(f"{RUNNING}/{file}", headers={"Accept-Language": lang})
        for now, lang in ((NOW, "en"), (NOW + timedelta(hours=2), "ko"))
    ]
    first, second = answers
    assert first.get_data() == second.get_data()
    assert first.headers["ETag"] == second.headers["ETag"]


def test_a_copy_that_still_holds_is_not_made_again(
    own: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{OWN}/projects.csv"
    first = own.get(address)
    assert first.headers["Cache-Control"] == "public, no-cache"
    for query, kind in (("?as_of=2020-03-01", "csv"), ("?known_at=2020-03-01T00:00:00Z", "csv"), ("", "json")):
        assert own.get(f"{OWN}/projects.{kind}{query}").headers["ETag"] != first.headers["ETag"]
    with monkeypatch.context() as patched:
        patched.setattr("tracker.queries.streaming.find_projects", None)  # nothing can be computed
        again = own.get(address, headers={"If-None-Match": first.headers["ETag"]})
        since = own.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        head = own.head(address)
    assert [(one.status_code, one.get_data()) for one in (again, since)] == [(304, b"")] * 2
    assert (head.status_code, head.get_data(), head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    assert head.headers["Content-Type"] == first.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "Content-Length" not in head.headers  # which would say that there is nothing
    assert "Vary" not in again.headers
    with writing(engine) as session:
        record(session, session.exec(select(Body)).one(), NOW)
    assert own.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_no_instant_is_named_within_whose_second_more_may_change(own: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        record(session, session.exec(select(Body)).one(), NOW)
    assert "Last-Modified" not in own.get(f"{OWN}/projects.csv").headers


def test_a_new_day_is_a_change(examples: Engine, make_client: Make) -> None:
    tags = {
        make_client(examples, now=now).get(f"{RUNNING}/rates.csv").headers["ETag"]
        for now in (NOW, NOW + timedelta(days=1))
    }
    assert len(tags) == 2


def test_pages_elsewhere_may_read_public_tables_and_no_others(client: FlaskClient) -> None:
    assert client.get(f"{REFERENCE}/rates.json").headers["Access-Control-Allow-Origin"] == "*"
    for address in (REFERENCE, "/bodies/seoul-beijing", "/bodies/seoul-beijing/rates.csv", "/data"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers
    link = client.get(f"{REFERENCE}/rates.csv").headers["Link"]
    assert link == f'<{REFERENCE}/metadata.json>; rel="describedby"; type="application/csvm+json"'


def test_tables_of_a_body_for_members_are_for_its_members(own: FlaskClient, engine: Engine, make_client: Make) -> None:
    with writing(engine) as session:
        session.exec(select(Body)).one().visibility = Visibility.MEMBERS
    for file in ("", "/projects.csv", "/metadata.json"):
        assert own.get(f"{OWN}{file}").status_code == 403
    assert "pair" not in text_of(get_page(own, "/data"))
    member = make_client(engine)
    sign_in_as(member, engine, Role.MANAGER, "pair", now=NOW)
    assert "for its members only" in text_of(get_page(member, OWN))
    answer = member.get(f"{OWN}/projects.csv")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer.headers
    with reading(engine) as session:
        assert [one.what for one in session.exec(select(AccessEntry))] == ["GET open_tables.show_table"]


def test_a_table_of_several_batches_is_whole(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [f"{REFERENCE}/{file}" for file in ("projects.csv", "entries.json")]
    whole = [client.get(file).get_data() for file in files]
    monkeypatch.setattr("tracker.queries.streaming.BATCH", 7)
    monkeypatch.setattr("tracker.queries.streaming.ROWS", 7)
    assert [client.get(file).get_data() for file in files] == whole


def test_every_address_on_the_page_answers(client: FlaskClient) -> None:
    page = get_page(client, REFERENCE, lang="ko")
    files = {link for link in links_of(page) if link.startswith(f"{REFERENCE}/")}
    assert len(files) == 3 * len(TABLES) + 1
    for file in files:
        assert client.get(file).status_code == 200
    assert len(client.get(REFERENCE).get_data()) < 100_000
    assert REFERENCE in links_of(get_page(client, "/bodies/seoul-beijing"))
    assert client.get(f"{REFERENCE}/people.csv").status_code == 404


@pytest.mark.parametrize(
    ("licence", "name", "metadata"),
    [
        ({}, "No licence was given. Before using the data for more than the law allows, ask the members:", {}),
        ({"ko": "공공누리 제1유형"}, "KOGL Type 1: Source Indication", {"dc:license": {"@id": LICENCES[0].address}}),
        ({"en": "cc-by-4.0"}, "CC BY 4.0: Attribution", {"dc:license": {"@id": LICENCES[1].address}}),
        ({"en": "Ask us", "ko": "CC0 1.0"}, "Ask us", {"dc:rights": [
            {"@value": "Ask us", "@language": "en"}, {"@value": "CC0 1.0", "@language": "ko"},
        ]}),
    ],
)  # fmt: skip
def test_the_licence_is_said_in_words_and_to_programs(
    own: FlaskClient, engine: Engine, licence: dict[str, str], name: str, metadata: dict[str, Any]
) -> None:
    with writing(engine) as session:
        session.exec(select(Body)).one().data_licence = licence
    assert name in text_of(get_page(own, OWN))
    found = document_of(own, f"{OWN}/metadata.json")
    assert {key: found[key] for key in ("dc:license", "dc:rights") if key in found} == metadata


def test_the_catalogue_names_every_public_body_with_its_last_change(client: FlaskClient) -> None:
    page = get_page(client, "/data?as_of=2020-11-01")
    assert "23 Nov 2026" in text_of(page)
    assert f"{REFERENCE}?as_of=2020-11-01" in links_of(page)
    assert len(page.xpath("//tbody/tr")) == 2
