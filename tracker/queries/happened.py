"""Rows of whatever kind as what happened: whose, what, before and after."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import (
    ConferencePlan,
    Confirmation,
    DepartmentReturn,
    Document,
    Edition,
    ExchangePackage,
    HistoryEntry,
    Project,
    Redaction,
    ReportedStatement,
    SignOff,
    StatusEntry,
)
from tracker.queries.bodies import BodyView
from tracker.queries.first_values import find_first_values
from tracker.queries.happenings import Happened, Happening, Position, by_source, find_positions, iterate_positions

#: Acts beside those that the history keeps.
ADDED, VOIDED, ANSWERED, DECIDED, REDACTED = "added", "voided", "answered", "decided", "redacted"

#: How much of a digest is shown.
SHOWN = 16


def find_happenings(
    session: Session, view: BodyView, kind: Happened | None = None, *, limit: int, offset: int = 0
) -> list[Happening]:
    """So many of what happened at a body, the latest first."""
    return load_happenings(session, view, find_positions(session, view.id, kind, limit=limit, offset=offset))


def iterate_happenings(
    session: Session, view: BodyView, kind: Happened | None = None, *, known_at: datetime | None = None
) -> Iterator[Happening]:
    """All that happened at a body by an instant, in order, in constant memory."""
    for positions in iterate_positions(session, view.id, kind, known_at=known_at):
        yield from load_happenings(session, view, positions)


def find_added_project(session: Session, view: BodyView, project_id: int) -> Happening:
    """By whom, when and as what a project was added."""
    return load_happenings(session, view, [("project", project_id)])[0]


def load_happenings(session: Session, view: BodyView, positions: Sequence[Position]) -> list[Happening]:
    """What stands at these positions, in their order."""
    found = {
        (name, one.number): one
        for name, ids in by_source(positions).items()
        for one in LOADERS[name](session, view, ids)
    }
    return [found[position] for position in positions if position in found]


def _load_projects(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    rows = session.exec(select(Project).where(col(Project.id).in_(ids))).all()
    values = find_first_values(session, view, rows)
    for row in rows:
        after = {"period": view.periods[row.period_id].number} | values[row.id]
        yield Happening(row.id, Happened.PROJECT, row.ref, ADDED, row.recorded_at, row.recorded_by, after=after)


def _load_documents(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    query = select(Document, Project.ref).outerjoin(Project, col(Project.id) == Document.project_id)
    for row, ref in session.exec(query.where(col(Document.id).in_(ids))):
        period = None if row.period_id is None else view.periods[row.period_id].number
        after = {"document": row.kind, "ref": ref, "period": period, "digest": row.digest[:SHOWN]}
        key = row.name or row.digest[:SHOWN]
        yield Happening(row.id, Happened.DOCUMENT, key, ADDED, row.recorded_at, row.recorded_by, after=after)


def _load_packages(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    for row in session.exec(select(ExchangePackage).where(col(ExchangePackage.id).in_(ids))):
        after = {"digest": row.digest[:SHOWN]}
        key = view.parties[row.party_id].code
        yield Happening(row.id, Happened.EXCHANGE, key, ADDED, row.recorded_at, row.recorded_by, after=after)


def _load_entries(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    query = select(StatusEntry, Project.ref).join(Project, col(Project.id) == StatusEntry.project_id)
    rows = session.exec(query.where(col(StatusEntry.id).in_(ids))).all()
    voided = _find_entries(session, [row.voids_id for row, _ in rows if row.voids_id is not None])
    for row, ref in rows:
        if row.voids_id is not None:
            before, after, act, reason = _tell(view, voided[row.voids_id]), {}, VOIDED, row.note
        else:
            before, after, act, reason = {}, _tell(view, row) | {"note": row.note}, ADDED, None
        yield Happening(
            row.id, Happened.ENTRY, ref, act, row.recorded_at, row.recorded_by, before, after, reason
        )  # fmt: skip


def _load_answers(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    query = select(Confirmation, Project.ref).join(Project, col(Project.id) == Confirmation.project_id)
    rows = session.exec(query.where(col(Confirmation.id).in_(ids))).all()
    entries = _find_entries(session, {row.entry_id for row, _ in rows})
    before = _find_answers_before(session, [row for row, _ in rows])
    for row, ref in rows:
        entry = entries[row.entry_id]
        after = {"party": view.parties[row.party_id].code, "status": entry.kind, "effective_on": entry.effective_on}
        yield Happening(
            row.id, Happened.CONFIRMATION, ref, ANSWERED, row.recorded_at, row.recorded_by,
            {} if row.id not in before else {"answer": before[row.id]}, after | {"answer": row.answer}, row.note,
        )  # fmt: skip


def _find_answers_before(session: Session, rows: Sequence[Confirmation]) -> dict[int, str]:
    """By answer: what the same party said of the entry before."""
    query = select(Confirmation).where(col(Confirmation.entry_id).in_({row.entry_id for row in rows}))
    last: dict[tuple[int, int], str] = {}
    found = {}
    for row in session.exec(query.order_by(col(Confirmation.id))):
        key = (row.entry_id, row.party_id)
        if key in last:
            found[row.id] = last[key]
        last[key] = row.answer.value
    return found


def _load_returns(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    for row in session.exec(select(DepartmentReturn).where(col(DepartmentReturn.id).in_(ids))):
        after = {"period": view.periods[row.period_id].number, "party": view.parties[row.party_id].code}
        yield Happening(
            row.id, Happened.RETURN, row.department, ADDED, row.received_at, row.received_by, after=after
        )  # fmt: skip


def _load_decisions(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    """What was decided on reported statements; not with which words, which are for secretariats alone."""
    query = (
        select(ReportedStatement, Project.ref, DepartmentReturn.department)
        .join(Project, col(Project.id) == ReportedStatement.project_id)
        .join(DepartmentReturn, col(DepartmentReturn.id) == ReportedStatement.return_id)
    )
    for row, ref, department in session.exec(query.where(col(ReportedStatement.id).in_(ids))):
        assert row.decided_at is not None, "only what is decided is asked for"
        after = {"decision": row.decision, "department": department}
        yield Happening(
            row.id, Happened.RETURN, ref, DECIDED, row.decided_at, row.decided_by or "", after=after
        )  # fmt: skip


def _load_plans(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    for row in session.exec(select(ConferencePlan).where(col(ConferencePlan.id).in_(ids))):
        after = {"plan": row.kind, "planned_on": row.planned_on}
        key = str(view.periods[row.period_id].number)
        yield Happening(
            row.id, Happened.PERIOD, key, ADDED, row.recorded_at, row.recorded_by, {}, after, row.reason
        )  # fmt: skip


def _load_editions(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    e = Edition.__table__.c  # type: ignore[attr-defined]
    query = sa.select(e.id, e.period_id, e.number, e.as_of, e.digest, e.produced_at, e.produced_by)
    for row in session.execute(query.where(e.id.in_(ids))):
        after = {"period": view.periods[row.period_id].number, "as_of": row.as_of.isoformat()}
        key = str(row.number)
        yield Happening(row.id, Happened.EDITION, key, ADDED, row.produced_at, row.produced_by, after=after)


def _load_sign_offs(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    query = select(SignOff, Edition.number, Edition.period_id).join(Edition, col(Edition.id) == SignOff.edition_id)
    for row, number, period_id in session.exec(query.where(col(SignOff.id).in_(ids))):
        party, period = view.parties[row.party_id].code, view.periods[period_id].number
        after = {"period": period, "party": party, "sign_off": row.answer, "approver": row.approver}
        after |= {"approval_number": row.number, "approved_on": row.approved_on}
        yield Happening(
            row.id, Happened.SIGN_OFF, str(number), ANSWERED, row.recorded_at, row.recorded_by, {}, after, row.comment
        )  # fmt: skip


def _load_redactions(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    rows = session.exec(select(Redaction).where(col(Redaction.id).in_(ids))).all()
    refs = _find_refs(session, rows)
    for row in rows:
        number = row.period_number
        if row.document_id is not None:
            of = "file"
        elif row.confirmation_id is not None:
            of = "answer"
        elif row.statement_id is not None:
            of = "statement"
        else:
            of = (row.field or "note").partition(" ")[0]  # of words on an area, the area follows
        before = {"redacted_of": of, "digest": row.digest[:SHOWN], "period": number}
        key = row.project_ref or refs.get(row.id, "") or (str(number) if number else row.digest[:SHOWN])
        yield Happening(
            row.id, Happened.REDACTION, key, REDACTED, row.recorded_at, row.recorded_by, before, {}, row.reason
        )  # fmt: skip


def _find_refs(session: Session, rows: Sequence[Redaction]) -> dict[int, str]:
    """By redaction: the ref of the project that the redacted row is of, where it is of one."""
    found: dict[int, str] = {}
    tables = ((StatusEntry, "entry_id"), (Document, "document_id"), (Confirmation, "confirmation_id"),
              (ReportedStatement, "statement_id"))  # fmt: skip
    for model, name in tables:
        ids = {one: row.id for row in rows if (one := getattr(row, name)) is not None}
        query: Any = select(model.id, Project.ref).join(Project, col(Project.id) == model.project_id)
        found |= {ids[key]: ref for key, ref in session.exec(query.where(col(model.id).in_(ids)))}
    return found


def _load_changes(session: Session, view: BodyView, ids: Sequence[int]) -> Iterator[Happening]:
    for row in session.exec(select(HistoryEntry).where(col(HistoryEntry.id).in_(ids))):
        yield Happening(
            row.id, row.subject.value, row.key, row.act.value, row.recorded_at, row.recorded_by, row.before,
            row.after, row.reason, row.body_id,
        )  # fmt: skip


def _find_entries(session: Session, ids: Sequence[int] | set[int]) -> dict[int, StatusEntry]:
    return {row.id: row for row in session.exec(select(StatusEntry).where(col(StatusEntry.id).in_(ids)))}


def _tell(view: BodyView, row: StatusEntry) -> dict[str, Any]:
    party = None if row.party_id is None else view.parties[row.party_id].code
    return {"status": row.kind, "effective_on": row.effective_on, "why": row.reason, "party": party}


#: By the names of `tracker.queries.happenings.SOURCES`.
LOADERS: Mapping[str, Callable[[Session, BodyView, Sequence[int]], Iterator[Happening]]] = {
    "project": _load_projects,
    "document": _load_documents,
    "package": _load_packages,
    "entry": _load_entries,
    "answer": _load_answers,
    "return": _load_returns,
    "decision": _load_decisions,
    "plan": _load_plans,
    "edition": _load_editions,
    "sign_off": _load_sign_offs,
    "redaction": _load_redactions,
    "history": _load_changes,
}
