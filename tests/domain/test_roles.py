"""Who may do what, as a table: every role, here and elsewhere, for its own party and another's."""

import pytest

from tracker.domain.roles import KEEPING, OPEN, SEEING, Act, BodyAccess, Grant, Role, Visibility, find_parties, may

PUBLIC, CLOSED = BodyAccess("here", Visibility.PUBLIC), BodyAccess("here", Visibility.MEMBERS)

NOBODY: frozenset[Grant] = frozenset()
SECRETARY = frozenset({Grant(Role.SECRETARY, "here", "SEL")})
OTHER_PARTY = frozenset({Grant(Role.SECRETARY, "here", "BJS")})
BOTH = SECRETARY | OTHER_PARTY
OFFICIAL = frozenset({Grant(Role.OFFICIAL, "here")})
MANAGER = frozenset({Grant(Role.MANAGER, "here")})
ELSEWHERE = frozenset({Grant(Role.SECRETARY, "elsewhere", "SEL"), Grant(Role.OFFICIAL, "elsewhere")})
ADMINISTRATOR = frozenset({Grant(Role.ADMINISTRATOR)})

#: What they may do at a body for its members, in the name of SEL where a party speaks.
MAY_FOR_SEL = {
    "nobody": (NOBODY, set()),
    "secretary of SEL": (SECRETARY, SEEING | KEEPING),
    "secretary of BJS": (OTHER_PARTY, SEEING),
    "secretary of both": (BOTH, SEEING | KEEPING),
    "official": (OFFICIAL, SEEING),
    "manager": (MANAGER, SEEING),
    "secretary elsewhere": (ELSEWHERE, set()),
    "administrator": (ADMINISTRATOR, SEEING | {Act.ADMINISTER}),
}


@pytest.mark.parametrize("who", MAY_FOR_SEL)
@pytest.mark.parametrize("act", Act)
def test_at_a_body_for_its_members_in_the_name_of_a_party(who: str, act: Act) -> None:
    grants, allowed = MAY_FOR_SEL[who]
    assert may(grants, act, CLOSED, "SEL") is (act in allowed)


@pytest.mark.parametrize("who", MAY_FOR_SEL)
@pytest.mark.parametrize("act", sorted(OPEN))
def test_anyone_looks_at_a_public_body(who: str, act: Act) -> None:
    assert may(MAY_FOR_SEL[who][0], act, PUBLIC)


@pytest.mark.parametrize("act", sorted(set(Act) - OPEN))
def test_a_public_body_is_open_for_looking_only(act: Act) -> None:
    assert not may(NOBODY, act, PUBLIC)
    assert not may(ELSEWHERE, act, PUBLIC)


@pytest.mark.parametrize("act", sorted(KEEPING))
def test_where_no_party_is_named_a_secretary_of_any_may(act: Act) -> None:
    assert may(SECRETARY, act, CLOSED)
    assert may(OTHER_PARTY, act, CLOSED)
    assert not may(OFFICIAL, act, CLOSED)
    assert not may(MANAGER, act, CLOSED)


@pytest.mark.parametrize("act", sorted(KEEPING))
def test_an_administrator_speaks_for_no_party(act: Act) -> None:
    assert not may(ADMINISTRATOR, act, CLOSED, "SEL")
    assert may(ADMINISTRATOR, act, CLOSED) is (act in {Act.IMPORT, Act.REDACT})


@pytest.mark.parametrize("who", MAY_FOR_SEL)
def test_only_an_administrator_keeps_what_is_of_the_whole_service(who: str) -> None:
    grants, _ = MAY_FOR_SEL[who]
    for act in Act:
        assert may(grants, act) is (who == "administrator" and may(ADMINISTRATOR, act, CLOSED)), act


def test_the_parties_that_somebody_keeps_records_for() -> None:
    assert find_parties(BOTH, "here") == ["BJS", "SEL"]
    assert find_parties(ELSEWHERE, "here") == []
    assert find_parties(ADMINISTRATOR, "here") == []
