"""The page of one edition: what it is, its sign-off in the service and by document; two editions or days compared."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.builders import clock_at
from tests.people import sign_in_as
from tests.signing import PAGE, START, answer, correct, freeze, make_closed_body
from tests.web.conftest import NOW
from tests.web.reading import get_page, links_of, text_of
from tracker.actions.periods import reopen_period
from tracker.actions.recording import open_recording
from tracker.db import reading, writing
from tracker.domain.editions import SignOffAnswer
from tracker.domain.roles import Role
from tracker.models import Document, DocumentKind, Edition, Period, SignOff
from tracker.queries.bodies import get_body

SCAN = b"%PDF-1.7 approved"
DOCUMENT = {
    "party": "BJS", "answer": "approved", "number": "京外函〔2022〕12号", "approved_on": "2022-01-20", "approver": "王芳",
}  # fmt: skip


@pytest.fixture
def client(engine: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    make_closed_body(engine)
    return make_client(engine)


def by_document(client: FlaskClient, *, scan: bytes | None = SCAN, **more: str) -> TestResponse:
    data = DOCUMENT | more | ({} if scan is None else {"file": (io.BytesIO(scan), "scan.pdf")})
    return client.post(f"{PAGE}/by-document", data=data, content_type="multipart/form-data")


def rows_of(engine: Engine) -> list[tuple[SignOffAnswer, str, str, str]]:
    with reading(engine) as session:
        found = session.exec(select(SignOff).order_by(SignOff.id))  # type: ignore[arg-type]
        return [(one.answer, one.approver, one.number, one.comment) for one in found]


def test_anyone_reads_what_a_final_edition_is(client: FlaskClient, engine: Engine) -> None:
    page = get_page(client, PAGE)
    text = text_of(page)
    with reading(engine) as session:
        digest = session.exec(select(Edition.digest)).one()
    assert f"{digest[:4]} {digest[4:8]} {digest[8:12]}" in text
    for part in ("final", "awaiting approval", "31 Dec 2021", "Not approved yet by: Seoul, Beijing."):
        assert part in text
    assert "by tests" not in text  # who asked for it is told to whoever sees the history
    assert not page.xpath("//form[contains(@action, 'sign-off')]")
    text = text_of(get_page(client, PAGE, lang="ko"))
    assert "결재 대기" in text
    listed = get_page(client, "/bodies/body/reports")
    assert PAGE in links_of(listed)
    assert "awaiting approval" in text_of(listed)
    get_page(client, PAGE.replace("1/1", "1/7"), 404)


def test_an_official_approves_for_the_own_party_only(client: FlaskClient, engine: Engine) -> None:
    sign_in_as(client, engine, Role.OFFICIAL, "body", "SEL", now=NOW)
    text = text_of(get_page(client, PAGE))
    assert "You answer for Seoul." in text
    assert text.index("Your approval is asked") < text.index("Status as of")
    assert "Reports (1)" in text
    waiting = get_page(client, "/bodies/body/waiting")
    assert "Period 1, edition 1: Your approval is asked" in text_of(waiting)
    assert PAGE in links_of(waiting)
    assert client.post(f"{PAGE}/sign-off", data={"party": "BJS", "answer": "approved"}).status_code == 422
    answer = client.post(f"{PAGE}/sign-off", data={"answer": "approved"})
    assert answer.location == f"{PAGE}#sign-off"
    text = text_of(get_page(client, PAGE))
    assert "The approval of Seoul is recorded." in text
    assert "Not approved yet by: Beijing." in text
    assert "none: answered in this service" in text
    assert "Your approval is asked" not in text
    assert "You answer for" not in text
    assert "Reports (1)" not in text
    assert "edition 1: Not approved yet by: Beijing." in text_of(get_page(client, "/bodies/body/waiting"))
    ((said, approver, number, _),) = rows_of(engine)
    assert (said, number) == (SignOffAnswer.APPROVED, "")
    assert approver.startswith("User ")
    told = text_of(get_page(client, "/bodies/body/history"))
    assert "Sign-off 1 answered" in told
    assert "SEL" in told


def test_an_official_returns_it_with_a_comment(client: FlaskClient, engine: Engine) -> None:
    sign_in_as(client, engine, Role.OFFICIAL, "body", "SEL", now=NOW)
    refused = client.post(f"{PAGE}/sign-off", data={"answer": "returned"})
    assert refused.status_code == 422
    assert "Say what is to be corrected." in refused.get_data(as_text=True)
    client.post(f"{PAGE}/sign-off", data={"answer": "returned", "comment": "one project is missing"})
    text = text_of(get_page(client, PAGE))
    assert "returned unapproved" in text
    assert "one project is missing" in text
    assert "Your approval is asked" not in text
    assert "You returned this edition." in text
    assert "You answer for Seoul." in text  # it can still be approved
    assert "Reports (1)" not in text
    client.delete_cookie("tracker_sign_in")
    assert "one project is missing" not in text_of(get_page(client, PAGE))


@pytest.mark.parametrize(
    ("role", "party"), [(Role.OFFICIAL, None), (Role.SECRETARY, "SEL"), (Role.MANAGER, None), (Role.ADMINISTRATOR, None)]
)  # fmt: skip
def test_nobody_else_approves_in_the_service(
    client: FlaskClient, engine: Engine, role: Role, party: str | None
) -> None:
    sign_in_as(client, engine, role, None if role is Role.ADMINISTRATOR else "body", party, now=NOW)
    assert client.post(f"{PAGE}/sign-off", data={"party": "SEL", "answer": "approved"}).status_code in (403, 422)
    assert rows_of(engine) == []


def test_a_secretary_records_what_either_side_approved_by_document(client: FlaskClient, engine: Engine) -> None:
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    assert f"{PAGE}/by-document" in links_of(get_page(client, PAGE))
    get_page(client, f"{PAGE}/by-document")
    assert by_document(client).location == f"{PAGE}#sign-off"
    by_document(client, party="SEL", number="국제교류과-1234", approver="국장 홍길동")
    page = get_page(client, PAGE)
    assert "Approved by every party" in text_of(page)
    assert "国" not in text_of(page)
    assert rows_of(engine) == [
        (SignOffAnswer.APPROVED, "王芳", "京外函〔2022〕12号", ""), (SignOffAnswer.APPROVED, "국장 홍길동", "국제교류과-1234", ""),
    ]  # fmt: skip
    with reading(engine) as session:
        document = session.exec(select(Document)).first()
        assert document is not None
        assert document.kind is DocumentKind.SIGN_OFF
        address = f"/bodies/body/documents/{document.digest}"
    with client.get(address) as answer:
        assert answer.data == SCAN
    assert "Nothing to record" in text_of(get_page(client, f"{PAGE}/by-document"))


def test_what_is_missing_is_told_beside_its_field_and_nothing_is_lost(client: FlaskClient, engine: Engine) -> None:
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    answer = by_document(client, scan=None, number="", approved_on="2022-01-32")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "王芳" in text
    for field in ("number", "approved_on", "file"):
        assert f'id="e-{field}"' in text
    assert by_document(client, approved_on="2021-12-31").status_code == 422
    assert rows_of(engine) == []


def test_a_later_edition_shows_what_changed_and_the_earlier_is_superseded(client: FlaskClient, engine: Engine) -> None:
    correct(engine, days=3)
    freeze(engine, days=4, why="asked for by the plenary")
    text = text_of(get_page(client, PAGE.replace("1/1", "1/2")))
    for part in (
        "Changes since edition 1", "asked for by the plenary", "the minutes were corrected",
        "promoted on 1 Jun 2021, recorded since", "50.0 % (1 of 2)", "100.0 % (2 of 2)",
    ):  # fmt: skip
        assert part in text
    text = text_of(get_page(client, PAGE))
    assert "Edition 2 is the current one." in text
    sign_in_as(client, engine, Role.OFFICIAL, "body", "SEL", now=NOW)
    assert "You answer for" not in text_of(get_page(client, PAGE))
    assert client.post(f"{PAGE}/sign-off", data={"answer": "approved"}).status_code == 422


def rows_on(client: FlaskClient, address: str) -> list[list[str]]:
    """The cells of the rows that tell what differs."""
    rows = get_page(client, address).xpath("//table[contains(@class, 'compared')]/tbody/tr")
    return [[text_of(cell) for cell in row] for row in rows]


def test_two_editions_and_two_days_are_compared(client: FlaskClient, engine: Engine) -> None:
    at = "/bodies/body/reports/1/compare"
    assert "no two editions" in text_of(get_page(client, at))
    correct(engine, days=3)
    freeze(engine, days=4)
    rows = rows_on(client, f"{at}?from=1&to=2")
    rise = "+50.0 points"
    assert ["Promotion rate", "50.0 % (1 of 2)", "100.0 % (2 of 2)", rise] in rows
    assert rows[-1] == ["1-ECO-02 Fair", "Stage agreed", "Stage promoted, 1 Jun 2021"]
    assert rows_on(client, at) == rows
    rows = rows_on(client, f"{at}?from_day=2021-04-30&to_day=2021-05-31")
    assert rows[-1] == ["1-ECO-01 Forum", "Stage agreed", "Stage implemented, 1 May 2021"]
    for turned in ("from_day=2021-05-31&to_day=2021-04-30", "from_day=2021-04-30&to_day=2021-05-31"):
        assert rows_on(client, f"{at}?{turned}") == rows
    assert "the earlier one stands first" in text_of(get_page(client, f"{at}?from=2&to=1"))
    assert "the earlier one stands first" not in text_of(get_page(client, f"{at}?from=1&to=2"))
    assert not [row for row in rows if "1-ECO-02" in row[0]]
    assert "These cannot be compared" in text_of(get_page(client, f"{at}?from_day=2019-01-01&to_day=2021-05-31"))
    get_page(client, f"{at}?from=1&to=9", 404)
    get_page(client, f"{at}?from_day=soon&to_day=2021-05-31", 400)
    get_page(client, at.replace("/1/", "/7/"), 404)


def test_provisional_editions_are_for_those_with_a_role(client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        reopen_period(session, open_recording(session, get_body(session, "body"), by="tests", clock=clock_at(START)), session.exec(select(Period)).one(), reason="again")  # fmt: skip
    freeze(engine, days=5)
    for address in (PAGE.replace("1/1", "1/2"), "/bodies/body/reports/1/compare?from=1&to=2"):
        get_page(client, address, 403)
    assert "superseded before every party approved it" in text_of(get_page(client, PAGE))
    sign_in_as(client, engine, Role.MANAGER, "body", now=NOW)
    assert "Nobody is asked yet" in text_of(get_page(client, PAGE.replace("1/1", "1/2")))


def test_somebody_outside_reads_a_return_as_one_and_a_superseded_edition_awaits_nothing(
    client: FlaskClient, engine: Engine
) -> None:
    with writing(engine) as session:
        answer(session, "SEL", SignOffAnswer.RETURNED, comment="one meeting is missing")
    for number in (6, 7):
        freeze(engine, days=number, newer_than=START.replace(day=10 + number), why="again")
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    page = html.fromstring(client.post(f"{PAGE}/links", data={"days": "7"}).get_data(as_text=True))
    link = str(page.xpath("//input[@id='made-link']/@value")[0]).removeprefix("http://127.0.0.1")
    assert "Seoul, returned unapproved, Director of SEL" in text_of(get_page(client, link))
    flags = text_of(get_page(client, PAGE.replace("1/1", "1/2")).xpath("//ul[@class='flags']")[0])
    assert "awaiting" not in flags
    assert "awaiting" in text_of(get_page(client, PAGE.replace("1/1", "1/3")).xpath("//ul[@class='flags']")[0])
