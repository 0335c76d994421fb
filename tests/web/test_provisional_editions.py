"""Anyone sees the final editions of a public body; those whose figures may still change are for people with a role,
whatever flag they show."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from reports.freezing import freeze_edition
from tests.builders import clock_at, make_area, make_body, make_entry, make_party, make_period, make_project, record
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.issuing import AT, make_edition
from tests.web.reading import get_page, text_of
from tracker.actions.periods import close_period
from tracker.db import writing
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import EntryKind
from tracker.models import Edition, ReportFile


@pytest.fixture
def client(engine: Engine, make_client: Callable[..., FlaskClient], tmp_path: Path) -> FlaskClient:
    """A public body with a final edition, and a provisional one made after it."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "x.pdf").write_bytes(b"%PDF")
    with writing(engine) as session:
        body = make_body(session, "body", visibility=Visibility.PUBLIC)
        make_party(session, body, "SEL")
        make_body(session, "other", visibility=Visibility.PUBLIC)
        period = make_period(session, body)
        session.add_all([make_edition(period, 1), make_edition(period, 2, flags="provisional")])
        session.flush()
        for edition in session.exec(select(Edition)):
            session.add(
                ReportFile(
                    body_id=body.id, edition_id=edition.id, language="ko", path="x.pdf", digest=f"{edition.number}" * 64,
                    size=4, pages=8, produced_at=AT,
                )
            )  # fmt: skip
    return make_client(engine)


FINAL, PROVISIONAL = ("/bodies/body/reports/1/1/ko.pdf", "/bodies/body/reports/1/2/ko.pdf")


@pytest.mark.parametrize(("role", "body"), [(None, None), (Role.OFFICIAL, "other")])
def test_without_a_role_there_only_what_is_final(
    engine: Engine, client: FlaskClient, role: Role | None, body: str | None
) -> None:
    if role is not None:
        sign_in_as(client, engine, role, body, now=NOW)
    page = text_of(get_page(client, "/bodies/body/reports"))
    assert "Edition 1" in page
    assert "Edition 2" not in page
    with client.get(FINAL) as answer:
        assert answer.status_code == 200
    assert client.get(PROVISIONAL).status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MANAGER, Role.SECRETARY, Role.ADMINISTRATOR])
def test_with_a_role_there_everything(engine: Engine, client: FlaskClient, role: Role) -> None:
    party = "SEL" if role is Role.SECRETARY else None
    sign_in_as(client, engine, role, None if role is Role.ADMINISTRATOR else "body", party, now=NOW)
    assert "Edition 2" in text_of(get_page(client, "/bodies/body/reports"))
    for address in (FINAL, PROVISIONAL):
        with client.get(address) as answer:
            assert answer.status_code == 200


LATER = datetime(2022, 2, 1, 9, tzinfo=UTC)


def freeze_illustrative(engine: Engine, *, closed: bool, asks: bool) -> None:
    """An edition of a period with an entry that the other party has not confirmed, where the body `asks` for that."""
    with writing(engine) as session:
        body = make_body(
            session, visibility=Visibility.PUBLIC, illustrative=True, asks_confirmation=asks, asks_sign_off=True
        )
        make_party(session, body, "SEL")
        make_party(session, body, "BJS")
        period = make_period(session, body)
        project = make_project(session, period, make_area(session, body))
        make_entry(session, project, EntryKind.PROMOTED, date(2021, 5, 1))
        if closed:
            close_period(session, record(session, body, LATER), period, on=LATER.date())
        freeze_edition(session, "body", 1, as_of=date(2021, 12, 31), by="tests", clock=clock_at(LATER))


@pytest.fixture(params=["now", "before"])
def kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Editions as they are kept now, and of before, when only the flags shown were kept."""
    if request.param == "before":
        monkeypatch.setattr("reports.freezing.keep_flags", lambda shown, **_: shown)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(("closed", "asks"), [(True, False), (False, False), (True, True)])
def test_what_is_illustrative_is_shown_once_it_can_change_no_more(
    engine: Engine, make_client: Callable[..., FlaskClient], closed: bool, asks: bool
) -> None:
    freeze_illustrative(engine, closed=closed, asks=asks)
    client, is_shown = make_client(engine), closed and not asks
    page = text_of(get_page(client, "/bodies/body/reports"))
    assert ("Edition 1" in page) is is_shown
    assert ("shown to people with a role" in page) is not is_shown
    assert client.get("/bodies/body/reports/1/1").status_code == (200 if is_shown else 403)
    sign_in_as(client, engine, Role.OFFICIAL, "body", now=NOW)
    page = text_of(get_page(client, "/bodies/body/reports/1/1"))
    assert ("illustrative provisional" in page) is not is_shown
    assert ("the figures stand unless it is reopened" in page) is is_shown
    assert ("the figures may still change" in page) is not is_shown
    assert ("Nobody is asked yet: the figures are provisional." in page) is (closed and asks)
