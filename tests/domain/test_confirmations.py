"""Whom an entry asks, and when it is confirmed."""

from datetime import UTC, date, datetime

import pytest

from tracker.domain.confirmations import Answer, Concern, confirmed_days, find_asked, find_concerned, is_confirmed
from tracker.domain.stages import Entry, EntryKind, StageDays

SEL, BJS, GGD, OBS = 1, 2, 3, 4
EVERYONE = frozenset({SEL, BJS, GGD})
AT = datetime(2026, 11, 1, tzinfo=UTC)
YES, NO = Answer.CONFIRMED, Answer.DISPUTED


def entry(number: int, kind: str, on: date, party: int | None = SEL) -> Entry:
    return Entry(number, EntryKind(kind), on, AT, party=party)


@pytest.mark.parametrize(
    ("concern", "concerned"),
    [
        (Concern(named=frozenset({SEL}), lead=BJS, departments=frozenset({GGD}), members=EVERYONE), {SEL}),
        (Concern(lead=BJS, departments=frozenset({GGD}), members=EVERYONE), {BJS, GGD}),
        (Concern(lead=BJS, members=EVERYONE), {BJS}),
        (Concern(departments=frozenset({SEL, GGD}), members=EVERYONE), {SEL, GGD}),
        (Concern(members=EVERYONE), {SEL, BJS, GGD}),
        (Concern(members=frozenset()), set()),
        (Concern(named=frozenset({SEL, OBS}), members=EVERYONE, observers=frozenset({OBS})), {SEL}),
        (Concern(named=frozenset({OBS}), members=EVERYONE, observers=frozenset({OBS})), set()),
        (Concern(departments=frozenset({OBS, BJS}), members=EVERYONE, observers=frozenset({OBS})), {BJS}),
    ],
)
def test_parties_concerned(concern: Concern, concerned: set[int]) -> None:
    assert find_concerned(concern) == concerned


@pytest.mark.parametrize(("party", "asked"), [(SEL, {BJS, GGD}), (None, {SEL, BJS, GGD}), (OBS, {SEL, BJS, GGD})])
def test_an_entry_asks_everyone_concerned_but_whom_it_was_recorded_for(party: int | None, asked: set[int]) -> None:
    assert find_asked(EVERYONE, entry(1, "promoted", date(2020, 1, 1), party)) == asked


@pytest.mark.parametrize(
    ("asked", "answers", "confirmed"),
    [
        (set(), {}, True),
        ({BJS}, {}, False),
        ({BJS}, {BJS: YES}, True),
        ({BJS}, {BJS: NO}, False),
        ({BJS, GGD}, {BJS: YES}, False),
        ({BJS, GGD}, {BJS: YES, GGD: NO}, False),
        ({BJS, GGD}, {BJS: YES, GGD: YES}, True),
        ({BJS}, {SEL: YES}, False),
    ],
)
def test_an_entry_is_confirmed_by_all_it_asks(asked: set[int], answers: dict[int, Answer], confirmed: bool) -> None:
    assert is_confirmed(asked, answers) is confirmed


def test_confirmed_days_are_those_of_confirmed_entries() -> None:
    log = [
        entry(1, "promoted", date(2020, 3, 1)),
        entry(2, "promoted", date(2020, 5, 1)),
        entry(3, "implemented", date(2020, 9, 1), BJS),
        entry(4, "suspended", date(2020, 2, 1)),
    ]
    said = {2: {BJS: YES}, 4: {BJS: YES}}
    both = frozenset({SEL, BJS})
    assert confirmed_days(log, both, lambda e: said.get(e, {})) == StageDays(date(2020, 5, 1))
    said[3] = {SEL: YES}
    assert confirmed_days(log, both, lambda e: said.get(e, {})) == StageDays(date(2020, 5, 1), date(2020, 9, 1))
    said[2] = {BJS: NO}
    assert confirmed_days(log, both, lambda e: said.get(e, {})) == StageDays(date(2020, 9, 1), date(2020, 9, 1))


def test_a_project_of_one_party_confirms_itself() -> None:
    log = [entry(1, "promoted", date(2020, 3, 1))]
    assert confirmed_days(log, frozenset({SEL}), lambda e: {}) == StageDays(date(2020, 3, 1))
