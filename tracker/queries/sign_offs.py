"""What the parties answered to editions that they were asked to sign off."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.editions import PartyAnswer
from tracker.models import Document, Party, SignOff

#: How many editions are asked for together.
BATCH = 500


@dataclass(frozen=True, slots=True)
class SignOffView:
    """One answer with who recorded it, and its scan: name and digest, empty where an official answered in the
    service. `digest`: of the figures answered to."""

    said: PartyAnswer
    recorded_by: str
    digest: str
    document: str = ""
    document_digest: str = ""


def find_answers(session: Session, edition_ids: Collection[int]) -> Mapping[int, Sequence[PartyAnswer]]:
    """Every answer to each edition that has any, in order."""
    return {key: [one.said for one in found] for key, found in find_sign_offs(session, edition_ids).items()}


def find_sign_offs(session: Session, edition_ids: Collection[int]) -> Mapping[int, Sequence[SignOffView]]:
    """As `find_answers`, with who recorded them and their scans."""
    found: dict[int, list[SignOffView]] = defaultdict(list)
    for batch in batches(edition_ids):
        query = (
            sa.select(SignOff, col(Party.code), col(Document.name), col(Document.digest))
            .join(Party, col(Party.id) == SignOff.party_id)
            .join(Document, col(Document.id) == SignOff.document_id, isouter=True)
            .where(col(SignOff.edition_id).in_(batch))
            .order_by(col(SignOff.id))
        )
        for row, party, name, digest in session.execute(query):
            found[row.edition_id].append(_view(row, party, name, digest))
    return found


def _view(row: SignOff, party: str, name: str | None, digest: str | None) -> SignOffView:
    said = PartyAnswer(
        party=party,
        answer=row.answer,
        recorded_at=row.recorded_at,
        number=row.number,
        approved_on=row.approved_on,
        approver=row.approver,
        comment=row.comment,
    )
    return SignOffView(said, row.recorded_by, row.digest, name or "", digest or "")


def batches(ids: Collection[int]) -> Iterator[Sequence[Any]]:
    ordered = list(ids)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
