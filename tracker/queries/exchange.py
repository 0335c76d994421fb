"""What goes out to another installation, and what is known here of what came in from one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.confirmations import Answer
from tracker.domain.stages import EntryKind
from tracker.models import (
    Confirmation,
    EntryOrigin,
    ExchangeItem,
    ExchangePackage,
    ExchangeState,
    Installation,
    PackageContent,
    Party,
    Project,
    SentAnswer,
    SentEntry,
    SentVoid,
    StatusEntry,
)
from tracker.queries.bodies import BodyView
from tracker.wording.languages import pick_name

#: What stands for the reason of a void or a dispute that was redacted: there must be one.
REDACTED = "[…]"

#: An entry as every installation knows it: where it was recorded, and its number there.
Identity = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Origins:
    """Which rows are which entries: by identity the row's id, and by the id of a row that came in its identity."""

    uid: str
    ids: Mapping[Identity, int]
    taken: Mapping[int, Identity]

    def find(self, installation: object, number: int) -> int | None:
        """The id here of an entry; of one recorded here its number, without asking whether there is one."""
        return number if str(installation) == self.uid else self.ids.get((str(installation), number))


def find_installation(session: Session) -> str | None:
    """The name of this installation in exchanged files; None until one is made."""
    return session.exec(select(Installation.uid)).first()


def find_origins(session: Session, body_id: int, uid: str) -> Origins:
    rows = session.exec(select(EntryOrigin).where(EntryOrigin.body_id == body_id)).all()
    identities = {row.entry_id: (row.installation, row.number) for row in rows}
    return Origins(uid, {identity: entry for entry, identity in identities.items()}, identities)


def make_content(session: Session, view: BodyView, party: Party, *, uid: str, made_at: datetime) -> PackageContent:
    """Everything that was recorded here for the party: see `PackageContent`. Struck projects are left out, and so is
    what came from elsewhere."""
    origins = find_origins(session, view.id, uid)
    voids = _find_voids(session, view)
    taken_back = {void.voids_id for void, _, _ in voids}
    return PackageContent(
        body=view.body.code,
        party=party.code,
        installation=UUID(uid),
        made_at=made_at,
        entries=[
            _make_entry(view, row, project)
            for row, project in _find_entries(session, view, party)
            if row.id not in origins.taken and row.id not in taken_back
        ],
        voids=[
            SentVoid(entry=number, installation=UUID(at), **_named(void, project), note=void.note or REDACTED)
            for void, entry, project in voids
            if void.id not in origins.taken
            for at, number in _find_identity(origins, entry, party)
        ],
        answers=[
            SentAnswer(
                entry=number, installation=UUID(at), **_named(row, project), answer=row.answer, note=_find_note(row)
            )
            for row, project in _find_answers(session, view, party)
            if row.entry_id not in taken_back
            for at, number in ([origins.taken[row.entry_id]] if row.entry_id in origins.taken else [])
        ],
    )


def find_items(session: Session, body_id: int, state: ExchangeState) -> list[tuple[ExchangeItem, ExchangePackage]]:
    """The items of a body in a state, in the order in which they came."""
    query = (
        select(ExchangeItem, ExchangePackage)
        .join(ExchangePackage, col(ExchangePackage.id) == ExchangeItem.package_id)
        .where(ExchangeItem.body_id == body_id, ExchangeItem.state == state)
    )
    return list(session.exec(query.order_by(col(ExchangeItem.package_id), col(ExchangeItem.number))))


def find_packages(session: Session, body_id: int) -> Sequence[ExchangePackage]:
    """Every package that came in, the latest first."""
    query = select(ExchangePackage).where(ExchangePackage.body_id == body_id)
    return session.exec(query.order_by(col(ExchangePackage.id).desc())).all()


def count_states(session: Session, body_id: int) -> dict[int, dict[ExchangeState, int]]:
    """How many items of each package are in each state."""
    package_id, state = col(ExchangeItem.package_id), col(ExchangeItem.state)
    query = sa.select(package_id, state, sa.func.count()).where(col(ExchangeItem.body_id) == body_id)
    found: dict[int, dict[ExchangeState, int]] = {}
    for package, one, number in session.execute(query.group_by(package_id, state)):
        found.setdefault(package, {})[ExchangeState(one)] = number
    return found


def find_last_answers(session: Session, body_id: int, party_id: int) -> dict[int, tuple[Answer, str | None]]:
    """A party's latest answer to each entry, with its note."""
    query = select(Confirmation).where(Confirmation.body_id == body_id, Confirmation.party_id == party_id)
    return {row.entry_id: (row.answer, row.note) for row in session.exec(query.order_by(col(Confirmation.id)))}


def _find_entries(session: Session, view: BodyView, party: Party) -> Sequence[tuple[StatusEntry, Project]]:
    query = (
        select(StatusEntry, Project)
        .join(Project, col(Project.id) == StatusEntry.project_id)
        .where(StatusEntry.body_id == view.id, StatusEntry.party_id == party.id, col(Project.struck_at).is_(None))
    )
    return session.exec(query.order_by(col(StatusEntry.id))).all()


def _find_voids(session: Session, view: BodyView) -> Sequence[tuple[StatusEntry, StatusEntry, Project]]:
    """Each void of the body, what it takes back, and the project."""
    of_body = StatusEntry.body_id == view.id
    voided = select(StatusEntry.voids_id).where(of_body, col(StatusEntry.voids_id).is_not(None))
    entries = {row.id: row for row in session.exec(select(StatusEntry).where(of_body, col(StatusEntry.id).in_(voided)))}
    query = (
        select(StatusEntry, Project)
        .join(Project, col(Project.id) == StatusEntry.project_id)
        .where(of_body, StatusEntry.kind == EntryKind.VOID, col(Project.struck_at).is_(None))
    )
    rows = session.exec(query.order_by(col(StatusEntry.id)))
    return [(void, entries[void.voids_id], project) for void, project in rows if void.voids_id is not None]


def _find_answers(session: Session, view: BodyView, party: Party) -> list[tuple[Confirmation, Project]]:
    """The party's latest answer to each entry."""
    query = (
        select(Confirmation, Project)
        .join(Project, col(Project.id) == Confirmation.project_id)
        .where(Confirmation.body_id == view.id, Confirmation.party_id == party.id, col(Project.struck_at).is_(None))
    )
    latest = {row.entry_id: (row, project) for row, project in session.exec(query.order_by(col(Confirmation.id)))}
    return list(latest.values())


def _find_identity(origins: Origins, entry: StatusEntry, party: Party) -> list[Identity]:
    """The identity of an entry that the other side can know: one of the party, or one that came from elsewhere."""
    if entry.id in origins.taken:
        return [origins.taken[entry.id]]
    return [(origins.uid, entry.id)] if entry.party_id == party.id else []


def _make_entry(view: BodyView, row: StatusEntry, project: Project) -> SentEntry:
    assert row.effective_on is not None, "only voids have no day"
    languages = view.body.languages
    return SentEntry(
        number=row.id,
        ref=project.ref,
        title=pick_name(project.titles, lang=languages[0], languages=languages).text,
        kind=row.kind,
        effective_on=row.effective_on,
        reason=row.reason,
        note=row.note,
        recorded_at=row.recorded_at,
    )


def _find_note(row: Confirmation) -> str | None:
    return REDACTED if row.note == "" else row.note


def _named(row: StatusEntry | Confirmation, project: Project) -> dict[str, Any]:
    return {"number": row.id, "ref": project.ref, "recorded_at": row.recorded_at}
