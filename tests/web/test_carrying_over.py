"""From one period to the next: carried over, closed, reopened, closed again."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.cycling import AT, field_values, find_period, find_refs, log, make_beginning, make_sealed, open_first
from tests.web.reading import get_page, get_text, text_of
from tracker.db import reading
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import ConfirmationRequest, HistoryEntry, Lineage, PlanKind, Project, StatusEntry
from tracker.queries.cycle import find_dropped, find_plans

CARRY = f"{AT}/2/carry-over"


@pytest.fixture
def client(engine: Engine, own_client: FlaskClient) -> FlaskClient:
    """A secretary whose body has a sealed period of five projects: one implemented, one withdrawn, three open; and the
    next period, just opened."""
    make_beginning(engine)
    sign_in_as(own_client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    make_sealed(own_client)
    log(engine, "1-ECO-01", EntryKind.IMPLEMENTED, date(2025, 1, 1))
    log(engine, "1-ECO-02", EntryKind.WITHDRAWN, date(2025, 1, 1))
    assert open_first(own_client, "2026-03-01", 2).location == CARRY
    return own_client


def choose(client: FlaskClient, **fates: str) -> dict[str, str]:
    """The fields of the first step, with what becomes of the projects by the end of their refs: `_03="drop"`."""
    page = get_page(client, CARRY)
    typed = field_values(page)
    keys = {
        text_of(row.xpath("./td")[0]): row.xpath(".//select/@name")[0].split(".")[1] for row in page.xpath("//tbody/tr")
    }
    for end, fate in fates.items():
        ref = next(ref for ref in keys if ref.endswith(end.strip("_")))
        word, _, detail = fate.partition(":")
        typed[f"fate.{keys[ref]}"] = word
        if detail:
            typed[{"split": "parts", "merge": "group", "drop": "reason"}[word] + f".{keys[ref]}"] = detail
    return typed


def lineage_of(engine: Engine) -> set[tuple[str, str]]:
    with reading(engine) as session:
        refs = {one.id: one.ref for one in session.exec(select(Project))}
        return {(refs[one.project_id], refs[one.continues_id]) for one in session.exec(select(Lineage))}


def test_the_period_before_has_ended_and_its_conference_is_held(client: FlaskClient, engine: Engine) -> None:
    before = find_period(engine)
    assert before.ends_on == date(2026, 2, 28)
    with reading(engine) as session:
        assert [(one.kind, one.planned_on) for one in find_plans(session, before)] == [
            (PlanKind.HELD, date(2026, 3, 1))
        ]


def test_what_is_unfinished_is_proposed_to_continue(client: FlaskClient, engine: Engine) -> None:
    page = get_page(client, CARRY)
    chosen = page.xpath("//tbody//select/option[@selected]/@value")
    assert chosen == ["leave", "leave", "continue", "continue", "continue"]
    assert "silent for 23 months" in text_of(page)
    answer = client.post(CARRY, data=choose(client) | {"step": "check"})
    assert answer.status_code == 200
    assert find_refs(engine, 2) == []
    rows = field_values(html.document_fromstring(get_text(answer)))
    assert client.post(CARRY, data=rows | {"step": "save"}).status_code == 303
    assert find_refs(engine, 2) == ["2-ECO-01", "2-ECO-02", "2-ECO-03"]
    assert lineage_of(engine) == {("2-ECO-01", "1-ECO-03"), ("2-ECO-02", "1-ECO-04"), ("2-ECO-03", "1-ECO-05")}
    page = text_of(get_page(client, "/bodies/body/projects/2-ECO-01"))
    assert "Office" in page
    assert "Bureau" in page


def test_what_was_reached_since_the_cut_off_is_shown_and_proposed_by(client: FlaskClient, engine: Engine) -> None:
    log(engine, "1-ECO-03", EntryKind.PROMOTED, date(2026, 4, 1))
    log(engine, "1-ECO-04", EntryKind.IMPLEMENTED, date(2026, 5, 2))
    log(engine, "1-ECO-05", EntryKind.SUSPENDED, date(2026, 6, 3))
    page = get_page(client, CARRY)
    rows = {text_of(row.xpath("./td")[0]): row for row in page.xpath("//tbody/tr")}
    assert "agreed since then promoted on 1 Apr 2026" in text_of(rows["1-ECO-03"])
    assert "agreed since then implemented on 2 May 2026" in text_of(rows["1-ECO-04"])
    assert "since then suspended" in text_of(rows["1-ECO-05"])
    assert "since then" not in text_of(rows["1-ECO-01"])
    assert page.xpath("//tbody//select/option[@selected]/@value") == ["leave", "leave", "continue", "leave", "continue"]


def test_projects_are_split_merged_and_dropped_in_one_go(client: FlaskClient, engine: Engine) -> None:
    typed = choose(client, _01="split:2", _02="drop:no longer wanted", _03="merge:A", _04="merge:a", _05="leave")
    rows = field_values(html.document_fromstring(get_text(client.post(CARRY, data=typed | {"step": "check"}))))
    titles = [name for name in rows if name.startswith("title_en")]
    assert [rows[name] for name in titles] == ["Project 1 (1)", "Project 1 (2)", "Project 3"]
    answer = client.post(CARRY, data=rows | {titles[0]: "First half", "step": "save"})
    assert answer.status_code == 303, get_text(answer)
    assert lineage_of(engine) == {
        ("2-ECO-01", "1-ECO-01"), ("2-ECO-02", "1-ECO-01"), ("2-ECO-03", "1-ECO-03"), ("2-ECO-03", "1-ECO-04"),
    }  # fmt: skip
    with reading(engine) as session:
        assert find_dropped(session, 1, 2) == {"1-ECO-02": "no longer wanted"}
        entry = session.exec(
            select(HistoryEntry).where(HistoryEntry.key == "1-ECO-02").order_by(HistoryEntry.id.desc())
        ).first()  # type: ignore[union-attr]
        assert entry is not None
        assert entry.reason == "no longer wanted"
    again = text_of(get_page(client, CARRY))
    assert again.count("carried over already") == 3
    assert "dropped: no longer wanted" in again


def test_choices_that_say_too_little_are_refused_at_their_fields(client: FlaskClient, engine: Engine) -> None:
    typed = choose(client, _01="split:1", _03="merge:A", _04="drop", _05="merge")
    answer = client.post(CARRY, data=typed | {"step": "check"})
    assert answer.status_code == 422
    errors = [text_of(one) for one in html.document_fromstring(get_text(answer)).xpath("//*[@class='field-error']")]
    assert len(errors) == 4
    assert client.post(CARRY, data=typed | {"step": "save"}).status_code == 422
    assert find_refs(engine, 2) == []


def test_one_wrong_row_and_nothing_is_carried_over(client: FlaskClient, engine: Engine) -> None:
    typed = choose(client, _05="drop:over")
    rows = field_values(html.document_fromstring(get_text(client.post(CARRY, data=typed | {"step": "check"}))))
    first = next(name for name in rows if name.startswith("ref."))
    title = next(name for name in rows if name.startswith("title_en."))
    answer = client.post(CARRY, data=rows | {first: "1-ECO-01", title: "Kept as typed", "step": "save"})
    assert answer.status_code == 422
    assert "Kept as typed" in get_text(answer)
    assert "‘1-ECO-01’ is a project of this body already." in get_text(answer)
    assert find_refs(engine, 2) == []
    with reading(engine) as session:
        assert find_dropped(session, 1, 2) == {}


def test_one_can_go_back_to_the_choices_and_lose_nothing(client: FlaskClient) -> None:
    typed = choose(client, _05="drop:over")
    rows = field_values(html.document_fromstring(get_text(client.post(CARRY, data=typed | {"step": "check"}))))
    title = next(name for name in rows if name.startswith("title_en."))
    back = field_values(
        html.document_fromstring(get_text(client.post(CARRY, data=rows | {title: "Changed", "step": "back"})))
    )
    assert "over" in back.values()
    rows = field_values(html.document_fromstring(get_text(client.post(CARRY, data=back | {"step": "check"}))))
    assert rows[title] == "Changed"


def test_the_check_list_names_what_is_open_and_the_period_closes(client: FlaskClient, engine: Engine) -> None:
    with reading(engine) as session:
        entries = session.exec(select(StatusEntry)).all()
    request = {"body_id": entries[0].body_id, "party_id": 2, "project_id": entries[0].project_id}
    with engine.begin() as connection:
        connection.execute(
            ConfirmationRequest.__table__.insert(), [{"entry_id": entries[0].id, "answer": None, **request}]
        )  # type: ignore[attr-defined]
    page = get_page(client, f"{AT}/1/close")
    numbers = {text_of(row.xpath("./th")[0]): text_of(row.xpath("./td")[0]) for row in page.xpath("//tbody/tr")}
    assert next(value for name, value in numbers.items() if name.startswith("Silent")) == "3"
    assert next(value for name, value in numbers.items() if name.startswith("Entries")) == "1"
    assert next(value for name, value in numbers.items() if name.startswith("No department")) == "0"
    answer = client.post(f"{AT}/1/close", data={"on": "2026-02-01"})
    assert answer.status_code == 422
    assert "ends on 28 Feb 2026; it cannot be closed on 1 Feb 2026" in get_text(answer)
    assert client.post(f"{AT}/1/close", data={"on": "2026-11-01"}).status_code == 303
    assert "closed as of 1 Nov 2026" in text_of(get_page(client, AT))


def test_a_last_period_is_given_its_end_where_it_is_closed(client: FlaskClient, engine: Engine) -> None:
    assert client.post(f"{AT}/2/close", data={"on": "2026-11-20"}).status_code == 422
    answer = client.post(f"{AT}/2/close", data={"on": "2026-11-20", "ends_on": "2026-10-31"})
    assert answer.status_code == 303
    assert find_period(engine, 2).ends_on == date(2026, 10, 31)


def test_reopening_needs_a_reason_and_is_in_the_history(client: FlaskClient) -> None:
    facts = field_values(get_page(client, f"{AT}/1/facts"))
    client.post(f"{AT}/1/close", data={"on": "2026-11-01"})
    assert client.post(f"{AT}/1/facts", data=facts | {"note": "x"}).status_code == 422
    assert client.post(f"{AT}/1/reopen", data={"reason": " "}).status_code == 422
    assert client.post(f"{AT}/1/reopen", data={"reason": "minutes corrected"}).status_code == 303
    said = text_of(get_page(client, AT))
    assert "reopened on 23 Nov 2026: minutes corrected" in said
    assert client.post(f"{AT}/1/close", data={"on": "2026-11-23"}).status_code == 303


@pytest.mark.parametrize("language", ["en", "ko", "zh", "ja"])
def test_the_pack_is_a_workbook_and_a_pdf(client: FlaskClient, language: str, tmp_path: object) -> None:
    with client.get(f"{AT}/1/pack/{language}.xlsx") as answer:
        assert answer.status_code == 200
        book = load_workbook(BytesIO(answer.data))
    assert len(book.sheetnames) == 6
    assert book.worksheets[3].max_row == 4  # the three that are unfinished
    with client.get(f"{AT}/1/pack/{language}.pdf") as answer:
        assert answer.status_code == 200
        assert answer.data.startswith(b"%PDF")


def test_no_pack_for_strangers_or_in_languages_not_spoken(
    client: FlaskClient, engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    assert client.get(f"{AT}/1/pack/fr.pdf").status_code == 404
    other = make_client(engine)
    sign_in_as(other, engine, Role.OFFICIAL, "body", now=NOW)
    assert other.get(f"{AT}/1/pack/en.xlsx").status_code == 403
