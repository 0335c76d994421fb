"""A body's figures over its periods: what the counts say.

`trend` turns what was counted at the measurements that `tracker.domain.measurements` plans into rates, flags and
changes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tracker.domain.measurements import BodyFacts, Counts, Measurement, compare, measure, tally_at
from tracker.domain.periods import Flag, PeriodFacts, flags_of, has_break, is_provisional
from tracker.domain.rates import GROWING, Rate, RateName, change
from tracker.domain.tallies import Tally, rates_of


class By(StrEnum):
    """What the projects of a period can be grouped by."""

    AREA = "area"
    MODE = "mode"
    LEAD = "lead"
    HORIZON = "horizon"
    DEPARTMENT = "department"
    PARTNER = "partner"
    COUNTRY = "country"
    PROPOSED_BY = "proposed_by"
    RUN_BY = "run_by"
    FIELD = "field"


#: Groups that share projects, so that their counts add up to more than all projects: those of each department, of each
#: party concerned, of each country of such a party.
OVERLAPPING = frozenset({By.DEPARTMENT, By.PARTNER, By.COUNTRY})


class ChangesBasis(StrEnum):
    CUT_OFF = "cut-off"
    SAME_ELAPSED_DAYS = "same-elapsed-days"


@dataclass(frozen=True, slots=True)
class Figures:
    """One period's figures, of one group or (group None) of all its projects, as of a day. `is_provisional`: they may
    still change, whichever flag is shown. `compared`: the rates that its changes are from, those of the period before
    on the basis of comparison; none in a first period."""

    period: PeriodFacts
    group: str | None
    measured_on: date
    as_of: date
    flags: tuple[Flag, ...]
    is_closed: bool
    tally: Tally
    rates: Mapping[RateName, Rate | None]
    changes: Mapping[RateName, Fraction | None]
    changes_basis: ChangesBasis
    compared_on: date | None
    is_provisional: bool = False
    compared: Mapping[RateName, Rate | None] = field(default_factory=dict)

    @property
    def not_applicable(self) -> tuple[RateName, ...]:
        return tuple(name for name in RateName if self.rates[name] is None)

    def is_comparable(self, name: RateName) -> bool:
        """Whether a rate has changed from something, and neither it nor what it is compared with is of few projects."""
        now, before = self.rates[name], self.compared.get(name)
        return self.changes[name] is not None and not any(rate is None or rate.is_of_few for rate in (now, before))

    @property
    def has_ended(self) -> bool:
        """Whether the period is measured on its cut-off."""
        return self.period.reached_cut_off(self.as_of)

    @property
    def has_stages(self) -> bool:
        """Whether promoted and implemented counts are known."""
        return self.period.stages_published

    @property
    def is_confirmable(self) -> bool:
        """Whether the body asks for confirmation."""
        return self.rates[RateName.CONFIRMED_PROMOTION] is not None


@dataclass(frozen=True, slots=True)
class Compared:
    """What the change of a rate is from: the rate of the period before, as it stood on a day of that period. `rate`:
    see `rates_of`."""

    period: PeriodFacts
    day: date
    rate: Rate | None
    basis: ChangesBasis


def latest(
    body: BodyFacts, counts: Counts, as_of: date, *, compared: bool = True, unconfirmed: Collection[int] = ()
) -> Figures | None:
    """As `trend`, the total of the latest period that has figures; None where none has. Without `compared` nothing is
    known of changes."""
    visible = body.visible(as_of)
    if not visible:
        return None
    return _Counted(body, counts, as_of, as_of, frozenset(unconfirmed)).figures(visible[-1], None, compared=compared)


def trend(
    body: BodyFacts,
    counts: Counts,
    as_of: date,
    *,
    total_only: bool = False,
    closed_by: date | None = None,
    unconfirmed: Collection[int] = (),
    only: PeriodFacts | None = None,
) -> tuple[Figures, ...]:
    """The figures of every period that has any, ascending; in each the groups ascending, the total last.

    A group has a row where any of its projects counts by the measuring day. An empty body has none.
    Whether a period is closed is judged on `as_of`; or, given `closed_by`, on that later day where the period
    is measured on its cut-off: a report as of a period's last day can only be made after it, and says whether
    those figures are final by then. `unconfirmed`: the numbers of the periods that have entries which somebody
    has still to confirm. `only`: the period whose figures alone are wanted.
    """
    counted = _Counted(body, counts, as_of, closed_by or as_of, frozenset(unconfirmed))
    rows: list[Figures] = []
    for period in body.visible(as_of) if only is None else (only,):
        if not total_only:
            rows += [counted.figures(period, group) for group in counted.groups(period)]
        rows.append(counted.figures(period, None))
    return tuple(rows)


def find_compared(
    body: BodyFacts, counts: Counts, period: PeriodFacts, name: RateName, *, as_of: date, group: str | None
) -> Compared | None:
    """What the change of a rate of a group (None: of all projects) is from; None for a first period. A rate that does
    not grow with time compares with the whole period before, also while its own still runs."""
    basis, previous = compare(body, period, as_of), body.before(period)
    if basis is None or previous is None:
        return None
    runs = not period.reached_cut_off(as_of) and name in GROWING
    day = basis.day if runs else measure(previous, as_of).day
    rates = _Counted(body, counts, as_of, as_of, frozenset()).rates_before(period, basis, group)
    return Compared(previous, day, rates[name], ChangesBasis.SAME_ELAPSED_DAYS if runs else ChangesBasis.CUT_OFF)


@dataclass(frozen=True, slots=True)
class _Counted:
    body: BodyFacts
    counts: Counts
    as_of: date
    closed_by: date
    unconfirmed: frozenset[int]

    def groups(self, period: PeriodFacts) -> list[str]:
        tallies = self.counts.get(measure(period, self.as_of), {})
        return sorted(name for name, tally in tallies.items() if name is not None and tally.is_counted)

    def figures(self, period: PeriodFacts, group: str | None, *, compared: bool = True) -> Figures:
        at = measure(period, self.as_of)
        basis = compare(self.body, period, self.as_of)
        tally = self.tally(period, at, group)
        rates = self.rates(period, tally)
        before = self.rates_before(period, basis, group) if compared else {}
        running = basis is not None and not period.reached_cut_off(self.as_of)
        return Figures(
            period=period,
            group=group,
            measured_on=at.day,
            as_of=self.as_of,
            flags=self.flags(period),
            is_closed=self.is_closed(period),
            tally=tally,
            rates=rates,
            compared=before,
            changes={name: change(rates[name], before.get(name)) for name in RateName},
            changes_basis=ChangesBasis.SAME_ELAPSED_DAYS if running else ChangesBasis.CUT_OFF,
            compared_on=None if basis is None else basis.day,
            is_provisional=is_provisional(closed=self.is_closed(period), unconfirmed=period.number in self.unconfirmed),
        )

    def tally(self, period: PeriodFacts, at: Measurement, group: str | None) -> Tally:
        """The counts of a group (None: of all groups together), with the previous agreed list's beside them."""
        tally = tally_at(self.counts, at, group)
        previous = self.body.before(period)
        if previous is None:
            return tally
        return replace(tally, previous_agreed=tally_at(self.counts, measure(previous, self.as_of), group).agreed)

    def rates(self, period: PeriodFacts, tally: Tally) -> dict[RateName, Rate | None]:
        first, asks = self.body.before(period) is None, self.body.asks_confirmation
        return rates_of(tally, first=first, published=period.stages_published, asks_confirmation=asks)

    def rates_before(
        self, period: PeriodFacts, basis: Measurement | None, group: str | None
    ) -> dict[RateName, Rate | None]:
        """The rates of the period before, the growing ones on the basis of comparison, the others whole."""
        previous = self.body.before(period)
        if previous is None or basis is None:
            return {}
        whole_at = measure(previous, self.as_of)
        whole = self.rates(previous, self.tally(previous, whole_at, group))
        if basis == whole_at:
            return whole
        growing = self.rates(previous, self.tally(previous, basis, group))
        return {name: growing[name] if name in GROWING else whole[name] for name in RateName}

    def is_closed(self, period: PeriodFacts) -> bool:
        return period.is_closed(self.closed_by if period.reached_cut_off(self.as_of) else self.as_of)

    def flags(self, period: PeriodFacts) -> tuple[Flag, ...]:
        return flags_of(
            period,
            closed=self.is_closed(period),
            illustrative=self.body.illustrative,
            unconfirmed=period.number in self.unconfirmed,
            broken=has_break(period, self.body.before(period), self.body.areas),
        )
