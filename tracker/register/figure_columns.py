"""Figures as columns: each percentage with the counts behind it and its change, for exports and editions alike."""

from collections.abc import Callable, Iterable

from tracker.domain.rates import RateName
from tracker.domain.tallies import STAGE_COUNTS
from tracker.domain.trends import By, Figures
from tracker.register.exports import Cell, Column
from tracker.register.rate_columns import make_rate_columns
from tracker.wording import Wording
from tracker.wording.marks import N_

FiguresColumn = Column[Figures]

#: The counts that no rate names.
OTHER_COUNTS = {
    "additional": N_("Additional"),
    "additional_promoted": N_("Additional, promoted"),
    "additional_implemented": N_("Additional, implemented"),
    "late_promoted": N_("Promoted late"),
    "late_implemented": N_("Implemented late"),
    "suspended": N_("Suspended"),
    "withdrawn": N_("Withdrawn"),
}


def make_figure_columns(
    wording: Wording, rates: Iterable[RateName], by: By | None, call_group: Callable[[str], str]
) -> list[FiguresColumn]:
    """One row for each period and group. `by` None: of totals, without a group; `call_group`: a group by its code."""
    say = wording.text

    def tell_group(row: Figures) -> str:
        return say(N_("all")) if row.group is None else call_group(row.group)

    columns: list[FiguresColumn] = [
        Column("period", say(N_("Period")), lambda row: row.period.number),
        Column("conference_on", say(N_("Conference on")), lambda row: row.period.conference_on),
        Column("measured_on", say(N_("Measured on")), lambda row: row.measured_on),
    ]
    if by is not None:
        columns += [
            Column("group", wording.term(by), tell_group, 22),
            Column("group_code", say(N_("Code")), lambda row: row.group),
        ]
    columns += [
        Column("flags", say(N_("Flags")), lambda row: wording.join(wording.term(flag) for flag in row.flags), 26),
        Column("agreed", say(N_("Agreed")), lambda row: row.tally.agreed),
    ]
    for name in rates:
        columns += make_rate_columns(wording, name, lambda row: row)
    columns += [Column(code, say(word), _make_count_teller(wording, code)) for code, word in OTHER_COUNTS.items()]
    return [*columns, Column("changes_basis", say(N_("Changes")), lambda row: wording.term(row.changes_basis), 30)]


def _make_count_teller(wording: Wording, code: str) -> Callable[[Figures], Cell]:
    unknown = wording.text(N_("not published"))
    return lambda row: unknown if code in STAGE_COUNTS and not row.has_stages else int(getattr(row.tally, code))
