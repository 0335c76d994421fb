"""Calendars to subscribe to: of a public body, and a private one that ends with its user's role."""

from collections.abc import Callable
from datetime import date, time, timedelta

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project, record
from tests.people import sign_in_as
from tests.scheduler.scenes import make_schedule
from tests.web.conftest import NOW
from tests.web.reading import get_text
from tracker.actions.conference_plans import postpone_conference
from tracker.db import writing
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import EntryKind
from tracker.models import Period, Project, UserGrant
from tracker.queries.bodies import get_body


def prepare(engine: Engine, code: str, visibility: Visibility) -> None:
    with writing(engine) as session:
        body = make_body(
            session,
            code,
            visibility=visibility,
            names={"en": f"Body {code}", "ko": f"{code} 협의체"},
            languages=["en", "ko"],
        )
        make_party(session, body)
        make_period(session, body, 1)
        period = make_period(session, body, 2, ends_on=None, next_conference_planned_on=date(2027, 3, 1))
        area = make_area(session, body)
        make_project(session, period, area, "2-ECO-1", due_on=date(2026, 12, 31))
        make_project(session, period, area, "2-ECO-3", due_on=NOW.date() - timedelta(days=365))
        make_project(session, period, area, "2-ECO-4", due_on=NOW.date() - timedelta(days=366))
        # Agreed tomorrow: no page shows it yet.
        agreed_on = NOW.date() + timedelta(days=1)
        make_project(session, period, area, "2-ECO-2", agreed_on=agreed_on, due_on=date(2027, 1, 31))
        make_schedule(session, body)


def read(client: FlaskClient, address: str) -> dict[str, dict[str, str]]:
    """The events by uid, each property by its name."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    text = answer.get_data(as_text=True).replace("\r\n ", "")
    events = [part.split("END:VEVENT")[0] for part in text.split("BEGIN:VEVENT\r\n")[1:]]
    found = [dict(line.split(":", 1) for line in event.splitlines() if line) for event in events]
    return {one["UID"]: {name.split(";")[0]: value for name, value in one.items()} for one in found}


def test_a_public_body_has_a_calendar_that_keeps_its_uids_when_days_move(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    prepare(engine, "open", Visibility.PUBLIC)
    client = make_client(engine)
    page = client.get("/bodies/open").get_data(as_text=True)
    assert "/bodies/open/calendar.ics" in page
    events = read(client, "/bodies/open/calendar.ics")
    days = {uid.partition("@")[0]: event["DTSTART"] for uid, event in events.items()}
    assert days["open-conference-2"] == "20220101"
    assert days["open-conference-3"] == "20270301"
    assert days["open-period-1-end"] == "20211231"
    assert days["open-project-2-ECO-1-due"] == "20261231"
    assert "open-project-2-ECO-2-due" not in days
    assert "open-project-2-ECO-3-due" in days
    assert "open-project-2-ECO-4-due" not in days
    assert sum(uid.startswith("open-edition-") for uid in days) == 5
    planned = events["open-conference-3@127.0.0.1"]
    assert (planned["STATUS"], planned["SUMMARY"]) == ("TENTATIVE", "Body open: conference 3\\, planned")
    with writing(engine) as session:
        period = session.exec(select(Period).where(Period.number == 2)).one()
        postpone_conference(
            session, record(session, get_body(session, "open"), NOW), period, on=date(2027, 5, 3), reason="weather"
        )
    moved = read(client, "/bodies/open/calendar.ics")["open-conference-3@127.0.0.1"]
    assert (moved["DTSTART"], int(moved["SEQUENCE"])) == ("20270503", int(planned["SEQUENCE"]) + 1)
    assert moved["LAST-MODIFIED"] > planned["LAST-MODIFIED"]
    first = client.get("/bodies/open/calendar.ics?language=ko")
    assert "제3차 회의(예정)" in first.get_data(as_text=True).replace("\r\n ", "")
    again = client.get("/bodies/open/calendar.ics?language=ko", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_a_calendar_program_has_is_replaced_by_what_happened_since(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    """A conference that was held, although its period was opened later under an earlier day; a project implemented."""
    prepare(engine, "open", Visibility.PUBLIC)
    client = make_client(engine)
    with writing(engine) as session:
        period = session.exec(select(Period).where(Period.number == 2)).one()
        recording = record(session, get_body(session, "open"), NOW)
        postpone_conference(session, recording, period, on=date(2027, 5, 3), reason="weather")
    before = read(client, "/bodies/open/calendar.ics")
    with writing(engine) as session:
        period = session.exec(select(Period).where(Period.number == 2)).one()
        period.ends_on, period.next_conference_planned_on = date(2026, 11, 9), None
        make_period(
            session, get_body(session, "open"), 3, conference_on=date(2026, 11, 10), ends_on=None, list_sealed_at=None
        )
        project = session.exec(select(Project).where(Project.ref == "2-ECO-1")).one()
        make_entry(session, project, EntryKind.IMPLEMENTED, date(2026, 11, 1), at=NOW + timedelta(hours=1))
    after = read(make_client(engine, now=NOW + timedelta(days=1)), "/bodies/open/calendar.ics")
    for uid, is_other in (
        ("open-conference-3@127.0.0.1", "DTSTART"),
        ("open-project-2-ECO-1-due@127.0.0.1", "SUMMARY"),
    ):
        old, new = before[uid], after[uid]
        assert old[is_other] != new[is_other]
        assert int(new["SEQUENCE"]) > int(old["SEQUENCE"])
        assert new["LAST-MODIFIED"] >= old["LAST-MODIFIED"]
        assert new["DTSTAMP"] == new["LAST-MODIFIED"]
    assert after["open-conference-3@127.0.0.1"]["STATUS"] == "CONFIRMED"


def test_a_report_is_due_on_the_day_of_its_own_zone_across_the_change_of_clocks(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    """Half past midnight in Berlin is the day before in UTC, by one hour in winter and by two in summer."""
    with writing(engine) as session:
        body = make_body(session, "berlin", visibility=Visibility.PUBLIC, time_zone="Europe/Berlin")
        make_period(session, body, 4, ends_on=None)
        make_schedule(session, body, at=time(0, 30), time_zone="Europe/Berlin")
    events = read(make_client(engine), "/bodies/berlin/calendar.ics")
    due = sorted(event["DTSTART"] for uid, event in events.items() if "-edition-" in uid)
    assert due == ["20261201", "20270101", "20270201", "20270301", "20270401"]


def test_a_private_address_shows_what_its_user_may_see_now(
    engine: Engine, make_client: Callable[..., FlaskClient]
) -> None:
    prepare(engine, "closed", Visibility.MEMBERS)
    prepare(engine, "other", Visibility.MEMBERS)
    stranger, officer = make_client(engine), make_client(engine)
    assert stranger.get("/bodies/closed/calendar.ics").status_code == 403
    user_id = sign_in_as(officer, engine, Role.OFFICIAL, "closed", now=NOW)
    assert "There is no private address yet" in get_text(officer.get("/account"))
    made = officer.post("/account/calendar", data={"submission": "one"}).get_data(as_text=True)
    assert '<p class="field"><label for="calendar-address">' in made  # as wide as the page: the address is long
    address = made.split('value="http://127.0.0.1')[1].split('"')[0]
    uids = read(stranger, address)
    assert {uid.partition("-")[0] for uid in uids} == {"closed"}
    assert "was made on" in get_text(officer.get("/account"))
    newer = officer.post("/account/calendar", data={"submission": "two"}).get_data(as_text=True)
    assert stranger.get(address).status_code == 404
    address = newer.split('value="http://127.0.0.1')[1].split('"')[0]
    with writing(engine) as session:
        session.delete(session.exec(select(UserGrant).where(UserGrant.user_id == user_id)).one())
    assert read(stranger, address) == {}
    officer.post("/account/calendar/end")
    assert stranger.get(address).status_code == 404
