"""Runs the jobs at their times until it is told to stop, and then leaves nothing half done."""

import logging
from datetime import UTC
from threading import Event, Timer

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from tracker.scheduler.jobs import JOBS
from tracker.scheduler.working import Work

log = logging.getLogger(__name__)

#: How long the run in hand may still take, once told to stop, before it is given back.
GRACE_SECONDS = 15.0


def tick(work: Work, *, poll_seconds: float, stop: Event, grace_seconds: float = GRACE_SECONDS) -> None:
    """Run every job at once and then every `poll_seconds`, until `stop` is set."""
    # Late is better than never, and once is enough: what is due is found in the database.
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
    # It warns at every look that comes while a report is being made, which is nothing to worry about.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for job in JOBS:
        seconds = max(poll_seconds, job.every.total_seconds())
        trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
        first = work.clock() + job.every if job.first_waits else work.clock()
        scheduler.add_job(job.run, trigger, args=[work], id=job.name, next_run_time=first)
    scheduler.start()
    log.info("scheduler started", extra={"owner": work.owner})
    stop.wait()
    _wind_up(scheduler, work, grace_seconds)
    log.info("scheduler stopped", extra={"owner": work.owner})


def _wind_up(scheduler: BackgroundScheduler, work: Work, grace_seconds: float) -> None:
    """The run in hand is finished, or given back when the grace is over."""
    work.stopping.set()
    timer = Timer(grace_seconds, work.interrupted.set)
    timer.start()
    scheduler.shutdown(wait=True)
    timer.cancel()
