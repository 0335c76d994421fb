"""A scheduler process of its own, to be killed: `python -m tests.scheduler.killed URL PORT FOLDER`. It freezes real
figures, writes a small file for a report, and puts editions on their way to one recipient at a time."""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reports import delivering
from reports.freezing import freeze_edition
from reports.posting import Mailing
from tests.mailbox import SENDER, Mailbox
from tests.scheduler.delivering_scene import DeliveryScene
from tracker.actions.runs import ClaimedRun
from tracker.db import make_engine, writing
from tracker.domain.mail_servers import MailServer
from tracker.scheduler.delivering import deliver
from tracker.scheduler.mailing import make_post, send_waiting
from tracker.scheduler.working import Work, produce_due


def now() -> datetime:
    return datetime.now(UTC)


def main(url: str, port: int, folder: Path) -> None:
    delivering.BATCH = 1  # so that it is killed between two batches of one run, too
    engine = make_engine(url)
    scene = DeliveryScene(engine, folder, Mailbox())

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        with writing(engine) as session:
            edition, is_new = freeze_edition(
                session, claimed.body, claimed.period, as_of=claimed.as_of, by="schedule", clock=now
            )
            if is_new:
                scene.add_file(session, edition.id, "en")
        return edition.id

    work = Work(
        engine,
        produce,
        f"process {os.getpid()}",
        now,
        timedelta(seconds=1.5),
        post=make_post(MailServer("127.0.0.1", port, SENDER), folder),
        files_dir=folder,
        mailing=Mailing("https://tracker.example", 1000),
    )
    while os.getppid() != 1:
        for job in (produce_due, deliver, send_waiting):
            job(work)
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
