"""The clock's side: jobs at their times, and an end that leaves nothing half done."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from sqlalchemy import Engine

from tests.scheduler.scenes import find_all_runs, make_scheduled_body, record_edition
from tracker.actions.runs import ClaimedRun
from tracker.db import writing
from tracker.models import RunState
from tracker.scheduler.ticking import tick
from tracker.scheduler.working import Work

LEASE = timedelta(minutes=2)


def utc_now() -> datetime:
    return datetime.now(UTC)


def run_until(work: Work, happened: Event, *, grace_seconds: float) -> None:
    """Ticks until something happened, then is told to end, and ends."""
    stop = Event()
    options = {"poll_seconds": 0.1, "stop": stop, "grace_seconds": grace_seconds}
    thread = Thread(target=tick, args=[work], kwargs=options)
    thread.start()
    assert happened.wait(30)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


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

    looked = Event()

    def look() -> datetime:
        """The clock, which is looked at before anything is due."""
        looked.set()
        return utc_now()

    def make_due_then() -> None:
        assert looked.wait(30)
        make_due(engine)

    Thread(target=make_due_then).start()
    run_until(Work(engine, produce, "one", look, LEASE), done, grace_seconds=5)
    assert [run.state for run in find_all_runs(engine)] == [RunState.DONE]


def test_the_run_in_hand_is_finished_within_the_grace(engine: Engine) -> None:
    make_due(engine)
    begun = Event()

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        begun.set()
        assert work.stopping.wait(30)
        wait()
        return record_edition(engine, claimed)

    work = Work(engine, produce, "one", utc_now, LEASE)
    run_until(work, begun, grace_seconds=600)
    assert [run.state for run in find_all_runs(engine)] == [RunState.DONE]


def test_the_run_in_hand_is_given_back_after_the_grace(engine: Engine) -> None:
    make_due(engine)
    begun = Event()

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        begun.set()
        assert work.interrupted.wait(30)
        wait()
        raise AssertionError("it was to be broken off")

    work = Work(engine, produce, "one", utc_now, LEASE)
    run_until(work, begun, grace_seconds=0.1)
    (run,) = find_all_runs(engine)
    assert (run.state, run.error, run.edition_id) == (RunState.CLAIMED, None, None)
    assert run.lease_until <= utc_now()
