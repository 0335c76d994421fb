"""A rate on its way out: the percentage, what it counts, of how many, and the change in points."""

from collections.abc import Callable
from typing import TypeVar

from tracker.domain.rates import RateName, to_hundredfold
from tracker.domain.trends import Figures
from tracker.register.exports import Cell, Column
from tracker.wording import DASH, Wording
from tracker.wording.marks import N_

Row = TypeVar("Row")


def make_rate_columns(wording: Wording, name: RateName, find: Callable[[Row], Figures | None]) -> list[Column[Row]]:
    """A dash where there is no rate; empty cells where `find` gives a row no figures."""
    term, unknown = wording.term(name), wording.text(N_("not published"))

    def tell_percent(row: Figures) -> Cell:
        rate = row.rates[name]
        if rate is not None and rate.part is None:
            return unknown
        return DASH if rate is None or rate.percent is None else rate.percent

    def tell_part(row: Figures) -> Cell:
        rate = row.rates[name]
        return None if rate is None else unknown if rate.part is None else rate.part

    def tell_whole(row: Figures) -> Cell:
        rate = row.rates[name]
        return None if rate is None else rate.whole

    def tell_change(row: Figures) -> Cell:
        change = row.changes[name]
        return None if change is None else to_hundredfold(change)

    def of(tell: Callable[[Figures], Cell]) -> Callable[[Row], Cell]:
        return lambda row: None if (figures := find(row)) is None else tell(figures)

    return [
        Column(f"{name}_percent", wording.text(N_("{rate}, %"), rate=term), of(tell_percent)),
        Column(f"{name}_part", wording.text(N_("{rate}: counted"), rate=term), of(tell_part)),
        Column(f"{name}_whole", wording.text(N_("{rate}: out of"), rate=term), of(tell_whole)),
        Column(f"{name}_change", wording.text(N_("{rate}: change in points"), rate=term), of(tell_change)),
    ]
