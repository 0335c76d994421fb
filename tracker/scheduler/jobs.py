"""What the scheduler does, every so many seconds. Each job may run twice, and finds by itself what was missed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tracker.scheduler import alarming
from tracker.scheduler.alarming import tell_missed
from tracker.scheduler.chasing import chase_due
from tracker.scheduler.delivering import deliver
from tracker.scheduler.importing import work_on_uploads
from tracker.scheduler.mailing import send_waiting
from tracker.scheduler.pruning import EVERY, prune_old
from tracker.scheduler.signing import sign_approved
from tracker.scheduler.working import Work, produce_due


@dataclass(frozen=True, slots=True)
class Job:
    """`every`: how long between two times, where that is longer than between two looks at what is due. `first_waits`:
    it does not run as soon as a scheduler starts."""

    name: str
    run: Callable[[Work], object]
    every: timedelta = timedelta(0)
    first_waits: bool = False


JOBS = (
    Job("runs", produce_due),
    Job("sign-off", sign_approved),
    Job("imports", work_on_uploads),
    Job("chase", chase_due),
    Job("deliveries", deliver),
    Job("alarm", tell_missed, every=alarming.EVERY, first_waits=True),
    Job("mail", send_waiting),
    Job("pruning", prune_old, every=EVERY),
)
