"""What is kept of an error with its run, for everybody to read, and what only the log has."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError

from reports.renderer import RenderFailed
from tests.scheduler.scenes import find_all_runs, make_scheduled_body
from tracker.actions.runs import ClaimedRun
from tracker.db import writing
from tracker.domain.problems import Problem, Refused
from tracker.scheduler.working import Work, describe, produce_due
from tracker.wording import get_wording

LEASE = timedelta(minutes=2)
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)

ORIGINAL = Exception('relation "run" does not exist\nLINE 1: SELECT')


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (
            RenderFailed('Traceback (most recent call last):\n  File "/srv/app/x.py", line 3, in f\nKeyError: "a"\n'),
            'RenderFailed: KeyError: "a"',
        ),
        (FileNotFoundError(2, "No such file", "/srv/data/files/ab"), "FileNotFoundError: [Errno 2] No such file: '…'"),
        (ValueError("rate 51/66 and a/b, not /srv/data/x.pdf: gone"), "ValueError: rate 51/66 and a/b, not …: gone"),
        (ProgrammingError("SELECT * FROM run", {}, ORIGINAL), "ProgrammingError: LINE 1: SELECT"),
        (KeyError(), "KeyError: "),
        (
            Refused(Problem("report_file_lost", {"edition": "body-1-edition-2", "language": "ko"})),
            get_wording("en").problem(Problem("report_file_lost", {"edition": "body-1-edition-2", "language": "ko"})),
        ),
    ],
)
def test_what_is_kept_of_an_error_says_nothing_of_the_machine(error: Exception, kept: str) -> None:
    assert describe(error) == kept


def test_what_is_kept_of_an_error_is_short_and_the_log_has_all_of_it(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with writing(engine) as session:
        make_scheduled_body(session, "body", active_from=datetime(2026, 3, 1, tzinfo=UTC))

    def fail(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        raise RenderFailed("first of many lines\n" + "x" * 1000)

    produce_due(Work(engine, fail, "one", lambda: NOW, LEASE))
    assert find_all_runs(engine)[0].error == ("RenderFailed: " + "x" * 300)[:300]
    assert "first of many lines" in caplog.text
