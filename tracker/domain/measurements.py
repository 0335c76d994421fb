"""What has to be counted to know a body's figures, and the counts themselves.

`plan` says which period is measured on which day; whoever holds the data counts that, once per measurement and group;
`tracker.domain.trends` turns the counts into figures.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.periods import AreaSpan, PeriodFacts
from tracker.domain.tallies import Tally, add_up


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What a body's figures depend on beside its projects. Periods ascend by number."""

    periods: tuple[PeriodFacts, ...]
    areas: tuple[AreaSpan, ...] = ()
    illustrative: bool = False
    asks_confirmation: bool = False

    def visible(self, as_of: date) -> tuple[PeriodFacts, ...]:
        """The periods that have figures: those whose conference is not after the day."""
        return tuple(period for period in self.periods if period.conference_on <= as_of)

    def before(self, period: PeriodFacts) -> PeriodFacts | None:
        """The period just before, or None for the first."""
        at = self.periods.index(period)
        return self.periods[at - 1] if at else None


@dataclass(frozen=True, slots=True)
class Measurement:
    """Count this period's projects by `day`; what came after `day`, by `as_of`, is late."""

    period: int
    day: date
    as_of: date


#: The tally of each group, at each measurement. `renewed` stands under the *earlier* project's group. Under None stands
#: the tally of all projects, where groups share them; else it is the sum of the groups.
Counts = Mapping[Measurement, Mapping[str | None, Tally]]


def measure(period: PeriodFacts, as_of: date) -> Measurement:
    return Measurement(period.number, period.measured_on(as_of), as_of)


def compare(body: BodyFacts, period: PeriodFacts, as_of: date) -> Measurement | None:
    """What a period's growing rates are compared with: the period before, whole or, while this one
    has not reached its cut-off, at the same number of days since its conference."""
    previous = body.before(period)
    if previous is None:
        return None
    if period.reached_cut_off(as_of):
        return measure(previous, as_of)
    day = period.same_elapsed_day(previous, as_of)
    return Measurement(previous.number, day, day)


def plan(body: BodyFacts, as_of: date, *, only: PeriodFacts | None = None) -> tuple[Measurement, ...]:
    """Everything that must be counted to know the body's figures as of a day, or those of one period, each once."""
    wanted: dict[Measurement, None] = {}
    for period in body.visible(as_of) if only is None else (only,):
        for counted in _find_counted(body, period):
            wanted[measure(counted, as_of)] = None
        other = compare(body, period, as_of)
        if other is not None:
            wanted[other] = None
    return tuple(wanted)


def _find_counted(body: BodyFacts, period: PeriodFacts) -> list[PeriodFacts]:
    """The period, the one before that it is compared with, and the one before that, whose list that one renews."""
    previous = body.before(period)
    return [period] if previous is None else [period, previous, *filter(None, (body.before(previous),))]


def plan_latest(body: BodyFacts, as_of: date, *, compared: bool = True) -> tuple[Measurement, ...]:
    """As `plan`, for the figures of the latest period alone, with the lists before, which renewal goes back to.
    `compared`: with what its changes need."""
    visible = body.visible(as_of)
    if not visible:
        return ()
    if not compared:
        return tuple(measure(period, as_of) for period in visible[-2:])
    other = compare(body, visible[-1], as_of)
    wanted = [measure(period, as_of) for period in visible[-3:]]
    return tuple(dict.fromkeys([*wanted, *([] if other is None else [other])]))


def tally_at(counts: Counts, at: Measurement, group: str | None) -> Tally:
    """The tally of a group at a measurement, or (group None) of all projects; all 0 where nothing was counted."""
    groups = counts.get(at, {})
    if group is not None or None in groups:
        return groups.get(group, Tally())
    return add_up(groups.values()) if len(groups) != 1 else next(iter(groups.values()))


def share_out(counts: Counts, groups: Mapping[str, Sequence[str]]) -> Counts:
    """Tallies of single projects, each given to every group that the project belongs to, with their sum under None.
    `groups`: those of each project, by the name under which it is counted."""
    return {at: _share_out(tallies, groups) for at, tallies in counts.items()}


def _share_out(tallies: Mapping[str | None, Tally], groups: Mapping[str, Sequence[str]]) -> dict[str | None, Tally]:
    alike: dict[tuple[str, ...], list[Tally]] = defaultdict(list)
    for name, tally in tallies.items():
        alike[tuple(groups.get(name or "", ()))].append(tally)
    shared: dict[str | None, list[Tally]] = defaultdict(list)
    for those, of in alike.items():
        total = add_up(of)
        for group in (None, *those):
            shared[group].append(total)
    return {group: add_up(of) for group, of in shared.items()}
