"""Once an edition is approved by every party asked, or returned by one, its files are made again with who did so, and
when."""

import logging
from datetime import timedelta

from reports.publishing import find_unsigned_files
from tracker.db import reading
from tracker.scheduler.working import Interrupted, Work

log = logging.getLogger(__name__)

#: How long an edition rests after its files could not be made.
REST = timedelta(minutes=10)


def sign_approved(work: Work) -> int:
    """Make what is missing, edition by edition; the number of editions. Two processes at it make the same file once."""
    if work.sign is None:
        return 0
    with reading(work.engine) as session:
        waiting = list(find_unsigned_files(session))
    done = 0
    for edition_id in waiting:
        if work.stopping.is_set():
            break
        if work.resting.get(edition_id, work.clock()) > work.clock():
            continue
        try:
            work.sign(edition_id, work.check_interrupted)
            done += 1
        except Interrupted:
            break
        except Exception:
            # Whatever fails must not stop the others, and is tried again.
            log.exception("approvals not printed", extra={"edition": edition_id})
            work.resting[edition_id] = work.clock() + REST
    return done
