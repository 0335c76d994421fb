"""A service with everything in it that can be kept, and everything that a database holds, to compare."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tests.builders import RECORDED_BY, record
from tracker.actions.entries import void_entry
from tracker.actions.examples import EXAMPLES, load_example
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.stages import EntryKind
from tracker.models import Body, Edition, Period, ReportFile, Run, RunState, Schedule, StatusEntry, metadata
from tracker.settings import RegisterLimits
from tracker.storage import store_file

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
SECRET = "s" * 40


def fill(engine: sa.Engine, files_dir: Path) -> None:
    """The examples, a void, an edition with two files in languages, a run."""
    with writing(engine) as session:
        for code in EXAMPLES:
            load_example(session, code, RegisterLimits(), clock=lambda: NOW)
        implemented = select(StatusEntry).where(StatusEntry.kind == EntryKind.IMPLEMENTED)
        entry = session.exec(implemented.order_by(col(StatusEntry.id).desc())).first()
        assert entry is not None
        recording = record(session, session.get_one(Body, entry.body_id), NOW)
        void_entry(session, recording, entry, reason="뒤바뀜 – typed in the wrong row")
        edition = add_edition(session)
        for language in ("en", "ko"):
            add_report_file(session, edition, files_dir, language)
        schedule = session.exec(select(Schedule)).first()
        assert schedule is not None
        session.add(
            Run(
                body_id=edition.body_id, schedule_id=schedule.id, period_id=edition.period_id, due_at=NOW,
                state=RunState.DONE, owner="one", lease_until=NOW, edition_id=edition.id, started_at=NOW,
            )
        )  # fmt: skip


def add_edition(session: Session) -> Edition:
    period = session.exec(select(Period).order_by(col(Period.id))).first()
    assert period is not None
    figures = '{"rate": "51/66", "제목": "합의"}'
    edition = Edition(
        body_id=period.body_id, period_id=period.id, number=1, as_of=date(2026, 11, 1), measured_on=date(2015, 11, 3),
        known_at=NOW, produced_at=NOW, produced_by=RECORDED_BY, flags="illustrative", figures=figures,
        digest=sha256(figures.encode()).hexdigest(), content_digest="0" * 64,
    )  # fmt: skip
    session.add(edition)
    session.flush()
    return edition


def add_report_file(session: Session, edition: Edition, files_dir: Path, language: str) -> None:
    content = f"%PDF {language} ".encode() + bytes(range(256)) * 50
    path = store_file(files_dir, content, suffix=".pdf")
    session.add(
        ReportFile(
            body_id=edition.body_id, edition_id=edition.id, language=language, path=path,
            digest=sha256(content).hexdigest(), size=len(content), pages=1, produced_at=NOW,
        )
    )  # fmt: skip


def contents(engine: sa.Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row) for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()
            ]
            for table in metadata.sorted_tables
        }


def files(files_dir: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(files_dir).as_posix(): path.read_bytes() for path in files_dir.rglob("*") if path.is_file()
    }


def environ(url: str, data_dir: Path) -> dict[str, str]:
    settings = {"TRACKER_DATABASE_URL": url, "TRACKER_DATA_DIR": str(data_dir), "TRACKER_SECRET_KEY": SECRET}
    return dict(os.environ) | settings


def tracker(url: str, data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, run in a process of its own."""
    command = [sys.executable, "-m", "tracker", *arguments]
    return subprocess.run(
        command, env=environ(url, data_dir), cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def contents_at(url: str) -> dict[str, list[dict[str, Any]]]:
    engine = make_engine(url)
    try:
        return contents(engine)
    finally:
        dispose_engine(engine)
