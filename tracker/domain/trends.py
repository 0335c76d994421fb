"""A body's figures over its periods: what has to be counted, and what the counts say.

`plan` says which period is measured on which day; whoever holds the data counts that, once per
measurement and group; `trend` turns the counts into rates, flags and changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tracker.domain.periods import AreaSpan, Flag, PeriodFacts, flags_of, has_break
from tracker.domain.rates import GROWING, Rate, RateName, change
from tracker.domain.tallies import Tally, rates_of


class By(StrEnum):
    """What the projects of a period can be grouped by."""

    AREA = "area"
    MODE = "mode"
    LEAD = "lead"
    HORIZON = "horizon"


class ChangesBasis(StrEnum):
    CUT_OFF = "cut-off"
    SAME_ELAPSED_DAYS = "same-elapsed-days"


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


#: The tally of each group, at each measurement. `renewed` stands under the *earlier* project's group.
Counts = Mapping[Measurement, Mapping[str, Tally]]


@dataclass(frozen=True, slots=True)
class Figures:
    """One period's figures, of one group or (group None) of all its projects, as of a day."""

    period: PeriodFacts
    group: str | None
    measured_on: date
    as_of: date
    flags: tuple[Flag, ...]
    tally: Tally
    rates: Mapping[RateName, Rate | None]
    changes: Mapping[RateName, Fraction | None]
    changes_basis: ChangesBasis
    compared_on: date | None

    @property
    def not_applicable(self) -> tuple[RateName, ...]:
        return tuple(name for name in RateName if self.rates[name] is None)

    @property
    def has_stages(self) -> bool:
        """Whether promoted and implemented counts are known."""
        return self.period.stages_published


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


def plan(body: BodyFacts, as_of: date) -> tuple[Measurement, ...]:
    """Everything that must be counted to know the body's figures as of a day, each once."""
    wanted: dict[Measurement, None] = {}
    for period in body.visible(as_of):
        wanted[measure(period, as_of)] = None
        other = compare(body, period, as_of)
        if other is not None:
            wanted[other] = None
    return tuple(wanted)


def trend(body: BodyFacts, counts: Counts, as_of: date, *, total_only: bool = False) -> tuple[Figures, ...]:
    """The figures of every period that has any, ascending; in each the groups ascending, the total last.

    A group has a row where any of its projects counts by the measuring day. An empty body has none.
    """
    rows: list[Figures] = []
    for period in body.visible(as_of):
        groups = counts.get(measure(period, as_of), {})
        if not total_only:
            names = sorted(name for name, tally in groups.items() if tally.is_counted)
            rows += [_figures(body, counts, period, as_of, group) for group in names]
        rows.append(_figures(body, counts, period, as_of, None))
    return tuple(rows)


def _figures(body: BodyFacts, counts: Counts, period: PeriodFacts, as_of: date, group: str | None) -> Figures:
    previous = body.before(period)
    whole_before = None if previous is None else measure(previous, as_of)
    basis = compare(body, period, as_of)
    tally = _pick(counts, measure(period, as_of), group)
    if whole_before is not None:
        tally = replace(tally, previous_agreed=_pick(counts, whole_before, group).agreed)
    rates = _rates(body, period, tally)
    changes = {
        name: change(
            rates[name], _rate_before(body, counts, previous, basis if name in GROWING else whole_before, group, name)
        )
        for name in RateName
    }
    touched = tally.promoted or tally.additional_promoted or tally.suspended or tally.withdrawn or tally.late_promoted
    flags = flags_of(
        period,
        as_of=as_of,
        illustrative=body.illustrative,
        unconfirmed=body.asks_confirmation and bool(touched),
        broken=has_break(period, previous, body.areas),
    )
    elapsed = basis is not None and not period.reached_cut_off(as_of)
    return Figures(
        period=period,
        group=group,
        measured_on=period.measured_on(as_of),
        as_of=as_of,
        flags=flags,
        tally=tally,
        rates=rates,
        changes=changes,
        changes_basis=ChangesBasis.SAME_ELAPSED_DAYS if elapsed else ChangesBasis.CUT_OFF,
        compared_on=None if basis is None else basis.day,
    )


def _rates(body: BodyFacts, period: PeriodFacts, tally: Tally) -> dict[RateName, Rate | None]:
    return rates_of(tally, first=body.before(period) is None, published=period.stages_published)


def _rate_before(
    body: BodyFacts,
    counts: Counts,
    previous: PeriodFacts | None,
    basis: Measurement | None,
    group: str | None,
    name: RateName,
) -> Rate | None:
    if previous is None or basis is None:
        return None
    tally = _pick(counts, basis, group)
    earlier = body.before(previous)
    if earlier is not None:
        tally = replace(tally, previous_agreed=_pick(counts, measure(earlier, basis.as_of), group).agreed)
    return _rates(body, previous, tally)[name]


def _pick(counts: Counts, at: Measurement, group: str | None) -> Tally:
    groups = counts.get(at, {})
    return sum(groups.values(), Tally()) if group is None else groups.get(group, Tally())
