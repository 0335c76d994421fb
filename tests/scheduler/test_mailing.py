"""The outbox on its way: sent once, tried again, given up; by threads, by processes, and past their deaths."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from tests.builders import make_body
from tests.mailbox import Mailbox, listening
from tests.scheduler.scenes import Scene
from tests.scheduler.test_processes import ROOT, wait_until
from tracker.actions.mail import MailFile, claim_mail, mark_failed, prune_mail, queue_mail, try_again
from tracker.db import reading, writing
from tracker.domain.problems import NotFound
from tracker.models import Mail
from tracker.queries.outbox import MOST_ATTEMPTS
from tracker.scheduler.mailing import make_post, send_waiting
from tracker.scheduler.working import Work

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Post:
    """Schedulers over one database and one mail server, at a time that the test sets."""

    scene: Scene
    box: Mailbox
    files_dir: Path

    def work(self, owner: str = "one") -> Work:
        return replace(self.scene.work(owner), post=make_post(self.box.server, self.files_dir))

    def queue(self, *addresses: str, files: tuple[MailFile, ...] = ()) -> None:
        with writing(self.scene.engine) as session:
            for address in addresses:
                queue_mail(
                    session,
                    key=f"test:{address}",
                    to_address=address,
                    language="ko",
                    subject="추진 상황",
                    text="본문",
                    at=self.scene.now,
                    files=files,
                )

    def find(self) -> list[Mail]:
        with reading(self.scene.engine) as session:
            return list(session.exec(select(Mail).order_by(col(Mail.id))))

    def get(self) -> Mail:
        (mail,) = self.find()
        return mail


@pytest.fixture
def post(engine: Engine, tmp_path: Path) -> Iterator[Post]:
    with listening(Mailbox()) as box:
        yield Post(Scene(engine, NOW), box, tmp_path)


def test_what_waits_is_sent_once_and_noted(post: Post) -> None:
    post.queue("a@x.example", "b@x.example")
    assert send_waiting(post.work()) == 2
    assert send_waiting(post.work()) == 0
    assert post.box.addresses() == ["a@x.example", "b@x.example"]
    assert {(mail.sent_at, mail.attempts, mail.error) for mail in post.find()} == {(NOW, 1, None)}


def test_the_same_thing_is_put_in_once(post: Post) -> None:
    post.queue("a@x.example")
    post.queue("a@x.example")
    send_waiting(post.work())
    post.queue("a@x.example")
    assert send_waiting(post.work()) == 0
    assert post.box.addresses() == ["a@x.example"]


def test_without_a_mail_server_everything_waits(post: Post) -> None:
    post.queue("a@x.example")
    assert send_waiting(post.scene.work()) == 0
    assert (post.get().attempts, post.get().sent_at) == (0, None)


def test_a_file_goes_along_and_a_missing_one_is_told(post: Post) -> None:
    (post.files_dir / "ab").mkdir()
    (post.files_dir / "ab" / "x.xlsx").write_bytes(b"PK")
    post.queue("a@x.example", files=(MailFile("추진상황.xlsx", "application/zip", "ab/x.xlsx"),))
    post.queue("b@x.example", files=(MailFile("gone.xlsx", "application/zip", "ab/y.xlsx"),))
    post.queue("c@x.example", files=(MailFile("outside.xlsx", "application/zip", "../x.xlsx"),))
    send_waiting(post.work())
    ((address, letter),) = post.box.received
    assert (address, [one.get_filename() for one in letter.iter_attachments()]) == ("a@x.example", ["추진상황.xlsx"])
    assert [mail.error for mail in post.find()] == [
        None,
        "the file gone.xlsx is missing",
        "the file outside.xlsx is missing",
    ]
    assert [mail.given_up_at for mail in post.find()] == [None, NOW, NOW]


def test_an_address_refused_for_good_is_given_up_at_once_and_holds_up_nobody(post: Post) -> None:
    post.box.answer = lambda address: "550 5.1.1 no such user" if address.startswith("a@") else "250 OK"
    post.queue("a@x.example", "b@x.example")
    assert send_waiting(post.work()) == 2
    refused, sent = post.find()
    assert (refused.given_up_at, refused.error, refused.attempts) == (NOW, "550 5.1.1 no such user", 1)
    assert sent.sent_at == NOW
    post.scene.now += timedelta(days=9)
    assert send_waiting(post.work()) == 0


def test_one_refused_for_now_is_tried_again_after_growing_pauses_and_given_up_in_the_end(post: Post) -> None:
    post.box.answer = lambda address: "450 4.2.0 try later"
    post.queue("a@x.example")
    pauses = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert send_waiting(post.work()) == 1
        mail = post.get()
        assert (mail.attempts, mail.error) == (attempt, "450 4.2.0 try later")
        pauses.append(mail.lease_until - post.scene.now)
        post.scene.now = mail.lease_until - timedelta(seconds=1)
        assert send_waiting(post.work()) == 0
        post.scene.now += timedelta(seconds=1)
    assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert pauses == sorted(pauses)
    assert timedelta(hours=24) < sum(pauses[:-1], timedelta()) < timedelta(hours=30)
    assert post.get().given_up_at is not None
    assert send_waiting(post.work()) == 0


def test_one_that_is_greylisted_goes_at_the_second_attempt_under_the_same_name(post: Post) -> None:
    asked: list[str] = []

    def put_off_once(address: str) -> str:
        asked.append(address)
        return "250 OK" if asked.count(address) > 1 else "451 4.7.1 greylisted, try again in 60 seconds"

    post.box.answer = put_off_once
    post.queue("a@x.example", "b@x.example")
    assert send_waiting(post.work()) == 2  # whoever puts one off is asked for the next all the same
    assert post.box.received == []
    post.scene.now += timedelta(minutes=1)
    assert send_waiting(post.work()) == 2
    assert post.box.addresses() == ["a@x.example", "b@x.example"]
    assert {(mail.attempts, mail.error) for mail in post.find()} == {(2, None)}


def test_what_was_given_up_can_be_tried_again(post: Post) -> None:
    post.box.answer = lambda address: "550 not yet"
    post.queue("a@x.example")
    send_waiting(post.work())
    post.box.answer = lambda address: "250 OK"
    with writing(post.scene.engine) as session:
        try_again(session, post.get().id, now=post.scene.now)
    assert send_waiting(post.work()) == 1
    assert (post.get().sent_at, post.get().given_up_at, post.get().error) == (NOW, None, None)
    with writing(post.scene.engine) as session, pytest.raises(NotFound):
        try_again(session, post.get().id, now=post.scene.now)


def test_what_is_just_being_sent_is_not_sent_once_more(post: Post) -> None:
    post.box.answer = lambda address: "450 4.2.0 try later"
    post.queue("a@x.example")
    send_waiting(post.work())
    post.scene.now = post.get().lease_until
    lease = timedelta(minutes=5)
    with writing(post.scene.engine) as session:
        claimed = claim_mail(session, owner="first", now=post.scene.now, lease=lease)
        assert claimed is not None
        try_again(session, claimed.id, now=post.scene.now)
        assert claim_mail(session, owner="second", now=post.scene.now, lease=lease) is None
        assert mark_failed(session, claimed, error="450 later", for_good=False, now=post.scene.now)
        try_again(session, claimed.id, now=post.scene.now)  # it pauses now
        assert claim_mail(session, owner="second", now=post.scene.now, lease=lease) is not None


def test_a_server_that_is_down_is_asked_once_a_look_and_comes_back(engine: Engine, tmp_path: Path) -> None:
    post = Post(Scene(engine, NOW), Mailbox(), tmp_path)
    with listening(post.box):
        pass
    post.queue("a@x.example", "b@x.example", "c@x.example")
    assert send_waiting(post.work()) == 1
    first = post.find()[0]
    assert (first.error, first.given_up_at) == ("the mail server takes no connection", None)
    assert [mail.attempts for mail in post.find()] == [1, 0, 0]
    post.scene.now += timedelta(minutes=1)
    with listening(post.box):
        assert send_waiting(post.work()) == 3
    assert post.box.addresses() == ["a@x.example", "b@x.example", "c@x.example"]


def test_several_at_once_send_each_mail_once(post: Post) -> None:
    addresses = [f"{number:02}@x.example" for number in range(24)]
    post.queue(*addresses)
    with ThreadPoolExecutor(4) as pool:
        attempts = list(pool.map(send_waiting, [post.work(f"owner {number}") for number in range(4)]))
    assert sum(attempts) == 24
    assert post.box.addresses() == addresses
    assert {mail.attempts for mail in post.find()} == {1}


def test_a_mail_at_work_is_kept_for_longer_than_its_lease(post: Post) -> None:
    post.box.slow = 1.2
    post.queue("a@x.example")

    def work(owner: str) -> Work:
        return replace(post.work(owner), clock=lambda: datetime.now(UTC), lease=timedelta(seconds=0.6))

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(send_waiting, work("one"))
        wait_until(lambda: post.box.began == 1 or first.done())
        assert send_waiting(work("two")) == 0
        assert first.result() == 1
    assert (post.box.addresses(), post.get().attempts) == (["a@x.example"], 1)


def test_one_that_was_claimed_and_left_is_sent_by_another_after_the_lease(post: Post) -> None:
    post.queue("a@x.example")
    with writing(post.scene.engine) as session:
        claim_mail(session, owner="dead", now=post.scene.now, lease=timedelta(minutes=2))
    assert send_waiting(post.work()) == 0
    post.scene.now += timedelta(minutes=2)
    assert send_waiting(post.work()) == 1
    assert (post.box.addresses(), post.get().attempts) == (["a@x.example"], 2)


def test_what_is_over_is_kept_for_a_year_and_links_for_a_month(post: Post) -> None:
    with writing(post.scene.engine) as session:
        body_id = make_body(session).id
    post.queue("link@x.example", "waiting@x.example", "digest@x.example")
    with writing(post.scene.engine) as session:
        link, _, digest = session.exec(select(Mail).order_by(col(Mail.id)))
        link.sent_at, digest.given_up_at, digest.body_id = NOW, NOW, body_id
    left = []
    for days in (30, 31, 365, 366):
        with writing(post.scene.engine) as session:
            prune_mail(session, now=NOW + timedelta(days=days))
        left.append([mail.to_address.partition("@")[0] for mail in post.find()])
        assert {mail.to_address for mail in post.find() if not mail.text} == (
            {"digest@x.example"} if 30 < days < 366 else set()
        )
    assert left == [["link", "waiting", "digest"], ["waiting", "digest"], ["waiting", "digest"], ["waiting"]]


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Callable[[Mailbox], subprocess.Popen[bytes]]]:
    """Starts real schedulers before a mail server, with a lease of two seconds."""
    started = []

    def start_one(box: Mailbox) -> subprocess.Popen[bytes]:
        environ = os.environ | {
            "TRACKER_DATABASE_URL": database_url,
            "TRACKER_DATA_DIR": str(tmp_path / "data"),
            "TRACKER_SECRET_KEY": "s" * 40,
            "TRACKER_POLL_SECONDS": "0.2",
            "TRACKER_LEASE_SECONDS": "2",
            "TRACKER_SMTP_URL": box.url,
            "TRACKER_MAIL_FROM": "tracker@city.example",
        }
        command = [sys.executable, "-m", "tracker", "scheduler"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait()


def test_two_schedulers_send_each_mail_once_and_one_takes_over_from_one_that_is_killed(
    post: Post, start: Callable[[Mailbox], subprocess.Popen[bytes]]
) -> None:
    post.scene.now = datetime.now(UTC)
    addresses = [f"{number:02}@x.example" for number in range(12)]
    post.queue(*addresses)
    processes = [start(post.box), start(post.box)]
    wait_until(lambda: all(mail.sent_at for mail in post.find()))
    assert post.box.addresses() == addresses
    post.box.slow = 3  # the server has the letter, and has not said yes
    post.queue("late@x.example")
    wait_until(lambda: post.box.began == 13)
    owner = post.find()[-1].owner or ""
    killed = next(one for one in processes if f":{one.pid}:" in owner)
    killed.kill()
    killed.wait()
    post.box.slow = 0
    wait_until(lambda: post.find()[-1].sent_at)
    late = post.find()[-1]
    assert late.attempts == 2
    assert late.owner != owner
    # Whether the first counts is not for us to know: it has the same Message-ID as the second.
    letters = [letter["Message-ID"] for address, letter in post.box.received if address == "late@x.example"]
    assert len(letters) in (1, 2)
    assert len(set(letters)) == 1
