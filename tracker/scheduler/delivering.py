"""What schedules made goes to their recipients, and what was held goes once it is signed off."""

import logging
from collections.abc import Callable, Sequence

from sqlmodel import Session

from reports.delivering import BATCH, deliver_batch, find_ready, release
from reports.posting import Drafts, Mailing
from tracker.db import reading, writing
from tracker.domain.editions import WantedFile
from tracker.models import Body, Run, Schedule
from tracker.queries.deliveries import find_held, find_recipients, find_undelivered
from tracker.queries.editions import EditionView, get_edition_by_id
from tracker.scheduler.working import Interrupted, Work
from tracker.settings import Settings

log = logging.getLogger(__name__)


def make_mailing(settings: Settings) -> Mailing | None:
    """What letters need; None where no mail server is set."""
    return None if settings.mail_server is None else Mailing(settings.base_url, settings.max_mail_file_bytes)


def deliver(work: Work) -> int:
    """Make the deliveries of every run that is done, and look again at those that are held; how many were put on their
    way. Any number of processes may do so at once: the second finds it done."""
    with reading(work.engine) as session:
        runs, held = find_undelivered(session), find_held(session)
    drafts = Drafts()
    done = sum(_deliver(work, body_id, run_id, drafts) for body_id, ids in runs.items() for run_id in ids)
    return done + sum(_release(work, body_id, ids, drafts) for body_id, ids in held.items())


def _deliver(work: Work, body_id: int, run_id: int, drafts: Drafts) -> int:
    """One transaction after another, until everybody has what a run made."""

    def change(session: Session) -> int:
        return deliver_batch(session, body_id, run_id, work.mailing, drafts, clock=work.clock)

    done = 0
    if not work.stopping.is_set() and _prepare(work, run_id, drafts):
        while not work.stopping.is_set() and (some := _do(work, body_id, change)):
            done += some
    return done


def _release(work: Work, body_id: int, delivery_ids: Sequence[int], drafts: Drafts) -> int:
    """Those that need not be held any longer, a batch in each transaction. Nothing is locked where all are held on."""
    with reading(work.engine) as session:
        ready = find_ready(session, delivery_ids, now=work.clock())
    done = 0
    for start in range(0, len(ready), BATCH):
        if work.stopping.is_set():
            break
        done += _do(work, body_id, _releasing(work, body_id, ready[start : start + BATCH], drafts))
    return done


def _releasing(work: Work, body_id: int, delivery_ids: Sequence[int], drafts: Drafts) -> Callable[[Session], int]:
    return lambda session: release(session, body_id, delivery_ids, work.mailing, drafts, clock=work.clock)


def _do(work: Work, body_id: int, change: Callable[[Session], int]) -> int:
    try:
        with writing(work.engine) as session:
            done = change(session)
    except Exception:
        # Whatever fails for one must not stop the others; it is tried again at the next look.
        log.exception("editions not put on their way", extra={"body_id": body_id})
        return 0
    if done:
        log.info("editions put on their way", extra={"body_id": body_id, "deliveries": done})
    return done


def _prepare(work: Work, run_id: int, drafts: Drafts) -> bool:
    """Before anything is locked: read the figures that letters will be about, and make what recipients want and the run
    did not make, such as the one page. False where it is broken off."""
    with reading(work.engine) as session:
        run = session.get_one(Run, run_id)
        if run.edition_id is None or run.schedule_id is None:
            return True
        edition = get_edition_by_id(session, run.edition_id)
        languages = session.get_one(Schedule, run.schedule_id).languages
        recipients = find_recipients(session, session.get_one(Body, run.body_id), run.schedule_id)
        if recipients and work.mailing is not None:
            drafts.read(session, edition.id)
    wanted = {WantedFile(one.language, one.kind) for one in recipients if one.language in languages}
    return _draw(work, edition, [one for one in sorted(wanted, key=str) if edition.find_file(one) is None])


def _draw(work: Work, edition: EditionView, missing: Sequence[WantedFile]) -> bool:
    """Where one cannot be made, its readers get the whole report."""
    if work.draw is None:
        return True
    for one in missing:
        try:
            work.draw(edition.id, one, work.check_interrupted)
        except Interrupted:
            return False
        except Exception:
            log.exception("file for recipients not made", extra={"edition": edition.name})
    return True
