"""Several bodies together: counts are added up, rates never averaged.

Each body counts with the figures of one period, its latest. What nobody has published is unknown, and stays out of
the part *and* the whole of a total's rate; figures made of example data have a total of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import Figures


@dataclass(frozen=True, slots=True)
class Stuck:
    """How many projects of a running period nothing was heard of for months, are overdue, are suspended: of the agreed
    list and additional ones, and (suspended) of the agreed list alone."""

    silent: int = 0
    overdue: int = 0
    suspended: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a body stands: the figures of its latest period, None before its first conference. `stuck` is None where
    the period is over, or its stages are not published. `illustrative`: made of example data."""

    figures: Figures | None
    stuck: Stuck | None
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """`bodies` of which `counted` have a period; what these agreed. Each rate adds up the bodies that have it (`of`:
    how many); None where none has, a part of None where none has published it."""

    bodies: int
    counted: int
    agreed: int
    rates: Mapping[RateName, Rate | None]
    of: Mapping[RateName, int]
    stuck: Stuck | None
    illustrative: bool


def add_up_standings(standings: Iterable[Standing]) -> list[Total]:
    """The total of what is real, then that of example data; neither where it would be of no body."""
    listed = list(standings)
    parts = ([one for one in listed if one.illustrative is made_up] for made_up in (False, True))
    return [_add_up(part) for part in parts if part]


def add_rates(rates: Iterable[Rate | None]) -> Rate | None:
    """The sum of the parts of the sum of the wholes, of the rates whose part is known. Where none is, a rate without
    a part; where none applies, None."""
    applicable = [rate for rate in rates if rate is not None]
    known = [rate for rate in applicable if rate.part is not None]
    if not known:
        return Rate(None, sum(rate.whole for rate in applicable)) if applicable else None
    return Rate(sum(rate.part or 0 for rate in known), sum(rate.whole for rate in known))


def _add_up(standings: Sequence[Standing]) -> Total:
    figures = [one.figures for one in standings if one.figures is not None]
    stuck = [one.stuck for one in standings if one.stuck is not None]
    rates = {name: [row.rates[name] for row in figures] for name in RateName}
    return Total(
        bodies=len(standings),
        counted=len(figures),
        agreed=sum(row.tally.agreed for row in figures),
        rates={name: add_rates(of) for name, of in rates.items()},
        of={name: sum(rate is not None and rate.part is not None for rate in of) for name, of in rates.items()},
        stuck=_add_up_stuck(stuck) if stuck else None,
        illustrative=standings[0].illustrative,
    )


def _add_up_stuck(stuck: Sequence[Stuck]) -> Stuck:
    return Stuck(
        silent=sum(one.silent for one in stuck),
        overdue=sum(one.overdue for one in stuck),
        suspended=sum(one.suspended for one in stuck),
    )
