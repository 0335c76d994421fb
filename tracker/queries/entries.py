"""The log of projects, as the domain's plain entries and as rows for pages."""

from collections import defaultdict
from collections.abc import Collection

from sqlmodel import Session, col, select

from tracker.domain.problems import NotFound
from tracker.domain.stages import Entry
from tracker.models import Project, StatusEntry

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


def find_notes(session: Session, body_id: int, period_id: int) -> dict[int, list[str]]:
    """What is noted of a period's projects and of their entries, by the project's id."""
    found: dict[int, list[str]] = defaultdict(list)
    of_period = (Project.body_id == body_id, Project.period_id == period_id)
    own = select(Project.id, Project.note).where(*of_period, col(Project.note) != "")
    logged = select(StatusEntry.project_id, StatusEntry.note).join(Project, col(Project.id) == StatusEntry.project_id)
    for query in (own, logged.where(*of_period, col(StatusEntry.note) != "")):
        for project_id, note in session.exec(query):
            found[project_id].append(note or "")
    return found


def get_entry(session: Session, body_id: int, ref: str, entry_id: int) -> StatusEntry:
    """An entry of a project. NotFound."""
    query = select(StatusEntry).join(Project, col(Project.id) == StatusEntry.project_id)
    query = query.where(Project.body_id == body_id, Project.ref == ref, StatusEntry.id == entry_id)
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound("entry", f"{ref} {entry_id}")
    return found
