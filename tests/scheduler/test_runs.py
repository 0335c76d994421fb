"""What is due is produced once, oldest first, whoever fails, dies or comes late."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import RECORDED_AT, make_body, make_period, record
from tests.scheduler.scenes import Scene, find_all_runs, make_schedule, make_scheduled_body
from tracker.actions.asked_editions import Wanted, ask_for_edition
from tracker.actions.periods import close_period
from tracker.actions.recording import open_recording
from tracker.actions.runs import (
    LONGEST_PAUSE,
    ClaimedRun,
    claim_run,
    fail_run,
    finish_run,
    give_back_run,
    pause_after,
    renew_lease,
)
from tracker.db import reading, writing
from tracker.domain.due import ScheduleKind
from tracker.models import Body, Period, RunState
from tracker.queries.bodies import get_body
from tracker.queries.runs import find_runs
from tracker.queries.schedules import find_schedules
from tracker.scheduler.working import Work, produce_due

LEASE = timedelta(minutes=2)
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def test_what_was_missed_is_caught_up_once_oldest_first_each_as_of_its_own_day(engine: Engine) -> None:
    with writing(engine) as session:
        make_scheduled_body(session, "body")
    scene = Scene(engine, NOW)
    produce_due(scene.work())
    produce_due(scene.work())
    assert scene.produced == [("body", date(2026, month, 1)) for month in (1, 2, 3)]
    assert [run.state for run in find_all_runs(engine)] == [RunState.DONE] * 3
    scene.now = datetime(2026, 5, 1, 6, tzinfo=UTC)
    produce_due(scene.work())
    assert scene.produced[3:] == [("body", date(2026, 4, 1)), ("body", date(2026, 5, 1))]


def test_bodies_take_turns_the_longest_waiting_first(engine: Engine) -> None:
    with writing(engine) as session:
        make_scheduled_body(session, "late", active_from=datetime(2026, 2, 1, tzinfo=UTC))
        make_scheduled_body(session, "early")
    scene = Scene(engine, datetime(2026, 2, 2, tzinfo=UTC))
    produce_due(scene.work())
    assert scene.produced == [("early", date(2026, 1, 1)), ("late", date(2026, 2, 1)), ("early", date(2026, 2, 1))]


def test_what_is_asked_for_meanwhile_comes_before_what_is_due_elsewhere(engine: Engine) -> None:
    with writing(engine) as session:
        for code in ("one", "two", "three"):
            make_scheduled_body(session, code, active_from=datetime(2026, 3, 1, tzinfo=UTC))
    scene = Scene(engine, NOW)

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        if not scene.produced:
            with writing(engine) as session:
                recording = open_recording(session, get_body(session, "three"), by="user:1", clock=lambda: NOW)
                period = session.exec(select(Period).where(Period.body_id == recording.body_id)).one()
                ask_for_edition(session, recording, period, Wanted(date(2026, 3, 9), ["ko"], "a visit"))
        return scene.produce(claimed, wait)

    produce_due(Work(engine, produce, "one", lambda: scene.now, LEASE))
    assert scene.produced == [
        ("one", date(2026, 3, 1)), ("three", date(2026, 3, 9)), ("two", date(2026, 3, 1)), ("three", date(2026, 3, 1)),
    ]  # fmt: skip


def test_closing_two_periods_at_one_instant_is_two_runs(engine: Engine) -> None:
    with writing(engine) as session:
        body = make_body(session, "body")
        periods = [make_period(session, body, number) for number in (1, 2)]
        make_schedule(session, body, kind=ScheduleKind.ON_CLOSE)
        recording = record(session, body)
        for period in periods:
            assert period.ends_on is not None
            close_period(session, recording, period, on=period.ends_on)
    scene = Scene(engine, RECORDED_AT + timedelta(minutes=1))
    produce_due(scene.work())
    produce_due(scene.work())
    assert scene.produced == [("body", date(2021, 12, 31)), ("body", date(2023, 12, 31))]


def test_a_period_that_is_recorded_late_does_not_produce_again(engine: Engine) -> None:
    with writing(engine) as session:
        make_scheduled_body(session, "body")
    scene = Scene(engine, datetime(2026, 1, 1, 7, tzinfo=UTC))
    produce_due(scene.work())
    with writing(engine) as session:
        first = session.exec(select(Period)).one()
        first.ends_on = date(2025, 11, 30)
        session.flush()
        second = Period(body_id=first.body_id, number=2, conference_on=date(2025, 12, 1), starts_on=date(2025, 12, 1))
        session.add(second)
    produce_due(scene.work())
    assert scene.produced == [("body", date(2026, 1, 1))]


def test_a_failing_body_is_tried_again_with_growing_pauses_and_holds_up_nobody(engine: Engine) -> None:
    with writing(engine) as session:
        for code in ("bad", "good"):
            make_scheduled_body(session, code, active_from=datetime(2026, 3, 1, tzinfo=UTC))
    scene = Scene(engine, NOW, fails_for={"bad"})
    tried = []
    for minute in (0, 0.9, 1, 2, 3, 6, 7, 15, 31, 63, 126, 127, 255, 511, 870, 871, 1231):
        scene.now = NOW + timedelta(minutes=minute)
        if produce_due(scene.work()):
            tried.append(minute)
    assert tried == [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 871, 1231]
    assert scene.produced == [("good", date(2026, 3, 1))]
    bad = next(run for run in find_all_runs(engine) if run.state is RunState.FAILED)
    assert bad.error == "RuntimeError: no glyph for bad"
    assert bad.attempts == len(tried)
    scene.fails_for.clear()
    scene.now = bad.lease_until
    produce_due(scene.work())
    assert {run.state for run in find_all_runs(engine)} == {RunState.DONE}
    assert {run.error for run in find_all_runs(engine)} == {None}


def test_a_failed_run_holds_up_what_comes_after_it_in_its_schedule_and_nothing_else(engine: Engine) -> None:
    with writing(engine) as session:
        schedule = make_scheduled_body(session, "body")
        make_schedule(
            session, session.get_one(Body, schedule.body_id), day_of_month=20,
            active_from=datetime(2026, 1, 20, tzinfo=UTC),
        )  # fmt: skip
    scene = Scene(engine, datetime(2026, 1, 1, 6, tzinfo=UTC), fails_for={"body"})
    produce_due(scene.work())
    scene.fails_for.clear()
    with writing(engine) as session:
        run = find_all_runs(engine)[0]
        session.merge(run).lease_until = datetime(2026, 2, 1, 7, tzinfo=UTC)
    scene.now = datetime(2026, 2, 1, 6, 30, tzinfo=UTC)
    produce_due(scene.work())
    assert scene.produced == [("body", date(2026, 1, 20))]
    scene.now = datetime(2026, 2, 1, 7, tzinfo=UTC)
    produce_due(scene.work())
    assert scene.produced[1:] == [("body", date(2026, 1, 1)), ("body", date(2026, 2, 1))]


def test_a_failed_run_that_nothing_is_due_of_any_more_holds_up_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        body = make_body(session, "body")
        first, second = (make_period(session, body, number) for number in (1, 2))
        make_schedule(session, body, kind=ScheduleKind.ON_CLOSE)
        assert first.ends_on is not None
        assert second.ends_on is not None
        close_period(session, record(session, body), second, on=second.ends_on)
        later = record(session, body, RECORDED_AT + timedelta(minutes=2))
        close_period(session, later, first, on=first.ends_on)
    scene = Scene(engine, RECORDED_AT + timedelta(minutes=1.5), fails_for={"body"})
    produce_due(scene.work())
    scene.fails_for.clear()
    with writing(engine) as session:
        session.exec(select(Period).where(Period.number == 2)).one().ends_on = None
    scene.now += timedelta(minutes=0.75)
    produce_due(scene.work())
    assert scene.produced == [("body", date(2021, 12, 31))]


def test_a_calendar_that_cannot_be_counted_stops_its_own_schedules_only(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with writing(engine) as session:
        bad = make_body(session, "bad", time_zone="UTC")
        planned = date(1, 1, 5)
        make_period(session, bad, 1, conference_on=date(1, 1, 1), ends_on=None, next_conference_planned_on=planned)
        make_schedule(session, bad, kind=ScheduleKind.BEFORE_CONFERENCE, days_before=30)
        make_schedule(session, bad)
        make_scheduled_body(session, "good", active_from=datetime(2026, 3, 1, tzinfo=UTC))
        bad_id = bad.id
    scene = Scene(engine, NOW)
    produce_due(scene.work())
    assert scene.produced.count(("good", date(2026, 3, 1))) == 1
    assert ("bad", date(2026, 3, 1)) in scene.produced
    assert "schedule cannot be counted" in caplog.messages
    with reading(engine) as session:
        shown = find_schedules(session, bad_id, now=NOW)
    assert [one.next_at for one in shown] == [None, datetime(2026, 4, 1, 6, tzinfo=UTC)]


def test_a_run_whose_owner_is_not_heard_of_any_more_is_told_apart(engine: Engine, claimed: ClaimedRun) -> None:
    with reading(engine) as session:
        body_id = session.exec(select(Period.body_id)).one()
        for now, is_left in ((NOW, False), (NOW + LEASE - timedelta(seconds=1), False), (NOW + LEASE, True)):
            assert [run.is_left for run in find_runs(session, body_id, now=now)] == [is_left]


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (10_000, 360)])
def test_pauses_double_up_to_six_hours(attempts: int, minutes: int) -> None:
    assert pause_after(attempts) == timedelta(minutes=minutes) <= LONGEST_PAUSE


def claim(engine: Engine, owner: str, now: datetime) -> ClaimedRun | None:
    with writing(engine) as session:
        body_id = session.exec(select(Period.body_id)).one()
        return claim_run(session, body_id, owner=owner, now=now, lease=LEASE)


@pytest.fixture
def claimed(engine: Engine) -> ClaimedRun:
    """The one run due at NOW, held by `one` for two minutes."""
    with writing(engine) as session:
        make_scheduled_body(session, "body", active_from=datetime(2026, 3, 1, tzinfo=UTC))
    found = claim(engine, "one", NOW)
    assert found is not None
    return found


def test_a_claimed_run_is_nobody_else_s_until_its_lease_runs_out(engine: Engine, claimed: ClaimedRun) -> None:
    assert claim(engine, "two", NOW + LEASE - timedelta(seconds=1)) is None
    taken = claim(engine, "two", NOW + LEASE)
    assert taken is not None
    assert (taken.id, taken.owner, taken.attempt, taken.as_of) == (claimed.id, "two", 2, claimed.as_of)


def test_a_renewed_lease_holds_longer(engine: Engine, claimed: ClaimedRun) -> None:
    with writing(engine) as session:
        assert renew_lease(session, claimed, until=NOW + 2 * LEASE)
    assert claim(engine, "two", NOW + LEASE) is None
    assert claim(engine, "two", NOW + 2 * LEASE) is not None


Change = Callable[..., bool]


@pytest.mark.parametrize(
    ("change", "values"),
    [
        (renew_lease, {"until": NOW + 10 * LEASE}),
        (finish_run, {"edition_id": None, "now": NOW + LEASE}),
        (fail_run, {"error": "late", "now": NOW + LEASE}),
        (give_back_run, {"now": NOW + LEASE}),
    ],
)
def test_who_lost_the_lease_changes_nothing(
    engine: Engine, claimed: ClaimedRun, change: Change, values: dict[str, object]
) -> None:
    claim(engine, "two", NOW + LEASE)
    before = find_all_runs(engine)[0].model_dump()
    with writing(engine) as session:
        assert not change(session, claimed, **values)
    assert find_all_runs(engine)[0].model_dump() == before


def test_what_is_given_back_is_taken_at_once_and_was_no_attempt(engine: Engine, claimed: ClaimedRun) -> None:
    with writing(engine) as session:
        assert give_back_run(session, claimed, now=NOW)
    taken = claim(engine, "two", NOW)
    assert taken is not None
    assert taken.attempt == 1


def test_one_body_s_runs_are_made_one_at_a_time(engine: Engine) -> None:
    with writing(engine) as session:
        make_scheduled_body(session, "body")
    assert claim(engine, "one", NOW) is not None
    assert claim(engine, "two", NOW) is None


def test_a_long_production_keeps_its_lease(engine: Engine) -> None:
    with writing(engine) as session:
        make_scheduled_body(session, "body", active_from=datetime(2026, 3, 1, tzinfo=UTC))
    scene, lease = Scene(engine, NOW), timedelta(seconds=0.3)
    stolen: list[ClaimedRun | None] = []

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        for _ in range(8):  # each time to the end of the lease as it was
            scene.now += lease
            while find_all_runs(engine)[0].lease_until <= scene.now:
                Event().wait(0.05)
            stolen.append(claim(engine, "two", scene.now))
        return scene.produce(claimed, wait)

    produce_due(Work(engine, produce, "one", lambda: scene.now, lease))
    assert stolen == [None] * 8
    assert find_all_runs(engine)[0].state is RunState.DONE


def test_an_interrupted_run_is_given_back(engine: Engine) -> None:
    with writing(engine) as session:
        make_scheduled_body(session, "body", active_from=datetime(2026, 3, 1, tzinfo=UTC))
    scene = Scene(engine, NOW)

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        work.stopping.set()
        work.interrupted.set()
        return scene.produce(claimed, wait)

    work = Work(engine, produce, "one", lambda: scene.now, LEASE)
    assert produce_due(work) == 1
    run = find_all_runs(engine)[0]
    assert (run.state, run.lease_until, run.error) == (RunState.CLAIMED, NOW, None)
    produce_due(scene.work("two"))
    assert scene.produced == [("body", date(2026, 3, 1))]


def test_who_is_stopping_claims_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        make_scheduled_body(session, "body")
    scene = Scene(engine, NOW)
    work = scene.work()
    work.stopping.set()
    assert produce_due(work) == 0
    assert find_all_runs(engine) == []


def test_schedules_and_runs_as_shown(engine: Engine) -> None:
    with writing(engine) as session:
        body_id = make_scheduled_body(session, "body", active_from=datetime(2026, 2, 1, tzinfo=UTC)).body_id
    scene = Scene(engine, NOW, fails_for={"body"})
    produce_due(scene.work())
    with reading(engine) as session:
        (schedule,) = find_schedules(session, body_id, now=NOW)
        runs = find_runs(session, body_id, now=NOW)
    assert schedule.next_at == datetime(2026, 4, 1, 6, tzinfo=UTC)
    assert [(run.as_of, run.state) for run in runs] == [(date(2026, 2, 1), RunState.FAILED)]
    assert runs[0].next_try_at == NOW + timedelta(minutes=1)
    scene.fails_for.clear()
    scene.now += timedelta(minutes=1)
    produce_due(scene.work())
    with reading(engine) as session:
        assert [run.edition for run in find_runs(session, body_id, now=NOW, limit=1)] == [2]
