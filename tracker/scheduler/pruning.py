"""Every hour, what is kept only for a while is taken away."""

from datetime import timedelta

from tracker.actions.pruning import prune
from tracker.db import writing
from tracker.scheduler.working import Work

EVERY = timedelta(hours=1)


def prune_old(work: Work) -> None:
    with writing(work.engine) as session:
        prune(
            session,
            now=work.clock(),
            access_log_days=work.access_log_days,
            sign_in_hours=work.sign_in_hours,
        )
