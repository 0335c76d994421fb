"""What a conference pack holds: the outcomes of the period that ends, and what its conference has to decide. Plain
values in no language, as `reports.period_report` has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.period_report import PeriodReport, ReportProject
from reports.selections import find_unfinished
from tracker.domain.stages import EntryKind, Mode


@dataclass(frozen=True, slots=True)
class PackDispute:
    """An entry of the project of a ref that a party disputes, or (not `is_disputed`) has not answered. `kind` and
    `effective_on`: what the entry says; `note`: what the party says against it."""

    ref: str
    kind: EntryKind
    effective_on: date
    party: str
    is_disputed: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An entry that parties have not answered yet, all of them together."""

    ref: str
    kind: EntryKind
    effective_on: date
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConferencePack:
    """`report`: of the period that ends, no edition. `next_on`: when the conference is planned. `disputes`: what the
    parties still see differently. `draft`: the projects of the next list, where it is drawn up already."""

    report: PeriodReport
    next_on: date | None
    disputes: tuple[PackDispute, ...]
    draft: tuple[ReportProject, ...]

    @property
    def candidates(self) -> list[ReportProject]:
        """The unfinished projects of the agreed list: those to carry over."""
        return find_unfinished(self.report)

    @property
    def disputed(self) -> list[PackDispute]:
        return [one for one in self.disputes if one.is_disputed]

    @property
    def unanswered(self) -> list[Unanswered]:
        """In the order of the register, each entry once."""
        found: dict[tuple[str, EntryKind, date], list[str]] = {}
        for one in self.disputes:
            if not one.is_disputed:
                found.setdefault((one.ref, one.kind, one.effective_on), []).append(one.party)
        return [Unanswered(*key, parties=tuple(dict.fromkeys(parties))) for key, parties in found.items()]

    @property
    def planned(self) -> Sequence[ReportProject]:
        """The projects that agreements would be about: those of the draft, or else those to carry over."""
        return self.draft or self.candidates


@dataclass(frozen=True, slots=True)
class Side:
    """A party's department, by its names."""

    party: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Memorandum:
    """Departments of two or more parties, and the mutual projects that they carry out together."""

    sides: tuple[Side, ...]
    projects: tuple[ReportProject, ...]


def find_memoranda(projects: Iterable[ReportProject]) -> list[Memorandum]:
    """One for each pair of departments (or larger group) that mutual projects name, those with most projects first."""
    groups: dict[tuple[tuple[str, tuple[tuple[str, str], ...]], ...], list[ReportProject]] = {}
    sides: dict[tuple[tuple[str, tuple[tuple[str, str], ...]], ...], tuple[Side, ...]] = {}
    for one in projects:
        named = tuple(Side(each.party, each.names) for each in one.departments if any(each.names.values()))
        if one.mode is not Mode.MUTUAL or len(named) < 2 or one.struck_reason is not None:
            continue
        key = tuple((side.party, tuple(sorted(side.names.items()))) for side in named)
        groups.setdefault(key, []).append(one)
        sides[key] = named
    found = [Memorandum(sides[key], tuple(members)) for key, members in groups.items()]
    return sorted(found, key=lambda one: -len(one.projects))


def find_without_counterpart(projects: Iterable[ReportProject]) -> list[ReportProject]:
    """Mutual projects that name the department of one party at the most."""
    return [
        one
        for one in projects
        if one.mode is Mode.MUTUAL
        and one.struck_reason is None
        and sum(any(each.names.values()) for each in one.departments) < 2
    ]
