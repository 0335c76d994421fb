"""Whether editions and report files are what they were when they were issued."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.problems import Problem
from tracker.models import Body, Document, Edition, Period, Redaction, ReportFile, Upload
from tracker.queries.checked import Checked, Finding, What

#: Where the tables say which files there are.
LISTED = (ReportFile.path, Document.path, Upload.path)

#: How many editions, files or paths are looked at together.
BATCH = 100

#: A file is written before it is listed: one that is younger may be about to be.
YOUNG = timedelta(hours=1)


def check_editions(session: Session) -> Iterator[Finding]:
    """That the frozen figures fit their digests."""
    query = (
        sa.select(Body.code, col(Period.number).label("period"), Edition.number, Edition.figures, Edition.digest)  # type: ignore[call-overload]
        .join(Body, Body.id == Edition.body_id)
        .join(Period, Period.id == Edition.period_id)
        .order_by(Edition.id)
        .execution_options(yield_per=BATCH)
    )
    count = 0
    for row in session.execute(query):
        count += 1
        if sha256(row.figures.encode()).hexdigest() != row.digest:
            yield Problem("figures_changed", {"body": row.code, "period": row.period, "edition": row.number})
    yield Checked(What.EDITIONS, count)


def check_report_files(session: Session, files_dir: Path) -> Iterator[Finding]:
    """That every report file listed is there, whole and unchanged."""
    query = sa.select(ReportFile.path, ReportFile.digest, ReportFile.size).order_by(ReportFile.id)  # type: ignore[call-overload]
    yield from _check_files(session, files_dir, query, What.REPORT_FILES)


def check_documents(session: Session, files_dir: Path) -> Iterator[Finding]:
    """As the report files, every file that was handed in and not redacted, and every upload that is not over."""
    redacted = sa.select(Redaction.document_id).where(col(Redaction.document_id).is_not(None))  # type: ignore[call-overload]
    documents = sa.select(Document.path, Document.digest, Document.size).where(  # type: ignore[call-overload]
        col(Document.id).not_in(redacted)
    )
    uploads = sa.select(Upload.path, Upload.digest, Upload.size).where(col(Upload.ended_at).is_(None))  # type: ignore[call-overload]
    query = sa.union_all(documents, uploads)
    yield from _check_files(session, files_dir, query, What.DOCUMENTS)


def _check_files(session: Session, files_dir: Path, query: sa.Executable, what: What) -> Iterator[Finding]:
    count = 0
    for path, digest, size in session.execute(query.execution_options(yield_per=BATCH)):
        count += 1
        code = _find_fault(files_dir, path, digest, size)
        if code is not None:
            yield Problem(code, {"path": path})
    yield Checked(what, count)


def _find_fault(files_dir: Path, path: str, digest: str, size: int) -> str | None:
    file = files_dir / path
    if not file.resolve().is_relative_to(files_dir.resolve()):
        return "report_file_outside"
    try:
        with file.open("rb") as stream:
            same = file.stat().st_size == size and file_digest(stream, "sha256").hexdigest() == digest
    except (FileNotFoundError, IsADirectoryError):
        return "report_file_missing"
    return None if same else "report_file_changed"


def check_strays(session: Session, files_dir: Path, *, now: datetime) -> Iterator[Finding]:
    """That the files folder holds nothing else, but what may just be on its way."""
    paths = (path for path in files_dir.rglob("*") if not path.is_dir())
    count = 0
    while batch := list(islice(paths, BATCH)):
        count += len(batch)
        names = {path.relative_to(files_dir).as_posix(): path for path in batch}
        for name in sorted(names.keys() - _find_listed(session, names)):
            if _is_old(names[name], now):
                yield Problem("report_file_stray", {"path": name})
    yield Checked(What.FILES, count)


def _find_listed(session: Session, names: Iterable[str]) -> set[str]:
    """Those of the names under which something is listed."""
    queries = [sa.select(path).where(path.in_(list(names))) for path in map(col, LISTED)]
    return {name for query in queries for name in session.scalars(query)}


def _is_old(path: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - path.lstat().st_mtime > YOUNG.total_seconds()
    except FileNotFoundError:
        return False
