"""What is missing an hour after it was due is told to those who should know, by mail."""

import logging
from datetime import timedelta

from tracker.actions.alarms import queue_alarms
from tracker.db import reading, writing
from tracker.queries.due_runs import find_missed_runs
from tracker.scheduler.working import Work

log = logging.getLogger(__name__)

#: How often somebody looks. Not at once when a scheduler starts, which first catches up.
EVERY = timedelta(minutes=5)


def tell_missed(work: Work) -> int:
    """Put what is to be told into the outbox, once for each due instant; how many mails. Without a mail server none."""
    if work.links is None:
        return 0
    with reading(work.engine) as session:
        bodies = list(dict.fromkeys(one.body_id for one in find_missed_runs(session, now=work.clock())))
    queued = 0
    for body_id in bodies:
        if work.stopping.is_set():
            break
        try:
            with writing(work.engine) as session:
                queued += queue_alarms(session, body_id, base_url=work.links.base_url, now=work.clock())
        except Exception:
            # Whatever fails for one body must not stop the others; it is tried again at the next look.
            log.exception("missed runs not told", extra={"body_id": body_id})
    if queued:
        log.warning("missed runs told", extra={"mails": queued})
    return queued
