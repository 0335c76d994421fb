"""How far the agreed list has come for each party that its projects concern."""

from datetime import date

import pytest

from tracker.domain.counted import ProjectFacts
from tracker.domain.partners import ConcernedProject, count_for_partners
from tracker.domain.stages import NO_DAYS, Mode, StageDays

DAY = date(2026, 11, 1)
BEGUN, DONE = StageDays(date(2026, 1, 1)), StageDays(date(2026, 1, 1), date(2026, 2, 1))


def project(parties: str, days: StageDays = NO_DAYS, *, is_listed: bool = True) -> ConcernedProject:
    return ConcernedProject(parties.split(), ProjectFacts(is_listed, Mode.MUTUAL, days, None, False, False))


LIST = [
    project("SEL BJS", DONE),
    project("SEL GGD", BEGUN),
    project("SEL"),
    project("SEL", StageDays(date(2026, 12, 1))),
    project("BJS", DONE, is_listed=False),
]


@pytest.mark.parametrize(
    ("party", "agreed", "promoted", "done"), [("SEL", 4, 2, 1), ("BJS", 1, 1, 1), ("GGD", 1, 1, 0)]
)
def test_a_project_counts_for_every_party_it_concerns(party: str, agreed: int, promoted: int, done: int) -> None:
    (figures,) = count_for_partners(LIST, [party], day=DAY, published=True)
    assert (figures.agreed, figures.promotion.part, figures.implementation.part) == (agreed, promoted, done)
    assert figures.promotion.whole == figures.implementation.whole == agreed


def test_a_party_that_nothing_concerns_has_no_rate() -> None:
    (figures,) = count_for_partners(LIST, ["OKI"], day=DAY, published=True)
    assert (figures.agreed, figures.promotion.value) == (0, None)


def test_stages_that_are_not_published_are_not_zero() -> None:
    (figures,) = count_for_partners(LIST, ["SEL"], day=DAY, published=False)
    assert (figures.agreed, figures.promotion.part, figures.implementation.part) == (4, None, None)
