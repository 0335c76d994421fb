"""What opening a period and planning a conference refuse, and what moves with a plan."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from tests.builders import make_area, make_body, make_party, make_period, make_project, record
from tracker.actions.conference_plans import cancel_conference, plan_conference, postpone_conference
from tracker.actions.opening import open_period, set_facts
from tracker.actions.periods import close_period
from tracker.db import writing
from tracker.domain.due import ScheduleKind
from tracker.domain.problems import Refused
from tracker.models import Body, Period, PeriodCreate, PlanKind, Schedule, Subject
from tracker.queries.cycle import find_moved_reports, find_plans
from tracker.queries.history import find_history
from tracker.queries.schedules import find_schedules

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


def make_running(session: Session, **fields: object) -> tuple[Body, Period]:
    """A body of two parties in its first period, since 1 January 2020, with no end yet."""
    body = make_body(session)
    for code in ("SEL", "BJS"):
        make_party(session, body, code)
    make_area(session, body)
    return body, make_period(session, body, **{"ends_on": None} | fields)


def refused(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    return [(one.code, one.place.column) for one in error.value.problems]


def opening(number: int = 2, on: date = date(2024, 1, 1), host: str | None = None) -> PeriodCreate:
    return PeriodCreate(number=number, conference_on=on, starts_on=on, host=host)


def test_the_period_before_ends_on_the_eve_and_its_conference_was_held(engine: Engine) -> None:
    with writing(engine) as session:
        body, before = make_running(session, next_conference_planned_on=date(2023, 12, 1))
        open_period(session, record(session, body), opening())
        assert before.ends_on == date(2023, 12, 31)
        assert before.next_conference_planned_on == date(2023, 12, 1)
        assert [(one.kind, one.planned_on) for one in find_plans(session, before)] == [
            (PlanKind.HELD, date(2024, 1, 1))
        ]


def test_an_end_that_was_set_too_late_moves_to_the_eve(engine: Engine) -> None:
    with writing(engine) as session:
        body, before = make_running(session, ends_on=date(2024, 6, 30))
        open_period(session, record(session, body), opening())
        assert before.ends_on == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (opening(number=3), ("open_number", "number")),
        (opening(on=date(2020, 1, 1)), ("conference_too_early", "conference_on")),
        (opening(on=date(2027, 1, 1)), ("conference_ahead", "conference_on")),
        (opening(on=date(2021, 1, 1)), ("agreed_after_conference", "conference_on")),
        (opening(host="TYO"), ("host_absent", "host")),
    ],
)
def test_a_period_that_cannot_open_says_why_at_its_field(
    engine: Engine, new: PeriodCreate, problem: tuple[str, str]
) -> None:
    with writing(engine) as session:
        body, before = make_running(session)
        area = make_area(session, body, "CUL")
        make_project(session, before, area, agreed_on=date(2022, 1, 1))
        with pytest.raises(Refused) as error:
            open_period(session, record(session, body), new)
        assert refused(error) == [problem]


def test_no_conference_is_held_within_a_closed_period(engine: Engine) -> None:
    with writing(engine) as session:
        body, before = make_running(session, ends_on=date(2024, 6, 30))
        close_period(session, record(session, body), before, on=date(2024, 7, 1))
        with pytest.raises(Refused) as error:
            open_period(session, record(session, body), opening())
        assert refused(error) == [("conference_in_closed", "conference_on")]


def test_reports_before_the_conference_move_with_it(engine: Engine) -> None:
    with writing(engine) as session:
        body, period = make_running(session)
        session.add(
            Schedule(
                body_id=body.id, kind=ScheduleKind.BEFORE_CONFERENCE, days_before=30, time_zone="Asia/Seoul",
                languages=["en"], active_from=datetime(2020, 1, 1, tzinfo=UTC),
            )
        )  # fmt: skip
        session.flush()
        plan_conference(session, record(session, body), period, on=date(2027, 4, 1))
        postpone_conference(session, record(session, body), period, on=date(2027, 6, 1), reason="elections")
        (schedule,) = find_schedules(session, body.id, now=NOW)
        assert schedule.next_at is not None
        assert schedule.next_at.date() == date(2027, 5, 1)
        days = {"was_on": date(2027, 4, 1), "now_on": date(2027, 6, 1)}
        (moved,) = find_moved_reports(session, body.id, period, now=NOW, **days)
        assert (moved.before and moved.before.date(), moved.after) == (date(2027, 3, 1), schedule.next_at)
        cancel_conference(session, record(session, body), period, reason="no host")
        assert find_schedules(session, body.id, now=NOW)[0].next_at is None
        changes = find_history(session, body_id=body.id, subject=Subject.PERIOD, key="1")
        assert [one.reason for one in changes] == ["no host", "elections", None]


def test_plans_that_cannot_be_are_refused(engine: Engine) -> None:
    with writing(engine) as session:
        body, period = make_running(session)
        recording = record(session, body)
        for act, problem in (
            (lambda: postpone_conference(session, recording, period, on=None, reason="x"), "plan_missing"),
            (lambda: cancel_conference(session, recording, period, reason="x"), "plan_missing"),
            (lambda: plan_conference(session, recording, period, on=date(2020, 1, 1)), "plan_before_conference"),
        ):
            with pytest.raises(Refused) as error:
                act()
            assert error.value.problems[0].code == problem
        plan_conference(session, recording, period, on=date(2027, 4, 1))
        for act, problem in (
            (lambda: plan_conference(session, recording, period, on=date(2027, 5, 1)), "plan_there"),
            (lambda: postpone_conference(session, recording, period, on=date(2027, 4, 1), reason="x"), "plan_unmoved"),
            (lambda: postpone_conference(session, recording, period, on=None, reason=" "), "plan_without_reason"),
        ):
            with pytest.raises(Refused) as error:
                act()
            assert error.value.problems[0].code == problem
        open_period(session, record(session, body), opening())
        with pytest.raises(Refused) as error:
            cancel_conference(session, recording, period, reason="x")
        assert error.value.problems[0].code == "plan_over"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"ends_on": date(2019, 1, 1)}, "ends_too_early"),
        ({"ends_on": date(2021, 1, 1)}, "agreed_after_end"),
        ({"agreed_list_on": date(2019, 1, 1)}, "list_day_wrong"),
        ({"host": "TYO"}, "host_absent"),
    ],
)
def test_facts_that_cannot_be_are_refused(engine: Engine, changes: dict[str, object], problem: str) -> None:
    with writing(engine) as session:
        body, period = make_running(session)
        make_project(session, period, make_area(session, body, "CUL"), agreed_on=date(2022, 1, 1))
        with pytest.raises(Refused) as error:
            set_facts(session, record(session, body), period, changes)
        assert [one.code for one in error.value.problems] == [problem]
