"""Where the changes of every table are kept, and a watch over requests that change something and keep nothing of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import has_request_context
from sqlalchemy import event, inspect
from sqlmodel import Session, SQLModel

from tracker import models as m
from tracker.queries.happenings import SOURCES

#: Tables whose changes leave an entry in the history: the columns of which it keeps nothing, for they are derived from
#: what is recorded, or said by a row of their own.
KEPT: Mapping[type[SQLModel], frozenset[str]] = {
    m.Body: frozenset({"last_recorded_at"}),
    m.Party: frozenset(),
    m.Membership: frozenset(),
    m.Area: frozenset(),
    m.Period: frozenset(),
    m.Project: frozenset({"promoted_on", "implemented_on", "confirmed_promoted_on", "confirmed_implemented_on"}),
    m.ProjectParty: frozenset(),
    m.User: frozenset(),
    m.UserGrant: frozenset(),
    m.Schedule: frozenset(),
    m.Chase: frozenset(),
    m.DepartmentContact: frozenset(),
    m.ReturnLink: frozenset(),
    m.Upload: frozenset({"progress", "owner", "lease_until", "ended_at", "preview", "path", "body_id", "state"}),
    m.ExchangeItem: frozenset({"note", "decided_at", "decided_by"}),
    m.ReportedStatement: frozenset({"decision", "decision_note", "decided_at", "decided_by"}),
    m.Lineage: frozenset(),
    m.ReportLayout: frozenset(),
    m.AreaWords: frozenset(),
    m.Recipient: frozenset(),
    m.EditionLink: frozenset(),
}

#: Of these a new row says itself by whom it was added, or comes with one that does.
SAYS_ITSELF = (m.Project, m.ProjectParty, m.Lineage, m.ExchangeItem, m.ReportedStatement)

#: Whose steps the rows of others say: what is taken over is logged or answered.
BY_OTHERS = (m.ExchangeItem,)

#: Tables that need none, and why.
NEEDS_NONE: Mapping[str, str] = {
    "period_tally": "derived from projects and entries",
    "confirmation_request": "derived from entries and answers",
    "entry_origin": "added with its entry, never changed",
    "installation": "one name, made once",
    "submission": "that a form came in; nothing of the body",
    "mail": "the outbox: each row is a letter with its own state and instants",
    "run": "the scheduler's own work; what it makes is an edition",
    "sign_in": "access, which the access log keeps",
    "sign_in_attempt": "access, which the access log keeps",
    "user_link": "access: used once, which the access log keeps",
    "access_entry": "a log itself",
    "delivery": "what was sent to whom; its letter is in the outbox",
    "calendar_link": "access, of one user to what they may see",
}

#: Tables that are only ever added to and do not stand in the history themselves, and why.
SAID_ELSEWHERE: Mapping[str, str] = {
    "period_closing": "closing and reopening are kept as changes of the period",
    "report_file": "comes with its edition",
    "history_entry": "is the history",
}


@contextmanager
def watched() -> Iterator[None]:
    """Every request that commits a change of a kept table must have kept something: else AssertionError."""
    event.listen(Session, "after_flush", _note)
    event.listen(Session, "before_commit", _require)
    try:
        yield
    finally:
        event.remove(Session, "after_flush", _note)
        event.remove(Session, "before_commit", _require)


def _note(session: Any, flush_context: object) -> None:
    if not has_request_context():
        return
    sources = {source.table.name for source in SOURCES.values()}
    seen = session.info.setdefault("kept", {"history": False, "said": False, "changed": set()})
    for row in session.new:
        seen["history"] |= isinstance(row, m.HistoryEntry | m.Redaction)
        seen["said"] |= row.__tablename__ in sources
        if type(row) in KEPT and not isinstance(row, SAYS_ITSELF):
            seen["changed"].add(type(row))
    seen["changed"] |= {type(row) for row in session.deleted if type(row) in KEPT}
    seen["changed"] |= {type(row) for row in session.dirty if type(row) in KEPT and _is_changed(row)}


def _is_changed(row: Any) -> bool:
    attributes = inspect(row).attrs
    return any(
        attributes[column.key].history.has_changes()
        for column in inspect(type(row)).column_attrs
        if column.key not in KEPT[type(row)]
    )


def _require(session: Any) -> None:
    session.flush()  # what was changed last is told before it is asked
    seen = session.info.pop("kept", None)
    if seen is None or seen["history"]:
        return
    unkept = {one for one in seen["changed"] if not (one in BY_OTHERS and seen["said"])}
    assert not unkept, f"changed, and nothing of it is in the history: {sorted(one.__name__ for one in unkept)}"
