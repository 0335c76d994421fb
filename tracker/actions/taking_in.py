"""What another installation says, taken in from a file: kept, and put into the queue as far as it is new.

Where each piece came from is kept, so that no file brings it twice and what is said of it later finds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from tracker.actions.documents import HandedFile, keep_document
from tracker.actions.exchange import Sent, make_installation
from tracker.actions.recording import Recording
from tracker.domain.confirmations import Answer
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import (
    DocumentKind,
    ExchangeItem,
    ExchangeKind,
    ExchangePackage,
    ExchangeState,
    PackageContent,
    Party,
    SentAnswer,
    StatusEntry,
)
from tracker.queries.chasing import find_secretaries
from tracker.queries.exchange import Origins, find_last_answers, find_origins
from tracker.register.packages import FIELD, MEDIA_TYPE, SUFFIX, Package

Piece = tuple[ExchangeKind, Sent]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file brought: how many pieces are new, were here already, wait in the queue from an earlier file, or were
    left before. `is_known`: the file itself came in before."""

    package: ExchangePackage
    new: int = 0
    here: int = 0
    waiting: int = 0
    left: int = 0
    is_known: bool = False


def take_in(
    session: Session,
    recording: Recording,
    handed: HandedFile,
    package: Package,
    *,
    own: Party,
    files_dir: Path,
    most_bytes: int,
) -> TakenIn:
    """Keep a file of the other side, and put what is new in it into the queue. A file that came in before changes
    nothing. What still waited from an earlier file of theirs and is not in this one any more leaves the queue.

    `package`: what the file was read to hold. Refused at the file: it is of another body, made here, for the own party
    or for none of the body's, or older than one that came in.
    """
    uid = make_installation(session)
    theirs = _require_fits(session, recording, package.content, own=own, uid=uid, name=handed.name)
    known = session.exec(
        select(ExchangePackage).where(
            ExchangePackage.body_id == recording.body_id, ExchangePackage.digest == package.digest
        )
    ).one_or_none()
    if known is not None:
        return TakenIn(known, is_known=True)
    _require_newer(session, recording, package.content, theirs, name=handed.name)
    row = _keep_package(session, recording, handed, package, theirs, files_dir=files_dir, most_bytes=most_bytes)
    origins = find_origins(session, recording.body_id, uid)
    here = _find_here(session, recording.body_id, package.content, theirs, origins)
    return _queue(session, row, _find_pieces(package.content, origins), here=here)


def _require_fits(
    session: Session, recording: Recording, content: PackageContent, *, own: Party, uid: str, name: str
) -> Party:
    """The party whose words the file holds."""
    code = recording.body.code
    if content.body != code:
        raise _refuse("exchange_other_body", name, value=content.body[:80], body=code)
    if str(content.installation) == uid:
        raise _refuse("exchange_own", name)
    if content.party == own.code:
        raise _refuse("exchange_own_party", name, party=own.code)
    parties = {party.code: party for party in session.exec(select(Party).where(Party.body_id == recording.body_id))}
    if content.party not in parties:
        raise _refuse("exchange_party", name, value=content.party[:40], known=sorted(parties))
    theirs = parties[content.party]
    if theirs.id in find_secretaries(session, recording.body_id):
        # Nobody signs a file: where the party speaks for itself, nothing else may speak in its name.
        raise _refuse("exchange_party_here", name, party=theirs.code)
    return theirs


def _require_newer(
    session: Session, recording: Recording, content: PackageContent, theirs: Party, *, name: str
) -> None:
    query = select(ExchangePackage.made_at).where(
        ExchangePackage.body_id == recording.body_id,
        ExchangePackage.installation == str(content.installation),
        ExchangePackage.party_id == theirs.id,
    )
    latest = max(session.exec(query), default=None)
    if latest is not None and content.made_at < latest:
        raise _refuse("exchange_older", name, made_at=content.made_at, latest=latest)


def _keep_package(
    session: Session,
    recording: Recording,
    handed: HandedFile,
    package: Package,
    theirs: Party,
    *,
    files_dir: Path,
    most_bytes: int,
) -> ExchangePackage:
    document = keep_document(
        session,
        recording,
        handed,
        kind=DocumentKind.EXCHANGE,
        files_dir=files_dir,
        most_bytes=most_bytes,
        field=FIELD,
        tell_type=lambda name, content: (SUFFIX, MEDIA_TYPE),  # it was read already
    )
    row = ExchangePackage(
        body_id=recording.body_id,
        document_id=document.id,
        party_id=theirs.id,
        installation=str(package.content.installation),
        digest=package.digest,
        made_at=package.content.made_at,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )
    session.add(row)
    session.flush()
    return row


def _queue(
    session: Session, row: ExchangePackage, pieces: Sequence[Piece], *, here: set[tuple[ExchangeKind, int]]
) -> TakenIn:
    """Put what is new into the queue, and out of it what this file does not say any more."""
    earlier = _find_earlier(session, row)
    new = here_already = waiting = left = 0
    for number, (kind, piece) in enumerate(pieces, start=1):
        before = earlier.get((kind, piece.number))
        if (kind, piece.number) in here:
            here_already += 1
        elif before is not None and before.state is ExchangeState.OPEN:
            waiting += 1
        elif before is not None and before.state is ExchangeState.LEFT and before.decided_by is not None:
            left += 1
        else:
            new += 1
            session.add(_make_item(row, number, kind, piece))
    said = {(kind, piece.number) for kind, piece in pieces}
    for key, item in earlier.items():
        if item.state is ExchangeState.OPEN and (key not in said or key in here):
            item.state, item.decided_at = ExchangeState.LEFT, row.recorded_at
    session.flush()
    return TakenIn(row, new, here_already, waiting, left)


def _make_item(row: ExchangePackage, number: int, kind: ExchangeKind, piece: Sent) -> ExchangeItem:
    values = piece.model_dump(mode="json")
    return ExchangeItem(body_id=row.body_id, package_id=row.id, number=number, kind=kind, ref=piece.ref, values=values)


def _find_pieces(content: PackageContent, origins: Origins) -> list[Piece]:
    """Voids before entries, for what replaces something comes after it was taken back. Nothing is to be said of a void
    of what never came here."""
    voids = [one for one in content.voids if origins.find(one.installation, one.entry) is not None]
    return [
        *((ExchangeKind.VOID, one) for one in voids),
        *((ExchangeKind.ENTRY, one) for one in content.entries),
        *((ExchangeKind.ANSWER, one) for one in content.answers),
    ]


def _find_earlier(session: Session, row: ExchangePackage) -> dict[tuple[ExchangeKind, int], ExchangeItem]:
    """What earlier files of the same installation and party brought, by kind and number there; the latest counts."""
    query = (
        select(ExchangeItem)
        .join(ExchangePackage, col(ExchangePackage.id) == ExchangeItem.package_id)
        .where(
            ExchangePackage.body_id == row.body_id,
            ExchangePackage.installation == row.installation,
            ExchangePackage.party_id == row.party_id,
            ExchangePackage.id != row.id,
        )
        .order_by(col(ExchangeItem.id))
    )
    return {(item.kind, item.values["number"]): item for item in session.exec(query)}


def _find_here(
    session: Session, body_id: int, content: PackageContent, theirs: Party, origins: Origins
) -> set[tuple[ExchangeKind, int]]:
    """What of a file is recorded here already."""
    installation = str(content.installation)
    voided = set(session.exec(select(StatusEntry.voids_id).where(StatusEntry.body_id == body_id)))
    answers = find_last_answers(session, body_id, theirs.id)
    found = {(ExchangeKind.ENTRY, one.number) for one in content.entries if origins.find(installation, one.number)}
    for void in content.voids:
        entry = origins.find(void.installation, void.entry)
        if entry in voided:
            found.add((ExchangeKind.VOID, void.number))
    for answer in content.answers:
        entry = origins.find(answer.installation, answer.entry)
        if entry is not None and _is_said(answer, answers.get(entry)):
            found.add((ExchangeKind.ANSWER, answer.number))
    return found


def _is_said(sent: SentAnswer, last: tuple[Answer, str | None] | None) -> bool:
    """Whether an answer is recorded here as the party's last one; with any note, where it was redacted here."""
    if last is None or last[0] is not sent.answer:
        return False
    return last[1] in ("", (sent.note or "").strip() or None)


def _refuse(code: str, name: str, **values: object) -> Refused:
    return Refused(Problem(code, {"name": name, **values}, Place(column=FIELD)))
