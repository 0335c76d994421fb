"""The approvals that a file of an edition has printed in it, as plain values with a digest."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.frozen import digest_of, from_text_of, to_text_of
from tracker.domain.editions import PartyAnswer


@dataclass(frozen=True, slots=True)
class Approvals:
    """Of every party that was asked, in the order in which they are printed; none before the edition is approved."""

    answers: tuple[PartyAnswer, ...] = ()

    @property
    def digest(self) -> str:
        """Empty where there is none."""
        return digest_of(to_approvals_text(self)) if self.answers else ""


#: Of an edition that is not approved, or asks for no sign-off.
NONE_YET = Approvals()


def to_approvals_text(approvals: Approvals) -> str:
    return to_text_of(approvals)


def from_approvals_text(text: str) -> Approvals:
    """What `to_approvals_text` wrote."""
    return from_text_of(Approvals, text)


def make_approvals(answers: Iterable[PartyAnswer]) -> Approvals:
    """In the order of the parties' codes."""
    return Approvals(tuple(sorted(answers, key=lambda one: one.party)))
