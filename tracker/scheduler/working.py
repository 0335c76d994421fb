"""Claiming what is due and producing it: any number of processes may do so at once.

A run is claimed under a lease, which is renewed for as long as it is at work. A process that dies leaves a
lease behind that runs out; a failing run is tried again later, and holds up nobody else's.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from reports.posting import Mailing
from tracker.actions.digests import DigestLinks
from tracker.actions.mail import ClaimedMail
from tracker.actions.runs import ClaimedRun, claim_run, fail_run, finish_run, give_back_run, renew_lease
from tracker.db import reading, writing
from tracker.domain.editions import WantedFile
from tracker.domain.problems import Refused
from tracker.queries.due_runs import find_asking_bodies, find_due_runs
from tracker.scheduler.leases import held
from tracker.settings import RegisterLimits
from tracker.wording import get_wording

log = logging.getLogger(__name__)

#: How much of an error is kept with its run, in characters. Everybody may read it: the whole is in the log.
LONGEST_ERROR = 300

#: A file or folder by its full name.
_PATH = re.compile(r"(?<![\w.])(?:/[^/\s'\":,;()]+)+/?")

#: Makes the edition that a run asks for, or finds the one that fulfils it, with its files; gives the edition's id.
#: Calls what it is given about once a second: it raises where the work is to be broken off.
Produce = Callable[[ClaimedRun, Callable[[], None]], int]

#: Makes one more file of an edition, by its id; calls what it is given likewise.
Draw = Callable[[int, WantedFile, Callable[[], None]], object]

#: Makes the files of an approved edition, by its id, again with its approvals in them; calls what it is given likewise.
Sign = Callable[[int, Callable[[], None]], object]


class Interrupted(Exception):
    """The run in hand is broken off, to be given back."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the jobs need. `owner` names this process among all; `stopping` is set to claim nothing more,
    `interrupted` to break the run in hand off. `post` hands a mail over (NotSent), `links` are what mails lead to;
    None where no mail is sent. `access_log_days`, `sign_in_hours`: how long what is pruned is kept.
    `files_dir`, `limits`: where registers handed in lie, and how large they may be. `mailing`: what the letters of
    editions need, None where no mail is sent; `draw`, `sign`: None where nothing is drawn beside what runs make;
    `resting`: until when an edition rests whose files could not be made, by its id."""

    engine: Engine
    produce: Produce
    owner: str
    clock: Callable[[], datetime]
    lease: timedelta
    post: Callable[[ClaimedMail, Callable[[], None]], None] | None = None
    links: DigestLinks | None = None
    access_log_days: int = 730
    sign_in_hours: float = 168.0
    files_dir: Path = Path()
    mailing: Mailing | None = None
    draw: Draw | None = None
    limits: RegisterLimits = field(default_factory=RegisterLimits)
    sign: Sign | None = None
    resting: dict[int, datetime] = field(default_factory=dict)
    stopping: Event = field(default_factory=Event)
    interrupted: Event = field(default_factory=Event)

    def check_interrupted(self) -> None:
        if self.interrupted.is_set():
            raise Interrupted


def produce_due(work: Work) -> int:
    """Produce everything that is due and nobody else is at work on, oldest first; the number of attempts.

    In rounds of one run a body, so that a body with much to catch up on does not hold up the others; and between any
    two, what somebody asked for meanwhile.
    """
    attempts, last = 0, -1
    while attempts != last:
        last = attempts
        for body_id in _find_bodies(work):
            attempts += _produce_asked(work) + _produce_one(work, body_id)
    return attempts


def _produce_asked(work: Work) -> int:
    """One run of each body where somebody waits."""
    with reading(work.engine) as session:
        bodies = find_asking_bodies(session, now=work.clock())
    return sum(_produce_one(work, body_id) for body_id in bodies)


def _produce_one(work: Work, body_id: int) -> int:
    claimed = None if work.stopping.is_set() else _claim(work, body_id)
    if claimed is None:
        return 0
    _perform(work, claimed)
    return 1


def _find_bodies(work: Work) -> list[int]:
    """The ids of the bodies with anything due: those where somebody waits first, then the one that waits longest."""
    with reading(work.engine) as session:
        return list(dict.fromkeys(found.body_id for found in find_due_runs(session, now=work.clock())))


def _claim(work: Work, body_id: int) -> ClaimedRun | None:
    with writing(work.engine) as session:
        return claim_run(session, body_id, owner=work.owner, now=work.clock(), lease=work.lease)


def _perform(work: Work, claimed: ClaimedRun) -> None:
    about: dict[str, object] = {"body": claimed.body, "period": claimed.period, "due_at": claimed.due_at.isoformat()}

    def renew() -> bool:
        with writing(work.engine) as session:
            return renew_lease(session, claimed, until=work.clock() + work.lease)

    log.info("run claimed", extra=about | {"attempt": claimed.attempt})
    try:
        with held(work.lease, renew, about):
            edition_id = work.produce(claimed, work.check_interrupted)
    except Interrupted:
        with writing(work.engine) as session:
            give_back_run(session, claimed, now=work.clock())
        log.info("run given back", extra=about)
    except Exception as error:
        # Whatever fails is kept with the run, and must not stop the others.
        log.exception("run failed", extra=about)
        with writing(work.engine) as session:
            fail_run(session, claimed, error=describe(error), now=work.clock())
    else:
        with writing(work.engine) as session:
            ours = finish_run(session, claimed, edition_id=edition_id, now=work.clock())
        log.info("run done" if ours else "run done, but another had taken it over", extra=about)


def describe(error: Exception) -> str:
    """What to show of an error: a refusal in words; of anything else its kind and last line, without paths."""
    if isinstance(error, Refused):
        return "\n".join(get_wording("en").problem(problem) for problem in error.problems)[:LONGEST_ERROR]
    # What the database said comes before what was asked of it.
    told = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    last = _PATH.sub("…", told.splitlines()[-1].strip() if told else "")
    return f"{type(error).__name__}: {last}"[:LONGEST_ERROR]
