"""Two parties at one table: what waits, confirming and disputing, and one of them only on paper."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import find_sides, get_page, get_text, refs_on, text_of
from tracker.db import reading, writing
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import EntryKind
from tracker.models import Confirmation, Document, Project, ProjectParty, StatusEntry
from tracker.register.sheet_writing import FIRST_ROW

MAY = date(2020, 5, 1)
PDF = b"%PDF-1.7\n%%EOF"
ANSWER, WHY, REF, ENTRY = 8, 9, 2, 1


@dataclass
class Two:
    """A body of Seoul, Beijing and Gyeonggi; Seoul claims four things that concern Beijing, Beijing one."""

    engine: Engine
    make: Callable[..., FlaskClient]
    entries: dict[str, int] = field(default_factory=dict)

    def fill(self, *, asks: bool = True) -> None:
        with writing(self.engine) as session:
            body = make_body(
                session, languages=["ko", "zh", "en"], asks_confirmation=asks, visibility=Visibility.PUBLIC
            )
            parties = [make_party(session, body, code, country=c) for code, c in (("SEL", "KR"), ("BJS", "CN"))]
            make_party(session, body, "GGD")
            area, period = make_area(session, body), make_period(session, body)
            for number in range(1, 6):
                ref = f"1-ECO-0{number}"
                titles = {"ko": f"사업 {number}", "zh": f"项目{number}", "en": f"Project {number}"}
                project = make_project(session, period, area, ref, titles=titles)
                for party in parties:
                    session.add(ProjectParty(project_id=project.id, party_id=party.id, body_id=body.id, is_named=True))
                session.flush()
                party_code = "BJS" if number == 5 else "SEL"
                entry = make_entry(session, project, EntryKind.PROMOTED, MAY, party=party_code, note=f"=note {number}")
                self.entries[ref] = entry.id

    def enter(self, role: Role = Role.SECRETARY, party: str | None = "SEL") -> FlaskClient:
        client = self.make(self.engine)
        sign_in_as(client, self.engine, role, "body", party, now=NOW)
        return client

    def said(self) -> list[tuple[str, str, str | None, str | None]]:
        """Ref, answer, note and document of every answer, in the order they were recorded."""
        with reading(self.engine) as session:
            rows = session.exec(select(Confirmation).order_by(Confirmation.id)).all()  # type: ignore[arg-type]
            return [(self._ref(session, row), row.answer.value, row.note, self._document(session, row)) for row in rows]

    def confirmed(self) -> list[str]:
        with reading(self.engine) as session:
            return sorted(session.exec(select(Project.ref).where(Project.confirmed_promoted_on == MAY)))

    def _ref(self, session: Session, row: Confirmation) -> str:
        return session.get_one(Project, row.project_id).ref

    def _document(self, session: Session, row: Confirmation) -> str | None:
        return None if row.document_id is None else session.get_one(Document, row.document_id).name


@pytest.fixture
def two(engine: Engine, make_client: Callable[..., FlaskClient]) -> Two:
    two = Two(engine, make_client)
    two.fill()
    return two


def rows_on(client: FlaskClient, address: str = "/bodies/body/waiting") -> list[str]:
    page = get_page(client, address)
    return [text_of(one) for one in page.xpath("//table[contains(@class, 'waiting')]/tbody/tr")]


def answer(client: FlaskClient, *entries: int, status: int = 303, **fields: str) -> str:
    data = {"entry": [str(entry) for entry in entries], **fields}
    reply = client.post("/bodies/body/waiting", data=data)
    assert reply.status_code == status, get_text(reply)
    return get_text(reply)


def test_each_side_sees_what_waits_for_it(two: Two) -> None:
    seoul, beijing = two.enter(), two.enter(party="BJS")
    assert [row.split()[0] for row in rows_on(beijing)] == ["1-ECO-01", "1-ECO-02", "1-ECO-03", "1-ECO-04"]
    assert [row.split()[0] for row in rows_on(seoul)] == ["1-ECO-05"]
    assert len(rows_on(seoul, "/bodies/body/waiting?list=them")) == 4
    assert "Waiting (4)" in text_of(get_page(beijing, "/bodies/body"))
    assert "4 entries wait for confirmation" in text_of(get_page(beijing, "/bodies/body"))


def test_a_user_confirms_and_disputes(two: Two) -> None:
    beijing = two.enter(party="BJS")
    first, second = two.entries["1-ECO-01"], two.entries["1-ECO-02"]
    answer(beijing, first, answer="confirmed")
    answer(beijing, second, answer="disputed", note="no such meeting")
    assert two.said() == [("1-ECO-01", "confirmed", None, None), ("1-ECO-02", "disputed", "no such meeting", None)]
    assert two.confirmed() == ["1-ECO-01"]
    (row,) = rows_on(two.enter(), "/bodies/body/waiting?list=disputed")
    assert "no such meeting" in row
    project = text_of(get_page(two.enter(), "/bodies/body/projects/1-ECO-02"))
    assert "disputed by Party BJS: no such meeting" in project
    assert "confirmed by Party BJS" in text_of(get_page(two.make(two.engine), "/bodies/body/projects/1-ECO-01"))
    passing = text_of(get_page(two.make(two.engine), "/bodies/body/projects/1-ECO-02"))
    assert "disputed by Party BJS recorded on" in passing
    assert "no such meeting" not in passing


def test_a_dispute_can_be_settled_from_the_list(two: Two) -> None:
    beijing = two.enter(party="BJS")
    answer(beijing, two.entries["1-ECO-01"], answer="disputed", note="wrong day")
    page = get_page(beijing, "/bodies/body/waiting?list=disputed")
    assert page.xpath("//input[@name='entry']/@value") == [str(two.entries["1-ECO-01"])]
    answer(beijing, two.entries["1-ECO-01"], answer="confirmed")
    assert two.confirmed() == ["1-ECO-01"]
    assert rows_on(beijing, "/bodies/body/waiting?list=disputed") == []


def test_everything_in_a_list_at_once(two: Two) -> None:
    answer(two.enter(party="BJS"), answer="confirmed", everything="yes")
    assert two.confirmed() == ["1-ECO-01", "1-ECO-02", "1-ECO-03", "1-ECO-04"]
    assert "Nothing waits for us" in text_of(get_page(two.enter(party="BJS"), "/bodies/body/waiting"))


def test_nothing_is_lost_of_a_dispute_without_a_reason(two: Two) -> None:
    beijing = two.enter(party="BJS")
    page = answer(beijing, two.entries["1-ECO-01"], answer="disputed", status=422)
    assert "Say why: the other side reads it." in page
    assert f'value="{two.entries["1-ECO-01"]}" checked' in page
    assert "Tick at least one entry." in answer(beijing, answer="confirmed", status=422)
    assert two.said() == []


def test_nobody_answers_in_anothers_name(two: Two) -> None:
    seoul, entry = two.enter(), two.entries["1-ECO-01"]
    answer(seoul, entry, answer="confirmed", party="BJS", status=422)  # it does not ask Seoul, which alone can speak
    answer(two.enter(party="GGD"), entry, answer="confirmed", status=422)
    for role in (Role.OFFICIAL, Role.MANAGER):
        answer(two.enter(role, None), entry, answer="confirmed", status=403)
    assert two.said() == []


def test_an_official_sees_all_sides_and_answers_nothing(two: Two) -> None:
    page = get_page(two.enter(Role.OFFICIAL, None), "/bodies/body/waiting")
    text = text_of(page)
    assert "Waiting for us" not in text
    assert "Party BJS: 4 entries wait" in text
    assert "Party SEL: 1 entry waits" in text
    assert not page.xpath("//input[@name='entry']")
    assert len(rows_on(two.enter(Role.OFFICIAL, None), "/bodies/body/waiting?of=SEL")) == 1


def test_a_body_that_does_not_ask_says_so(engine: Engine, make_client: Callable[..., FlaskClient]) -> None:
    two = Two(engine, make_client)
    two.fill(asks=False)
    seoul = two.enter()
    assert "Nobody is asked here" in text_of(get_page(seoul, "/bodies/body/waiting"))
    text = text_of(get_page(seoul, "/bodies/body"))
    assert "as confirmed" not in text
    assert "wait for confirmation" not in text
    assert "no confirmed figures" in text_of(get_page(seoul, "/bodies/body?words=confirmed"))
    assert "not confirmed" not in text_of(get_page(seoul, "/bodies/body/periods/1"))
    answer(two.enter(party="BJS"), two.entries["1-ECO-01"], answer="confirmed", status=422)


def test_figures_are_seen_as_claimed_and_as_confirmed(two: Two) -> None:
    answer(two.enter(party="BJS"), two.entries["1-ECO-01"], two.entries["1-ECO-02"], answer="confirmed")
    client = two.make(two.engine)
    claimed, confirmed = (get_page(client, f"/bodies/body?as_of=2020-12-01{w}") for w in ("", "&words=confirmed"))
    assert "5 of 5 100.0 %" in text_of(claimed)
    assert "Confirmed promotion rate of period 1: 2 of 5 (40.0 %)." in text_of(confirmed)
    links = [link for link in confirmed.xpath("//main//a/@href") if "/confirmed_promotion?" in link]
    assert links
    assert all("words=confirmed" in link for link in links)
    sides = find_sides(client, links[0])
    assert all("words=confirmed" in side for side in sides)
    assert refs_on(client, sides[0]) == ["1-ECO-01", "1-ECO-02"]
    period = "/bodies/body/periods/1?as_of=2020-12-01"
    assert text_of(get_page(client, period)).count("not confirmed") == 3
    assert refs_on(client, f"{period}&words=confirmed&stage=promoted") == ["1-ECO-01", "1-ECO-02"]
    assert "2 promoted" in text_of(get_page(client, f"{period}&words=confirmed"))


def send(client: FlaskClient, party: str = "BJS", status: int = 303, **fields: object) -> str:
    reply = client.post(
        f"/bodies/body/waiting/of/{party}", data=fields, content_type="multipart/form-data", follow_redirects=False
    )
    assert reply.status_code == status, get_text(reply)
    return get_text(reply)


def file(name: str = "minutes.pdf", content: bytes = PDF) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_one_signed_document_answers_for_a_party_with_exceptions(two: Two) -> None:
    seoul = two.enter()
    page = get_page(seoul, "/bodies/body/waiting/of/BJS")
    listed = page.xpath("//input[@name='listed']/@value")
    assert listed == [str(two.entries[f"1-ECO-0{n}"]) for n in range(1, 5)]
    third, fourth = two.entries["1-ECO-03"], two.entries["1-ECO-04"]
    exceptions = {f"answer-{third}": "disputed", f"note-{third}": "held by mail only", f"answer-{fourth}": "open"}
    send(seoul, rest="confirmed", listed=listed, file=file(), **exceptions)
    assert two.said() == [
        ("1-ECO-01", "confirmed", None, "minutes.pdf"),
        ("1-ECO-02", "confirmed", None, "minutes.pdf"),
        ("1-ECO-03", "disputed", "held by mail only", "minutes.pdf"),
    ]
    text = text_of(get_page(seoul, "/bodies/body/projects/1-ECO-01"))
    assert "confirmed by Party BJS by document ‘minutes.pdf’" in text


def test_a_document_is_needed_and_a_dispute_says_why(two: Two) -> None:
    seoul, entry = two.enter(), two.entries["1-ECO-01"]
    page = send(seoul, status=422, rest="open", listed=str(entry), **{f"answer-{entry}": "disputed"})
    assert "Choose a file." in page
    assert "Say why: the other side reads it." in page
    page = send(seoul, status=422, rest="open", listed=str(entry), file=file())
    assert "Tick at least one entry." in page
    assert two.said() == []
    send(two.enter(Role.OFFICIAL, None), status=403, rest="confirmed", listed=str(entry), file=file())


def sheet_of(client: FlaskClient, query: str = "") -> openpyxl.Workbook:
    reply = client.get(f"/bodies/body/waiting/of/BJS/sheet.xlsx{query}")
    assert reply.status_code == 200
    assert "attachment" in reply.headers["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(reply.data))


def hand_back(client: FlaskClient, book: openpyxl.Workbook, party: str = "BJS", status: int = 303) -> str:
    stream = io.BytesIO()
    book.save(stream)
    data = {"sheet": (io.BytesIO(stream.getvalue()), "returned.xlsx")}
    reply = client.post(f"/bodies/body/waiting/of/{party}/returned", data=data, content_type="multipart/form-data")
    assert reply.status_code == status, get_text(reply)
    return reply.headers["Location"] if status == 303 else get_text(reply)


def test_a_sheet_goes_out_and_comes_back(two: Two) -> None:
    seoul = two.enter()
    book = sheet_of(seoul, "?period=1&first=zh&second=ko")
    page = book.worksheets[0]
    assert page.cell(1, 1).value == "核对表 / 확인서"
    assert page.cell(FIRST_ROW + 1, 3).value == "项目1\n사업 1"
    assert page.cell(FIRST_ROW + 1, 7).value == "=note 1"
    assert page.cell(FIRST_ROW + 1, 7).data_type == "s"
    assert book.worksheets[1].sheet_state == "hidden"
    choices = page.data_validations.dataValidation[0].formula1
    assert choices == '"确认 / 확인,有异议 / 이의 있음"'
    page.cell(FIRST_ROW + 1, ANSWER).value = "确认 / 확인"
    page.cell(FIRST_ROW + 2, ANSWER).value = "有异议"
    page.cell(FIRST_ROW + 2, WHY).value = "会议未召开"
    page.cell(FIRST_ROW + 3, ANSWER).value = "○"
    location = hand_back(seoul, book)
    preview = get_page(seoul, location)
    assert two.said() == []
    assert text_of(preview).count("new") == 3
    assert "disputed: 会议未召开" in text_of(preview)
    assert seoul.post(location, data={}).status_code == 303
    assert two.said() == [
        ("1-ECO-01", "confirmed", None, "returned.xlsx"),
        ("1-ECO-02", "disputed", "会议未召开", "returned.xlsx"),
        ("1-ECO-03", "confirmed", None, "returned.xlsx"),
    ]
    assert "Nothing to take over" in text_of(get_page(seoul, location))
    assert seoul.post(location, data={}).status_code == 422
    assert len(two.said()) == 3
    left = sheet_of(seoul).worksheets[0]
    assert [left.cell(FIRST_ROW + n, REF).value for n in (1, 2)] == ["1-ECO-02", "1-ECO-04"]
    assert left.cell(FIRST_ROW + 1, WHY).value == "会议未召开"


def test_rows_that_are_broken_or_stale_are_named_with_row_and_column(two: Two) -> None:
    seoul = two.enter()
    book = sheet_of(seoul)
    page = book.worksheets[0]
    for offset, value in enumerate(["confirmed", "perhaps", "disputed", "confirmed"], start=1):
        page.cell(FIRST_ROW + offset, ANSWER).value = value
    page.cell(FIRST_ROW + 4, ENTRY).value = 99999
    page.cell(FIRST_ROW + 5, ENTRY).value = "x"
    page.cell(FIRST_ROW + 6, ENTRY).value = two.entries["1-ECO-01"]
    page.cell(FIRST_ROW + 7, ENTRY).value = two.entries["1-ECO-05"]
    location = hand_back(seoul, book)
    text = text_of(get_page(seoul, location))
    for sentence in (
        "returned.xlsx row 8, H: ‘perhaps’ is not an answer.",
        "returned.xlsx row 9, I: The entry is disputed without a reason. Say why.",
        "returned.xlsx row 10: Entry 99999 (1-ECO-04) is not asked about any more",
        "returned.xlsx row 11, A: ‘x’ is not the number of an entry.",
        f"returned.xlsx row 12, A: Entry {two.entries['1-ECO-01']} stands in row 7 already.",
        f"returned.xlsx row 13: Entry {two.entries['1-ECO-05']} () is not asked about any more",
        "6 rows cannot be taken over",
    ):
        assert sentence in text
    assert seoul.post(location, data={}).status_code == 422
    assert two.said() == []
    assert seoul.post(location, data={"leave_out": "yes"}).status_code == 303
    assert two.said() == [("1-ECO-01", "confirmed", None, "returned.xlsx")]


def test_an_entry_voided_since_is_stale(two: Two) -> None:
    seoul = two.enter()
    book = sheet_of(seoul)
    book.worksheets[0].cell(FIRST_ROW + 1, ANSWER).value = "confirmed"
    with writing(two.engine) as session:
        from tests.builders import record
        from tracker.actions.entries import void_entry
        from tracker.models import Body

        entry = session.get_one(StatusEntry, two.entries["1-ECO-01"])
        void_entry(session, record(session, session.exec(select(Body)).one()), entry, reason="mistake")
    text = text_of(get_page(seoul, hand_back(seoul, book)))
    assert "is not asked about any more: it was voided" in text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no workbook at all", "is of no kind that is taken"),
        (PDF, "This is not an Excel workbook"),
        (b"PK\x03\x04broken", "is of no kind that is taken"),
    ],
)
def test_what_is_no_sheet_is_refused_beside_the_field(two: Two, content: bytes, sentence: str) -> None:
    data = {"sheet": (io.BytesIO(content), "returned.xlsx")}
    reply = two.enter().post("/bodies/body/waiting/of/BJS/returned", data=data, content_type="multipart/form-data")
    assert reply.status_code == 422
    assert "damaged" in get_text(reply) or sentence in get_text(reply)
    with reading(two.engine) as session:
        assert session.exec(select(Document)).all() == []


def test_a_sheet_of_another_body_or_party_is_refused(two: Two) -> None:
    seoul = two.enter()
    assert "was made for BJS, not for SEL" in hand_back(seoul, sheet_of(seoul), party="SEL", status=422)
    book = sheet_of(seoul)
    book["tracker"].cell(1, 2).value = "other"
    assert "is of the body ‘other’" in hand_back(seoul, book, status=422)
    book = sheet_of(seoul)
    del book["tracker"]
    assert "its hidden parts are gone" in hand_back(seoul, book, status=422)


def test_the_sheet_as_pdf_says_everything_twice(two: Two, tmp_path: Path) -> None:
    reply = two.enter().get("/bodies/body/waiting/of/BJS/sheet.pdf?first=zh&second=ko")
    assert reply.status_code == 200
    assert reply.mimetype == "application/pdf"
    from tests.reports.reading import text_of as pdf_text

    text = pdf_text(reply.data)
    for word in ("核对表", "확인서", "1-ECO-01", "项目1", "사업 1", "=note 1"):
        assert word in text


@pytest.mark.parametrize("address", ["of/NOPE", "of/BJS/sheet.xlsx?first=xx", f"returned/{'0' * 64}"])
def test_what_is_not_there_is_not_found(two: Two, address: str) -> None:
    assert two.enter().get(f"/bodies/body/waiting/{address}").status_code in (400, 404)
