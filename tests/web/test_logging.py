"""Logging a status from a list: one project or many, with and without scripts, refused at its row."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlmodel import select

from tests.builders import make_period, record
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.logging_scene import ENTRIES, LIST, TODAY, Office, errors_in, make_office, parse
from tests.web.reading import get_page, get_text, refs_on, text_of
from tracker.actions.periods import close_period
from tracker.actions.removing_projects import strike_project
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import Body, Document, Party, Period, Project, StatusEntry

HX = {"HX-Request": "true"}


@pytest.fixture
def office(engine: Engine, make_client: Callable[..., FlaskClient]) -> Office:
    return make_office(engine, make_client(engine))


def find_project(office: Office, ref: str) -> Project:
    with reading(office.engine) as session:
        return session.exec(select(Project).where(Project.ref == ref)).one()


def test_one_form_logs_the_next_stage_today_and_leads_back_to_the_row(office: Office) -> None:
    answer = office.client.post(
        f"{ENTRIES}?area=ECO&as_of=2026-11-22", data={"ref": "4-2", "kind": "promoted", "on": TODAY}
    )
    assert answer.status_code == 303
    assert answer.location == f"{LIST}?as_of=2026-11-22&area=ECO&row=4-2#row-4-2"
    assert office.entries() == [("4-2", "promoted", date(2026, 11, 23), None)]
    assert "4-2 logged as promoted for 23 Nov 2026." in text_of(get_page(office.client, answer.location.split("#")[0]))


def test_it_is_recorded_for_the_party_of_whoever_logs(office: Office) -> None:
    office.log("4-1")
    with reading(office.engine) as session:
        row = session.exec(select(StatusEntry)).one()
        assert session.get_one(Party, row.party_id).code == "SEL"
        assert row.recorded_by.startswith("user:")


def test_the_form_of_a_row_offers_what_may_follow_and_today(office: Office) -> None:
    office.log("4-1")
    row = office.row("4-1")
    assert row.xpath(".//select[@name='kind']/option/@value") == ["implemented", "suspended", "withdrawn"]
    assert row.xpath(".//input[@name='on']/@value") == [TODAY]
    office.log("4-1", "suspended", reason="funding")
    assert office.row("4-1").xpath(".//select[@name='kind']/option/@value") == ["resumed", "implemented", "withdrawn"]
    office.log("4-1", "resumed")
    office.log("4-1", "implemented")
    assert not office.row("4-1").xpath(".//form")


def test_a_script_gets_the_row_and_the_counts(office: Office) -> None:
    answer = office.client.post(ENTRIES, data={"ref": "4-1", "kind": "promoted", "on": "2026-05-03"}, headers=HX)
    assert answer.status_code == 200
    page = get_text(answer)
    assert page.lstrip().startswith('<tr id="row-4-1"')
    assert "4-1 logged as promoted for 3 May 2026, 204 days ago." in page
    assert "1 promoted" in page
    assert "<html" not in page


def test_a_script_gets_the_row_with_its_error_and_what_was_typed(office: Office) -> None:
    office.log("4-1", on="2026-05-09")
    data = {"ref": "4-1", "kind": "implemented", "on": "2026-05-03", "note": "착수 启动 着手 start"}
    answer = office.client.post(ENTRIES, data=data, headers=HX)
    assert answer.status_code == 422
    page = parse(answer)
    sentence = "4-1: implemented on 3 May 2026 is before it was promoted on 9 May 2026; change the date, or log the earlier promotion."
    assert errors_in(page) == [sentence]
    assert page.xpath("//input[@name='on']/@value") == ["2026-05-03"]
    assert page.xpath("//select[@name='kind']/option[@selected]/@value") == ["implemented"]
    assert page.xpath("//textarea")[0].text == "착수 启动 着手 start"
    assert len(office.entries()) == 1


def test_without_scripts_the_list_is_shown_again_with_the_error_at_the_row(office: Office) -> None:
    answer = office.client.post(f"{ENTRIES}?area=ECO", data={"ref": "4-3", "kind": "promoted", "on": "2025-12-31"})
    assert answer.status_code == 422
    page = parse(answer)
    row = page.xpath("//tr[@id='row-4-3']")[0]
    assert errors_in(row) == [
        "4-3: promoted on 31 Dec 2025 is before it was agreed on 1 Jan 2026; change one of the dates."
    ]
    assert errors_in(page.xpath("//tr[@id='row-4-2']")[0]) == []
    assert row.xpath(".//input[@name='on']/@value") == ["2025-12-31"]
    target = page.xpath("//section[contains(@class, 'errors')]//a/@href")[0]
    assert page.xpath(f"//*[@id='{target[1:]}']")
    assert page.xpath("//select[@id='f-area']/option[@selected]/@value") == ["ECO"]
    assert all("/entries" not in link for link in page.xpath("//nav[@class='languages']//a/@href"))


def test_ten_at_once_are_one_form(office: Office) -> None:
    answer = office.log(["4-1", "4-2", "4-3"], many="yes", note="signed minute")
    assert answer.status_code == 303
    assert [(ref, kind) for ref, kind, _, _ in office.entries()] == [(f"4-{n}", "promoted") for n in (1, 2, 3)]
    assert "3 projects logged as promoted for 23 Nov 2026." in text_of(get_page(office.client, LIST))


def test_many_are_logged_together_or_not_at_all_and_each_problem_stands_at_its_row(office: Office) -> None:
    office.log("4-2", on=TODAY)
    office.log("4-4", on=TODAY)
    answer = office.log(["4-1", "4-2", "4-4"], many="yes")
    assert answer.status_code == 422
    page = parse(answer)
    for ref, count in (("4-1", 0), ("4-2", 1), ("4-3", 0), ("4-4", 1)):
        assert len(errors_in(page.xpath(f"//tr[@id='row-{ref}']")[0])) == count, ref
    assert page.xpath("//input[@form='many'][@name='ref'][@checked]/@value") == ["4-1", "4-2", "4-4"]
    assert len(office.entries()) == 2


def test_several_are_not_logged_where_one_stands_there_already(office: Office) -> None:
    office.log("4-2", on="2026-05-04")
    answer = office.log(["4-1", "4-2"], on="2026-06-01", many="yes")
    assert answer.status_code == 422
    assert "4-2 stands as promoted since 4 May 2026 already" in get_text(answer)
    assert len(office.entries()) == 1


def test_nothing_ticked_is_said(office: Office) -> None:
    answer = office.log([], many="yes")
    assert "Tick the projects first." in get_text(answer)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "suspended"}, "4-1: suspended needs a reason."),
        ({"kind": "withdrawn"}, "4-1: withdrawn needs a reason."),
        (
            {"kind": "resumed"},
            "4-1: resumed on 23 Nov 2026 without having been suspended before; log the suspension first.",
        ),
        ({"kind": "void"}, "‘void’ is not one of the choices"),
        ({"on": "2026-12-24"}, "4-1: promoted on 24 Dec 2026 lies ahead; today is"),
        ({"on": "yesterday"}, "‘yesterday’ is not a day."),
        ({"on": ""}, "Fill this in."),
        ({"reason": "boredom", "kind": "suspended"}, "‘boredom’ is not one of the choices"),
        ({"note": "x\x00"}, "This holds characters that cannot be kept"),
    ],
)
def test_what_cannot_be_logged_is_said_beside_the_row(office: Office, fields: dict[str, str], sentence: str) -> None:
    answer = office.log("4-1", **{"kind": "promoted", "on": TODAY} | fields)  # type: ignore[arg-type]
    assert answer.status_code == 422
    row = parse(answer).xpath("//tr[@id='row-4-1']")[0]
    assert sentence in " ".join(errors_in(row))
    assert office.entries() == []


def test_suspended_resumed_and_withdrawn_with_their_reasons(office: Office) -> None:
    for kind, on, reason in (
        ("suspended", "2026-03-01", "funding"),
        ("resumed", "2026-04-01", "funding"),  # chosen before; means nothing here
        ("withdrawn", "2026-05-01", "external_event"),
    ):
        assert office.log("4-1", kind, on, reason=reason).status_code == 303
    answer = office.log("4-1", "promoted", "2026-05-02")
    assert (
        "4-1: promoted on 2 May 2026 is after it was withdrawn on 1 May 2026; change the date, or void the withdrawal."
        in get_text(answer)
    )
    assert office.log("4-1", "promoted", "2026-02-01").status_code == 303


def test_nothing_is_promoted_after_it_is_done(office: Office) -> None:
    office.log("4-1", "implemented", "2026-05-09")
    answer = office.log("4-1", "promoted", "2026-05-10")
    assert "4-1: promoted on 10 May 2026 is after it was implemented on 9 May 2026" in get_text(answer)
    assert office.log("4-1", "promoted", "2026-05-03").status_code == 303


def test_a_suspended_project_is_not_suspended_again(office: Office) -> None:
    office.log("4-1", "suspended", "2026-03-01", reason="funding")
    answer = office.log("4-1", "suspended", "2026-04-01", reason="funding")
    assert "4-1 is suspended already, since 1 Mar 2026" in get_text(answer)


def test_a_forgotten_promotion_is_offered_and_logged_on_its_own_day(office: Office) -> None:
    assert office.row("4-1").xpath(".//input[@name='also_promoted']")
    answer = office.log("4-1", "implemented", "2026-05-09", also_promoted="yes", promoted_on="2026-05-03")
    assert answer.status_code == 303
    assert [(kind, str(day)) for _, kind, day, _ in office.entries()] == [
        ("promoted", "2026-05-03"),
        ("implemented", "2026-05-09"),
    ]


def test_a_forgotten_promotion_is_not_forced(office: Office) -> None:
    office.log("4-1", "implemented", "2026-05-09")
    assert len(office.entries()) == 1
    assert find_project(office, "4-1").promoted_on == date(2026, 5, 9)


def test_a_promotion_that_is_there_is_not_logged_again_by_many(office: Office) -> None:
    office.log("4-1", on="2026-02-01")
    assert not office.row("4-1").xpath(".//input[@name='also_promoted']")
    office.log(["4-1", "4-2"], "implemented", "2026-05-09", many="yes", also_promoted="yes", promoted_on="2026-05-03")
    assert [(ref, kind) for ref, kind, _, _ in office.entries()] == [
        ("4-1", "promoted"), ("4-1", "implemented"), ("4-2", "promoted"), ("4-2", "implemented"),
    ]  # fmt: skip


def test_a_form_sent_twice_logs_once(office: Office) -> None:
    for _ in range(2):
        assert office.log("4-1", submission="token").status_code == 303
    assert len(office.entries()) == 1


def test_a_part_sent_twice_leads_to_the_list(office: Office) -> None:
    data = {"ref": "4-1", "kind": "promoted", "on": TODAY, "submission": "token"}
    office.client.post(ENTRIES, data=data, headers=HX)
    again = office.client.post(ENTRIES, data=data, headers=HX)
    assert again.headers["HX-Redirect"] == f"{LIST}?row=4-1#row-4-1"
    assert len(office.entries()) == 1


def test_whoever_logs_second_sees_what_the_first_logged_and_decides(
    office: Office, make_client: Callable[..., FlaskClient]
) -> None:
    other = Office(office.engine, make_client(office.engine))
    sign_in_as(other.client, office.engine, Role.SECRETARY, "body", "BJS", now=NOW)
    seen = office.seen("4-1")
    other.log("4-1", on="2026-05-03", seen=other.seen("4-1"))
    answer = office.client.post(
        ENTRIES, data={"ref": "4-1", "kind": "promoted", "on": "2026-05-04", "seen": seen}, headers=HX
    )
    assert answer.status_code == 422
    page = parse(answer)
    assert "logged ‘promoted’ for 3 May 2026 after you opened this page" in errors_in(page)[0]
    assert "user:" not in text_of(page)
    assert page.xpath("//input[@name='on']/@value") == ["2026-05-04"]
    seen = str(page.xpath("//form//input[@name='seen']/@value")[0])
    assert office.log("4-1", on="2026-05-04", seen=seen).status_code == 303
    assert len(office.entries()) == 2


def test_a_closed_period_takes_only_late_entries(office: Office) -> None:
    with writing(office.engine) as session:
        body, period = session.exec(select(Body)).one(), session.exec(select(Period)).one()
        period.ends_on = date(2026, 6, 30)
        close_period(session, record(session, body, NOW), period, on=date(2026, 7, 1))
    answer = office.log("4-1", on="2026-06-30")
    assert "Period 4 is closed: only what took effect after 30 Jun 2026 can be added." in get_text(answer)
    assert office.log("4-1", on="2026-07-01").status_code == 303
    assert "only what took effect after 30 Jun 2026 can be logged" in text_of(get_page(office.client, LIST))
    assert "late: promoted" in text_of(office.row("4-1"))


def test_nothing_is_logged_for_a_struck_project(office: Office) -> None:
    with writing(office.engine) as session:
        project = session.exec(select(Project).where(Project.ref == "4-1")).one()
        strike_project(session, record(session, session.exec(select(Body)).one(), NOW), project, reason="typed twice")
    assert not office.row("4-1").xpath(".//form | .//input[@type='checkbox']")
    assert "4-1 was struck from the agreed list" in get_text(office.log("4-1"))


def test_a_ref_of_nowhere_is_said(office: Office) -> None:
    answer = office.log(["4-1", "9-9"], many="yes")
    assert "There is no project &#39;9-9&#39;." in get_text(answer)
    assert office.entries() == []


def test_the_officers_list_begins_with_what_is_silent_longest(office: Office) -> None:
    for ref, kind, on in (
        ("4-1", "implemented", "2026-02-01"),
        ("4-2", "promoted", "2026-11-01"),
        ("4-4", "promoted", "2026-06-01"),
    ):
        office.log(ref, kind, on)
    assert refs_on(office.client, LIST) == ["4-3", "4-5", "4-4", "4-2", "4-1"]
    assert refs_on(office.client, f"{LIST}?sort=ref") == ["4-1", "4-2", "4-3", "4-4", "4-5"]
    assert "silent 326 days" in text_of(office.row("4-3"))
    assert "silent" not in text_of(office.row("4-1"))


def test_another_day_is_named_and_logging_works(office: Office) -> None:
    page = get_page(office.client, f"{LIST}?as_of=2026-06-01")
    assert "The list shows the status as of 1 Jun 2026." in text_of(page)
    assert page.xpath("//tr[@id='row-4-1']//input[@name='on']/@value") == [TODAY]


def test_what_was_known_before_is_only_looked_at(office: Office) -> None:
    page = get_page(office.client, f"{LIST}?known_at=2026-11-22T00:00:00Z")
    assert not page.xpath("//form[@method='post'][contains(@action, 'entries')]")


@pytest.mark.parametrize("role", [None, Role.OFFICIAL, Role.MANAGER])
def test_others_only_look(engine: Engine, make_client: Callable[..., FlaskClient], role: Role | None) -> None:
    office = make_office(engine, make_client(engine), role=role)
    page = get_page(office.client, LIST)
    assert not page.xpath("//main//form[@method='post']")
    assert page.xpath("//thead//th")[-1].text == "Continues"
    assert office.log("4-1").status_code == (401 if role is None else 403)
    assert office.entries() == []


def test_a_secretary_of_another_body_logs_nothing(engine: Engine, make_client: Callable[..., FlaskClient]) -> None:
    from tests.builders import make_body, make_party

    office = make_office(engine, make_client(engine), role=None)
    with writing(engine) as session:
        make_party(session, make_body(session, "other"), "SEL")
    sign_in_as(office.client, engine, Role.SECRETARY, "other", "SEL", now=NOW)
    assert office.log("4-1").status_code == 403
    assert office.entries() == []


def test_one_file_for_many_is_kept_with_each(office: Office) -> None:
    data = {
        "ref": ["4-1", "4-2"],
        "kind": "promoted",
        "on": TODAY,
        "many": "yes",
        "files": (BytesIO(b"%PDF-1.7 minute"), "회의록.pdf"),
    }
    assert office.client.post(ENTRIES, data=data).status_code == 303
    with reading(office.engine) as session:
        documents = session.exec(select(Document)).all()
    assert len(documents) == 2
    assert len({one.path for one in documents}) == 1
    assert {one.name for one in documents} == {"회의록.pdf"}
    assert all(one.entry_id for one in documents)


def test_a_file_of_no_kind_that_is_taken_undoes_everything(office: Office) -> None:
    data = {"ref": "4-1", "kind": "promoted", "on": TODAY, "files": (BytesIO(b"MZ program"), "a.pdf")}
    answer = office.client.post(ENTRIES, data=data, headers=HX)
    assert answer.status_code == 422
    assert "a.pdf is of no kind that is taken" in get_text(answer)
    assert office.entries() == []


def test_notes_are_searched_by_those_who_hold_a_role_alone(
    office: Office, make_client: Callable[..., FlaskClient]
) -> None:
    office.log("4-2", note="환경 담당자와 통화")
    assert refs_on(office.client, f"{LIST}?q=담당자") == ["4-2"]
    page = get_page(make_client(office.engine), f"{LIST}?q=담당자")
    assert "No project fits these filters" in text_of(page)


def test_a_ref_of_any_letters_has_its_row(engine: Engine, office: Office) -> None:
    from tests.builders import make_project

    with writing(engine) as session:
        period = session.exec(select(Period)).one()
        from tracker.models import Area

        make_project(session, period, session.exec(select(Area)).first(), "4/환경 #1")  # type: ignore[arg-type]
    answer = office.client.post(ENTRIES, data={"ref": "4/환경 #1", "kind": "promoted", "on": "bad"})
    row = parse(answer).xpath("//tr[@id='row-4.2f.환경.20..23.1']")[0]
    assert len(errors_in(row)) == 1
    assert office.log("4/환경 #1", on="2026-05-03").status_code == 303


def test_two_browsers_that_send_at_once_lose_nothing_and_double_nothing(
    office: Office, make_client: Callable[..., FlaskClient]
) -> None:
    """Every form is sent twice at the same moment, by two secretaries of two parties in four browsers each."""

    clients = [make_client(office.engine) for _ in range(8)]
    for number, client in enumerate(clients):
        sign_in_as(client, office.engine, Role.SECRETARY, "body", "SEL" if number % 2 else "BJS", now=NOW)

    def send(number: int) -> list[int]:
        client = clients[number]
        data = {"ref": f"4-{number % 5 + 1}", "kind": "promoted", "on": f"2026-05-{number + 1:02}"}
        with ThreadPoolExecutor(2) as twice:
            sent = [twice.submit(client.post, ENTRIES, data=data | {"submission": f"form {number}"}) for _ in range(2)]
            return [one.result().status_code for one in sent]

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, range(8)))
    assert codes == [[303, 303]] * 8
    logged = sorted((ref, str(day)) for ref, _, day, _ in office.entries())
    assert logged == sorted((f"4-{n % 5 + 1}", f"2026-05-{n + 1:02}") for n in range(8))


def test_a_list_as_it_comes_is_the_list_that_is_read_whole(office: Office) -> None:
    """The order that the database gives is that of the rows themselves."""
    for ref, kind, on, reason in (
        ("4-1", "promoted", "2026-02-01", ""),
        ("4-2", "withdrawn", "2026-03-01", "funding"),
        ("4-4", "implemented", "2026-04-01", ""),
        ("4-5", "promoted", "2026-10-01", ""),
    ):
        office.log(ref, kind, on, reason=reason)
    entry = office.seen("4-5").split()[0]
    office.client.post("/bodies/body/voids", data={"ref": "4-5", "entry": entry, "reason": "wrong"})
    for day in ("2026-01-15", "2026-03-15", "2026-09-30", "2026-11-23"):
        whole = refs_on(office.client, f"{LIST}?as_of={day}&list=agreed")
        assert refs_on(office.client, f"{LIST}?as_of={day}") == whole, day
        assert refs_on(office.client, f"{LIST}?as_of={day}&sort=ref") == [f"4-{n}" for n in range(1, 6)]


def test_what_a_status_costs_does_not_grow_with_the_body(office: Office) -> None:
    """Ten projects ask the database as often as one; periods that nobody logs in are not asked for."""
    with writing(office.engine) as session:
        for number in (1, 2, 3):
            make_period(session, session.exec(select(Body)).one(), number)

    def count(refs: list[str], **fields: str) -> int:
        asked: list[str] = []

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            asked.append(statement)

        event.listen(office.engine, "before_cursor_execute", note)
        assert office.log(refs, **fields).status_code == 303
        event.remove(office.engine, "before_cursor_execute", note)
        return len(asked)

    one = count(["4-1"])
    assert one <= 22
    assert (
        count(["4-2", "4-3", "4-4"], many="yes") <= one + 6
    )  # the rows themselves, in as many statements as there are
