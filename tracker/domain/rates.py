"""A rate is a part and a whole, both counts; it has a value only where the whole is not 0.

One decimal, half up, in decimal arithmetic, once, from the counts. Totals add counts, never average rates.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache


class RateName(StrEnum):
    PROMOTION = "promotion"
    IMPLEMENTATION = "implementation"
    MUTUAL_SHARE = "mutual_share"
    MUTUAL_PROMOTION = "mutual_promotion"
    MUTUAL_IMPLEMENTATION = "mutual_implementation"
    ONE_SIDED_PROMOTION = "one_sided_promotion"
    RETENTION = "retention"
    RENEWAL = "renewal"
    DUE_IMPLEMENTATION = "due_implementation"
    CONFIRMED_PROMOTION = "confirmed_promotion"
    CONFIRMED_IMPLEMENTATION = "confirmed_implementation"


#: Rates that grow while a period runs: compared with the earlier period at the same number of days.
GROWING = frozenset(RateName) - {RateName.MUTUAL_SHARE, RateName.RETENTION, RateName.RENEWAL}


#: Below this many projects the counts say more than their rate: they come first, and nothing is compared.
FEW = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` of `whole`. A part of None is not known (stages not published): there is no value."""

    part: int | None
    whole: int

    def __post_init__(self) -> None:
        if self.whole < 0 or (self.part is not None and not 0 <= self.part <= self.whole):
            raise ValueError(f"a rate needs 0 <= part <= whole, not {self.part} of {self.whole}")

    @property
    def value(self) -> Fraction | None:
        """The exact fraction; None where the whole is 0 or the part is not known."""
        if self.part is None or self.whole == 0:
            return None
        return _divide(self.part, self.whole)

    @property
    def is_of_few(self) -> bool:
        """Whether so few projects are counted that one of them moves the rate by more than 5 points."""
        return self.whole < FEW

    @property
    def percent(self) -> Decimal | None:
        """Per cent with one decimal, half up: 51 of 66 is 77.3."""
        return None if self.part is None or self.whole == 0 else _to_percent(self.part, self.whole)


#: A page asks for the same few rates over and over.
_divide = lru_cache(maxsize=65_536)(Fraction)


@lru_cache(maxsize=65_536)
def _to_percent(part: int, whole: int) -> Decimal:
    return to_hundredfold(_divide(part, whole))


def to_hundredfold(value: Fraction) -> Decimal:
    """A fraction times 100, rounded half up (away from 0) to one decimal, exactly."""
    numerator, denominator = value.numerator, value.denominator
    rounded = (abs(numerator) * 2000 + denominator) // (denominator * 2)
    return Decimal(-rounded if numerator < 0 else rounded).scaleb(-1)


def change(now: Rate | None, before: Rate | None) -> Fraction | None:
    """The difference of two rates as an exact fraction (0.219 is 21.9 points); None where either has no value."""
    after = None if now is None else now.value
    then = None if before is None else before.value
    return None if after is None or then is None else after - then


def find_direction(change: Fraction | None) -> int:
    """1, -1, or 0 for a change that shows as 0.0 points, which is none to whoever reads it; 0 for None too."""
    points = Decimal(0) if change is None else to_hundredfold(change)
    return (points > 0) - (points < 0)
