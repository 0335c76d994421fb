"""How projects ended, and what continues what: counts that add up, splits and mergers that count once."""

from tracker.domain.flows import Chain, End, Flow, Kept, Passage, count_ends, count_passages, find_chains
from tracker.domain.stages import Condition, Reason, Stage

SUSPENDED, WITHDRAWN = Condition.SUSPENDED, Condition.WITHDRAWN


def kept(ref: str, *, is_listed: bool = True) -> Kept:
    """`2b` is of period 2."""
    return Kept(sum(ord(letter) * 256**place for place, letter in enumerate(ref)), ref, int(ref[0]), is_listed)


def links(*pairs: str) -> list[tuple[Kept, Kept]]:
    """`2b<1a`: 2b continues 1a."""
    split = [pair.split("<") for pair in pairs]
    return [(kept(later), kept(earlier)) for later, earlier in split]


def refs(chain: Chain) -> list[list[str]]:
    return [[project.ref for project in projects] for _, projects in chain.steps]


def test_a_list_of_nothing_has_no_end() -> None:
    flow = count_ends(agreed=0, promoted=0, implemented=0, conditioned=[])
    assert (flow.ends, flow.agreed, flow.reasons) == ({}, 0, {})


def test_of_whom_nothing_is_said_is_what_is_left() -> None:
    ends = [End(Stage.AGREED, WITHDRAWN, Reason.FUNDING), End(Stage.AGREED, SUSPENDED, Reason.FUNDING)]
    ends += [End(Stage.PROMOTED, SUSPENDED, Reason.POSTPONED), End(Stage.AGREED, WITHDRAWN, Reason.FUNDING)]
    flow = count_ends(agreed=20, promoted=12, implemented=5, conditioned=ends)
    assert flow.ends == {
        End(Stage.IMPLEMENTED): 5,
        End(Stage.PROMOTED, SUSPENDED, Reason.POSTPONED): 1,
        End(Stage.PROMOTED): 6,
        End(Stage.AGREED, WITHDRAWN, Reason.FUNDING): 2,
        End(Stage.AGREED, SUSPENDED, Reason.FUNDING): 1,
        End(Stage.AGREED): 5,
    }
    assert (flow.agreed, flow.promoted, flow.implemented) == (20, 12, 5)
    assert (flow.stopped(Stage.AGREED), flow.said(Stage.AGREED, WITHDRAWN), flow.said(Stage.AGREED, None)) == (8, 2, 5)
    assert list(flow.reasons.items()) == [(Reason.FUNDING, 3), (Reason.POSTPONED, 1)]


def test_what_was_implemented_went_all_the_way_whatever_was_said_later() -> None:
    flow = count_ends(
        agreed=1, promoted=1, implemented=1, conditioned=[End(Stage.IMPLEMENTED, WITHDRAWN, Reason.OTHER)]
    )
    assert flow == Flow({End(Stage.IMPLEMENTED): 1})


def test_split_and_merged_projects_count_once_on_either_side() -> None:
    split = count_passages(links("2a<1a", "2b<1a"))
    merged = count_passages(links("2a<1a", "2a<1b"))
    assert split == {(1, 2): Passage(carried=1, became=2)}
    assert merged == {(1, 2): Passage(carried=2, became=1)}


def test_a_period_can_be_left_out() -> None:
    assert count_passages(links("3a<1a", "3b<2a")) == {(1, 3): Passage(1, 1), (2, 3): Passage(1, 1)}


def test_an_additional_project_is_of_no_agreed_list() -> None:
    later = kept("2a", is_listed=False)
    assert count_passages([(later, kept("1a"))]) == {(1, 2): Passage(carried=1, became=0)}
    assert count_passages([(later, kept("1a", is_listed=False))]) == {}


def test_without_lineage_there_is_no_chain() -> None:
    assert find_chains([]) == ()
    assert find_chains(links("2a<1a", "3b<2b")) == ()


def test_a_chain_goes_back_to_all_that_it_continues() -> None:
    (chain,) = find_chains(links("2a<1a", "2a<1b", "3a<2a", "3a<2c"))
    assert (chain.carried, chain.last.ref, refs(chain)) == (2, "3a", [["1a", "1b"], ["2a", "2c"], ["3a"]])


def test_what_was_split_has_a_chain_for_each_and_the_longest_come_first() -> None:
    chains = find_chains(links("2a<1a", "3b<2a", "3a<2a", "4c<3a", "4x<3x"))
    assert [(chain.last.ref, chain.carried) for chain in chains] == [("4c", 3), ("3b", 2)]


def test_the_longest_way_counts_where_two_lead_back() -> None:
    (chain,) = find_chains(links("2a<1a", "3a<2a", "3a<1a"))
    assert (chain.carried, refs(chain)) == (2, [["1a"], ["2a"], ["3a"]])
