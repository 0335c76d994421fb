"""Sending what waits in the outbox: any number of processes may do so at once."""

import logging
from collections.abc import Callable
from pathlib import Path
from time import sleep

from sqlalchemy.exc import SQLAlchemyError

from tracker.actions.mail import ClaimedMail, MailFile, claim_mail, mark_failed, mark_sent, renew_mail
from tracker.db import writing
from tracker.domain.mail_servers import MailServer
from tracker.mail import Attachment, Letter, NotSent, send
from tracker.scheduler.leases import held
from tracker.scheduler.working import Work, describe

log = logging.getLogger(__name__)

#: Hands a mail over, and calls what it is given the moment that it was taken. NotSent.
Post = Callable[[ClaimedMail, Callable[[], None]], None]

#: How long after each failure it is tried again to write down that a mail was taken, in seconds. It must not be sent
#: again for that.
NOTING_PAUSES = (0.1, 0.5, 2.0, 5.0, 10.0)


def make_post(server: MailServer, files_dir: Path) -> Post:
    """Hands mails over to a server, with their files out of a folder."""

    def post(claimed: ClaimedMail, on_taken: Callable[[], None]) -> None:
        letter = Letter(
            key=claimed.key,
            to_address=claimed.to_address,
            language=claimed.language,
            subject=claimed.subject,
            text=claimed.text,
            at=claimed.made_at,
            attachments=[_attach(files_dir, file) for file in claimed.files],
        )
        send(server, letter, on_taken=on_taken)

    return post


def send_waiting(work: Work) -> int:
    """Send what waits, the longest waiting first, until nothing does or the server takes none; the number of
    attempts. Without a mail server everything waits."""
    attempts = 0
    while work.post is not None and not work.stopping.is_set():
        with writing(work.engine) as session:
            claimed = claim_mail(session, owner=work.owner, now=work.clock(), lease=work.lease)
        if claimed is None:
            break
        attempts += 1
        if not _perform(work, work.post, claimed):
            break
    return attempts


def _perform(work: Work, post: Post, claimed: ClaimedMail) -> bool:
    """Whether another may be tried after it."""
    about: dict[str, object] = {"mail": claimed.id, "attempt": claimed.attempt}

    def renew() -> bool:
        with writing(work.engine) as session:
            return renew_mail(session, claimed, until=work.clock() + work.lease)

    def note() -> None:
        _note_sent(work, claimed, about)

    try:
        with held(work.lease, renew, about):
            post(claimed, note)
    except NotSent as error:
        log.warning("mail not sent: %s", error.reason, extra=about)
        _keep_failure(work, claimed, error.reason, for_good=error.for_good)
        return not error.server_down
    except Exception as error:
        # Whatever fails is kept with the mail, and must not stop the others.
        log.exception("mail not sent", extra=about)
        _keep_failure(work, claimed, describe(error), for_good=False)
        return True
    return True


def _note_sent(work: Work, claimed: ClaimedMail, about: dict[str, object]) -> None:
    """Write down that the server took it, while the lease is held. Where the database does not answer for so long, the
    lease runs out, and the mail is sent once more."""
    for pause in (*NOTING_PAUSES, None):
        try:
            with writing(work.engine) as session:
                ours = mark_sent(session, claimed, now=work.clock())
        except SQLAlchemyError:
            log.exception("mail sent, and not written down", extra=about)
            if pause is not None:
                sleep(pause)
            continue
        log.info("mail sent" if ours else "mail sent, but another had taken it over", extra=about)
        return


def _keep_failure(work: Work, claimed: ClaimedMail, error: str, *, for_good: bool) -> None:
    with writing(work.engine) as session:
        mark_failed(session, claimed, error=error, for_good=for_good, now=work.clock())


def _attach(files_dir: Path, file: MailFile) -> Attachment:
    """NotSent for good where the file is not there any more."""
    path = (files_dir / file.path).resolve()
    if not path.is_relative_to(files_dir.resolve()) or not path.is_file():
        raise NotSent(f"the file {file.name} is missing", for_good=True)
    return Attachment(file.name, file.media_type, path.read_bytes())
