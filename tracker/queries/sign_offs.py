"""How the sign-off of editions stands: what each party answered, and what that makes of the edition."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.editions import FileForm, FileKind, PartyAnswer, SignOffState, find_sign_off_state
from tracker.models import Document, Edition, Party, ReportFile, SignOff

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


def find_sign_off_states(session: Session, edition_ids: Collection[int]) -> Mapping[int, SignOffState]:
    """By the id of each edition: NOT_ASKED where the body asked nobody to sign it off."""
    found: dict[int, SignOffState] = {}
    answers = find_answers(session, edition_ids)
    for batch in _batches(edition_ids):
        query = select(Edition.id, Edition.asked).where(col(Edition.id).in_(batch))
        for edition_id, asked in session.exec(query):
            found[edition_id] = find_sign_off_state(asked, answers.get(edition_id, ()))
    return found


def find_answers(session: Session, edition_ids: Collection[int]) -> Mapping[int, Sequence[PartyAnswer]]:
    """Every answer to each edition that has any, in order."""
    return {key: [one.said for one in found] for key, found in find_sign_offs(session, edition_ids).items()}


def find_sign_offs(session: Session, edition_ids: Collection[int]) -> Mapping[int, Sequence[SignOffView]]:
    """As `find_answers`, with who recorded them and their scans."""
    found: dict[int, list[SignOffView]] = defaultdict(list)
    for batch in _batches(edition_ids):
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


def find_unsigned_files(session: Session) -> Mapping[int, Sequence[tuple[str, FileKind, FileForm]]]:
    """By edition: language, kind and form of the files that were made before it was approved, and not again since."""
    made: dict[int, dict[tuple[str, FileKind, FileForm], bool]] = defaultdict(dict)
    answered = select(SignOff.edition_id).distinct()
    query = sa.select(
        col(ReportFile.edition_id), col(ReportFile.language), col(ReportFile.kind), col(ReportFile.form),
        col(ReportFile.approvals),
    )  # fmt: skip
    for edition_id, language, kind, form, approvals in session.execute(
        query.where(col(ReportFile.edition_id).in_(answered)).order_by(col(ReportFile.id))
    ):
        made[edition_id][language, kind, form] = bool(approvals)
    states = find_sign_off_states(session, list(made))
    unsigned = {
        key: [what for what, is_signed in files.items() if not is_signed]
        for key, files in made.items()
        if states[key] is SignOffState.APPROVED
    }
    return {key: files for key, files in unsigned.items() if files}


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


def _batches(ids: Collection[int]) -> Iterator[Sequence[Any]]:
    ordered = list(ids)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
