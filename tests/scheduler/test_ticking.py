"""The clock's side: jobs at their times, and an end that leaves nothing half done."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from sqlalchemy import Engine

from tests.scheduler.scenes import find_all_runs, make_scheduled_body, record_edition
from tracker.actions.runs import ClaimedRun
from tracker.db import writing
from tracker.models import RunState
from tracker.scheduler.jobs import JOBS
from tracker.scheduler.ticking import tick
from tracker.scheduler.working import Work
from tracker.settings import VARIABLES

LEASE = timedelta(minutes=2)


def utc_now() -> datetime:
    return datetime.now(UTC)


def run_until(work: Work, happened: Event, *, grace_seconds: float) -> float:
    """Ticks until something happened, then ends; the seconds that ending took."""
    stop = Event()
    options = {"poll_seconds": 0.1, "stop": stop, "grace_seconds": grace_seconds}
    thread = Thread(target=tick, args=[work], kwargs=options)
    thread.start()
    assert happened.wait(30)
    told = time.monotonic()
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    return time.monotonic() - told


def make_due(engine: Engine) -> None:
    """One run due now, and none for weeks."""
    now = utc_now()
    with writing(engine) as session:
        make_scheduled_body(
            session, "body", kind="yearly", month=now.month, day_of_month=now.day, at=now.time(),
            active_from=now - timedelta(days=1),
        )  # fmt: skip


def test_what_becomes_due_while_it_runs_is_produced(engine: Engine) -> None:
    done = Event()

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        done.set()
        return record_edition(engine, claimed)

    Thread(target=lambda: (time.sleep(0.5), make_due(engine))).start()
    run_until(Work(engine, produce, "one", utc_now, LEASE), done, grace_seconds=5)
    assert [run.state for run in find_all_runs(engine)] == [RunState.DONE]


def test_the_run_in_hand_is_finished_within_the_grace(engine: Engine) -> None:
    make_due(engine)
    begun = Event()

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        begun.set()
        time.sleep(0.5)
        wait()
        return record_edition(engine, claimed)

    run_until(Work(engine, produce, "one", utc_now, LEASE), begun, grace_seconds=10)
    assert [run.state for run in find_all_runs(engine)] == [RunState.DONE]


def test_the_run_in_hand_is_given_back_after_the_grace(engine: Engine) -> None:
    make_due(engine)
    begun = Event()

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        begun.set()
        while True:
            time.sleep(0.05)
            wait()

    seconds = run_until(Work(engine, produce, "one", utc_now, LEASE), begun, grace_seconds=0.3)
    assert 0.3 <= seconds < 10
    (run,) = find_all_runs(engine)
    assert (run.state, run.error, run.edition_id) == (RunState.CLAIMED, None, None)
    assert run.lease_until <= utc_now()


def test_every_job_says_how_often_by_a_setting_that_exists() -> None:
    assert {job.every for job in JOBS} <= set(VARIABLES)
    assert len({job.name for job in JOBS}) == len(JOBS)
