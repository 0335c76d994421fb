"""What the scheduler does, and how often. Every job may run twice, and finds by itself what was missed."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.scheduler.working import Work, produce_due


@dataclass(frozen=True, slots=True)
class Job:
    """`every` names the setting that says how many seconds lie between two runs."""

    name: str
    what: str
    every: str
    run: Callable[[Work], object]


JOBS = (Job("runs", "produces the reports that are due", "TRACKER_POLL_SECONDS", produce_due),)
