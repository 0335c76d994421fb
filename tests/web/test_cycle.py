"""The cycle of a period in the browser: opened, listed, sealed, planned, carried over, closed, reopened."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_area
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.cycling import (
    AT,
    field_values,
    find_period,
    find_refs,
    log,
    make_beginning,
    make_sealed,
    open_first,
    seal,
    type_rows,
)
from tests.web.reading import get_page, get_text, text_of
from tracker.db import writing
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import Body


@pytest.fixture
def client(engine: Engine, own_client: FlaskClient) -> FlaskClient:
    """The browser of a secretary of a body at its beginning."""
    make_beginning(engine)
    sign_in_as(own_client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    return own_client


def test_an_empty_body_is_led_to_its_first_period(client: FlaskClient) -> None:
    page = get_page(client, AT)
    assert "This body has no period yet." in text_of(page)
    assert field_values(get_page(client, f"{AT}/open"))["number"] == "1"


def test_a_period_opens_and_leads_to_its_list(client: FlaskClient, engine: Engine) -> None:
    answer = open_first(client)
    assert answer.location == f"{AT}/1/list"
    assert "Period 1 is open." in text_of(get_page(client, answer.location))
    assert find_period(engine).list_sealed_at is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"day": "2023-12-31"}, "31 Dec 2023 is not after 1 Mar 2024, when the conference of period 1 was held."),
        ({"day": "2030-01-01"}, "1 Jan 2030 lies ahead; today is"),
        ({"number": "7", "day": "2026-01-01"}, "The next period is number 2, not 7."),
        ({"host": "XXX", "day": "2026-01-01"}, "‘XXX’ is not one of the choices."),
        ({"day": "next year"}, "‘next year’ is not a day."),
    ],
)
def test_opening_is_refused_with_a_reason_and_keeps_what_was_typed(
    client: FlaskClient, engine: Engine, sent: dict[str, str], sentence: str
) -> None:
    make_sealed(client)
    answer = client.post(
        f"{AT}/open",
        data={
            "number": sent.get("number", "2"),
            "conference_on": sent["day"],
            "note": "kept",
            "host": sent.get("host", ""),
        },
    )
    assert answer.status_code == 422
    assert sentence in get_text(answer)
    assert ">kept</textarea>" in get_text(answer)
    assert len([one for one in (1, 2) if f"period-{one}" in get_text(client.get(AT))]) == 1


def test_rows_are_typed_and_get_refs_of_the_pattern(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    rows = [
        {
            "area": "ECO",
            "title_en": "One",
            "title_ko": "하나",
            "department_SEL": "Office; of trade",
            "department_BJS": "Bureau",
        },
        {"title_en": "Two", "mode": "one_sided", "lead": "BJS"},
        {},
        {"ref": "X-9", "area": "CUL", "title_ko": "셋", "due_on": "2025-01-01", "horizon": "short"},
    ]
    answer = type_rows(client, *rows)
    assert answer.status_code == 303, get_text(answer)
    assert find_refs(engine) == ["1-ECO-01", "1-ECO-02", "X-9"]
    assert "3 projects were added." in text_of(get_page(client, answer.location))
    assert "Office; of trade" in text_of(get_page(client, "/bodies/body/projects/1-ECO-01"))


def test_wrong_rows_are_all_refused_at_their_fields(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    type_rows(client, {"area": "ECO", "title_en": "One"})
    answer = type_rows(
        client,
        {"area": "ECO", "title_en": "Two", "ref": "1-ECO-01"},
        {"area": "ECO", "title_en": "Three", "mode": "one_sided"},
        {"area": "ECO", "due_on": "2025-01-01"},
        {"area": "ECO", "title_en": "Kept as typed"},
    )
    assert answer.status_code == 422
    page = html.document_fromstring(get_text(answer))
    assert text_of(page.xpath("//*[@class='errors']")[0]).count("Row") >= 1
    assert "‘1-ECO-01’ is a project of this body already." in get_text(answer)
    assert "Kept as typed" in get_text(answer)
    assert find_refs(engine) == ["1-ECO-01"]
    answer = type_rows(
        client, {"area": "ECO", "title_en": "Three", "mode": "one_sided"}, {}, {"area": "ECO", "due_on": "2025-01-01"}
    )
    page = html.document_fromstring(get_text(answer))
    wrong = [one.xpath(".//@name")[0] for one in page.xpath("//p[@class='cell wrong']")]
    assert wrong == ["lead.1", "title_en.3"]


def test_nothing_typed_says_so(client: FlaskClient) -> None:
    open_first(client)
    assert "No row is filled in." in get_text(type_rows(client, {"area": "ECO"}))


def test_pasted_rows_are_shown_before_they_are_saved(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    pasted = "분야\t사업명(한국어)\t추진 방식\nEconomy\t포럼\t공동\nCUL\t공연\t공동"
    answer = client.post(f"{AT}/1/paste", data={"pasted": pasted, "step": "check"})
    assert answer.status_code == 200, get_text(answer)
    assert "2 projects would be added" in get_text(answer)
    assert find_refs(engine) == []
    assert client.post(f"{AT}/1/paste", data={"pasted": pasted, "step": "save"}).status_code == 303
    assert find_refs(engine) == ["1-ECO-01", "1-CUL-01"]


def test_pasted_rows_that_are_wrong_name_row_and_column(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    answer = client.post(f"{AT}/1/paste", data={"pasted": "area\ttitle_en\tmode\nECO\tOne\tboth", "step": "save"})
    assert answer.status_code == 422
    said = text_of(html.document_fromstring(get_text(answer)).xpath("//*[@class='errors']")[0])
    assert "Row 2, Mode: 'both' is unknown" in said
    assert "ECO\tOne\tboth" in get_text(answer)
    assert find_refs(engine) == []


def test_a_row_is_deleted_from_a_draft_and_struck_from_a_sealed_list(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    type_rows(client, {"area": "ECO", "title_en": "One"}, {"title_en": "Two"})
    assert client.post(f"{AT}/1/list/delete", data={"delete": "1-ECO-01"}).status_code == 303
    assert find_refs(engine) == ["1-ECO-02"]
    assert seal(client).location == AT
    assert client.post(f"{AT}/1/list/delete", data={"delete": "1-ECO-02"}).status_code == 422
    assert client.post(f"{AT}/1/strike/1-ECO-02", data={"reason": "", "document": ""}).status_code == 422
    answer = client.post(f"{AT}/1/strike/1-ECO-02", data={"reason": "typed twice", "document": "Letter 7"})
    assert answer.status_code == 303
    assert find_refs(engine) == ["1-ECO-02"]
    assert "typed twice" in text_of(get_page(client, "/bodies/body/projects/1-ECO-02"))


def test_a_list_is_sealed_with_its_minutes_only(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    type_rows(client, {"area": "ECO", "title_en": "One"})
    assert "Choose a file." in get_text(client.post(f"{AT}/1/seal", data={"document": "Minutes"}))
    assert "is of no kind that is taken" in get_text(seal(client, content=b"no file of any kind"))
    assert find_period(engine).list_sealed_at is None
    assert seal(client).status_code == 303
    page = get_page(client, AT)
    assert "sealed with Minutes 1" in text_of(page)
    with client.get(page.xpath("//a[contains(@href, '/documents/')]/@href")[0]) as answer:
        assert answer.data.startswith(b"%PDF")
        assert "attachment" in answer.headers["Content-Disposition"]
    assert "is sealed" in get_text(type_rows(client, {"area": "ECO", "title_en": "Late"}))


def test_one_agreed_later_may_be_of_an_area_that_opened_since(client: FlaskClient, engine: Engine) -> None:
    make_sealed(client)
    with writing(engine) as session:
        body = session.exec(select(Body)).one()
        make_area(session, body, "ENV", names={"en": "Environment"}, opened_on=date(2024, 6, 1))
    page = get_page(client, f"{AT}/1/additional")
    assert "ENV" in page.xpath("//select[@name='area.1']/option/@value")
    row = {"area.1": "ENV", "title_en.1": "Later", "mode.1": "mutual", "agreed_on.1": "2024-09-01"}
    assert client.post(f"{AT}/1/additional", data=row).status_code == 303
    assert "ENV" not in get_page(client, f"{AT}/1/list").xpath("//select[@name='area.1']/option/@value")


def test_one_agreed_later_is_additional(client: FlaskClient, engine: Engine) -> None:
    make_sealed(client)
    row = {"area.1": "CUL", "title_en.1": "Later", "mode.1": "mutual"}
    assert "is not after the day of the agreed list" in get_text(
        client.post(f"{AT}/1/additional", data=row | {"agreed_on.1": "2024-03-01"})
    )
    assert client.post(f"{AT}/1/additional", data=row | {"agreed_on.1": "2024-09-01"}).status_code == 303
    assert "additional" in text_of(get_page(client, f"{AT}/1/list").xpath("//tr[contains(., 'Later')]")[0])


def test_the_same_form_counts_once(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    for _ in range(2):
        assert type_rows(client, {"area": "ECO", "title_en": "One"}, submission="abc").status_code == 303
    assert find_refs(engine) == ["1-ECO-01"]


def test_of_two_who_open_the_same_period_the_second_keeps_what_was_typed(
    client: FlaskClient, engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    make_sealed(client)
    other = make_client(engine)
    sign_in_as(other, engine, Role.SECRETARY, "body", "BJS", now=NOW)
    assert open_first(client, "2026-03-01", 2).status_code == 303
    answer = open_first(other, "2026-03-02", 2, note="typed by the other")
    assert answer.status_code == 422
    assert "The next period is number 3, not 2." in get_text(answer)
    assert "typed by the other" in get_text(answer)


def test_looking_again_is_no_change_and_may_be_sent_twice(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    page = html.document_fromstring(
        get_text(client.post(f"{AT}/1/paste", data={"pasted": "area\ttitle_en\tmode\nECO\tOne\tmutual"}))
    )
    typed = {"pasted": page.xpath("//textarea")[0].text.lstrip("\n"), "step": "check"}
    for _ in range(2):
        assert "1 project would be added" in get_text(client.post(f"{AT}/1/paste", data=typed))
    (save,) = page.xpath("//button[@name='submission']")
    for _ in range(2):
        sent = {"pasted": typed["pasted"], "submission": save.get("value")}
        assert client.post(f"{AT}/1/paste", data=sent).location == f"{AT}/1/list"
    assert find_refs(engine) == ["1-ECO-01"]


def test_the_plan_is_moved_with_a_reason_and_its_history_is_kept(client: FlaskClient, engine: Engine) -> None:
    make_sealed(client)
    address = f"{AT}/1/plan"
    assert client.post(address, data={"kind": "planned", "planned_on": "2027-04-01"}).status_code == 303
    assert "A day is planned already" in get_text(
        client.post(address, data={"kind": "planned", "planned_on": "2027-05-01"})
    )
    assert "Fill this in." in get_text(client.post(address, data={"kind": "postponed", "planned_on": "2027-05-01"}))
    assert (
        client.post(address, data={"kind": "postponed", "planned_on": "2027-06-01", "reason": "elections"}).status_code
        == 303
    )
    assert find_period(engine).next_conference_planned_on.isoformat() == "2027-06-01"  # type: ignore[union-attr]
    assert client.post(address, data={"kind": "cancelled", "reason": "no host"}).status_code == 303
    assert find_period(engine).next_conference_planned_on is None
    said = text_of(get_page(client, address))
    for part in ("planned for 1 Apr 2027", "postponed to 1 Jun 2027: elections", "cancelled: no host"):
        assert part in said


def test_only_a_secretary_of_the_body_comes_here(
    client: FlaskClient, engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    make_sealed(client)
    for role in (Role.OFFICIAL, Role.MANAGER, Role.ADMINISTRATOR, None):
        other = make_client(engine)
        sign_in_as(other, engine, role, None if role in (Role.ADMINISTRATOR, None) else "body", now=NOW)
        assert other.get(AT).status_code == 403
        assert open_first(other, "2026-01-01", 2).status_code == 403
    assert make_client(engine).get(AT).status_code == 303


def test_of_two_who_change_the_facts_the_second_sees_both(client: FlaskClient, engine: Engine) -> None:
    make_sealed(client)
    typed = field_values(get_page(client, f"{AT}/1/facts"))
    assert client.post(f"{AT}/1/facts", data=typed | {"note": "first", "submission": "1"}).status_code == 303
    answer = client.post(f"{AT}/1/facts", data=typed | {"note": "second", "submission": "2"})
    assert answer.status_code == 409
    page = html.document_fromstring(get_text(answer))
    assert "Notefirstsecond" in text_of(page.xpath("//section[contains(@class, 'versions')]")[0]).replace(" ", "")
    assert ">second</textarea>" in get_text(answer)
    assert client.post(f"{AT}/1/facts", data=field_values(page)).status_code == 303
    assert find_period(engine).note == "second"
    assert "first" in text_of(get_page(client, f"{AT}/1/facts").xpath("//details[contains(@class, 'changes')]")[0])


def test_facts_that_cannot_be_are_refused_at_their_fields(client: FlaskClient, engine: Engine) -> None:
    make_sealed(client)
    typed = field_values(get_page(client, f"{AT}/1/facts"))
    for field, value, sentence in (
        ("ends_on", "2024-02-01", "is before the conference on"),
        ("agreed_list_on", "2023-01-01", "cannot be the day of the agreed list"),
        ("host", "XXX", "is not one of the choices"),
    ):
        answer = client.post(f"{AT}/1/facts", data=typed | {field: value})
        assert answer.status_code == 422, field
        assert sentence in get_text(answer)
    open_first(client, "2026-03-01", 2)
    typed = field_values(get_page(client, f"{AT}/1/facts"))
    answer = client.post(f"{AT}/1/facts", data=typed | {"ends_on": "2026-03-05"})
    assert "Period 2 starts on 1 Mar 2026: this period has to end before that." in get_text(answer)


def test_a_draft_says_so_and_nothing_is_logged_on_it_before_it_is_sealed(client: FlaskClient) -> None:
    open_first(client)
    type_rows(client, {"area": "ECO", "title_en": "Forum"})
    page = get_page(client, "/bodies/body/periods/1")
    assert "This list is a draft" in text_of(page)
    assert page.xpath("//a[contains(@href, '/conferences/1/seal')]")
    assert not page.xpath("//form[contains(@class, 'log-one')]")
    assert "is logged once it is sealed" in text_of(get_page(client, "/bodies/body/projects/1-ECO-01"))
    status = {"ref": "1-ECO-01", "kind": "promoted", "on": "2025-01-01"}
    answer = client.post("/bodies/body/periods/1/entries", data=status)
    assert answer.status_code == 422
    assert "the list of period 1 is a draft" in get_text(answer)
    seal(client)
    assert "This list is a draft" not in text_of(get_page(client, "/bodies/body/periods/1"))
    assert client.post("/bodies/body/periods/1/entries", data=status).status_code == 303


def test_a_draft_that_came_with_entries_goes_on(client: FlaskClient, engine: Engine) -> None:
    open_first(client)
    type_rows(client, {"area": "ECO", "title_en": "Forum"}, {"area": "ECO", "title_en": "Fair"})
    log(engine, "1-ECO-01", EntryKind.PROMOTED, date(2025, 1, 1))
    page = get_page(client, "/bodies/body/periods/1")
    assert "This list is a draft" in text_of(page)
    assert page.xpath("//form[contains(@class, 'log-one')]")
    status = {"ref": "1-ECO-02", "kind": "promoted", "on": "2025-01-01"}
    assert client.post("/bodies/body/periods/1/entries", data=status).status_code == 303


def test_what_is_overdue_is_marked_and_can_be_filtered(client: FlaskClient) -> None:
    open_first(client)
    rows = [{"area": "ECO", "title_en": f"Project {day}", "due_on": day} for day in ("2025-05-03", "2030-05-03")]
    type_rows(client, *rows)
    seal(client)
    page = get_page(client, "/bodies/body/periods/1")
    assert [text_of(one) for one in page.xpath("//*[@class='overdue']")] == ["569 days overdue"]
    page = get_page(client, "/bodies/body/periods/1?due=overdue")
    assert page.xpath("//td[contains(@class, 'ref')]/a/text()") == ["1-ECO-01"]
    page = get_page(client, "/bodies/body/periods/1?due=overdue&as_of=2025-05-03")
    assert "No project fits these filters" in text_of(page)


def test_an_area_without_a_project_is_named(client: FlaskClient) -> None:
    open_first(client)
    type_rows(client, {"area": "ECO", "title_en": "Forum"})
    assert "No project in: Culture." in text_of(get_page(client, "/bodies/body/periods/1"))
    assert "No project in: Culture." in text_of(get_page(client, "/bodies/body"))
    type_rows(client, {"area": "CUL", "title_en": "Stage"})
    assert "No project in" not in text_of(get_page(client, "/bodies/body/periods/1"))


def test_closing_says_beforehand_how_the_figures_will_be_shown(client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        session.exec(select(Body)).one().asks_confirmation = True
    make_sealed(client)
    assert "Closed, its figures are final." in text_of(get_page(client, f"{AT}/1/close"))
    log(engine, "1-ECO-01", EntryKind.PROMOTED, date(2025, 1, 1))
    page = text_of(get_page(client, f"{AT}/1/close"))
    assert "stay provisional until every party concerned has confirmed its entries: 1 project still waits" in page
    assert "are final" not in page
