"""Digests that are due go into the outbox, from which they are sent."""

import logging

from tracker.actions.chasing import chase_if_due
from tracker.db import reading, writing
from tracker.domain.chasing import find_last_due
from tracker.queries.chasing import find_chases_on, timing_of
from tracker.scheduler.working import Work

log = logging.getLogger(__name__)


def chase_due(work: Work) -> int:
    """Put the digests of every body that are due and were not put yet into the outbox; how many mails. Without a mail
    server none is made: old news is of no use to anybody later."""
    queued = 0
    for body_id, code in _find_due(work):
        if work.links is None or work.stopping.is_set():
            break
        try:
            with writing(work.engine) as session:
                made = chase_if_due(session, body_id, work.links, clock=work.clock)
        except Exception:
            # Whatever fails for one body must not stop the others; it is tried again at the next look.
            log.exception("digests not made", extra={"body": code})
            continue
        if made is not None:
            log.info("digests made", extra={"body": code, "mails": made})
            queued += made
    return queued


def _find_due(work: Work) -> list[tuple[int, str]]:
    """The ids and codes of the bodies whose last due instant was not chased yet."""
    now = work.clock()
    with reading(work.engine) as session:
        found = []
        for chase, body in find_chases_on(session):
            due_at = find_last_due(timing_of(chase, body), until=now)
            if due_at is not None and (chase.last_due_at is None or chase.last_due_at < due_at):
                found.append((chase.body_id, body.code))
    return found
