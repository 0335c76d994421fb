"""Schedules in the browser: created, changed, paused, ended; an edition asked for; what people are told meanwhile."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from tests.builders import make_body, make_party, make_period
from tests.people import sign_in_as
from tests.scheduler.scenes import Scene, find_all_runs, make_schedule
from tests.web.conftest import NOW
from tests.web.issuing import make_run
from tests.web.reading import get_page, text_of
from tracker.db import reading, writing
from tracker.domain.due import ScheduleKind
from tracker.domain.roles import Role
from tracker.models import HistoryEntry, Period, Run, RunState, Schedule, Subject
from tracker.queries.bodies import get_body
from tracker.scheduler.working import produce_due

AT = "/bodies/body/schedules"
MONTHLY: dict[str, Any] = {
    "day_of_month": "25", "at": "09:00", "time_zone": "Asia/Seoul", "languages": ["ko", "en"], "way": "held",
    "weekends": "yes", "quiet_days": "2026-12-25 성탄절\n2027. 1. 1.",
}  # fmt: skip


@pytest.fixture
def secretary(engine: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """A secretary of a body with an open period, which has no schedule yet."""
    with writing(engine) as session:
        body = make_body(session, "body", time_zone="Asia/Seoul")
        make_party(session, body, "SEL")
        make_period(session, body, 1, conference_on=date(2025, 1, 1), ends_on=None)
    client = make_client(engine)
    sign_in_as(client, engine, Role.SECRETARY, "body", "SEL", now=NOW)
    return client


def get_schedule(engine: Engine) -> Schedule:
    with reading(engine) as session:
        return session.exec(select(Schedule)).one()


def find_history(engine: Engine) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    with reading(engine) as session:
        query = select(HistoryEntry).where(HistoryEntry.subject == Subject.SCHEDULE).order_by(col(HistoryEntry.id))
        return [(one.act.value, one.before, one.after) for one in session.exec(query)]


def version_at(client: FlaskClient, address: str) -> str:
    return str(get_page(client, address).xpath("string(//input[@name='version']/@value)"))


def test_a_schedule_is_created_and_tells_its_next_dates(secretary: FlaskClient, engine: Engine) -> None:
    kinds = get_page(secretary, f"{AT}/new")
    assert len(kinds.xpath("//ul[@class='choices']/li")) == len(ScheduleKind)
    assert "Choose" in text_of(get_page(secretary, f"{AT}/new/monthly"))
    shown = secretary.post(f"{AT}/new/monthly", data=MONTHLY | {"preview": "yes"})
    assert shown.status_code == 200
    assert "Mon 28 Dec 2026 09:00" in shown.get_data(as_text=True)  # Christmas is a Friday
    with reading(engine) as session:
        assert session.exec(select(Schedule)).all() == []
    answer = secretary.post(f"{AT}/new/monthly", data=MONTHLY)
    assert answer.status_code == 303
    schedule = get_schedule(engine)
    assert (schedule.day_of_month, schedule.at, schedule.is_held) == (25, time(9), True)
    assert (schedule.languages, schedule.quiet_days) == (["ko", "en"], ["weekend", "2026-12-25", "2027-01-01"])
    assert schedule.active_from >= NOW
    text = text_of(get_page(secretary, f"{AT}/{schedule.id}"))
    assert "Wed 25 Nov 2026 09:00 (Korean Standard Time)" in text
    assert "every month on day 25 at 09:00" in text
    assert [(act, after["kind"]) for act, _, after in find_history(engine)] == [("added", "monthly")]
    assert "Mon 28 Dec 2026 09:00 (Korean Standard Time): status as of 25 Dec 2026" in text
    assert "Saturdays and Sundays, 25 Dec 2026, 1 Jan 2027" in text
    # Without the tick the day after the holiday does, a Saturday.
    shown = secretary.post(f"{AT}/new/monthly", data=MONTHLY | {"preview": "yes", "weekends": ""})
    assert "Sat 26 Dec 2026 09:00" in shown.get_data(as_text=True)


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("monthly", {"day_of_month": "32"}, "‘32’ is not a number from 1 to 31."),
        ("monthly", {"languages": []}, "Tick at least one language."),
        ("monthly", {"time_zone": "Mars"}, "‘Mars’ is not one of the choices."),
        ("monthly", {"at": "25:00"}, "‘25:00’ is not a time of day."),
        ("monthly", {"quiet_days": "2026-10-03\n10/3"}, "Line 2 cannot be read as days: ‘10/3’."),
        ("yearly", {"month": ""}, "Fill this in."),
        ("once", {"once_on": "2026-11-23"}, "23 Nov 2026 has passed at this hour."),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    secretary: FlaskClient, engine: Engine, kind: str, fields: dict[str, Any], told: str
) -> None:
    answer = secretary.post(f"{AT}/new/{kind}", data=MONTHLY | fields)
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count(told) == 2
    with reading(engine) as session:
        assert session.exec(select(Schedule)).all() == []


def test_a_change_counts_from_now_on_and_never_makes_past_days_due(secretary: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        schedule = make_schedule(session, get_body(session, "body"), active_from=datetime(2026, 9, 15, tzinfo=UTC))
        number = schedule.id
    scene = Scene(engine, datetime(2026, 10, 2, tzinfo=UTC))
    produce_due(scene.work())
    address = f"{AT}/{number}"
    fields = MONTHLY | {"day_of_month": "20", "version": version_at(secretary, address)}
    assert secretary.post(address, data=fields).status_code == 303
    # What was due by the old days and nobody began is made still; of the new ones none that has passed.
    scene.now = NOW + timedelta(minutes=1)
    produce_due(scene.work())
    assert scene.produced == [("body", date(2026, 10, 1)), ("body", date(2026, 11, 1))]
    scene.now = datetime(2026, 12, 21, tzinfo=UTC)
    produce_due(scene.work())
    assert scene.produced[2:] == [("body", date(2026, 12, 20))]
    added, changed = find_history(engine)
    assert (added[0], changed[0]) == ("added", "changed")
    assert (changed[1]["day_of_month"], changed[2]["day_of_month"]) == (1, 20)
    # A form that was shown before is refused, with both versions.
    stale = secretary.post(address, data=fields | {"day_of_month": "7"})
    assert stale.status_code == 409
    assert "Both versions" in stale.get_data(as_text=True)
    assert get_schedule(engine).day_of_month == 20


def test_what_comes_due_while_paused_is_not_caught_up_and_an_ended_one_stays_ended(
    secretary: FlaskClient, engine: Engine
) -> None:
    with writing(engine) as session:
        number = make_schedule(session, get_body(session, "body"), active_from=datetime(2026, 11, 15, tzinfo=UTC)).id
        schedule = session.get_one(Schedule, number)
        schedule.paused_at = datetime(2026, 11, 16, tzinfo=UTC)
        schedule.day_of_month = 20
    scene = Scene(engine, NOW)
    assert produce_due(scene.work()) == 0
    assert "paused" in text_of(get_page(secretary, "/bodies/body/reports"))
    assert secretary.post(f"{AT}/{number}/continue").status_code == 303
    scene.now = NOW + timedelta(hours=1)
    assert produce_due(scene.work()) == 0
    scene.now = datetime(2026, 12, 20, 7, tzinfo=UTC)
    produce_due(scene.work())
    assert scene.produced == [("body", date(2026, 12, 20))]
    assert secretary.post(f"{AT}/{number}/pause").status_code == 303
    assert secretary.post(f"{AT}/{number}/end").status_code == 303
    answer = secretary.post(f"{AT}/{number}/continue")
    assert answer.status_code == 422
    assert "This schedule has ended." in answer.get_data(as_text=True)
    scene.now = datetime(2027, 2, 1, tzinfo=UTC)
    assert produce_due(scene.work()) == 0
    assert "schedule: every month on day 20 at 06:00" in text_of(get_page(secretary, f"{AT}/{number}"))
    assert [sorted(after) for act, _, after in find_history(engine) if act == "changed"] == [
        ["paused_at"],
        ["paused_at"],
        ["ended_at"],
    ]


PRODUCE: dict[str, Any] = {"period": "1", "as_of": "2026-11-20", "languages": ["ko"], "why": "the vice mayor’s visit"}


def test_an_edition_asked_for_is_made_before_what_is_due_and_twice_asked_is_once(
    secretary: FlaskClient, engine: Engine
) -> None:
    with writing(engine) as session:
        make_schedule(session, get_body(session, "body"), active_from=datetime(2026, 10, 15, tzinfo=UTC))
    address = "/bodies/body/reports/produce"
    page = get_page(secretary, address)
    assert "Period 1, from 1 Jan 2025" in text_of(page)
    assert "Why (required)" in text_of(page)
    for _ in range(2):
        assert secretary.post(address, data=PRODUCE | {"submission": "click"}).status_code == 303
    assert secretary.post(address, data=PRODUCE).status_code == 303
    page = get_page(secretary, "/bodies/body/reports")
    assert "waits to be produced" in text_of(page)
    assert "the scheduler seems not to run" in page.xpath("//section[@id='run-list']/@data-news")[0]
    assert "the vice mayor’s visit" in text_of(page)
    assert page.xpath("//section[@id='run-list']/@hx-trigger")
    asked = [run for run in find_all_runs(engine) if run.schedule_id is None]
    assert [(run.state, run.languages, run.attempts) for run in asked] == [(RunState.ASKED, ["ko"], 0)]
    scene = Scene(engine, NOW + timedelta(minutes=1))
    produce_due(scene.work())
    assert scene.produced == [("body", date(2026, 11, 20)), ("body", date(2026, 11, 1))]
    page = get_page(secretary, "/bodies/body/reports")
    assert "done" in text_of(page)
    assert not page.xpath("//section[@id='run-list']/@hx-trigger")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"as_of": "2026-11-30"}, "A report as of 30 Nov 2026 cannot be made: today is 23 Nov 2026."),
        ({"as_of": "2024-11-30"}, "1 Jan 2025"),
        ({"why": " "}, "Fill this in."),
        ({"languages": []}, "Tick at least one language."),
        ({"period": "7"}, "‘7’ is not one of the choices."),
    ],
)
def test_what_cannot_be_asked_for_is_told(
    secretary: FlaskClient, engine: Engine, fields: dict[str, Any], told: str
) -> None:
    answer = secretary.post("/bodies/body/reports/produce", data=PRODUCE | fields)
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert find_all_runs(engine) == []


def test_of_a_period_that_is_over_the_last_day_is_offered(secretary: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        period = session.exec(select(Period)).one()
        period.ends_on = date(2026, 3, 31)
        make_period(session, get_body(session, "body"), 2, conference_on=date(2026, 4, 1), ends_on=None)
    address = "/bodies/body/reports/produce"
    for asked, day in (("", "2026-11-23"), ("?period=1", "2026-03-31"), ("?period=2", "2026-11-23")):
        page = get_page(secretary, address + asked)
        assert page.xpath("//input[@name='as_of']/@value") == [day]
    assert page.xpath("//form/@data-days") == ['{"1": "2026-03-31", "2": "2026-11-23"}']


def test_where_no_scheduler_runs_the_page_says_so_after_a_while(secretary: FlaskClient, engine: Engine) -> None:
    secretary.post("/bodies/body/reports/produce", data=PRODUCE)
    said = "the scheduler seems not to run"
    assert said not in text_of(get_page(secretary, "/bodies/body/reports"))
    with writing(engine) as session:
        run = session.merge(find_all_runs(engine)[0])
        run.due_at = run.lease_until = NOW - timedelta(minutes=3)
    assert said in text_of(get_page(secretary, "/bodies/body/reports"))


def test_what_is_missing_after_an_hour_is_told_on_the_page_and_to_whoever_watches(
    secretary: FlaskClient, engine: Engine
) -> None:
    with writing(engine) as session:
        due_at = NOW - timedelta(minutes=59)
        make_schedule(session, get_body(session, "body"), day_of_month=23, at=due_at.time(), active_from=due_at)
    assert secretary.get("/readyz").data == b"ok\n"
    with writing(engine) as session:
        schedule = session.exec(select(Schedule)).one()
        schedule.at, schedule.active_from = time(8), NOW - timedelta(hours=1)
    answer = secretary.get("/readyz")
    assert (answer.status_code, answer.data) == (200, b"degraded\nmissed_runs: 1\n")
    text = text_of(get_page(secretary, "/bodies/body/reports"))
    assert "1 report is overdue" in text
    assert "the scheduler seems not to run" in text
    scene = Scene(engine, NOW - timedelta(seconds=1), fails_for={"body"})
    produce_due(scene.work())
    text = text_of(get_page(secretary, "/bodies/body/reports"))
    assert "Period 1, due at 23 Nov 2026 08:00 (UTC)" in text
    assert "the scheduler seems not to run" not in text
    assert secretary.get("/readyz").data == b"degraded\nmissed_runs: 1\n"
    scene.fails_for.clear()
    scene.now = NOW + timedelta(minutes=2)
    produce_due(scene.work())
    assert secretary.get("/readyz").data == b"ok\n"


def test_what_somebody_asked_for_is_given_up_after_a_while_and_they_are_told(
    secretary: FlaskClient, engine: Engine
) -> None:
    secretary.post("/bodies/body/reports/produce", data=PRODUCE)
    scene = Scene(engine, NOW, fails_for={"body"})
    for _ in range(10):
        scene.now += timedelta(minutes=40)
        produce_due(scene.work())
    (run,) = find_all_runs(engine)
    assert (run.state, run.attempts) == (RunState.FAILED, 6)
    text = text_of(get_page(secretary, "/bodies/body/reports"))
    assert "failed, not tried again" in text
    assert "no glyph for body" in text


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("en", ["Wed 25 Nov 2026", "Mon 28 Dec 2026", "Mon 25 Jan 2027", "Thu 25 Feb 2027", "Thu 25 Mar 2027"]),
        ("ko", ["2026. 11. 25.(수)", "2026. 12. 28.(월)", "2027. 1. 25.(월)", "2027. 2. 25.(목)", "2027. 3. 25.(목)"]),
        ("zh", ["2026年11月25日（星期三）", "2026年12月28日（星期一）", "2027年1月25日（星期一）"]),
        ("ja", ["2026年11月25日（水）", "2026年12月28日（月）", "2027年1月25日（月）"]),
    ],
)
def test_the_next_dates_tell_their_weekdays_in_each_language(
    secretary: FlaskClient, engine: Engine, language: str, days: list[str]
) -> None:
    secretary.post(f"{AT}/new/monthly", data=MONTHLY)
    assert secretary.get(f"/?lang={language}").status_code == 303
    page = get_page(secretary, f"{AT}/{get_schedule(engine).id}")
    shown = page.xpath("//section[@aria-labelledby='next']//li/text()")
    assert len(shown) == 5
    for day, line in zip(days, shown, strict=False):
        assert line.startswith(day)


@pytest.mark.parametrize(("kind", "ticked"), [("monthly", True), ("on_close", False), ("once", False)])
def test_weekends_are_offered_as_quiet_where_nobody_says_the_day(
    secretary: FlaskClient, kind: str, ticked: bool
) -> None:
    page = get_page(secretary, f"{AT}/new/{kind}")
    assert bool(page.xpath("//input[@name='weekends']/@checked")) is ticked
    hour = page.xpath("//input[@name='at']/ancestor::fieldset/legend/text()")
    assert hour == (["When nothing is sent"] if kind == "on_close" else [])


def test_two_who_edit_a_schedule_at_once_do_not_undo_each_other(secretary: FlaskClient, engine: Engine) -> None:
    secretary.post(f"{AT}/new/monthly", data=MONTHLY)
    address = f"{AT}/{get_schedule(engine).id}"
    seen = version_at(secretary, address)
    first, second = MONTHLY | {"version": seen, "at": "08:00"}, MONTHLY | {"version": seen, "weekends": ""}
    assert secretary.post(address, data=first).status_code == 303
    answer = secretary.post(address, data=second)
    assert answer.status_code == 409
    assert "08:00" in answer.get_data(as_text=True)
    schedule = get_schedule(engine)
    assert (schedule.at, schedule.quiet_days[0]) == (time(8), "weekend")


def find_withdraw(client: FlaskClient) -> list[str]:
    page = get_page(client, "/bodies/body/reports")
    return [str(one) for one in page.xpath("//section[@id='run-list']//form/@action")]


def test_what_somebody_asked_for_is_withdrawn_until_it_has_begun(secretary: FlaskClient, engine: Engine) -> None:
    secretary.post("/bodies/body/reports/produce", data=PRODUCE)
    secretary.post("/bodies/body/reports/produce", data=PRODUCE | {"languages": ["en"]})
    first, second = find_withdraw(secretary)
    for _ in range(2):
        assert secretary.post(first).status_code == 303
    scene = Scene(engine, NOW + timedelta(minutes=1))
    produce_due(scene.work())
    assert len(scene.produced) == 1
    assert secretary.post(second).status_code == 303
    page = get_page(secretary, "/bodies/body/reports")
    assert "It had been begun, or withdrawn, before you asked" in text_of(page)
    assert find_withdraw(secretary) == []
    assert "withdrawn" in text_of(page)
    assert not page.xpath("//section[@id='run-list']/@hx-trigger")
    told = text_of(get_page(secretary, "/bodies/body/history"))
    assert told.count("Edition that was asked for") == 1
    # The same can be asked for again.
    secretary.post("/bodies/body/reports/produce", data=PRODUCE)
    assert len(find_all_runs(engine)) == 3
    assert len(find_withdraw(secretary)) == 1


def test_what_another_body_was_asked_for_is_not_there(secretary: FlaskClient, engine: Engine) -> None:
    secretary.post("/bodies/body/reports/produce", data=PRODUCE)
    (run,) = find_all_runs(engine)
    with writing(engine) as session:
        number = make_schedule(session, get_body(session, "body"), active_from=NOW - timedelta(days=30)).id
    produce_due(Scene(engine, NOW).work())
    scheduled = next(one for one in find_all_runs(engine) if one.schedule_id == number)
    for wrong in (scheduled.id, run.id + 1000):
        assert secretary.post(f"/bodies/body/reports/produce/{wrong}/withdraw").status_code == 404


def test_what_quiet_days_put_off_is_told_with_the_day_on_which_it_comes(secretary: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        number = make_schedule(
            session, get_body(session, "body"), day_of_month=23, active_from=NOW - timedelta(days=5),
            quiet_days=["weekend", "2026-11-23"],
        ).id  # fmt: skip
    address = f"{AT}/{number}"
    fields = MONTHLY | {"quiet_days": "2026-11-23\n2026-11-24", "at": "06:00", "time_zone": "UTC"}
    assert secretary.post(address, data=fields | {"version": version_at(secretary, address)}).status_code == 303
    page = get_page(secretary, address)
    assert "until 25 Nov 2026 06:00 (UTC), because of days on which nothing is sent" in text_of(page)
    assert not page.xpath("//section[@id='run-list']/@hx-trigger")
    assert secretary.get("/readyz").data == b"ok\n"


def test_what_is_being_made_for_the_first_time_is_not_called_overdue(secretary: FlaskClient, engine: Engine) -> None:
    due_at = NOW - timedelta(hours=3)
    with writing(engine) as session:
        body = get_body(session, "body")
        schedule = make_schedule(session, body, day_of_month=23, at=due_at.time(), active_from=due_at)
        period = session.exec(select(Period)).one()
        run = make_run(period, schedule, RunState.CLAIMED, due_at)
        run.started_at, run.lease_until = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
        session.add(run)
    text = text_of(get_page(secretary, "/bodies/body/reports"))
    assert "1 report that was due is being made" in text
    assert "overdue" not in text
    with writing(engine) as session:
        session.exec(select(Run)).one().error = "no glyph"
    text = text_of(get_page(secretary, "/bodies/body/reports"))
    assert "1 report is overdue" in text
    assert "being made" not in text


def test_of_a_schedule_whose_one_day_has_passed_no_time_is_awaited(secretary: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        make_schedule(
            session, get_body(session, "body"), kind=ScheduleKind.ONCE, day_of_month=None, once_on=date(2026, 1, 5),
            active_from=NOW,
        )  # fmt: skip
    page = get_page(secretary, "/bodies/body/reports")
    assert "None any more." in text_of(page.xpath("//section[@aria-labelledby='schedules']")[0])
