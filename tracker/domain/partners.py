"""How far the agreed list has come for each party: a project counts for every party that it concerns, so that the rows
of several parties may hold the same project and add up to no total."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.counted import ProjectFacts, is_in_part, is_in_whole
from tracker.domain.rates import Rate, RateName

#: What is said of each party.
SHOWN = (RateName.PROMOTION, RateName.IMPLEMENTATION)


@dataclass(frozen=True, slots=True)
class ConcernedProject:
    """A project that was not struck, and the codes of the parties it concerns."""

    parties: Collection[str]
    facts: ProjectFacts


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """`agreed`: how many projects of the agreed list concern the party; its rates are of those. Their parts are None
    where the period's stages are not published."""

    party: str
    agreed: int
    promotion: Rate
    implementation: Rate


def count_for_partners(
    projects: Iterable[ConcernedProject], parties: Sequence[str], *, day: date, published: bool
) -> list[PartnerFigures]:
    """One for each party, in the order given, by the measuring day; with a whole of 0 where nothing concerns it."""
    listed = [one for one in projects if one.facts.is_listed]
    return [_count(party, [one.facts for one in listed if party in one.parties], day, published) for party in parties]


def _count(party: str, projects: Sequence[ProjectFacts], day: date, published: bool) -> PartnerFigures:
    promotion, implementation = (_rate(name, projects, day, published) for name in SHOWN)
    return PartnerFigures(party, len(projects), promotion, implementation)


def _rate(name: RateName, projects: Sequence[ProjectFacts], day: date, published: bool) -> Rate:
    part = sum(is_in_part(name, one, day) for one in projects) if published else None
    return Rate(part, sum(is_in_whole(name, one, day) for one in projects))
