"""What an edition's files are, and how its sign-off stands: plain values and one pure rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.domain.periods import STATES, Flag


class FileKind(StrEnum):
    """What a file of an edition holds: the whole report, or its one page."""

    REPORT = "report"
    SUMMARY = "summary"


class FileForm(StrEnum):
    """How it is written."""

    PDF = "pdf"
    DOCX = "docx"
    HWPX = "hwpx"


@dataclass(frozen=True, slots=True)
class WantedFile:
    """One file of an edition that somebody wants."""

    language: str
    kind: FileKind = FileKind.REPORT
    form: FileForm = FileForm.PDF


class SignOffAnswer(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


class SignOffState(StrEnum):
    """Of an edition: NOT_ASKED where the body asked for none, or its figures do not stand yet."""

    NOT_ASKED = "not_asked"
    AWAITING = "awaiting_approval"
    RETURNED = "returned"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """What one party answered to an edition. `number`, `approved_on`, `approver`: of the approval in the party's own
    document system, as its document says them, or of whoever approved in the service; `number` is empty there."""

    party: str
    answer: SignOffAnswer
    recorded_at: datetime
    number: str = ""
    approved_on: date | None = None
    approver: str = ""
    comment: str = ""


def keep_flags(shown: Sequence[Flag], *, is_provisional: bool) -> tuple[Flag, ...]:
    """The flags of an edition as they are kept: behind a state that does not say whether its figures may still change,
    the one that does."""
    state, *beside = shown
    hidden = Flag.PROVISIONAL if is_provisional else Flag.FINAL
    return (state, *([hidden] if state is Flag.ILLUSTRATIVE else []), *beside)


def show_flags(flags: Sequence[Flag], *, is_provisional: bool) -> tuple[Flag, ...]:
    """Those that an edition shows, of its flags as they are kept or as a trend has them: of illustrative figures, too,
    that they may still change."""
    state, *beside = flags
    both = [Flag.PROVISIONAL] if state is Flag.ILLUSTRATIVE and is_provisional else []
    return (state, *both, *(flag for flag in beside if flag not in STATES))


def tells_whether_final(kept: Sequence[Flag]) -> bool:
    """Editions of before kept only what was shown."""
    return Flag.PROVISIONAL in kept or Flag.FINAL in kept


def find_standing(answers: Iterable[PartyAnswer]) -> dict[str, PartyAnswer]:
    """The last answer of each party, by its code."""
    return {one.party: one for one in sorted(answers, key=lambda one: one.recorded_at)}


def find_sign_off_state(asked: Sequence[str], answers: Iterable[PartyAnswer]) -> SignOffState:
    """`asked`: the codes of the parties that were asked, none where no sign-off is. One party's return is the
    edition's; it is approved once every party asked has approved."""
    if not asked:
        return SignOffState.NOT_ASKED
    standing = find_standing(answers)
    said = [standing[party].answer if party in standing else None for party in asked]
    if SignOffAnswer.RETURNED in said:
        return SignOffState.RETURNED
    return SignOffState.APPROVED if all(said) else SignOffState.AWAITING


def find_unapproving(asked: Iterable[str], answers: Iterable[PartyAnswer]) -> set[str]:
    """The parties asked that have not approved, or no longer do."""
    standing = find_standing(answers).values()
    return set(asked) - {one.party for one in standing if one.answer is SignOffAnswer.APPROVED}
