"""What an import would do, in plain values: made by the import itself, in a transaction that is undone."""

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tracker.actions.importing import (
    ImportOutcome,
    OnProgress,
    RegisterRefused,
    count_rows,
    import_register,
)
from tracker.actions.kept_problems import to_kept
from tracker.actions.recording import Clock
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.recorders import user_id_of
from tracker.models import Body, Party, Project, StatusEntry, User
from tracker.queries.chasing import find_secretaries
from tracker.register import HandedIn, Merged, MergedRow
from tracker.register.cells import show_value
from tracker.register.layout import AREAS, BODY, PARTIES, PROJECTS, TABLES, Column, Kind
from tracker.register.merging import DEFAULTS

Preview = dict[str, Any]

#: How many rows of a table, and how many problems, a preview lists. It always counts all.
MOST_ROWS, MOST_PROBLEMS = 500, 1_000


#: The tables that only an administrator changes, also by an import.
ADMINISTERED = (BODY, PARTIES, AREAS)


def rehearse(
    session: Session,
    handed: HandedIn,
    *,
    administers: bool,
    by: str,
    clock: Clock,
    on_progress: OnProgress = lambda _: None,
) -> Preview:
    """What an import would do now, or why not. Nothing of it stays. `administers`: for an administrator; anybody else
    takes back no entries of a party that has a secretariat of its own."""
    trial = session.begin_nested()
    last = session.exec(select(func.max(StatusEntry.id))).one() or 0
    try:
        outcome = import_register(session, handed, by=by, clock=clock, on_progress=on_progress)
        problems = []
        if not administers:
            problems = [*_find_administered(outcome.merged), *_find_anothers(session, outcome, by=by, since=last)]
        return preview_of_refused(RegisterRefused(outcome.merged, *problems)) if problems else preview_of(outcome)
    except RegisterRefused as refused:
        more = [] if administers else _find_administered(refused.merged)
        return preview_of_refused(RegisterRefused(refused.merged, *refused.problems, *more))
    except Refused as refused:
        return preview_of_refused(refused)
    finally:
        trial.rollback()


def is_administered(preview: Preview) -> bool:
    """Whether it changes what only an administrator changes."""
    tables = preview.get("tables", {})
    told = [tables[table.name] for table in ADMINISTERED if table.name in tables]
    return any(counts["added"] or counts["changed"] for counts in told)


def _find_administered(merged: Merged) -> Iterator[Problem]:
    for table in ADMINISTERED:
        for row in merged.handed(table):
            if row.stored is None or row.changes:
                name = next(iter(row.changes), table.key[0])
                yield Problem("administered", {}, row.place(name))


def _find_anothers(session: Session, outcome: ImportOutcome, *, by: str, since: int) -> Iterator[Problem]:
    """The entries that an import took back although they are another secretariat's. `since`: the last entry before."""
    body_id = session.exec(select(Body.id).where(Body.code == outcome.body)).one()
    own = {party_id for party_id, users in find_secretaries(session, body_id).items() if _is_among(by, users)}
    others = set(find_secretaries(session, body_id)) - own
    void, voided = aliased(StatusEntry), aliased(StatusEntry)
    query = (
        select(Project.ref, Party.code)
        .select_from(void)
        .join(voided, col(voided.id) == col(void.voids_id))
        .join(Project, col(Project.id) == col(voided.project_id))
        .join(Party, col(Party.id) == col(voided.party_id))
        .where(col(void.id) > since, col(void.body_id) == body_id, col(voided.party_id).in_(others))
        .order_by(col(void.id))
    )
    for ref, party in session.exec(query):
        row = outcome.merged.tables[PROJECTS.name].get((ref,))
        yield Problem("entry_of_another", {"ref": ref, "party": party}, Place() if row is None else row.place())


def _is_among(by: str, users: Sequence[User]) -> bool:
    return user_id_of(by) in {user.id for user in users}


def preview_of(outcome: ImportOutcome) -> Preview:
    """`digest`: the same for two previews that would do the same, also beyond the rows that they list."""
    made = _preview(outcome.merged, outcome.warnings)
    return made | {"body": outcome.body, "is_new": outcome.is_new, "visibility": outcome.visibility.value}


def preview_of_refused(refused: Refused) -> Preview:
    """With every problem counted, and what the rows would come to, where so much can be told."""
    made = _preview(refused.merged, ()) if isinstance(refused, RegisterRefused) else {}
    listed = [to_kept(problem) for problem in refused.problems[:MOST_PROBLEMS]]
    return made | {"problems": listed, "problem_count": len(refused.problems)}


def _preview(merged: Merged, warnings: Sequence[Problem]) -> Preview:
    tables: dict[str, Any] = {}
    digest = sha256()
    for name, count in count_rows(merged).items():
        listed: list[Any] = []
        for row in _find_told(merged, name):
            digest.update(json.dumps([name, row], sort_keys=True, ensure_ascii=False).encode())
            if len(listed) < MOST_ROWS:
                listed.append(row)
        counts = {"added": count.added, "changed": count.changed, "unchanged": count.unchanged}
        tables[name] = counts | {"rows": listed}
    kept = [to_kept(warning) for warning in warnings[:MOST_PROBLEMS]]
    return {"tables": tables, "warnings": kept, "digest": digest.hexdigest()}


def _find_told(merged: Merged, table: str) -> Iterator[dict[str, Any]]:
    """What is told of each row that is new or changes: those that change first."""
    rows = merged.rows(TABLES[table])
    yield from (_tell(row, row.changes, row.stored) for row in rows if row.stored is not None and row.changes)
    yield from (_tell(row, row.values, None) for row in rows if row.stored is None)


def _tell(row: MergedRow, said: dict[str, Any], stored: dict[str, Any] | None) -> dict[str, Any]:
    """`fields`: each as field, language ("" where it comes once), the value before and after; None for none."""
    texts = row.get("titles") or row.get("names") or {}
    fields = []
    for column in row.table.columns:
        is_key = stored is None and column.name == row.table.key[0]
        if column.field in said and not is_key and not _is_default(row, column, said):
            fields += _differences(column, (stored or {}).get(column.field), said[column.field])
    key = str(row.get(row.table.key[0]))
    return {"act": "added" if stored is None else "changed", "key": key, "texts": texts, "fields": fields}


def _is_default(row: MergedRow, column: Column, said: dict[str, Any]) -> bool:
    """Whether a new row says nothing in a field."""
    if row.stored is not None or (row.row is not None and row.row.says(column.field)):
        return False
    return said[column.field] in (None, DEFAULTS[row.table.name].get(column.field))


def _differences(column: Column, before: Any, after: Any) -> list[list[Any]]:
    if not column.plural:
        return [[column.field, "", _plain(column, before), _plain(column, after)]]
    before, after = before or {}, after or {}
    tags = [tag for tag in {**before, **after} if before.get(tag) != after.get(tag)]
    return [[column.field, tag, _plain(column, before.get(tag)), _plain(column, after.get(tag))] for tag in tags]


def _plain(column: Column, value: Any) -> Any:
    """As JSON can hold it: days as ISO text, choices by their code, lists as they stand in a cell."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, StrEnum):
        return value.value
    shown = show_value(column, value)
    return shown.isoformat() if column.kind is Kind.DAY and not isinstance(shown, str | int) else shown
