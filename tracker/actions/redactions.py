"""Taking personal data out of a text or a file, for a reason: what stood there leaves its digest.

What was only copied from the redacted words goes with them: the log's note where a department's words were accepted,
the queue of exchange, the previews of imports. The fact that it was redacted, by whom, when and why stays.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, col, select

from tracker.actions.area_words import make_words_key
from tracker.actions.layouts import remove_emblem
from tracker.actions.recording import Recording
from tracker.actions.redacted_copies import blank_history, blank_items, blank_previews, find_history_texts
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.statements import WORDS
from tracker.models import (
    Area,
    Confirmation,
    Document,
    DocumentKind,
    ExchangeItem,
    ExchangeKind,
    Period,
    Project,
    Redaction,
    ReportedStatement,
    ReportFile,
    StatusEntry,
    Subject,
    Upload,
)
from tracker.queries.area_words import find_area_words
from tracker.queries.exchange import REDACTED
from tracker.queries.layouts import find_layout_row
from tracker.queries.redactions import name_words_field

#: What is said of an area, as the history names it.
LINES = ("progress", "direction")


def redact_note(session: Session, recording: Recording, entry: StatusEntry, *, reason: str) -> Redaction:
    """Blank the note of an entry, and the same words where a department reported them of the project. Refused:
    `redacted_already`, `nothing_to_redact`, `redaction_without_reason`."""
    _require_new(session, reason, Redaction.entry_id == entry.id)
    note = _require_text(entry.note)
    redaction = _add(session, recording, reason, note, entry_id=entry.id)
    same = (col(ReportedStatement.project_id) == entry.project_id, col(ReportedStatement.results) == note)
    session.execute(sa.update(ReportedStatement).where(*same).values(results=None))
    entry.note = ""  # the database allows it once the redaction stands
    session.flush()
    _blank_copies(session, recording, [note])
    return redaction


def redact_answer(session: Session, recording: Recording, answer: Confirmation, *, reason: str) -> Redaction:
    """Blank why a party disputes an entry. Refused as `redact_note`."""
    _require_new(session, reason, Redaction.confirmation_id == answer.id)
    note = _require_text(answer.note)
    redaction = _add(session, recording, reason, note, confirmation_id=answer.id)
    answer.note = ""
    session.flush()
    _blank_copies(session, recording, [note])
    return redaction


def redact_statement(session: Session, recording: Recording, statement: ReportedStatement, *, reason: str) -> Redaction:
    """Blank all words that a department reported of a project, those that it was answered with, and the notes of the
    log that were taken from them. Its days and state stay. Refused as `redact_note`."""
    _require_new(session, reason, Redaction.statement_id == statement.id)
    names = (*WORDS, "decision_note")
    words = [text for name in names if (text := getattr(statement, name))]
    redaction = _add(session, recording, reason, _require_text("\n".join(words)), statement_id=statement.id)
    results = statement.results
    for name in names:
        setattr(statement, name, None)
    session.flush()
    if results:
        same = select(StatusEntry).where(StatusEntry.project_id == statement.project_id, StatusEntry.note == results)
        for entry in session.exec(same).all():
            redact_note(session, recording, entry, reason=reason)
    return redaction


def redact_item(session: Session, recording: Recording, item: ExchangeItem, *, reason: str) -> Redaction:
    """Blank the words of a piece that came from another installation. Refused as `redact_note`."""
    _require_new(session, reason, Redaction.item_id == item.id)
    note = str(item.values.get("note") or "")
    text = _require_text("\n".join(one for one in ("" if note == REDACTED else note, item.note or "") if one))
    redaction = _add(session, recording, reason, text, item_id=item.id)
    # A void or a dispute says why, or it could not be read any more.
    item.values = item.values | {"note": None if item.kind is ExchangeKind.ENTRY or not note else REDACTED}
    item.note = None
    session.flush()
    return redaction


def redact_project(session: Session, recording: Recording, ref: str, *, reason: str, field: str = "note") -> Redaction:
    """Blank a text of a project, with every value that the history has of it; also of one that was taken off its
    list. Refused as `redact_note`."""
    project = session.exec(
        select(Project).where(Project.body_id == recording.body_id, Project.ref == ref)
    ).one_or_none()
    return _redact_field(session, recording, project, Subject.PROJECT, ref, field=field, reason=reason)


def redact_period(
    session: Session, recording: Recording, number: int, *, reason: str, field: str = "note"
) -> Redaction:
    """As `redact_project`, of a period: its `note` or `break_note`."""
    query = select(Period).where(Period.body_id == recording.body_id, Period.number == number)
    period = session.exec(query).one_or_none()
    return _redact_field(session, recording, period, Subject.PERIOD, str(number), field=field, reason=reason)


def redact_area_words(session: Session, recording: Recording, period: Period, area: Area, *, reason: str) -> Redaction:
    """Blank both lines on an area in a period, in every language, with every value that the history has of them. What
    editions printed stays. Refused as `redact_note`."""
    _require_reason(reason)
    key, row = make_words_key(period, area), find_area_words(session, period).get(area.id)
    stand = [] if row is None else [*row.progress.values(), *row.direction.values()]
    where = (session, recording.body_id, Subject.AREA_WORDS, key)
    history = [text for line in LINES for text in find_history_texts(*where, line)]
    of = {"period_number": period.number, "field": name_words_field(area.code)}
    redaction = _add(session, recording, reason, _require_text("\n".join(stand or history)), **of)
    if row is not None:
        session.delete(row)
    session.flush()
    blank_history(*where, *LINES)
    _blank_copies(session, recording, {*stand, *history})
    return redaction


def redact_document(
    session: Session, recording: Recording, document: Document, *, reason: str, files_dir: Path
) -> Redaction:
    """Take a file away: its row and digest stay, its name is blanked, also where the list of its period or a struck
    project names it; reports go on without it where it is their emblem. Its bytes go once this is committed, unless
    something else that is not redacted has the same. Refused as `redact_note`."""
    _require_new(session, reason, Redaction.document_id == document.id)
    redaction = _add_digest(session, recording, reason, document.digest, document_id=document.id)
    name, document.name = document.name, ""
    session.flush()
    _redact_names(session, recording, name, reason=reason)
    layout = find_layout_row(session, recording.body_id)
    if document.kind is DocumentKind.EMBLEM and layout is not None and layout.emblem_path == document.path:
        remove_emblem(session, recording)
    if not _is_used(session, document.path):
        event.listen(session, "after_commit", _removal(files_dir / document.path), once=True)
    return redaction


def _redact_field(
    session: Session,
    recording: Recording,
    row: Project | Period | None,
    subject: Subject,
    key: str,
    *,
    field: str,
    reason: str,
) -> Redaction:
    _require_reason(reason)
    of = {"project_ref": key} if subject is Subject.PROJECT else {"period_number": int(key)}
    stands = None if row is None else getattr(row, field)
    # First the redaction: only where it stands does the database let the history be blanked.
    blanked = find_history_texts(session, recording.body_id, subject, key, field)
    text = _require_text(stands or next(iter(blanked), None))
    redaction = _add(session, recording, reason, text, field=field, **of)
    if row is not None and stands:
        setattr(row, field, None)
    session.flush()
    blank_history(session, recording.body_id, subject, key, field)
    _blank_copies(session, recording, {text, *blanked})
    return redaction


def _redact_names(session: Session, recording: Recording, name: str, *, reason: str) -> None:
    """The name of a redacted file where a period or project was sealed or struck by it."""
    if not name:
        return
    of_body = Period.body_id == recording.body_id
    for number in session.exec(select(Period.number).where(of_body, Period.list_sealed_document == name)).all():
        redact_period(session, recording, number, reason=reason, field="list_sealed_document")
    struck = select(Project.ref).where(Project.body_id == recording.body_id, Project.struck_document == name)
    for ref in session.exec(struck).all():
        redact_project(session, recording, ref, reason=reason, field="struck_document")


def _blank_copies(session: Session, recording: Recording, texts: Iterable[str]) -> None:
    listed = [text for text in texts if text]
    blank_items(session, recording.body_id, listed)
    blank_previews(session, recording.body_id, listed)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(Problem("redaction_without_reason", {}, Place(column="reason")))


def _require_new(session: Session, reason: str, is_of: sa.ColumnElement[bool] | bool) -> None:
    _require_reason(reason)
    if session.exec(select(Redaction.id).where(is_of)).first() is not None:
        raise Refused(Problem("redacted_already", {}, Place(column="reason")))


def _require_text(text: str | None) -> str:
    if not text:
        raise Refused(Problem("nothing_to_redact", {}, Place(column="reason")))
    return text


def _add(session: Session, recording: Recording, reason: str, text: str, **of: Any) -> Redaction:
    return _add_digest(session, recording, reason, sha256(text.encode()).hexdigest(), **of)


def _add_digest(session: Session, recording: Recording, reason: str, digest: str, **of: Any) -> Redaction:
    redaction = Redaction(
        body_id=recording.body_id,
        digest=digest,
        reason=reason,
        recorded_at=recording.at,
        recorded_by=recording.by,
        **of,
    )
    session.add(redaction)
    session.flush()
    return redaction


def _is_used(session: Session, path: str) -> bool:
    """Whether a file at the path is still needed, by anything of any body."""
    redacted = select(Redaction.document_id).where(col(Redaction.document_id).is_not(None))
    others = select(Document.id).where(Document.path == path, col(Document.id).not_in(redacted))
    reports = select(ReportFile.id).where(ReportFile.path == path)
    uploads = select(Upload.id).where(Upload.path == path)
    return any(session.exec(query.limit(1)).first() is not None for query in (others, reports, uploads))


def _removal(path: Path) -> Callable[[Session], None]:
    def remove(session: Session) -> None:
        path.unlink(missing_ok=True)

    return remove
