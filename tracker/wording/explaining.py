"""Sentences that explain one figure: why its flags hold, when it was counted, what it is compared with, since when it
is final. Made by rules from the figure; no rate is judged."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.domain.periods import ClosingKind, Flag, PeriodFacts
from tracker.domain.rates import Rate, RateName, to_hundredfold
from tracker.domain.trends import By, ChangesBasis, Compared, Figures
from tracker.wording.finding import ALONE
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

STILL_OPEN = N_("Period {number} is open: it has not been closed by {day}.")
CLOSED_ON = N_("Period {number} was closed on {day}.")
ALL_CONFIRMED = N_("Every entry of its projects is confirmed by everyone concerned.")

#: When the projects were counted: on a period's last day, or before it is reached.
BY_LAST_DAY = N_(
    "Counted by {day}, the last day of period {number}. What was reached after it is counted apart, as late."
)
BY_THE_DAY = N_("Counted by {day}; period {number} was still running.")

#: What the figure is compared with, by basis.
COMPARED = {
    ChangesBasis.CUT_OFF: N_("Compared with the whole of period {before}, measured on {day}: {value}."),
    ChangesBasis.SAME_ELAPSED_DAYS: N_(
        "Compared with period {before} on {day}, the same number of days after its conference, at most its last day:"
        " {value}."
    ),
}
BEFORE_UNPUBLISHED = N_("Nobody has published the stages of period {before}: there is nothing to compare with.")
BEFORE_EMPTY = N_("Period {before} has no value of this rate: there is nothing to compare with.")
FIRST = N_("Period {number} is the first: there is nothing to compare with.")
FEW_PROJECTS = N_(
    "With {number} projects, one more or less moves the rate by {points} points: the counts say more than the percentage."
)

NOT_FINAL = N_("Not final yet: the figure may still change.")
FINAL_SINCE = N_("Final since edition {number}: status as of {day}, produced on {produced}.")
NO_EDITION = N_("The figure stands, but no edition holds it yet.")
NOT_HELD = N_(
    "Since when it is final cannot be said: editions do not keep what this figure of a group is counted from."
)
COUNTED_AGAIN = N_(
    "Editions do not print the figures of such groups: it was counted from the projects that they froze."
)

#: That groups share projects.
SHARED = {
    By.DEPARTMENT: N_(
        "A project of several departments is counted in each of them: the departments add up to more than all projects."
    ),
    By.PARTNER: N_(
        "A project of several parties is counted with each of them: the parties add up to more than all projects."
    ),
    By.COUNTRY: N_(
        "A project of parties from several countries is counted in each of them: the countries add up to more than all"
        " projects."
    ),
}


def state(wording: "Wording", figures: Figures, name: RateName) -> str:
    """Where a rate with a value stands, compared with nothing."""
    said = {"rate": wording.term(name), "number": figures.period.number, "value": wording.rate(figures.rates[name])}
    return wording.text(ALONE, **said)


def explain_flag(wording: "Wording", flag: Flag, figures: Figures, *, unconfirmed: int, broken: str) -> list[str]:
    """Why a flag holds of a period's figures. `unconfirmed`: how many entries somebody has still to confirm; `broken`:
    why the series breaks. Of illustrative figures also why they may still change, which no flag says."""
    match flag:
        case Flag.PROVISIONAL:
            return _explain_provisional(wording, figures, unconfirmed)
        case Flag.ILLUSTRATIVE:
            return [wording.flag_meaning(flag), *_explain_provisional(wording, figures, unconfirmed)]
        case Flag.FINAL:
            said = [wording.text(CLOSED_ON, number=figures.period.number, day=wording.day(find_closed_on(figures)))]
            return [*said, wording.text(ALL_CONFIRMED)] if figures.is_confirmable else said
        case Flag.BREAK:
            return [wording.flag_meaning(flag), broken] if broken else [wording.flag_meaning(flag)]
        case _:
            return [wording.flag_meaning(flag)]


def _explain_provisional(wording: "Wording", figures: Figures, unconfirmed: int) -> list[str]:
    said = []
    if not figures.is_closed:
        said.append(wording.text(STILL_OPEN, number=figures.period.number, day=wording.day(figures.as_of)))
    if unconfirmed:
        said.append(
            wording.plural(
                "{number} entry of its projects is not confirmed by everyone concerned.",
                "{number} entries of its projects are not confirmed by everyone concerned.",
                unconfirmed,
            )
        )
    return said


def find_closed_on(figures: Figures) -> date | None:
    """The day on which a closed period was last closed, by the as-of day."""
    kinds = figures.period.closings
    closings = [one.on for one in kinds if one.kind is ClosingKind.CLOSED and one.on <= figures.as_of]
    return max(closings, default=None)


def explain_measuring(wording: "Wording", figures: Figures) -> str:
    """On which day the projects were counted, and why on that one."""
    at_end = figures.period.reached_cut_off(figures.as_of)
    said = BY_LAST_DAY if at_end else BY_THE_DAY
    return wording.text(said, day=wording.day(figures.measured_on), number=figures.period.number)


def explain_change(wording: "Wording", period: PeriodFacts, rate: Rate, compared: Compared | None) -> list[str]:
    """What a rate with a value is compared with; where either side counts few projects, what one of them weighs."""
    if compared is None:
        return [wording.text(FIRST, number=period.number), *explain_few(wording, (rate,))]
    before = compared.rate
    if before is None or before.value is None:
        is_unknown = before is not None and before.part is None
        said = wording.text(BEFORE_UNPUBLISHED if is_unknown else BEFORE_EMPTY, before=compared.period.number)
        return [said, *explain_few(wording, (rate,))]
    said = wording.text(
        COMPARED[compared.basis],
        before=compared.period.number,
        day=wording.day(compared.day),
        value=wording.rate(before),
    )
    return [said, *explain_few(wording, (rate, before))]


def explain_few(wording: "Wording", rates: Sequence[Rate]) -> list[str]:
    """What one project weighs, where any of the rates counts few."""
    fewest = min(rate.whole for rate in rates)
    if not any(rate.is_of_few for rate in rates):
        return []
    points = wording.decimal(to_hundredfold(Fraction(1, fewest)))
    return [wording.text(FEW_PROJECTS, number=wording.number(fewest), points=points)]
