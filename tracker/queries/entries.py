"""The log of projects, as the domain's plain entries and as rows for pages."""

from collections import defaultdict
from collections.abc import Collection

from sqlmodel import Session, col, select

from tracker.domain.stages import Entry
from tracker.models import StatusEntry

#: How many ids one query names at the most: databases limit the number of values they take.
BATCH = 500


def to_entry(row: StatusEntry) -> Entry:
    assert row.id is not None
    return Entry(row.id, row.kind, row.effective_on, row.recorded_at, row.reason, row.voids_id, row.party_id)


def find_entry_rows(session: Session, project_ids: Collection[int]) -> dict[int, list[StatusEntry]]:
    """Every entry of each project, voids and voided ones too, in the order they were recorded."""
    found: dict[int, list[StatusEntry]] = defaultdict(list)
    ids = sorted(project_ids)
    for start in range(0, len(ids), BATCH):
        query = select(StatusEntry).where(col(StatusEntry.project_id).in_(ids[start : start + BATCH]))
        for row in session.exec(query.order_by(col(StatusEntry.id))):
            found[row.project_id].append(row)
    return found


def find_entries(session: Session, project_ids: Collection[int]) -> dict[int, list[Entry]]:
    """As `find_entry_rows`, as the domain's entries."""
    return {key: [to_entry(row) for row in rows] for key, rows in find_entry_rows(session, project_ids).items()}
