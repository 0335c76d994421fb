"""Links that show one edition to people outside; an edition as a page and as a workbook, for whoever may see it."""

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine
from sqlmodel import select

from reports.freezing import freeze_edition
from tests.builders import clock_at, make_area, make_body, make_party, make_period, make_project
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, links_of, text_of
from tracker.actions.guesses import EDITION_LINKS
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import AccessEntry, EditionLink, HistoryEntry, ReportFile

LINKS = "/bodies/body/reports/1/1/links"
CONTENT = b"%PDF-1.7 a report"
MakeClient = Callable[..., FlaskClient]


@pytest.fixture
def scene(engine: Engine, make_client: MakeClient, tmp_path: Path) -> FlaskClient:
    """A secretary of a body for its members only, with an edition that has a file."""
    with writing(engine) as session:
        body = make_body(session)
        make_party(session, body)
        make_project(session, make_period(session, body), make_area(session, body), "1-ECO-1")
        view, _ = freeze_edition(session, "body", 1, as_of=date(2020, 1, 1), by="command", clock=clock_at(NOW))
        digest = sha256(CONTENT).hexdigest()
        fields: dict[str, Any] = {"body_id": body.id, "edition_id": view.id, "produced_at": NOW, "language": "ko"}
        session.add(ReportFile(path=f"{digest[:2]}/{digest}.pdf", digest=digest, size=17, pages=8, **fields))
    path = tmp_path / "files" / digest[:2] / f"{digest}.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    client = make_client(engine)
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    return client


def make_link(secretary: FlaskClient, days: str = "7") -> str:
    """The path of a new link, as its page shows it."""
    page = get_page_of(secretary.post(LINKS, data={"days": days}))
    address = str(page.xpath("//input[@id='made-link']/@value")[0])
    return address.removeprefix("http://127.0.0.1")


def get_page_of(answer: Any) -> Any:
    assert answer.status_code == 200
    return html.fromstring(answer.get_data(as_text=True))


def test_a_link_shows_one_edition_with_its_files_and_nothing_else(
    engine: Engine, scene: FlaskClient, make_client: MakeClient
) -> None:
    address = make_link(scene)
    outsider = make_client(engine)
    answer = outsider.get(address)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    page = get_page(outsider, address)
    assert "Period 1, edition 1" in text_of(page)
    assert "30 Nov 2026" in text_of(page)
    assert "0.0 % (0 of 1)" in text_of(page)
    told = {text_of(one[0]): text_of(one[1]) for one in page.xpath("//dl/div")}
    assert told["Projects on the agreed list"] == "1"
    assert told["Status as of"] == "1 Jan 2020"
    assert not [one for one in links_of(page) if one.startswith("/bodies/")]
    with outsider.get(f"{address}/ko/report.pdf") as file:
        assert file.data == CONTENT
        assert file.headers["Cache-Control"] == "no-store"
        assert file.headers["Content-Disposition"] == "attachment; filename=body-1-edition-1-ko.pdf"
    assert outsider.get(f"{address}/zh.xlsx").data.startswith(b"PK")
    for missing in ("/en/report.pdf", "/ko/summary.pdf", "/ko/report.docx", "/fr.xlsx"):
        assert outsider.get(f"{address}{missing}").status_code == 404
    get_page(outsider, "/bodies/body/reports/1/1", 403)
    with reading(engine) as session:
        logged = session.exec(select(AccessEntry).where(AccessEntry.account == "edition-link:1")).all()
        assert {one.done for one in logged} == {True}
        assert all(address.rpartition("/")[2] not in one.path for one in logged)


def test_a_link_ends_by_its_day_or_by_hand_and_says_so(
    engine: Engine, scene: FlaskClient, make_client: MakeClient
) -> None:
    first, second = make_link(scene), make_link(scene, "30")
    later = make_client(engine, now=NOW + timedelta(days=8))
    gone = get_page(later, first, 410)
    assert "This link does not work any more" in text_of(gone)
    assert "Ask the secretariat" in text_of(gone)
    get_page(later, second)
    page = get_page(scene, LINKS)
    assert len(page.xpath("//tbody/tr")) == 2
    assert scene.post(f"{LINKS}/2/end", data={}).status_code == 303
    get_page(make_client(engine), second, 410)
    assert get_page(make_client(engine), f"{second}/ko", 410) is not None
    assert "has ended" in text_of(get_page(scene, LINKS))
    with reading(engine) as session:
        kept = session.exec(select(HistoryEntry).where(HistoryEntry.key == "1")).all()
        assert [one.act.value for one in kept if "edition_link" in (one.after | one.before) or "ended_at" in one.after]
        secrets = [one.digest for one in session.exec(select(EditionLink))]
    assert all(first.rpartition("/")[2] not in one for one in secrets)


def test_guessing_links_is_throttled(engine: Engine, scene: FlaskClient, make_client: MakeClient) -> None:
    address, outsider = make_link(scene), make_client(engine)
    for number in range(EDITION_LINKS.most):
        get_page(outsider, f"/editions/guess{number}", 404)
    get_page(outsider, address, 429)


def test_links_are_made_by_secretaries_only_and_for_days_that_hold(
    engine: Engine, scene: FlaskClient, make_client: MakeClient
) -> None:
    for days in ("0", "181", "x", ""):
        assert scene.post(LINKS, data={"days": days}).status_code == 422
    official = make_client(engine)
    sign_in_as(official, engine, Role.OFFICIAL, "body", now=NOW)
    assert official.get(LINKS).status_code == 403
    assert official.post(LINKS, data={"days": "7"}).status_code == 403
    assert official.post(f"{LINKS}/1/end", data={}).status_code in (403, 404)


def test_an_edition_is_a_page_under_a_policy_of_its_own(engine: Engine, scene: FlaskClient) -> None:
    address = "/bodies/body/reports/1/1/ko"
    assert address in links_of(get_page(scene, "/bodies/body/reports/1/1"))
    answer = scene.get(address)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    again = scene.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert scene.get(f"{address}.xlsx").data.startswith(b"PK")
    assert scene.get("/bodies/body/reports/1/9/ko").status_code == 404
    assert scene.get("/bodies/body/reports/1/1/fr").status_code == 404
