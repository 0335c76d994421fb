"""What the parties answered to an edition, as a file of it has it printed: plain values with a digest."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.frozen import digest_of, from_text_of, to_text_of
from tracker.domain.editions import PartyAnswer


@dataclass(frozen=True, slots=True)
class Approvals:
    """The answers that stand, in the order in which they are printed; none before the edition is approved, or returned
    by a party for the first time."""

    answers: tuple[PartyAnswer, ...] = ()

    @property
    def digest(self) -> str:
        """Empty where there is none."""
        return digest_of(to_approvals_text(self)) if self.answers else ""

    def find(self, party: str) -> PartyAnswer | None:
        return next((one for one in self.answers if one.party == party), None)


#: Of an edition that awaits approval, or asks for none.
NONE_YET = Approvals()


def to_approvals_text(approvals: Approvals) -> str:
    return to_text_of(approvals)


def from_approvals_text(text: str) -> Approvals:
    """What `to_approvals_text` wrote."""
    return from_text_of(Approvals, text)


def make_approvals(answers: Iterable[PartyAnswer]) -> Approvals:
    """In the order of the parties' codes."""
    return Approvals(tuple(sorted(answers, key=lambda one: one.party)))
