"""The page of a report's layout, and previews of what would be printed."""

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from reports.sections import BY_NAME
from tests.builders import make_area, make_body, make_party, make_period, make_project
from tests.people import sign_in_as
from tests.pictures import make_picture, open_picture
from tests.reports.reading import elements_of, opened
from tests.web.conftest import NOW
from tests.web.reading import get_page, get_text, text_of
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import Document, HistoryEntry, Paper, ReportLayout, Submission
from tracker.wording import get_wording

PAGE = "/bodies/body/layout"
TITLES = {"ko": "대기질 공동 토론회", "zh": "空气质量联合论坛"}


@pytest.fixture
def office(engine: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of a secretary of a body of two cities."""
    with writing(engine) as session:
        body = make_body(session, languages=["ko", "zh"], names={"ko": "서울-베이징 위원회", "zh": "首尔北京委员会"})
        make_party(session, body, names={"ko": "서울시", "zh": "首尔市"})
        make_party(session, body, "BJS", country="CN", names={"ko": "베이징시", "zh": "北京市"})
        area = make_area(session, body, names={"ko": "환경", "zh": "环境"})
        make_project(session, make_period(session, body), area, "1-ENV-1", titles=TITLES)
    client = make_client(engine)
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    return client


def read_form(client: FlaskClient) -> dict[str, Any]:
    """The form of the layout as a browser would send it."""
    form = get_page(client, PAGE).xpath("//form[@id='layout']")[0]
    return {name: list(value) if name == "show" else value or "" for name, value in form.fields.items()} | {
        "show": form.xpath(".//input[@name='show'][@checked]/@value")
    }


def hand_in(client: FlaskClient, content: bytes, name: str, **typed: str) -> Any:
    """The form with a picture chosen."""
    data = read_form(client) | typed | {"emblem": (BytesIO(content), name)}
    return client.post(PAGE, data=data, content_type="multipart/form-data", follow_redirects=True)


def find_row(engine: Engine) -> ReportLayout | None:
    with reading(engine) as session:
        return session.exec(select(ReportLayout)).one_or_none()


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MANAGER])
def test_only_secretaries_set_the_layout(
    engine: Engine, office: FlaskClient, make_client: Callable[..., FlaskClient], role: Role
) -> None:
    client = make_client(engine)
    assert client.get(PAGE).status_code in (302, 303)
    sign_in_as(client, engine, role, "body", now=NOW)
    for address in (PAGE, "/bodies/body/preview", f"{PAGE}/emblem.png"):
        assert client.get(address).status_code == 403
    for address in (PAGE, f"{PAGE}/order", f"{PAGE}/preview"):
        assert client.post(address, data={}).status_code == 403
    assert find_row(engine) is None


def test_a_layout_is_saved_and_its_change_is_told(engine: Engine, office: FlaskClient) -> None:
    form = read_form(office)
    form |= {"paper": "letter", "title_zh": "合作项目执行情况报告", "first_zh": "BJS", "second_zh": "ko"}
    form |= {"show": [name for name in form["show"] if name != "trend"], "names_authority": "yes"}
    done = office.post(PAGE, data=form, follow_redirects=True)
    assert "The layout is saved." in get_text(done)
    row = find_row(engine)
    assert row is not None
    assert (row.paper, row.titles, row.party_order) == (Paper.LETTER, {"zh": "合作项目执行情况报告"}, {"zh": ["BJS"]})
    assert "-trend" in row.sections
    assert row.names_authority
    assert read_form(office)["show"] == form["show"]
    told = text_of(get_page(office, PAGE).xpath("//details[contains(@class, 'changes')]")[0])
    assert "A4 Letter" in told
    assert "without ‘The trend over the periods’" in told
    stale = office.post(PAGE, data=form | {"paper": "a4", "submission": "another"})
    assert stale.status_code == 409
    assert "Both versions" in get_text(stale)
    assert find_row(engine) == row


def test_a_section_moves_without_being_saved_and_then_stays(engine: Engine, office: FlaskClient) -> None:
    form = read_form(office)
    order = form["order"].split()
    page = office.post(f"{PAGE}/order", data=form | {"title_ko": "제목", "move": f"up {order[1]}"})
    assert page.status_code == 200
    text = get_text(page)
    assert f'value="{order[1]} {order[0]} ' in text
    assert 'value="제목"' in text
    assert "Moved, but not saved yet" in text
    assert find_row(engine) is None
    moved = " ".join([order[1], order[0], *order[2:]])
    office.post(PAGE, data=form | {"order": moved})  # with the token of the form that was only tried
    assert read_form(office)["order"] == moved


def test_what_is_no_choice_is_refused(engine: Engine, office: FlaskClient) -> None:
    form = read_form(office) | {"first_ko": "XXX", "second_ko": "ko", "title_ko": "장" * 121, "paper": "a3"}
    answer = office.post(PAGE, data=form)
    assert answer.status_code == 422
    assert len(re.findall('class="field-error"', get_text(answer))) == 4
    assert find_row(engine) is None


def test_an_emblem_is_drawn_anew_shown_and_taken_off(engine: Engine, office: FlaskClient) -> None:
    refused = hand_in(office, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "emblem.svg", title_ko="이행 보고서")
    assert refused.status_code == 422
    assert "emblem.svg is an SVG" in get_text(refused)
    assert 'value="이행 보고서"' in get_text(refused)
    assert "choose it once more" in get_text(refused)
    done = hand_in(office, make_picture("WEBP"), "emblem.webp", title_ko="이행 보고서")
    assert "The layout is saved." in get_text(done)
    assert 'value="이행 보고서"' in get_text(done)
    with office.get(f"{PAGE}/emblem.png") as shown:
        assert open_picture(shown.data).size == (400, 267)
    done = office.post(PAGE, data=read_form(office) | {"no_emblem": "yes"}, follow_redirects=True)
    assert 'value="이행 보고서"' in get_text(done)
    assert office.get(f"{PAGE}/emblem.png").status_code == 404
    with reading(engine) as session:
        assert session.exec(select(Document.kind)).one() == "emblem"
        assert len(session.exec(select(HistoryEntry)).all()) == 3


def test_a_preview_shows_what_was_typed_and_keeps_nothing(engine: Engine, office: FlaskClient) -> None:
    form = read_form(office) | {"preview_period": "1", "preview_language": "zh", "title_zh": "执行情况报告"}
    form |= {"paper": "letter", "second_zh": "ko", "first_zh": "BJS", "names_authority": "yes", "show": ["stalled"]}
    before = find_row(engine)
    picture = {"emblem": (BytesIO(make_picture()), "emblem.png")}
    answer = office.post(f"{PAGE}/preview", data=form | picture, content_type="multipart/form-data")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "no-store" in answer.headers["Cache-Control"]
    assert find_row(engine) == before
    with reading(engine) as session:
        assert form["submission"] not in session.exec(select(Submission.token)).all()
    pdf = opened(answer.data)
    assert [round(float(value)) for value in pdf.pages[0].mediabox] == [0, 0, 612, 792]
    assert not pdf.attachments
    (figure,) = elements_of(pdf, "/Figure")
    assert str(figure.Alt) == "首尔北京委员会徽标"
    with pdf.open_metadata() as metadata:
        assert (metadata.pdfa_status, metadata["pdfuaid:part"]) == ("3A", "1")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.data, capture_output=True, check=True)
    text = done.stdout.decode()
    assert "执行情况报告" in text
    assert "北京市、首尔市" in text
    assert "以韩文文本为准" in text
    assert text.index(TITLES["zh"]) < text.index("대기질")
    assert "预览" in text
    assert "校验码" not in text
    words = get_wording("zh").text
    assert words(BY_NAME["stalled"].title) in text
    assert words(BY_NAME["flow"].title) not in text


def test_a_preview_needs_a_conference(engine: Engine, office: FlaskClient) -> None:
    assert office.get("/bodies/body/preview?period=7").status_code == 404
    assert office.get("/bodies/body/preview?language=xx").status_code == 400
    assert "no period to report on yet" in get_text(office.get("/bodies/body/preview?as_of=2019-01-01"))
