"""Schedulers killed at random moments before a mail server that is slow, refuses, hangs up and goes away.

    .venv/bin/python -m tests.soak.killing [--minutes 4] [--longest 20] [--databases sqlite postgresql] [--seed 1]

Two real schedulers (`tracker scheduler`) at a time make and mail what is due at two bodies; each is killed (SIGKILL) after a random
while, and another takes its place. Then one is left alone to finish. In the end every due edition must exist once, every
delivery once, and every mail must have been taken once; twice at most where a scheduler died between the mail server's
yes and its own note of it, which the mail then shows by its attempts. Prints what was counted; exits 1 where it was not so.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine
from sqlmodel import Session as DatabaseSession
from sqlmodel import col, select

from tests import cluster
from tests.builders import make_area, make_party, make_period, make_project
from tests.mailbox import Mailbox, listening
from tests.scheduler.scenes import make_scheduled_body
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.db.schema import migrate
from tracker.models import Body, Delivery, Edition, Mail, Period, Recipient, Run, RunState, table_of
from tracker.queries.due_runs import find_due_runs

ROOT = Path(__file__).parents[2]

#: Of each body: who takes mail, and who is refused for good.
TAKEN = ("a@x.example", "b@x.example", "c@x.example")
REFUSED = "refused@x.example"

Start = Callable[[str, Path, Mailbox], "subprocess.Popen[bytes]"]


@dataclass
class RoughMailbox(Mailbox):
    """`calm`: it takes everything at once. Otherwise each letter takes up to `slow` seconds, some addresses are put off,
    and some connections are dropped in the middle of a letter, which is then not taken."""

    dice: random.Random = field(default_factory=random.Random)
    calm: bool = False
    dropped: int = 0
    put_off: int = 0

    async def handle_RCPT(  # noqa: N802 - called by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == REFUSED:
            return "550 5.1.1 no such user"
        if not self.calm and self.dice.random() < 0.05:
            self.put_off += 1
            return "450 4.2.0 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if not self.calm:
            await asyncio.sleep(self.dice.uniform(0, self.slow))
            if self.dice.random() < 0.1:
                self.dropped += 1
                server.transport.abort()
                return "451 dropped"
        return await super().handle_DATA(server, session, envelope)


def make_bodies(engine: Engine, *, editions: int) -> None:
    """Two bodies with so many monthly editions due each, and recipients. Each edition is of a period of its own, so that
    none is superseded while its mails wait."""
    now = datetime.now(UTC)
    first = (now - timedelta(days=30.44 * editions)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with writing(engine) as session:
        for code in ("first", "second"):
            schedule = make_scheduled_body(session, code, active_from=first)
            body = session.get_one(Body, schedule.body_id)
            make_party(session, body)
            area = make_area(session, body)
            for period in make_monthly_periods(session, body, first.date(), editions):
                make_project(session, period, area, f"{period.number}-ECO-1")
            for address in (*TAKEN, REFUSED):
                session.add(
                    Recipient(
                        body_id=body.id, schedule_id=schedule.id, email=address, language="en",
                        recorded_at=now, recorded_by="tests",
                    )
                )  # fmt: skip


def make_monthly_periods(session: DatabaseSession, body: Body, first: date, editions: int) -> Iterator[Period]:
    """From the middle of a month to that of the next, the last one open."""
    day = (first - timedelta(days=20)).replace(day=15)
    period = session.exec(select(Period).where(Period.body_id == body.id)).one()
    for number in range(1, editions + 3):
        following = (day + timedelta(days=31)).replace(day=15)
        is_last = following > datetime.now(UTC).date()
        ends_on = None if is_last else following - timedelta(days=1)
        if number == 1:
            period.conference_on, period.starts_on, period.ends_on = day, day, ends_on
            session.flush()
        else:
            sealed_at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            period = make_period(session, body, number, conference_on=day, ends_on=ends_on, list_sealed_at=sealed_at)
        yield period
        if is_last:
            return
        day = following


def harass(start: Callable[[], "subprocess.Popen[bytes]"], dice: random.Random, until: float, longest: float) -> int:
    """Keep two processes at work and kill them at random moments; how many were killed."""
    killed = 0
    running = [(start(), time.monotonic() + dice.uniform(0.3, longest)) for _ in range(2)]
    while time.monotonic() < until:
        time.sleep(0.02)
        for place, (process, ends_at) in enumerate(running):
            if time.monotonic() >= ends_at:
                process.kill()
                process.wait()
                killed += 1
                running[place] = (start(), time.monotonic() + dice.uniform(0.3, longest))
    for process, _ in running:
        process.kill()
        process.wait()
    return killed


def finish(engine: Engine, start: Callable[[], "subprocess.Popen[bytes]"], seconds: float) -> bool:
    """Leave one process alone until nothing is left to be done; what pauses is tried at once. Whether all was done."""
    process, deadline = start(), time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            if is_done(engine):
                return True
            with writing(engine) as session:
                now = datetime.now(UTC)
                pausing = sa.and_(col(Mail.error).is_not(None), col(Mail.owner).is_(None), col(Mail.sent_at).is_(None))
                session.execute(sa.update(Mail).where(pausing).values(lease_until=now))
                session.execute(sa.update(Run).where(col(Run.state) == RunState.FAILED).values(lease_until=now))
            time.sleep(0.5)
        return False
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def is_done(engine: Engine) -> bool:
    with reading(engine) as session:
        waiting = select(Mail.id).where(col(Mail.sent_at).is_(None), col(Mail.given_up_at).is_(None))
        left = select(Run.id).where(sa.or_(Run.state != RunState.DONE, col(Run.delivered_at).is_(None)))
        return not (
            session.exec(waiting).first() or session.exec(left).first() or find_due_runs(session, now=datetime.now(UTC))
        )


def count(engine: Engine, box: Mailbox) -> dict[str, Any]:
    """What there is in the end, and what is wrong with it."""
    with reading(engine) as session:
        runs = session.exec(select(Run)).all()
        editions = session.execute(sa.select(table_of(Edition).c.period_id, table_of(Edition).c.as_of)).all()
        deliveries = session.exec(select(Delivery)).all()
        mails = session.exec(select(Mail)).all()
    letters = Counter((address, letter["Message-ID"]) for address, letter in box.received)
    doubled = {key: times for key, times in letters.items() if times > 1}
    tried_again = sum(mail.attempts > 1 for mail in mails)
    wanted = len(editions) * (len(TAKEN) + 1)
    wrong = [
        (len(set(editions)) != len(editions), "an edition exists twice"),
        (len({run.edition_id for run in runs}) != len(editions), "a run without an edition of its own"),
        (len(runs) != len({(run.schedule_id, run.due_at) for run in runs}), "a run twice"),
        (len(deliveries) != wanted or len(mails) != wanted, "deliveries or mails are missing, or too many"),
        (len(letters) != len(editions) * len(TAKEN), "a mail never arrived, or under two names"),
        (any(times > 2 for times in doubled.values()), "a mail arrived three times"),
        (len(doubled) > tried_again, "a mail arrived twice that was tried once"),
        (sum(mail.given_up_at is not None for mail in mails) != len(editions), "a refused mail was not given up"),
    ]
    return {
        "editions": len(editions),
        "mails": len(mails),
        "letters_taken": sum(letters.values()),
        "letters_taken_twice": len(doubled),
        "runs_taken_over": sum(run.attempts > 1 for run in runs),
        "mails_tried_again": tried_again,
        "wrong": [said for is_wrong, said in wrong if is_wrong],
    }


def run_soak(
    engine: Engine, start: Callable[[Mailbox], "subprocess.Popen[bytes]"], *, seconds: float, editions: int, seed: int,
    slow: float = 0.3, longest: float = 8.0, patience: float = 600,
) -> dict[str, Any]:  # fmt: skip
    """The whole of it over one database; the mail server goes away for a while in the middle."""
    make_bodies(engine, editions=editions)
    dice = random.Random(seed)
    box = RoughMailbox(slow=slow, dice=random.Random(seed + 1))
    begun = time.monotonic()
    killed = 0
    for share in (0.4, 0.1, 0.5):  # in the second it is away
        until = time.monotonic() + share * seconds
        with ExitStack() as stack:
            if share != 0.1:
                stack.enter_context(listening(box))
            killed += harass(lambda: start(box), dice, until, longest)
    before = len(box.received)
    box.calm = True
    with listening(box):
        finished = finish(engine, lambda: start(box), patience)
    found = count(engine, box)
    if not finished:
        found["wrong"].append("it was not finished in time")
    about = {"killed": killed, "seconds": round(time.monotonic() - begun), "letters_before_calm": before}
    return about | {"dropped": box.dropped, "put_off": box.put_off} | found


def start_scheduler(url: str, data_dir: Path, box: Mailbox) -> "subprocess.Popen[bytes]":
    environ = os.environ | {
        "TRACKER_DATABASE_URL": url,
        "TRACKER_DATA_DIR": str(data_dir),
        "TRACKER_SECRET_KEY": "s" * 40,
        "TRACKER_POLL_SECONDS": "0.2",
        "TRACKER_LEASE_SECONDS": "3",
        "TRACKER_SMTP_URL": box.url,
        "TRACKER_MAIL_FROM": "tracker@city.example",
    }
    command = [sys.executable, "-m", "tracker", "scheduler"]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument(
        "--longest", type=float, default=20, help="life of a scheduler, in seconds: it must suffice to mail"
    )
    parser.add_argument("--editions", type=int, default=60, help="of each body")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--seed", type=int, default=1)
    asked, status = parser.parse_args(), 0
    with tempfile.TemporaryDirectory(prefix="tracker-soak-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        home = cluster.start_cluster(folder, os.getpid()) if "postgresql" in asked.databases else None
        try:
            for kind in asked.databases:
                url = f"sqlite:///{folder}/tracker.db"
                if kind == "postgresql" and home is not None:
                    cluster.make_copy(home, "soak", "template1")
                    url = cluster.cluster_url(home, "soak")
                status |= _soak(url, folder / kind, kind, asked)
        finally:
            if home is not None:
                cluster.stop_cluster(folder)
    return status


def _soak(url: str, data_dir: Path, kind: str, asked: argparse.Namespace) -> int:
    engine = make_engine(url)
    migrate(engine)
    found = run_soak(
        engine,
        lambda box: start_scheduler(url, data_dir, box),
        seconds=asked.minutes * 60,
        longest=asked.longest,
        editions=asked.editions,
        seed=asked.seed,
    )
    dispose_engine(engine)
    print(json.dumps({"database": kind} | found), flush=True)
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
