"""Uploads that take long: each is worked on once among several schedulers, and outlives any of them."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.register.small import LIMITS, as_csv, small, write_zip
from tests.register.test_size import many
from tracker.actions import uploads
from tracker.actions.backups import write_backup
from tracker.actions.documents import HandedFile
from tracker.actions.importing import import_register
from tracker.actions.kept_problems import from_kept
from tracker.actions.recording import open_recording
from tracker.actions.upload_claims import (
    BROKEN_OFF,
    MOST_ATTEMPTS,
    ClaimedUpload,
    claim_upload,
    renew_upload,
    settle_claimed,
)
from tracker.actions.uploads import Answer, approve_upload, is_at_once, keep_upload
from tracker.db import make_engine, reading, writing
from tracker.domain.problems import Refused
from tracker.models import Project, StatusEntry, Upload, UploadState
from tracker.queries.bodies import get_body
from tracker.queries.checked import Checked, What
from tracker.queries.checks_files import check_documents
from tracker.queries.registers import get_register
from tracker.register import read_register
from tracker.scheduler import importing
from tracker.scheduler.importing import work_on_uploads
from tracker.scheduler.working import Interrupted, Work

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)


@dataclass
class Bench:
    """The small register, uploads to its body, and schedulers whose clock the test holds."""

    engine: Engine
    folder: Path
    now: datetime = NOW
    reads: list[str] = field(default_factory=list)

    @property
    def files_dir(self) -> Path:
        return self.folder / "files"

    def work(self, owner: str = "one", engine: Engine | None = None) -> Work:
        def produce(claimed: object, wait: object) -> int:
            raise AssertionError("no report is due")

        return Work(engine or self.engine, produce, owner, lambda: self.now, LEASE, files_dir=self.files_dir)

    def upload(self, content: bytes, name: str = "projects.csv", *, founding: bool = False) -> int:
        with writing(self.engine) as session:
            body_id = None if founding else get_body(session, "demo").id
            handed = HandedFile(name, content)
            kept = keep_upload(
                session,
                handed,
                body_id=body_id,
                administers=founding,
                by="user:1",
                at=self.now,
                files_dir=self.files_dir,
            )
            return kept.id

    def get(self, upload_id: int) -> Upload:
        with reading(self.engine) as session:
            return session.get_one(Upload, upload_id)

    def approve(self, upload_id: int) -> None:
        with writing(self.engine) as session:
            upload = session.get_one(Upload, upload_id)
            approve_upload(
                session,
                upload,
                seen=upload.preview["digest"],
                administers=upload.body_id is None,
                by="user:2",
                now=self.now,
            )

    def claim(self, owner: str = "one") -> ClaimedUpload | None:
        with writing(self.engine) as session:
            return claim_upload(session, owner=owner, now=self.now, lease=LEASE)

    def count(self, kind: type[Project] | type[StatusEntry]) -> int:
        with reading(self.engine) as session:
            return len(session.exec(select(kind.id)).all())


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> Bench:
    with writing(engine) as session:
        handed = read_register(write_zip(small(), tmp_path / "first.zip"), LIMITS)
        import_register(session, handed, by="tests", clock=lambda: NOW - timedelta(days=1))
    return Bench(engine, tmp_path)


def more(number: int) -> bytes:
    """The projects of the small register, and so many more."""
    rows = small()["projects"]
    added = [rows[0] | {"ref": f"1-{one}", "title_en": f"Fair {one}"} for one in range(10, 10 + number)]
    return as_csv(rows + added).encode()


def test_five_thousand_projects_go_through_the_queue(bench: Bench) -> None:
    with writing(bench.engine) as session:
        found = many(5_000)
        found["body"][0]["code"] = "large"
    number = bench.upload(write_zip(found, bench.folder / "large.zip").read_bytes(), "large.zip", founding=True)
    assert work_on_uploads(bench.work()) == 1
    looked = bench.get(number)
    assert looked.state is UploadState.READY
    assert looked.preview["tables"]["projects"]["added"] == 5_000
    assert len(looked.preview["tables"]["projects"]["rows"]) == 500
    assert bench.count(Project) == 2
    bench.approve(number)
    assert work_on_uploads(bench.work()) == 1
    assert bench.get(number).state is UploadState.APPLIED
    with reading(bench.engine) as session:
        assert len(get_register(session, "large").tables["projects"]) == 5_000
        assert bench.get(number).body_id == get_body(session, "large").id


def test_two_schedulers_at_once_work_on_each_upload_once(bench: Bench) -> None:
    numbers = [bench.upload(more(3 + index)) for index in range(6)]
    barrier, attempts = Barrier(2), []

    def run(owner: str) -> None:
        engine = make_engine(bench.engine.url.render_as_string(hide_password=False))
        barrier.wait()
        attempts.append(work_on_uploads(bench.work(owner, engine)))
        engine.dispose()

    def run_both() -> None:
        threads = [Thread(target=run, args=(owner,)) for owner in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    run_both()
    assert sum(attempts) == 6
    assert {bench.get(number).state for number in numbers} == {UploadState.READY}
    bench.approve(numbers[0])
    attempts.clear()
    run_both()
    assert sum(attempts) == 1
    assert bench.count(Project) == 5


def test_an_approved_upload_is_imported_in_the_name_of_whoever_approved_it(bench: Bench) -> None:
    number = bench.upload(more(2))
    work_on_uploads(bench.work())
    bench.approve(number)
    work_on_uploads(bench.work())
    with reading(bench.engine) as session:
        by = set(session.exec(select(StatusEntry.recorded_by)).all())
    assert by == {"tests", "user:2"}


def test_what_a_dead_scheduler_held_is_taken_over_when_its_lease_is_over(bench: Bench) -> None:
    number = bench.upload(more(2))
    dead = bench.claim("dead")
    assert dead is not None
    assert (bench.claim("one"), work_on_uploads(bench.work("one"))) == (None, 0)
    bench.now += LEASE
    assert work_on_uploads(bench.work("one")) == 1
    assert bench.get(number).state is UploadState.READY
    with writing(bench.engine) as session:
        assert not renew_upload(session, dead, until=bench.now + LEASE)
        assert not settle_claimed(session, dead, Answer(UploadState.REFUSED, {}), now=bench.now)
    assert bench.get(number).state is UploadState.READY


def test_who_lost_the_lease_while_importing_leaves_nothing_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = bench.upload(more(2))
    work_on_uploads(bench.work())
    bench.approve(number)
    slow, real = bench.work("slow"), importing._read

    def read_slowly(work: Work, claimed: ClaimedUpload) -> object:
        handed = real(work, claimed)
        if work is slow:
            bench.now += 2 * LEASE
            assert work_on_uploads(bench.work("fast")) == 1
        return handed

    monkeypatch.setattr(importing, "_read", read_slowly)
    work_on_uploads(slow)
    assert bench.get(number).state is UploadState.APPLIED
    assert bench.count(Project) == 4
    assert bench.count(StatusEntry) == 4 + 2 * 2


def test_an_upload_at_which_process_after_process_dies_is_given_up_and_says_so(bench: Bench) -> None:
    number = bench.upload(more(2))
    for _ in range(MOST_ATTEMPTS):
        assert bench.claim("dead") is not None
        bench.now += LEASE
    assert work_on_uploads(bench.work()) == 1
    given_up = bench.get(number)
    assert (given_up.state, given_up.preview["error"]) == (UploadState.FAILED, BROKEN_OFF)
    assert given_up.ended_at is not None
    assert bench.claim() is None


def test_whatever_fails_is_kept_for_whoever_uploaded_and_holds_up_nobody(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = bench.upload(more(1)), bench.upload(more(2))
    real = importing._read

    def read(work: Work, claimed: ClaimedUpload) -> object:
        if claimed.id == bad:
            raise RuntimeError("the disk is gone")
        return real(work, claimed)

    monkeypatch.setattr(importing, "_read", read)
    assert work_on_uploads(bench.work()) == 2
    assert bench.get(bad).state is UploadState.FAILED
    assert "the disk is gone" in bench.get(bad).preview["error"]
    assert bench.get(good).state is UploadState.READY


def test_a_scheduler_told_to_end_gives_the_upload_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    number = bench.upload(more(2))

    def read(work: Work, claimed: ClaimedUpload) -> object:
        work.stopping.set()
        raise Interrupted

    with monkeypatch.context() as patched:
        patched.setattr(importing, "_read", read)
        work_on_uploads(bench.work())
    left = bench.get(number)
    assert (left.state, left.owner, left.preview["attempts"]) == (UploadState.WAITING, None, 0)
    work_on_uploads(bench.work("two"))
    assert bench.get(number).state is UploadState.READY


def test_progress_is_reported_while_a_file_is_read(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    real = importing.report_progress

    def report(session: Session, claimed: ClaimedUpload, percent: int) -> None:
        seen.append(percent)
        real(session, claimed, percent)

    monkeypatch.setattr(importing, "report_progress", report)
    bench.upload(more(1_500))
    work_on_uploads(bench.work())
    assert seen == sorted(seen)
    assert len(seen) >= 3
    assert 0 < seen[0] < seen[-1] <= 100


def test_a_file_that_unpacks_to_more_than_it_may_is_refused_in_words(bench: Bench) -> None:
    content = write_zip({"projects": [{"note": "x" * 120_000_000}]}, bench.folder / "bomb.zip").read_bytes()
    number = bench.upload(content, "bomb.zip")
    work_on_uploads(bench.work())
    refused = bench.get(number)
    assert refused.state is UploadState.REFUSED
    (problem,) = map(from_kept, refused.preview["problems"])
    assert (problem.code, problem.place.source) == ("unzipped_too_large", "bomb.zip")


def test_backups_hold_the_files_that_are_still_waited_for(bench: Bench, tmp_path: Path) -> None:
    waiting, refused = bench.upload(more(1)), bench.upload(b"nothing", "x.xlsx")
    work_on_uploads(bench.work())
    archive = tmp_path / "backup.zip"
    with reading(bench.engine) as session:
        outcome = write_backup(
            session, archive, files_dir=bench.files_dir, now=NOW, on_progress=lambda name, count: None
        )
        assert [*check_documents(session, bench.files_dir)] == [Checked(What.DOCUMENTS, 1)]
    assert (outcome.files, outcome.problems) == (1, ())
    with zipfile.ZipFile(archive) as kept:
        names = kept.namelist()
    assert any(name.endswith(bench.get(waiting).path) for name in names)
    assert not any(name.endswith(bench.get(refused).path) for name in names)


def test_a_long_one_that_no_longer_fits_its_preview_is_not_imported(bench: Bench) -> None:
    number = bench.upload(more(2))
    work_on_uploads(bench.work())
    bench.approve(number)
    other = small()
    other["projects"][0]["title_en"] = "Another fair"
    with writing(bench.engine) as session:
        handed = read_register(write_zip(other, bench.folder / "other.zip"), LIMITS)
        import_register(session, handed, by="somebody", clock=lambda: NOW)
    work_on_uploads(bench.work())
    again = bench.get(number)
    assert (again.state, again.preview["stale"], again.ended_at) == (UploadState.READY, True, None)
    assert bench.count(Project) == 2
    with pytest.raises(Refused), writing(bench.engine) as session:
        approve_upload(
            session, session.get_one(Upload, number), seen="another", administers=False, by="user:2", now=bench.now
        )


@pytest.mark.parametrize(
    ("make", "at_once"),
    [
        (lambda folder: write_zip(small(), folder / "a.zip").read_bytes(), True),
        (lambda folder: b"PK\x03\x04 damaged", True),
        (lambda folder: write_zip({"projects": [{"note": "x" * 3_000_000}]}, folder / "a.zip").read_bytes(), False),
        (lambda folder: write_zip({"projects": [{"note": "<si/>" * 30_000}]}, folder / "a.zip").read_bytes(), False),
        (lambda folder: b"x" * (1024 * 1024 + 1), False),
    ],
)
def test_what_takes_long_is_told_before_it_is_read(
    tmp_path: Path, make: Callable[[Path], bytes], at_once: bool
) -> None:
    path = tmp_path / "handed"
    path.write_bytes(make(tmp_path))
    assert is_at_once(path) is at_once


def test_nobody_waits_while_an_upload_is_looked_at_or_planned(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes inside of a transaction that writes is refused on SQLite, and would wait for the body's lock."""
    recorded: list[str] = []

    def record(real: Callable[..., object]) -> Callable[..., object]:
        def recording_meanwhile(*arguments: object, **named: object) -> object:
            with writing(bench.engine) as session:
                open_recording(session, get_body(session, "demo"), by="user:2", clock=lambda: bench.now)
            recorded.append(real.__name__)
            return real(*arguments, **named)

        return recording_meanwhile

    for name in ("rehearse", "plan_ahead"):
        module = uploads if name == "rehearse" else importing
        monkeypatch.setattr(module, name, record(getattr(module, name)))
    number = bench.upload(more(2))
    work_on_uploads(bench.work())
    bench.approve(number)
    work_on_uploads(bench.work())
    assert recorded == ["rehearse", "plan_ahead"]
    assert bench.get(number).state is UploadState.APPLIED
    assert bench.count(Project) == 4


def test_what_was_recorded_after_the_plan_was_made_is_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that is no longer true is made again while the body is held."""
    number, first = bench.upload(more(2)), more(1)
    work_on_uploads(bench.work())
    bench.approve(number)
    real = importing.plan_ahead

    def plan_and_import_another(*arguments: object, **named: object) -> object:
        plan = real(*arguments, **named)  # type: ignore[arg-type]
        path = bench.folder / "projects.csv"
        path.write_bytes(first)
        with writing(bench.engine) as session:
            import_register(session, read_register(path, LIMITS, body="demo"), by="user:2", clock=lambda: bench.now)
        return plan

    monkeypatch.setattr(importing, "plan_ahead", plan_and_import_another)
    work_on_uploads(bench.work())
    assert bench.get(number).state is UploadState.READY
    assert bench.get(number).preview["stale"]
    assert bench.count(Project) == 3
