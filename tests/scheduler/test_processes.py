"""Real scheduler processes: several at once, killed in mid-render, told to end."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from tests.scheduler.scenes import find_all_runs, make_scheduled_body
from tracker.actions.asked_editions import Wanted, ask_for_edition
from tracker.actions.examples import load_example
from tracker.actions.recording import open_recording
from tracker.db import reading, writing
from tracker.models import Body, Edition, Period, ReportFile, Run, RunState, Schedule
from tracker.queries.checked import Checked
from tracker.queries.checks_files import check_report_files, check_strays
from tracker.settings import RegisterLimits

ROOT = Path(__file__).parents[2]


def test_each_due_run_happens_once_among_several_processes(engine: Engine, database_url: str) -> None:
    now = datetime.now(UTC)
    with writing(engine) as session:
        for number in range(5):
            make_scheduled_body(session, f"body-{number}", active_from=now - timedelta(days=122))
    command = [sys.executable, "-m", "tests.scheduler.tracing", database_url]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, b"")
    runs = find_all_runs(engine)
    assert len(runs) == 5 * 4
    assert {run.state for run in runs} == {RunState.DONE}
    assert {run.attempts for run in runs} == {1}
    assert len({run.owner for run in runs}) > 1
    with reading(engine) as session:
        editions = session.exec(select(Edition).order_by(col(Edition.id))).all()
    assert {edition.id for edition in editions} == {run.edition_id for run in runs}
    assert set(Counter((edition.period_id, edition.as_of) for edition in editions).values()) == {1}
    for period_id in {edition.period_id for edition in editions}:
        made = [edition.as_of for edition in editions if edition.period_id == period_id]
        assert made == sorted(made)


@pytest.fixture
def files_dir(tmp_path: Path) -> Path:
    return tmp_path / "data" / "files"


@pytest.fixture
def start(database_url: str, files_dir: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts real schedulers, with a lease of three seconds."""
    environ = os.environ | {
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_DATA_DIR": str(files_dir.parent),
        "TRACKER_SECRET_KEY": "s" * 40,
        "TRACKER_POLL_SECONDS": "0.2",
        "TRACKER_LEASE_SECONDS": "3",
    }
    started = []

    def start_one() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tracker", "scheduler"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def one_due(engine: Engine) -> datetime:
    """The conference of the examples with this quarter's report due, in English; the instant before it was."""
    now = datetime.now(UTC)
    with writing(engine) as session:
        load_example(session, "haerang-conference", RegisterLimits(), clock=lambda: now)
        session.exec(select(Schedule)).one().languages = ["en"]
    return now


def wait_until(condition: Callable[[], object], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def is_rendering(engine: Engine) -> bool:
    with reading(engine) as session:
        return session.exec(select(Edition.id)).first() is not None


def get_run(engine: Engine) -> Run:
    (run,) = find_all_runs(engine)
    return run


def assert_one_report(engine: Engine, files_dir: Path) -> None:
    with reading(engine) as session:
        assert len(session.exec(select(Edition)).all()) == 1
        (file,) = session.exec(select(ReportFile)).all()
        later = datetime.now(UTC) + timedelta(days=1)
        found = [*check_report_files(session, files_dir), *check_strays(session, files_dir, now=later)]
    assert [type(one) for one in found] == [Checked, Checked]
    assert (files_dir / file.path).read_bytes().startswith(b"%PDF")


@contextmanager
def standing(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """The process does nothing meanwhile, and nothing more after."""
    process.send_signal(signal.SIGSTOP)
    yield
    process.kill()
    process.wait()


def test_a_run_whose_process_is_killed_in_mid_render_is_finished_by_another(
    engine: Engine, files_dir: Path, start: Callable[[], subprocess.Popen[bytes]], one_due: datetime
) -> None:
    first = start()
    wait_until(lambda: is_rendering(engine))
    with standing(first):
        before = get_run(engine)
        assert before.state is RunState.CLAIMED
        with reading(engine) as session:
            assert session.exec(select(ReportFile)).all() == []
    start()
    wait_until(lambda: get_run(engine).state is RunState.DONE)
    after = get_run(engine)
    assert (after.id, after.attempts) == (before.id, 2)
    assert after.owner != before.owner
    assert after.started_at >= before.lease_until
    assert_one_report(engine, files_dir)


def test_an_edition_asked_for_is_made_once_by_two_schedulers_one_of_which_is_killed(
    engine: Engine, files_dir: Path, start: Callable[[], subprocess.Popen[bytes]], one_due: datetime
) -> None:
    """It comes before what is due, with the reason, and its files are there once."""
    with writing(engine) as session:
        session.exec(select(Schedule)).one().ended_at = one_due
        body = session.exec(select(Body)).one()
        recording = open_recording(session, body, by="user:1", clock=lambda: one_due)
        period = session.exec(select(Period).order_by(col(Period.number).desc())).first()
        assert period is not None
        ask_for_edition(session, recording, period, Wanted(one_due.date(), ["en"], "the visit", is_anew=True))
    processes = [start(), start()]
    wait_until(lambda: is_rendering(engine))
    owner = get_run(engine).owner
    at_work = next(one for one in processes if f":{one.pid}:" in owner)
    with standing(at_work):
        assert get_run(engine).state is RunState.CLAIMED
    wait_until(lambda: get_run(engine).state is RunState.DONE)
    run = get_run(engine)
    assert (run.schedule_id, run.attempts, run.edition_id is not None) == (None, 2, True)
    assert run.owner != owner
    assert_one_report(engine, files_dir)
    with reading(engine) as session:
        edition = session.exec(select(Edition)).one()
    assert (edition.produced_by, edition.why, edition.schedule_id) == ("user:1", "the visit", None)


def test_a_process_told_to_end_finishes_the_run_in_hand(
    engine: Engine, files_dir: Path, start: Callable[[], subprocess.Popen[bytes]], one_due: datetime
) -> None:
    process = start()
    wait_until(lambda: is_rendering(engine))
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    run = get_run(engine)
    if run.state is RunState.CLAIMED:  # it took longer than the grace, and was given back
        assert run.lease_until <= datetime.now(UTC)
        start()
        wait_until(lambda: get_run(engine).state is RunState.DONE)
    assert (get_run(engine).state, get_run(engine).attempts) == (RunState.DONE, 1)
    assert_one_report(engine, files_dir)
