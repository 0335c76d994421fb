"""A tally: how many projects of one group of one period reached each stage, by one measuring day."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter

from tracker.domain.rates import Rate, RateName


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of projects. Unless named additional or late, a count is of the agreed list by the measuring day.

    `late_*` were reached after the cut-off, by the as-of day. `continued` are the projects that continue one
    of an earlier period, `renewed` the projects of the previous agreed list that this period's list continues.
    `due_implemented` are the implemented of those due. `confirmed_*` count only entries that every party concerned
    has confirmed; 0 while the body does not ask. Struck projects are counted nowhere.
    """

    agreed: int = 0
    additional: int = 0
    additional_promoted: int = 0
    additional_implemented: int = 0
    promoted: int = 0
    implemented: int = 0
    late_promoted: int = 0
    late_implemented: int = 0
    suspended: int = 0
    withdrawn: int = 0
    mutual: int = 0
    mutual_promoted: int = 0
    mutual_implemented: int = 0
    one_sided: int = 0
    one_sided_promoted: int = 0
    continued: int = 0
    renewed: int = 0
    previous_agreed: int = 0
    due: int = 0
    due_implemented: int = 0
    confirmed_promoted: int = 0
    confirmed_implemented: int = 0

    @property
    def is_counted(self) -> bool:
        """Whether any project of the group counts by the measuring day, agreed list or additional."""
        return bool(self.agreed or self.additional)


COUNTS = tuple(field.name for field in fields(Tally))
_counts_of = attrgetter(*COUNTS)


def add_up(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies; of none, a tally of nothing."""
    return Tally(*map(sum, zip((0,) * len(COUNTS), *map(_counts_of, tallies), strict=True)))


#: The counts that nobody knows while a period's stages are not published.
STAGE_COUNTS = tuple(name for name in COUNTS if name.endswith(("promoted", "implemented")))

#: Each rate's part and whole, by the names of their counts.
RATES: dict[RateName, tuple[str, str]] = {
    RateName.PROMOTION: ("promoted", "agreed"),
    RateName.IMPLEMENTATION: ("implemented", "agreed"),
    RateName.MUTUAL_SHARE: ("mutual", "agreed"),
    RateName.MUTUAL_PROMOTION: ("mutual_promoted", "mutual"),
    RateName.MUTUAL_IMPLEMENTATION: ("mutual_implemented", "mutual"),
    RateName.ONE_SIDED_PROMOTION: ("one_sided_promoted", "one_sided"),
    RateName.RETENTION: ("continued", "agreed"),
    RateName.RENEWAL: ("renewed", "previous_agreed"),
    RateName.DUE_IMPLEMENTATION: ("due_implemented", "due"),
    RateName.CONFIRMED_PROMOTION: ("confirmed_promoted", "agreed"),
    RateName.CONFIRMED_IMPLEMENTATION: ("confirmed_implemented", "agreed"),
}

CONFIRMED = (RateName.CONFIRMED_PROMOTION, RateName.CONFIRMED_IMPLEMENTATION)
CONFIRMED_COUNTS = tuple(RATES[name][0] for name in CONFIRMED)
CONTINUITY = (RateName.RETENTION, RateName.RENEWAL)


#: The same few rates are made over and over.
_make_rate = lru_cache(maxsize=65_536)(Rate)


def rates_of(
    tally: Tally, *, first: bool, published: bool, asks_confirmation: bool = False
) -> dict[RateName, Rate | None]:
    """Every rate of a tally. None: not applicable (continuity of a first period; confirmed rates until the body
    asks for confirmation). A part of None: the period's stages are not published."""
    rates: dict[RateName, Rate | None] = {}
    for name, (part, whole) in RATES.items():
        if (first and name in CONTINUITY) or (not asks_confirmation and name in CONFIRMED):
            rates[name] = None
        else:
            known = published or part not in STAGE_COUNTS
            rates[name] = _make_rate(getattr(tally, part) if known else None, getattr(tally, whole))
    return rates
