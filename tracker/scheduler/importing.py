"""Working on the uploads that take long: looking at a register, or applying one that was approved."""

import logging
from collections.abc import Callable
from typing import Any

from tracker.actions.upload_claims import (
    BROKEN_OFF,
    MOST_ATTEMPTS,
    ClaimedUpload,
    claim_upload,
    give_back_upload,
    renew_upload,
    report_progress,
    settle_claimed,
)
from tracker.actions.uploads import KEPT, Answer, carry_out, look_at, plan_ahead, prune_uploads, refuse_with
from tracker.db import reading, writing
from tracker.domain.problems import Refused
from tracker.models import UploadState
from tracker.queries.uploads import find_expired, find_left
from tracker.register import HandedIn, read_register
from tracker.register.apart import read_apart
from tracker.scheduler.leases import held
from tracker.scheduler.working import Interrupted, Work, describe

log = logging.getLogger(__name__)

#: Where reading ends on the way from 0 to 100; how many rows are read when it is half way there.
READ, HALF_READ = 50, 2_000


def work_on_uploads(work: Work) -> int:
    """Work on everything that is left and nobody else holds, oldest first; the number of attempts."""
    _prune(work)
    attempts = 0
    while not work.stopping.is_set() and (claimed := _claim(work)) is not None:
        _perform(work, claimed)
        attempts += 1
    return attempts


def _prune(work: Work) -> None:
    with reading(work.engine) as session:
        expired = find_expired(session, before=work.clock() - KEPT)
    if expired:
        with writing(work.engine) as session:
            prune_uploads(session, files_dir=work.files_dir, now=work.clock())


def _claim(work: Work) -> ClaimedUpload | None:
    with reading(work.engine) as session:
        if not find_left(session, now=work.clock()):
            return None
    with writing(work.engine) as session:
        return claim_upload(session, owner=work.owner, now=work.clock(), lease=work.lease)


def _perform(work: Work, claimed: ClaimedUpload) -> None:
    about: dict[str, object] = {"upload": claimed.id, "body": claimed.code, "state": claimed.state.value}

    def renew() -> bool:
        with writing(work.engine) as session:
            return renew_upload(session, claimed, until=work.clock() + work.lease)

    log.info("upload claimed", extra=about | {"attempt": claimed.attempts})
    try:
        if claimed.attempts > MOST_ATTEMPTS:
            return _fail(work, claimed, BROKEN_OFF)
        with held(work.lease, renew, about):
            ours = _answer(work, claimed)
    except Interrupted:
        with writing(work.engine) as session:
            give_back_upload(session, claimed, now=work.clock())
        log.info("upload given back", extra=about)
    except Exception as error:
        # Whatever fails is told to whoever uploaded it, and must not stop the others.
        log.exception("upload failed", extra=about)
        _fail(work, claimed, describe(error))
    else:
        log.info("upload done" if ours else "upload taken over by another", extra=about)


def _fail(work: Work, claimed: ClaimedUpload, error: str) -> None:
    with writing(work.engine) as session:
        failed = Answer(UploadState.FAILED, claimed.preview | {"error": error})
        settle_claimed(session, claimed, failed, now=work.clock())


def _answer(work: Work, claimed: ClaimedUpload) -> bool:
    """Read, then look or apply; False, and nothing is done, where another has taken the upload over meanwhile."""
    try:
        handed = _read(work, claimed)
    except Refused as refused:
        return _settle(work, claimed, refuse_with(refused))
    if claimed.state is UploadState.WAITING:
        return _settle(work, claimed, _look(work, claimed, handed))
    return _apply(work, claimed, handed)


def _look(work: Work, claimed: ClaimedUpload, handed: HandedIn) -> Answer:
    with reading(work.engine) as session:
        return look_at(
            session,
            handed,
            code=claimed.code,
            administers=claimed.preview["administers"],
            by=claimed.recorded_by,
            clock=work.clock,
            on_progress=_reporter(work, claimed),
        )


def _apply(work: Work, claimed: ClaimedUpload, handed: HandedIn) -> bool:
    """What it comes to is found out before the body is held, which then is only to be changed. What is written down of
    it is in the same transaction."""
    facts: dict[str, Any] = {"code": claimed.code, "clock": work.clock}
    with reading(work.engine) as session:
        plan = plan_ahead(session, handed, **facts, on_progress=_reporter(work, claimed))
    with writing(work.engine) as session:
        on_progress = _reporter(work, claimed, holds=True)
        answer = carry_out(session, handed, **facts, approved=claimed.preview, on_progress=on_progress, plan=plan)
        ours = settle_claimed(session, claimed, answer, now=work.clock())
        if not ours:
            session.rollback()
    return ours


def _settle(work: Work, claimed: ClaimedUpload, answer: Answer) -> bool:
    with writing(work.engine) as session:
        return settle_claimed(session, claimed, answer, now=work.clock())


def _read(work: Work, claimed: ClaimedUpload) -> HandedIn:
    def on_rows(rows: int) -> None:
        work.check_interrupted()
        with writing(work.engine) as session:
            report_progress(session, claimed, READ * rows // (rows + HALF_READ))

    path = work.files_dir / claimed.path
    return read_apart(read_register, path, work.limits, body=claimed.code, name=claimed.name, on_rows=on_rows)


def _reporter(work: Work, claimed: ClaimedUpload, *, holds: bool = False) -> Callable[[int], None]:
    """Told how far the transaction at hand is. Where that `holds` the database, as one that writes does on SQLite,
    nothing can be said."""

    def report(percent: int) -> None:
        work.check_interrupted()
        if not holds or work.engine.dialect.name != "sqlite":
            with writing(work.engine) as session:
                report_progress(session, claimed, READ + (100 - READ) * percent // 100)

    return report
