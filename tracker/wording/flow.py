"""How far the projects of a period came, in sentences made from the counts. Nothing here is judged: a project that goes
on in a later period has not failed, and one that nothing is said of may be under way."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.domain.confirmations import Words
from tracker.domain.flows import Chain, Flow, Passage
from tracker.domain.stages import Condition, Stage
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

SO_FAR = N_(
    "Of the {agreed} projects agreed for period {number}, {promoted} have been promoted and {implemented} implemented so far."
)
WHOLE = N_(
    "Of the {agreed} projects agreed for period {number}, {promoted} were promoted and {implemented} implemented by its last day."
)
CONFIRMED_SO_FAR = N_(
    "Of the {agreed} projects agreed for period {number}, {promoted} are confirmed as promoted and {implemented} as implemented so far."
)
CONFIRMED_WHOLE = N_(
    "Of the {agreed} projects agreed for period {number}, {promoted} are confirmed as promoted and {implemented} as implemented by its last day."
)
#: What a step without going on is called, by whose words are counted.
STEPS = {
    Words.CLAIMED: {Stage.PROMOTED: N_("Promoted, not implemented"), Stage.AGREED: N_("Not promoted")},
    Words.CONFIRMED: {
        Stage.PROMOTED: N_("Confirmed as promoted, not as implemented"),
        Stage.AGREED: N_("Not confirmed as promoted"),
    },
}
CONFIRMED_STOPPED = N_("{step}: {total}, of them {parts}.")
CONFIRMED_UNSAID = N_("{step}: {total}, without a reason on record.")
STOPPED = {
    Stage.AGREED: N_("Not promoted: {total}, of them {parts}."),
    Stage.PROMOTED: N_("Promoted but not implemented: {total}, of them {parts}."),
}
PARTS: dict[Condition | None, str] = {
    Condition.WITHDRAWN: N_("{number} withdrawn"),
    Condition.SUSPENDED: N_("{number} suspended"),
    None: N_("{number} without a reason on record"),
}
#: Where no more is known of any of them.
UNSAID = {
    Stage.AGREED: N_("Not promoted: {total}, without a reason on record."),
    Stage.PROMOTED: N_("Promoted but not implemented: {total}, without a reason on record."),
}
REASONS = N_("Reasons given, the most frequent first: {reasons}.")
REASON = N_("{reason} {number}")
NOT_PUBLISHED = N_("How far the projects of period {number} came is not published.")
NOTHING_AGREED = N_("Nothing was agreed for period {number}.")
CARRIED = N_(
    "Of the {agreed} projects agreed for period {number}, period {later} continues {carried}, with {became} of its own."
)
NOT_CARRIED = N_("No project of period {number} is continued in a later period.")
NEVER_TWICE = N_("No project was carried over twice.")


def describe_flow(
    wording: "Wording", number: int, flow: Flow | None, *, is_running: bool, words: Words = Words.CLAIMED
) -> list[str]:
    """Where the projects of a period are, at which step they stopped, and the reasons given. `words`: whose words the
    flow counts; what is not confirmed may have happened all the same."""
    if flow is None:
        return [wording.text(NOT_PUBLISHED, number=number)]
    if not flow.agreed:
        return [wording.text(NOTHING_AGREED, number=number)]
    so_far, whole = (CONFIRMED_SO_FAR, CONFIRMED_WHOLE) if words is Words.CONFIRMED else (SO_FAR, WHOLE)
    first = wording.text(
        so_far if is_running else whole,
        number=number,
        agreed=wording.number(flow.agreed),
        promoted=wording.number(flow.promoted),
        implemented=wording.number(flow.implemented),
    )
    stopped = [_tell_stopped(wording, flow, stage, words) for stage in STOPPED if flow.stopped(stage)]
    return [first, *stopped, *_tell_reasons(wording, flow)]


def _tell_stopped(wording: "Wording", flow: Flow, stage: Stage, words: Words) -> str:
    is_confirmed = words is Words.CONFIRMED
    say = {"total": wording.number(flow.stopped(stage)), "step": wording.text(STEPS[words][stage])}
    if flow.said(stage, None) == flow.stopped(stage):
        return wording.text(CONFIRMED_UNSAID if is_confirmed else UNSAID[stage], **say)
    parts = [
        wording.text(PARTS[condition], number=wording.number(number))
        for condition in PARTS
        if (number := flow.said(stage, condition))
    ]
    return wording.text(CONFIRMED_STOPPED if is_confirmed else STOPPED[stage], parts=wording.join(parts), **say)


def _tell_reasons(wording: "Wording", flow: Flow) -> list[str]:
    reasons = [
        wording.text(REASON, reason=wording.term(reason), number=wording.number(number))
        for reason, number in flow.reasons.items()
    ]
    return [wording.text(REASONS, reasons=wording.join(reasons))] if reasons else []


def describe_passages(
    wording: "Wording", number: int, agreed: int, passages: Mapping[tuple[int, int], Passage]
) -> list[str]:
    """What of a period's agreed list is continued in each later period."""
    found = [(later, one) for (earlier, later), one in passages.items() if earlier == number and one.carried]
    if not found:
        return [wording.text(NOT_CARRIED, number=number)]
    return [
        wording.text(
            CARRIED,
            agreed=wording.number(agreed), number=number, later=later,
            carried=wording.number(one.carried), became=wording.number(one.became),
        )
        for later, one in found
    ]  # fmt: skip


def describe_chains(wording: "Wording", chains: Sequence[Chain]) -> str:
    """How many projects were carried over twice or more. `chains`: as `find_chains` gives them."""
    if not chains:
        return wording.text(NEVER_TWICE)
    return wording.plural(
        "{number} project was carried over twice or more; the longest way is that of {ref}, carried {times} times.",
        "{number} projects were carried over twice or more; the longest way is that of {ref}, carried {times} times.",
        len(chains), ref=chains[0].last.ref, times=wording.number(chains[0].carried),
    )  # fmt: skip
