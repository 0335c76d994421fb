"""Sign-off: a party's answer to an edition, by one of its officials in the service, or by document."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.actions.days import latest_day
from tracker.actions.recording import Recording
from tracker.domain.editions import SignOffAnswer, SignOffState, find_standing
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Document, Party, SignOff
from tracker.queries.editions import EditionView, find_sign_off_states
from tracker.queries.sign_offs import find_answers


@dataclass(frozen=True, slots=True)
class GivenSignOff:
    """What a party says of an edition. `approver`: whoever approved, by name; `number`, `approved_on`: of the approval
    in the party's own document system, or the day in the service. A return says why in its comment."""

    answer: SignOffAnswer
    approver: str
    approved_on: date
    number: str = ""
    comment: str = ""


def record_sign_off(
    session: Session,
    recording: Recording,
    edition: EditionView,
    given: GivenSignOff,
    *,
    party: Party,
    document: Document | None = None,
) -> SignOff:
    """Record a party's answer to the figures of an edition. `document`: the scan that says so, where no official of the
    party answered in the service.

    Refused: an edition that asks for no sign-off, or not this party; one that is superseded, or approved by all
    already; a party that approved it already; a return without a comment; a day before the edition was produced, or
    one that has not come yet.
    """
    _require_answerable(session, edition, party)
    _require_told(recording, edition, given, party)
    row = SignOff(
        body_id=recording.body_id,
        edition_id=edition.id,
        party_id=party.id,
        answer=given.answer,
        comment=given.comment.strip(),
        number=given.number,
        approved_on=given.approved_on,
        approver=given.approver,
        document_id=None if document is None else document.id,
        digest=edition.digest,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )
    session.add(row)
    session.flush()
    return row


def _require_answerable(session: Session, edition: EditionView, party: Party) -> None:
    values = {"edition": edition.name, "number": edition.number, "party": party.code}
    if not edition.asked:
        raise Refused(Problem("sign_off_not_asked", values))
    if party.code not in edition.asked:
        raise Refused(Problem("sign_off_not_of_party", values, Place(column="party")))
    if not edition.is_latest:
        raise Refused(Problem("sign_off_superseded", values))
    if find_sign_off_states(session, [edition.id])[edition.id] is SignOffState.APPROVED:
        raise Refused(Problem("sign_off_complete", values))
    standing = find_standing(find_answers(session, [edition.id]).get(edition.id, ())).get(party.code)
    if standing is not None and standing.answer is SignOffAnswer.APPROVED:
        raise Refused(Problem("sign_off_given", values, Place(column="party")))


def _require_told(recording: Recording, edition: EditionView, given: GivenSignOff, party: Party) -> None:
    zone = recording.body.time_zone
    produced_on = edition.produced_at.astimezone(ZoneInfo(zone)).date()
    today = latest_day(recording.at, time_zone=zone, countries=[party.country])
    values = {"day": given.approved_on, "produced_on": produced_on, "today": today}
    problems = []
    if given.answer is SignOffAnswer.RETURNED and not given.comment.strip():
        problems.append(Problem("sign_off_without_comment", {}, Place(column="comment")))
    if given.approved_on < produced_on:
        problems.append(Problem("sign_off_too_early", values, Place(column="approved_on")))
    if given.approved_on > today:
        problems.append(Problem("sign_off_ahead", values, Place(column="approved_on")))
    if problems:
        raise Refused(*problems)
