"""A confirmation sheet: the entries that wait for a party's word, on paper or as a workbook that comes back filled in.

Plain values, in two languages side by side. No database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.confirmations import Answer
from tracker.domain.stages import EntryKind, Reason

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """An entry that the sheet asks about. `entry`: the number by which it comes back. `answer` and `why`: what the
    party has said so far, where it disputes the entry."""

    entry: int
    ref: str
    titles: Texts
    kind: EntryKind
    effective_on: date
    reason: Reason | None
    note: str | None
    claimed_by: Texts | None
    answer: Answer | None
    why: str | None


@dataclass(frozen=True, slots=True)
class ConfirmationSheet:
    """What one party is asked of one period (None: of all periods). `languages`: one or two tags, the party's own
    first."""

    body: str
    body_names: Texts
    body_languages: tuple[str, ...]
    time_zone: str
    is_illustrative: bool
    period: int | None
    conference_on: date | None
    party: str
    party_names: Texts
    languages: tuple[str, ...]
    made_at: datetime
    made_by: str
    entries: tuple[SheetEntry, ...]


@dataclass(frozen=True, slots=True)
class ReturnedAnswer:
    """One filled row. `row`: where it stands in the workbook; `answer` None: it was left open."""

    row: int
    entry: int
    ref: str
    answer: Answer | None
    why: str | None


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A workbook that came back: what it was made for, and what was filled in."""

    body: str
    party: str
    answers: Sequence[ReturnedAnswer]
