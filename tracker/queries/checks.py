"""Whether the service is sound: everything is recomputed from where it came from, and every difference named.

Each check is a stream of findings and goes through the tables in batches, so that memory does not grow with
the service.
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.db.schema import head_revision, revision_of
from tracker.domain.problems import Problem
from tracker.domain.stages import Entry, EntryKind, find_order_problems, find_standing, stage_days
from tracker.models import Body, Lineage, Period, Project, StatusEntry
from tracker.queries.checked import Checked, Finding, What
from tracker.queries.checks_confirmations import check_confirmations
from tracker.queries.checks_database import find_database_checks
from tracker.queries.checks_files import check_documents, check_editions, check_report_files, check_strays
from tracker.queries.checks_sign_offs import check_sign_offs
from tracker.queries.entries import find_entries
from tracker.queries.tallies import check_tallies

BATCH = 500


def find_damage(session: Session, *, files_dir: Path, now: datetime) -> Iterator[Finding]:
    """Every finding of every check; of a database of another version only that it is."""
    current = revision_of(session.connection())
    if current != head_revision():
        yield Problem("database_not_current", {"current": current or "-", "head": head_revision()})
        return
    checks = [
        *find_database_checks(session.connection()),
        check_logs(session),
        check_voids(session),
        check_confirmations(session),
        check_lineage(session),
        check_periods(session),
        check_tallies(session),
        check_editions(session),
        check_sign_offs(session),
        check_report_files(session, files_dir),
        check_documents(session, files_dir),
        check_strays(session, files_dir, now=now),
    ]
    for check in checks:
        yield from _finish(session, check)


def _finish(session: Session, check: Iterator[Finding]) -> Iterator[Finding]:
    """A check to its end, or to where the database cannot be read."""
    try:
        with session.begin_nested():
            yield from check
    except sa.exc.DBAPIError as error:
        yield Problem("database_damaged", {"message": str(error.orig).strip()})


class _Row(NamedTuple):
    id: int
    body: str
    ref: str
    agreed_on: date
    promoted_on: date | None
    implemented_on: date | None


def check_logs(session: Session) -> Iterator[Finding]:
    """That each project's stage days are those of its log, and that its log can be."""
    projects = entries = 0
    for batch in _project_batches(session):
        logs = find_entries(session, [row.id for row in batch])
        for row in batch:
            yield from _check_log(row, logs.get(row.id, []))
        projects += len(batch)
        entries += sum(map(len, logs.values()))
    yield Checked(What.PROJECTS, projects)
    yield Checked(What.ENTRIES, entries)


def _project_batches(session: Session) -> Iterator[list[_Row]]:
    last = 0
    while True:
        query = (
            sa.select(
                col(Project.id), col(Body.code), col(Project.ref), col(Project.agreed_on),
                col(Project.promoted_on), col(Project.implemented_on),
            )
            .join(Body, col(Body.id) == Project.body_id)
            .where(col(Project.id) > last)
            .order_by(col(Project.id))
            .limit(BATCH)
        )  # fmt: skip
        batch = [_Row(*row) for row in session.execute(query)]
        if not batch:
            return
        yield batch
        last = batch[-1].id


def _check_log(row: _Row, log: list[Entry]) -> Iterator[Problem]:
    about = {"body": row.body, "ref": row.ref}
    standing = find_standing(log)
    days = stage_days(standing)
    for field in ("promoted_on", "implemented_on"):
        stored, told = getattr(row, field), getattr(days, field)
        if stored != told:
            yield Problem("stage_day_differs", about | {"field": field, "row": stored or "-", "log": told or "-"})
    for problem in find_order_problems(row.agreed_on, standing):
        yield Problem("log_out_of_order", about | {"code": problem.code})


def check_voids(session: Session) -> Iterator[Finding]:
    """That voids take back entries of the same project that are none themselves and were recorded before."""
    void, voided = _alias(StatusEntry, "void"), _alias(StatusEntry, "voided")
    wrong = sa.or_(voided.kind == EntryKind.VOID, voided.project_id != void.project_id, voided.id >= void.id)
    query = sa.select(void.id, void.voids_id).join(voided, voided.id == void.voids_id).where(wrong)
    for entry, other in session.execute(query):
        yield Problem("void_of_nothing", {"entry": entry, "voided": other})
    number = select(sa.func.count()).select_from(StatusEntry).where(StatusEntry.kind == EntryKind.VOID)
    yield Checked(What.VOIDS, session.exec(number).one())


def check_lineage(session: Session) -> Iterator[Finding]:
    """That projects continue projects of earlier periods of their own body."""
    later, earlier = _alias(Project, "later"), _alias(Project, "earlier")
    later_period, earlier_period = _alias(Period, "later_period"), _alias(Period, "earlier_period")
    query = (
        sa.select(Body.code, later.ref, earlier.ref)  # type: ignore[call-overload]
        .select_from(Lineage)
        .join(later, later.id == Lineage.project_id)
        .join(earlier, earlier.id == Lineage.continues_id)
        .join(later_period, later_period.id == later.period_id)
        .join(earlier_period, earlier_period.id == earlier.period_id)
        .join(Body, Body.id == later.body_id)
        .where(sa.or_(later.body_id != earlier.body_id, later_period.number <= earlier_period.number))
    )
    for body, ref, other in session.execute(query):
        yield Problem("lineage_order", {"body": body, "ref": ref, "earlier": other})
    yield Checked(What.LINEAGE, session.exec(select(sa.func.count()).select_from(Lineage)).one())


def check_periods(session: Session) -> Iterator[Finding]:
    """That the periods of a body follow one another, with their conferences in the order of their numbers."""
    query = (
        sa.select(col(Body.code), col(Period.number), Period.conference_on, Period.starts_on, Period.ends_on)  # type: ignore[call-overload]
        .join(Body, Body.id == Period.body_id)
        .order_by(Body.code, Period.number)
        .execution_options(yield_per=BATCH)
    )
    count = 0
    for body, periods in groupby(session.execute(query), key=lambda row: row.code):
        rows = list(periods)
        count += len(rows)
        for first, second in pairwise(rows):
            ends_on = first.ends_on or date.max
            if ends_on >= second.starts_on or first.conference_on >= second.conference_on:
                yield Problem("period_order", {"body": body, "first": first.number, "second": second.number})
    yield Checked(What.PERIODS, count)


def _alias(table: Any, name: str) -> Any:
    return sa.orm.aliased(table, name=name)
