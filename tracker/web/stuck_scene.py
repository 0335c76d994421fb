"""The stuck projects of a period as an address asks for them: of which period, under which heading, of whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import request

from tracker.domain.periods import PeriodFacts
from tracker.domain.roles import Act
from tracker.domain.stuck import Heading, StuckTally, count_stuck
from tracker.domain.trends import By
from tracker.queries.counterparts import MANY, Counterparts
from tracker.queries.grouping import NONE
from tracker.queries.projects import find_projects
from tracker.queries.stuck import StuckBy, StuckProject, find_stuck_projects
from tracker.web.cells import WITHOUT, name_side
from tracker.web.gates import AtBody
from tracker.web.headings import find_current
from tracker.web.period_list import say_stages
from tracker.web.periods import get_period
from tracker.web.query import read_choice, read_number, read_text
from tracker.wording.languages import Name
from tracker.wording.marks import N_

TOGETHER = N_("more than three parties together")
ALONE = N_("{name}, no counterpart named")

#: What the list under a heading begins with; without one, what nothing was heard of for longest.
FIRST: dict[Heading | None, Callable[[StuckProject], object]] = {
    Heading.OVERDUE: lambda one: -(one.stuck.overdue_days or 0),
    Heading.SUSPENDED: lambda one: one.stuck.suspended_on or date.max,
    Heading.DISPUTED: lambda one: -len(one.stuck.disputes),
}


@dataclass(frozen=True, slots=True)
class StuckFilter:
    """What was asked for; None and "" leave everything in. `groups`: by the key of a department or pair."""

    heading: Heading | None
    groups: dict[StuckBy, str]

    @property
    def asked(self) -> dict[str, str]:
        """As it stands in the address."""
        said = {"heading": self.heading, **{by.value: key for by, key in self.groups.items()}}
        return {name: str(value) for name, value in said.items() if value}

    def keeps(self, one: StuckProject) -> bool:
        held = one.stuck.headings
        return (self.heading in held if self.heading else bool(held)) and all(
            key in one.groups[by] for by, key in self.groups.items()
        )


@dataclass(frozen=True, slots=True)
class StuckScene:
    """Every project of the period that counts, their counts, and those asked for in order. `disputed`: how many of them
    have a disputed entry, also where the visitor is not shown which; None where the body does not ask. `left_out`: how
    many are disputed and nothing else, and not counted as stuck for a visitor who is not shown which."""

    period: PeriodFacts
    day: date
    projects: Sequence[StuckProject]
    tally: StuckTally
    disputed: int | None
    left_out: int
    filter: StuckFilter
    chosen: Sequence[StuckProject]


def find_period(at: AtBody) -> PeriodFacts | None:
    """The period that the address names, else the running one; None before the first conference. NotFound."""
    if "period" in request.args:
        return get_period(at, read_number(request.args, "period", 1))
    return find_current(at)


def sees_disputes(at: AtBody) -> bool:
    """Whether the visitor is shown which projects are disputed, and by whom."""
    return at.view.body.asks_confirmation and at.may(Act.SEE_HISTORY)


def find_scene(at: AtBody, period: PeriodFacts) -> StuckScene:
    """Of a period whose stages are published. BadQuery; Forbidden for the disputed ones, where they are not shown."""
    asked = read_stuck_filter(at)
    rows = find_projects(at.session, at.view, period=period.number, as_of=at.as_of, known_at=at.asking.known_at)
    day = period.measured_on(at.as_of)
    found = find_stuck_projects(at.view, say_stages(at, rows), day=day)
    whole = count_stuck(one.stuck for one in found)
    if not sees_disputes(at):
        found = [replace(one, stuck=replace(one.stuck, disputes=())) for one in found]
    tally = count_stuck(one.stuck for one in found)
    chosen = [one for one in found if asked.keeps(one)]
    return StuckScene(
        period=period,
        day=day,
        projects=found,
        tally=tally,
        disputed=whole.disputed if at.view.body.asks_confirmation else None,
        left_out=whole.stuck - tally.stuck,
        filter=asked,
        chosen=sorted(chosen, key=FIRST.get(asked.heading, _by_silence)),  # type: ignore[arg-type]
    )


def read_stuck_filter(at: AtBody) -> StuckFilter:
    heading = read_choice(request.args, "heading", Heading)
    if heading is Heading.DISPUTED:
        at.require(Act.SEE_HISTORY)
    groups = {by: key for by in StuckBy if (key := read_text(request.args, by.value))}
    return StuckFilter(heading, groups)


def _by_silence(one: StuckProject) -> object:
    return -(one.stuck.silent_months or 0), -(one.stuck.overdue_days or 0)


def name_group(at: AtBody, by: StuckBy, key: str, sides: Counterparts) -> Name:
    """What a department or a pair is called; with the language that its departments are in."""
    wording = at.asking.wording
    if not sides:
        by_group = By.DEPARTMENT if by is StuckBy.DEPARTMENT else By.PARTNER
        words = {NONE: WITHOUT[by_group], MANY: TOGETHER}
        return Name(wording.text(words[key]), wording.lang)
    names = [name_side(at, side.party, side.names) for side in sides]
    text = " – ".join(name.text for name in names)
    if by is StuckBy.PAIR and len(sides) == 1:
        text = wording.text(ALONE, name=text)
    return Name(text, names[0].lang)
