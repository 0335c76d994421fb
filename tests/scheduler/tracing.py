"""A scheduler process of its own that leaves a trace instead of a report: `python -m tests.scheduler.tracing URL`."""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.scheduler.scenes import record_edition
from tracker.actions.runs import ClaimedRun
from tracker.db import make_engine
from tracker.scheduler.working import Work, produce_due


def main(url: str) -> None:
    engine = make_engine(url)

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        time.sleep(0.02)
        return record_edition(engine, claimed)

    work = Work(engine, produce, f"process {os.getpid()}", lambda: datetime.now(UTC), timedelta(minutes=2))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _ in range(10):  # another may be at work on the body, and leave its next run to whoever comes first
        produce_due(work)
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1])
