"""Editions with their files, schedules in words, runs with their errors; files that never change."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_body, make_period
from tests.web.issuing import AT, make_edition, make_run
from tests.web.reading import get_page, text_of
from tracker.db import writing
from tracker.domain.due import ScheduleKind
from tracker.domain.roles import Visibility
from tracker.models import Edition, Period, ReportFile, RunState, Schedule

CONTENT = b"%PDF-1.7 a report"
DIGEST = sha256(CONTENT).hexdigest()
FILE = "/bodies/body/reports/1/2/ko.pdf"


@pytest.fixture
def reports_client(engine: Engine, make_client: Callable[..., FlaskClient], tmp_path: Path) -> FlaskClient:
    """A body with two editions of its first period, the second with a file, and a schedule."""
    with writing(engine) as session:
        body = make_body(session, visibility=Visibility.PUBLIC)
        period = make_period(session, body)
        for number in (1, 2):
            session.add(make_edition(period, number))
        session.flush()
        edition = session.exec(Edition.__table__.select().order_by(Edition.number.desc())).first()  # type: ignore[call-overload,attr-defined]
        path = f"{DIGEST[:2]}/{DIGEST}.pdf"
        common: dict[str, Any] = {"body_id": body.id, "edition_id": edition.id, "produced_at": AT}
        session.add(ReportFile(language="ko", path=path, digest=DIGEST, size=len(CONTENT), pages=8, **common))
        schedule = Schedule(
            body_id=body.id,
            kind=ScheduleKind.QUARTERLY,
            day_of_month=1,
            time_zone="Asia/Seoul",
            languages=["ko"],
            active_from=AT,
        )
        session.add(schedule)
        session.flush()
        session.add(make_run(period, schedule, RunState.FAILED, AT, error="no font draws <U+1F600>"))
        session.add(make_run(period, schedule, RunState.DONE, AT - timedelta(days=90), edition_id=edition.id))
    target = tmp_path / "files" / DIGEST[:2] / f"{DIGEST}.pdf"
    target.parent.mkdir(parents=True)
    target.write_bytes(CONTENT)
    return make_client(engine)


def test_editions_say_which_is_current_and_what_they_are(reports_client: FlaskClient) -> None:
    page = get_page(reports_client, "/bodies/body/reports")
    rows = [text_of(row) for row in page.xpath("//h3/following-sibling::table[1]/tbody/tr")]
    assert "Edition 2 current" in rows[0]
    assert "final break in the series" in rows[0]
    assert "한국어 PDF, 8 pages" in rows[0]
    assert "1 Jan 2022 12:00 (Korean Standard Time)" in rows[0]
    assert "Edition 1 replaced by a later edition" in rows[1]
    assert "being produced" in rows[1]


def test_the_page_begins_with_the_current_edition_and_a_chosen_day(reports_client: FlaskClient) -> None:
    page = get_page(reports_client, "/bodies/body/reports")
    assert text_of(page.xpath("//div[@class='status']")[0]).startswith("Current edition Period 1, edition 2")
    assert not page.xpath("//form[@class='status']")
    assert get_page(reports_client, "/bodies/body/reports?as_of=2026-11-01").xpath("//form[@class='status']")


def test_schedules_and_runs_are_told_in_words(reports_client: FlaskClient) -> None:
    text = text_of(get_page(reports_client, "/bodies/body/reports"))
    assert "every quarter on day 1 of its first month at 06:00" in text
    assert "1 Jan 2027 06:00 (Korean Standard Time)" in text
    assert "failed, will be tried again" in text
    assert "3 attempts" in text
    assert "no font draws" not in text  # for those who can do something about it


def test_a_run_that_was_left_waits_to_be_taken_over(engine: Engine, reports_client: FlaskClient) -> None:
    with writing(engine) as session:
        schedule, period = session.exec(select(Schedule)).one(), session.exec(select(Period)).one()
        session.add(make_run(period, schedule, RunState.CLAIMED, AT - timedelta(days=180)))
    assert "waiting to be taken over" in text_of(get_page(reports_client, "/bodies/body/reports"))


def test_a_file_is_handed_out_as_it_was_issued(reports_client: FlaskClient) -> None:
    with reports_client.get(FILE) as answer:
        assert answer.data == CONTENT
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"] == "attachment; filename=body-1-edition-2-ko.pdf"
        assert answer.headers["ETag"] == f'"{DIGEST}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        kept = set(answer.headers["Cache-Control"].split(", "))
        assert {"private", "no-cache"} <= kept
        assert "public" not in kept
    with reports_client.get(FILE, headers={"If-None-Match": f'"{DIGEST}"'}) as answer:
        assert answer.status_code == 304
        assert answer.data == b""


@pytest.mark.parametrize(
    "address", [FILE.replace("ko", "en"), FILE.replace("1/2", "1/9"), FILE.replace("ko", "..%2f..%2fko")]
)
def test_a_file_that_was_never_issued_is_not_found(reports_client: FlaskClient, address: str) -> None:
    get_page(reports_client, address, 404)
