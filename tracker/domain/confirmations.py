"""Whether what one party says of a project is what the others say.

An entry asks every party concerned but the one it was recorded for; it is confirmed once each of those has confirmed
it, and at once where it asks nobody. Of a party's answers the latest counts. Parties are known by their row's number.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.stages import Entry, StageDays, stage_days


class Answer(StrEnum):
    """A party's answer to another party's entry."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class Words(StrEnum):
    """Whose words figures count: what one party claims, or only what every party concerned has confirmed."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"


#: Each party's latest answer to one entry. Whoever has not answered is not there.
Answers = Mapping[int, Answer]


@dataclass(frozen=True, slots=True)
class Concern:
    """What says whom a project concerns: the parties named, its lead, those with a department there, and who were
    members and observers on the day it was agreed."""

    named: frozenset[int] = frozenset()
    lead: int | None = None
    departments: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()
    observers: frozenset[int] = frozenset()


def find_concerned(concern: Concern) -> frozenset[int]:
    """The parties concerned: those named; if none are, the lead and those with a department; if none, all members.
    Observers are never among them."""
    led = concern.departments | ({concern.lead} if concern.lead is not None else set())
    return (concern.named or led or concern.members) - concern.observers


def find_asked(concerned: frozenset[int], entry: Entry) -> frozenset[int]:
    """The parties that an entry asks."""
    return concerned - {entry.party}


def is_confirmed(asked: Collection[int], answers: Answers) -> bool:
    return all(answers.get(party) is Answer.CONFIRMED for party in asked)


def confirmed_days(
    standing: Iterable[Entry], concerned: frozenset[int], answers_to: Callable[[int], Answers]
) -> StageDays:
    """As `stage_days`, by the entries that are confirmed. `answers_to`: by the id of an entry."""
    return stage_days(e for e in standing if is_confirmed(find_asked(concerned, e), answers_to(e.id)))
