"""What the answers of the parties make of projects: the days that are confirmed, the entries that are disputed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.confirmations import Answer
from tracker.domain.stages import EntryKind, StageDays
from tracker.domain.stuck import Dispute
from tracker.models import ConfirmationRequest, Project, StatusEntry, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.confirmations import ProjectWords, find_words

PROJECT, ENTRY, REQUEST = table_of(Project), table_of(StatusEntry), table_of(ConfirmationRequest)


@dataclass(frozen=True, slots=True)
class Answered:
    """By project. `confirmed`: its days by the entries that are confirmed, None where its row says them; `disputes`:
    in the order of the entries, of those that have any."""

    confirmed: Mapping[int, StageDays] | None
    disputes: Mapping[int, Sequence[Dispute]] = field(default_factory=dict)

    def disputes_by(self, project_id: int, day: date) -> tuple[Dispute, ...]:
        """Those of entries that took effect by a day."""
        return tuple(one for one in self.disputes.get(project_id, ()) if one.effective_on <= day)


def find_answered(
    session: Session, view: BodyView, chosen: sa.ColumnElement[bool], known_at: datetime | None
) -> Answered:
    """Of the projects that a condition on their table chooses, as known at an instant. Nothing where the body does not
    ask for confirmation."""
    if not view.body.asks_confirmation:
        return Answered(None if known_at is None else {})
    if known_at is None:
        return Answered(None, _find_disputes(session, view, chosen))
    ids = session.scalars(sa.select(PROJECT.c.id).where(PROJECT.c.body_id == view.id, chosen)).all()
    words = list(find_words(session, view.id, ids, known_at=known_at))
    return Answered(
        {one.project_id: one.days for one in words}, {one.project_id: _disputes_of(view, one) for one in words}
    )


def _find_disputes(session: Session, view: BodyView, chosen: sa.ColumnElement[bool]) -> dict[int, list[Dispute]]:
    e, r = ENTRY.c, REQUEST.c
    query = (
        sa.select(r.project_id, e.id, e.kind, e.effective_on, r.party_id)
        .select_from(REQUEST)
        .join(ENTRY, e.id == r.entry_id)
        .join(PROJECT, PROJECT.c.id == r.project_id)
        .where(r.body_id == view.id, r.answer == Answer.DISPUTED, chosen)
        .order_by(e.id, r.party_id)
    )
    found: dict[int, list[Dispute]] = defaultdict(list)
    for project_id, entry, kind, effective_on, party_id in session.execute(query):
        found[project_id].append(Dispute(entry, EntryKind(kind), effective_on, view.parties[party_id].code))
    return found


def _disputes_of(view: BodyView, words: ProjectWords) -> list[Dispute]:
    entries = {entry.id: entry for entry in words.standing}
    return [
        Dispute(entry, entries[entry].kind, on, view.parties[party].code)
        for (entry, party), answer in words.requests.items()
        if answer is Answer.DISPUTED and (on := entries[entry].effective_on) is not None
    ]
