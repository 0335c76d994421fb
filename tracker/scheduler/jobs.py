"""What the scheduler does, every so many seconds. Each job may run twice, and finds by itself what was missed."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.scheduler.chasing import chase_due
from tracker.scheduler.mailing import send_waiting
from tracker.scheduler.working import Work, produce_due


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    run: Callable[[Work], object]


JOBS = (Job("runs", produce_due), Job("chase", chase_due), Job("mail", send_waiting))
