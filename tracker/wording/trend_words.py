"""What stands under the charts of a body's trend, made from its figures. Nothing is judged: a rate lies, rises, falls;
where fewer than `FEW` projects are counted, the counts come first and nothing is compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.domain.rates import FEW, Rate, RateName, find_direction
from tracker.domain.shares import share_run_elsewhere
from tracker.domain.trends import By, Figures
from tracker.wording import finding
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

COUNTED = N_("{rate} of period {number}: {value}.")
COUNTS_FIRST = N_("{counts} ({percent})")
FEW_BEFORE = N_(
    "{rate} of period {number} stands at {value}; the period before had fewer than {few} projects to count."
)
FEW_NOTE = N_("With fewer than {few} projects a single one moves a rate by more than 5 points: nothing is compared.")

RANGE = N_(
    "{rate}: between {lowest} in period {low} and {highest} in period {high}, over the {number} periods that have ended."
)
RANGE_EQUAL = N_("{rate}: {value} in each of the {number} periods that have ended.")
RUN = {
    1: N_("{rate} rose in each of the last {number} periods."),
    -1: N_("{rate} fell in each of the last {number} periods."),
}
#: From so many periods on there is something to say of all of them together.
SEVERAL = 3

GROUPS = N_("{rate} of period {number} lies between {lowest} for {low} and {highest} for {high}.")
GROUPS_EQUAL = N_("{rate} of period {number} is {value} in every group that can be compared.")
GROUPS_LEFT_OUT = N_("Groups of fewer than {few} projects show their counts first and are not compared.")
SHARED = {
    By.DEPARTMENT: N_("A project counts for each of its departments: together they count more than all projects."),
    By.PARTNER: N_("A project counts for each party concerned: together they count more than all projects."),
    By.COUNTRY: N_(
        "A project counts for each country of a party concerned: together they count more than all projects."
    ),
}
ELSEWHERE = N_("Of the projects of period {number}, others than the foreign affairs division run {value}.")


@dataclass(frozen=True, slots=True)
class Named:
    """A group's figures, and what it is called."""

    name: str
    figures: Figures

    def rate(self, name: RateName) -> Rate | None:
        """The rate, where it has a value."""
        return _find_valued(self.figures, name)


def say_rate(wording: "Wording", rate: Rate) -> str:
    """A rate that has a value: `77.3 % (51 of 66)`, of few projects `9 of 14 (64.3 %)`."""
    if not rate.is_of_few:
        return wording.rate(rate)
    return wording.text(COUNTS_FIRST, counts=wording.counts(rate), percent=wording.percent(rate))


def say_finding(wording: "Wording", figures: Figures, name: RateName) -> str:
    """What a rate of a period comes to, and how it changed where that can be compared."""
    rate = _find_valued(figures, name)
    if rate is None:
        return finding.sentence(wording, figures, name)
    say = {"rate": wording.term(name), "number": figures.period.number}
    if rate.is_of_few:
        return wording.text(COUNTED, value=say_rate(wording, rate), **say)
    if figures.changes[name] is not None and not figures.is_comparable(name):
        return wording.text(FEW_BEFORE, value=wording.rate(rate), few=FEW, **say)
    return finding.sentence(wording, figures, name)


def say_few(wording: "Wording", figures: Figures, names: Iterable[RateName]) -> str:
    """Why nothing is compared; empty where any of the rates counts enough, or none has a value."""
    valued = [rate for name in names if (rate := _find_valued(figures, name)) is not None]
    return wording.text(FEW_NOTE, few=FEW) if valued and all(rate.is_of_few for rate in valued) else ""


def say_course(wording: "Wording", rows: Sequence[Figures], name: RateName) -> list[str]:
    """How a rate went over all its periods, ascending: between which values, and whether it kept its direction."""
    return [said for said in (_say_range(wording, rows, name), _say_run(wording, rows, name)) if said]


def _say_range(wording: "Wording", rows: Sequence[Figures], name: RateName) -> str:
    ended = _order([Named("", row) for row in rows if row.has_ended], name)
    if len(ended) < SEVERAL:
        return ""
    low, high = ended[0], ended[-1]
    lowest, highest = low.rate(name), high.rate(name)
    say = {"rate": wording.term(name), "number": wording.number(len(ended))}
    if lowest is not None and highest is not None and lowest.percent == highest.percent:
        return wording.text(RANGE_EQUAL, value=wording.percent(lowest), **say)
    numbers = {"low": low.figures.period.number, "high": high.figures.period.number}
    return wording.text(RANGE, lowest=wording.rate(lowest), highest=wording.rate(highest), **numbers, **say)


def _say_run(wording: "Wording", rows: Sequence[Figures], name: RateName) -> str:
    run, direction = 0, 0
    for row in reversed(rows):
        sign = find_direction(row.changes[name]) if row.is_comparable(name) else 0
        if sign == 0 or (direction and sign != direction):
            break
        run, direction = run + 1, sign
    if run < SEVERAL:
        return ""
    return wording.text(RUN[direction], rate=wording.term(name), number=wording.number(run))


def say_groups(wording: "Wording", groups: Sequence[Named], name: RateName) -> list[str]:
    """Between which values a rate of one period lies among its groups; nothing where fewer than two count enough."""
    weighty = _order(groups, name)
    said = [_say_between(wording, weighty, name)] if len(weighty) > 1 else []
    if len(weighty) < sum(one.rate(name) is not None for one in groups):
        said.append(wording.text(GROUPS_LEFT_OUT, few=FEW))
    return said


def _say_between(wording: "Wording", ordered: Sequence[Named], name: RateName) -> str:
    low, high = ordered[0], ordered[-1]
    lowest, highest = low.rate(name), high.rate(name)
    say = {"rate": wording.term(name), "number": low.figures.period.number}
    if lowest is not None and highest is not None and lowest.percent == highest.percent:
        return wording.text(GROUPS_EQUAL, value=wording.percent(lowest), **say)
    values = {"lowest": wording.rate(lowest), "highest": wording.rate(highest)}
    return wording.text(GROUPS, low=low.name, high=high.name, **values, **say)


def say_run_elsewhere(wording: "Wording", groups: Sequence[Figures], total: Figures, *, unsaid: int) -> list[str]:
    """How many projects others than foreign affairs run, and of how many (`unsaid`) nobody said who runs them."""
    if not total.tally.agreed:
        return []
    elsewhere = share_run_elsewhere(groups, total)
    said = [wording.text(ELSEWHERE, number=total.period.number, value=say_rate(wording, elsewhere))]
    if unsaid:
        said.append(
            wording.plural(
                "Of {number} it is not said who runs it.", "Of {number} it is not said who runs them.", unsaid
            )
        )
    return said


def say_without_field(wording: "Wording", period: int, number: int) -> str:
    """Of how many projects of a period nobody gave the field of exchange, and where it is given."""
    return wording.plural(
        "{number} project of period {period} has no field of exchange. A secretary gives it where the project is edited,"
        " or for many at once by the column “field” of the register.",
        "{number} projects of period {period} have no field of exchange. A secretary gives it where a project is edited,"
        " or for many at once by the column “field” of the register.",
        number,
        period=period,
    )


def _order(groups: Iterable[Named], name: RateName) -> list[Named]:
    """Those with a value of enough projects, the lowest first; of equal ones in their order."""
    valued = ((one, one.rate(name)) for one in groups)
    weighty = [
        (rate.value, one) for one, rate in valued if rate is not None and rate.value is not None and not rate.is_of_few
    ]
    return [one for _, one in sorted(weighty, key=lambda pair: pair[0])]


def _find_valued(figures: Figures, name: RateName) -> Rate | None:
    rate = figures.rates[name]
    return None if rate is None or rate.value is None else rate
