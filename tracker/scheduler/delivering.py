"""What schedules made goes to their recipients, and what was held goes once it is signed off."""

import logging
from collections.abc import Callable, Sequence

from sqlmodel import Session

from reports.delivering import Mailing, deliver_run, release
from tracker.db import reading, writing
from tracker.domain.editions import WantedFile
from tracker.models import Body, Run, Schedule
from tracker.queries.deliveries import find_held, find_recipients, find_undelivered
from tracker.queries.editions import get_edition_by_id
from tracker.scheduler.working import Interrupted, Work
from tracker.settings import Settings

log = logging.getLogger(__name__)


def make_mailing(settings: Settings) -> Mailing | None:
    """What letters need; None where no mail server is set."""
    return None if settings.mail_server is None else Mailing(settings.base_url, settings.max_mail_file_bytes)


def deliver(work: Work) -> int:
    """Make the deliveries of every run that is done, and look again at those that are held; how many were put on their
    way. Any number of processes may do so at once: the second finds it done."""
    mailing = work.mailing
    with reading(work.engine) as session:
        runs, held = find_undelivered(session), find_held(session)
    done = 0
    for body_id, run_ids in runs.items():
        for run_id in run_ids:
            if work.stopping.is_set():
                return done
            try:
                _draw(work, run_id)
            except Interrupted:
                return done
            done += _do(work, body_id, _delivering(work, body_id, run_id, mailing))
    for body_id, delivery_ids in held.items():
        if work.stopping.is_set():
            break
        done += _do(work, body_id, _releasing(work, body_id, delivery_ids, mailing))
    return done


def _delivering(work: Work, body_id: int, run_id: int, mailing: Mailing | None) -> Callable[[Session], int]:
    return lambda session: deliver_run(session, body_id, run_id, mailing, clock=work.clock)


def _releasing(
    work: Work, body_id: int, delivery_ids: Sequence[int], mailing: Mailing | None
) -> Callable[[Session], int]:
    return lambda session: release(session, body_id, delivery_ids, mailing, clock=work.clock)


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


def _draw(work: Work, run_id: int) -> None:
    """Make what recipients want and the run did not make, such as the one page. Where it cannot be made, they get the
    whole report."""
    if work.draw is None:
        return
    with reading(work.engine) as session:
        run = session.get_one(Run, run_id)
        if run.edition_id is None or run.schedule_id is None:
            return
        edition = get_edition_by_id(session, run.edition_id)
        languages = session.get_one(Schedule, run.schedule_id).languages
        recipients = find_recipients(session, session.get_one(Body, run.body_id), run.schedule_id)
        wanted = {WantedFile(one.language, one.kind) for one in recipients if one.language in languages}
        missing = [one for one in sorted(wanted, key=str) if edition.find_file(one) is None]
    for one in missing:
        try:
            work.draw(edition.id, one, work.check_interrupted)
        except Interrupted:
            raise
        except Exception:
            log.exception("file for recipients not made", extra={"edition": edition.name})
