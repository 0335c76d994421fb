"""What is said of the pace of a period and of the flow of its projects, by which rules, never judging."""

from datetime import date, timedelta

import pytest

from tracker.domain.confirmations import Words
from tracker.domain.flows import Chain, End, Flow, Kept, Passage
from tracker.domain.measurements import BodyFacts
from tracker.domain.pace import Reached, compare, find_courses
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import RateName
from tracker.domain.stages import Condition, Reason, Stage
from tracker.wording import get_wording
from tracker.wording.flow import describe_chains, describe_flow, describe_passages
from tracker.wording.pace import describe_pace

ENGLISH = get_wording("en")
IMPLEMENTATION = RateName.IMPLEMENTATION


def say(
    *,
    first: tuple[int, int],
    second: tuple[int, int],
    due: int = 0,
    days: int = 100,
    published: bool = True,
    name: RateName = IMPLEMENTATION,
) -> list[str]:
    """What is said of a second period of so many projects, so many of them implemented on day 1, beside the first."""
    one = PeriodFacts(1, date(2020, 1, 1), date(2020, 12, 31))
    two = PeriodFacts(2, date(2021, 1, 1), stages_published=published)
    reached = {
        period.number: Reached(agreed, {name: {period.conference_on: done}}, {period.conference_on: due})
        for period, (agreed, done) in ((one, first), (two, second))
    }
    as_of = two.conference_on + timedelta(days=days)
    before, course = find_courses(BodyFacts((one, two)), reached, name, as_of)
    return describe_pace(ENGLISH, course, compare(course, [before]))


STANDS = "Implementation rate of period 2 stands at 50.0 % (20 of 40) on day 100 after its conference."


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"first": (20, 5), "second": (40, 20)}, [STANDS, "That is 25.0 points more than period 1 on the same day: 25.0 % (5 of 20)."]),
        ({"first": (20, 15), "second": (40, 20)}, [STANDS, "That is 25.0 points less than period 1 on the same day: 75.0 % (15 of 20)."]),
        ({"first": (20, 10), "second": (40, 20)}, [STANDS, "That is as much as period 1 on the same day: 50.0 % (10 of 20)."]),
        ({"first": (19, 10), "second": (40, 20)}, [STANDS]),
        ({"first": (19, 10), "second": (40, 20), "due": 30}, [STANDS, "By then 75.0 % (30 of 40) of the list was due: 25.0 points more than has been implemented."]),
        ({"first": (19, 10), "second": (40, 20), "due": 20}, [STANDS, "By then 50.0 % (20 of 40) of the list was due: as much as has been implemented."]),
        ({"first": (20, 5), "second": (19, 10)}, ["Of the 19 projects of period 2, 10 were implemented by day 100 (52.6 %).", "With fewer than 20 projects no comparison is drawn."]),
        ({"first": (20, 5), "second": (0, 0)}, ["Implementation rate of period 2 has no value: nothing to count it from."]),
        ({"first": (20, 5), "second": (40, 20), "published": False}, ["Implementation rate of period 2 is not published."]),
    ],
)  # fmt: skip
def test_the_pace_in_sentences(made: dict[str, tuple[int, int]], said: list[str]) -> None:
    assert say(**made) == said  # type: ignore[arg-type]


def test_what_is_only_confirmed_is_never_said_to_be_all_that_happened() -> None:
    name = RateName.CONFIRMED_IMPLEMENTATION
    assert say(first=(19, 10), second=(40, 20), due=30, name=name)[-1] == (
        "By then 75.0 % (30 of 40) of the list was due: 25.0 points more than is confirmed as implemented."
    )
    assert say(first=(20, 5), second=(19, 10), name=name)[0] == (
        "Of the 19 projects of period 2, 10 are confirmed as implemented by day 100 (52.6 %)."
    )
    assert describe_flow(ENGLISH, 2, FLOW, is_running=True, words=Words.CONFIRMED) == [
        "Of the 12 projects agreed for period 2, 5 are confirmed as promoted and 3 as implemented so far.",
        "Not confirmed as promoted: 7, of them 2 withdrawn, 1 suspended, 4 without a reason on record.",
        "Confirmed as promoted, not as implemented: 2, without a reason on record.",
        "Reasons given, the most frequent first: funding 2, postponed 1.",
    ]


def test_a_period_that_was_shorter_is_compared_on_its_last_day() -> None:
    said = say(first=(20, 5), second=(40, 20), days=400)
    assert said[1] == "That is 25.0 points more than period 1 on its last day, day 365: 25.0 % (5 of 20)."


FLOW = Flow(
    {
        End(Stage.IMPLEMENTED): 3,
        End(Stage.PROMOTED): 2,
        End(Stage.AGREED, Condition.WITHDRAWN, Reason.FUNDING): 2,
        End(Stage.AGREED, Condition.SUSPENDED, Reason.POSTPONED): 1,
        End(Stage.AGREED): 4,
    }
)


def test_the_flow_in_sentences() -> None:
    assert describe_flow(ENGLISH, 2, FLOW, is_running=True) == [
        "Of the 12 projects agreed for period 2, 5 have been promoted and 3 implemented so far.",
        "Not promoted: 7, of them 2 withdrawn, 1 suspended, 4 without a reason on record.",
        "Promoted but not implemented: 2, without a reason on record.",
        "Reasons given, the most frequent first: funding 2, postponed 1.",
    ]
    assert describe_flow(ENGLISH, 2, None, is_running=True) == [
        "How far the projects of period 2 came is not published."
    ]
    assert describe_flow(ENGLISH, 2, Flow({}), is_running=False) == ["Nothing was agreed for period 2."]
    all_done = Flow({End(Stage.IMPLEMENTED): 3})
    assert len(describe_flow(ENGLISH, 2, all_done, is_running=False)) == 1


def test_what_was_carried_over_in_sentences() -> None:
    passages = {(1, 2): Passage(3, 2), (1, 3): Passage(1, 1)}
    assert describe_passages(ENGLISH, 1, 9, passages) == [
        "Of the 9 projects agreed for period 1, period 2 continues 3, with 2 of its own.",
        "Of the 9 projects agreed for period 1, period 3 continues 1, with 1 of its own.",
    ]
    assert describe_passages(ENGLISH, 2, 9, passages) == ["No project of period 2 is continued in a later period."]
    last = Kept(1, "3-A", 3, is_listed=True)
    chain = Chain(2, ((3, (last,)),))
    assert describe_chains(ENGLISH, []) == "No project was carried over twice."
    assert "longest way is that of 3-A, carried 2 times." in describe_chains(ENGLISH, [chain])
