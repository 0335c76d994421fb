"""Several processes that read and then write lose nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_body, make_period
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.models import Period

ROOT = Path(__file__).parents[2]
TIMES = 100


def test_four_processes_that_read_and_then_write_a_hundred_times_lose_nothing(
    engine: Engine, database_url: str
) -> None:
    with writing(engine) as session:
        make_period(session, make_body(session, "body"), 1, note="0")
    command = [sys.executable, "-m", "tests.storage.counting_process", database_url, str(TIMES)]
    pipe = subprocess.PIPE
    writers = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(4)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, b"")
    with reading(engine) as session:
        assert session.exec(select(Period.note)).one() == str(4 * TIMES)


def test_a_writer_inside_another_is_refused_instead_of_waiting_for_itself(
    sqlite_template: Path, tmp_path: Path
) -> None:
    engine = make_engine(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'tracker.db')}")
    with writing(engine), pytest.raises(RuntimeError, match="inside another"), writing(engine):
        pass
    with writing(engine) as session:
        make_body(session, "body")
    dispose_engine(engine)
