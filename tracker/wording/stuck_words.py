"""What the stuck projects of a period come to, in sentences made from their counts. Counts come first."""

from typing import TYPE_CHECKING

from tracker.domain.silence import SILENT_MONTHS
from tracker.domain.stuck import Heading, StuckTally
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

HEADINGS: dict[Heading, str] = {
    Heading.SILENT: N_("Silent"),
    Heading.OVERDUE: N_("Overdue"),
    Heading.SUSPENDED: N_("Suspended"),
    Heading.DISPUTED: N_("Disputed"),
}
#: What each heading means, beneath its number.
MEANINGS: dict[Heading, str] = {
    Heading.SILENT: N_("no entry for {months} months or more"),
    Heading.OVERDUE: N_("due, and not implemented"),
    Heading.SUSPENDED: N_("and not resumed"),
    Heading.DISPUTED: N_("a party disputes an entry"),
}
PARTS: dict[Heading, str] = {
    Heading.SILENT: N_("{number} silent for {months} months or more"),
    Heading.OVERDUE: N_("{number} overdue"),
    Heading.SUSPENDED: N_("{number} suspended"),
    Heading.DISPUTED: N_("{number} disputed"),
}
FEW = N_("{stuck} of {projects} projects of period {number} are stuck: {parts}.")
MANY = N_("{stuck} of {projects} projects of period {number} ({percent}) are stuck: {parts}.")
NONE = N_("No project of period {number} is stuck.")
ONCE = N_("A project under several headings is counted once in the total.")
MOST = N_("The most, {number}, are with {name}.")
MOST_BESIDE = N_("Leaving aside who takes part in every project, the most, {number}, are with {name}.")


def say_stuck(wording: "Wording", tally: StuckTally, period: int) -> str:
    """`12 of 36 projects of period 2 (33.3 %) are stuck: 5 silent for 6 months or more and 8 overdue.`"""
    if not tally.stuck:
        return wording.text(NONE, number=period)
    say = {"stuck": wording.number(tally.stuck), "projects": wording.number(tally.projects), "number": period}
    parts = wording.listing(
        [
            wording.text(words, number=wording.number(tally.count(heading)), months=SILENT_MONTHS)
            for heading, words in PARTS.items()
            if tally.count(heading)
        ]
    )
    return wording.text(
        FEW if tally.share.is_of_few else MANY, percent=wording.percent(tally.share), parts=parts, **say
    )


def say_most(wording: "Wording", name: str, number: int, *, is_beside: bool) -> str:
    """With whom most of the stuck projects are. `is_beside`: others take part in every project, and are left out."""
    return wording.text(MOST_BESIDE if is_beside else MOST, name=name, number=wording.number(number))


def say_left_out(wording: "Wording", number: int) -> str:
    """What a total leaves out where disputes are not shown."""
    return wording.plural(
        "The total leaves out {number} project that is disputed and nothing else.",
        "The total leaves out {number} projects that are disputed and nothing else.",
        number,
    )
