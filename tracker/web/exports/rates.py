"""A body's figures on their way out: one row per period and group, each percentage with the counts behind it."""

from collections.abc import Callable

from tracker.domain.periods import Flag
from tracker.domain.rates import RateName
from tracker.domain.tallies import STAGE_COUNTS
from tracker.domain.trends import By, Figures
from tracker.queries.figures import find_figures
from tracker.register.exports import Cell, Column, Export
from tracker.web.cells import name_group
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import wants_codes
from tracker.web.exports.rate_columns import make_rate_columns
from tracker.web.gates import AtBody
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


def export_rates(at: AtBody, by: By) -> Export[Figures]:
    """The groups of each period, then its total, as the trend page shows them."""
    wording = at.asking.wording
    found = find_figures(at.session, at.view, by=by, as_of=at.as_of, known_at=at.asking.known_at)
    title = wording.text(N_("Rates by period and group"))
    return Export(
        title=title,
        columns=_make_columns(at, by),
        rows=found,
        about_title=wording.text(ABOUT),
        about=describe(
            at,
            title,
            address=at.asking.link("bodies.show_body", code=at.code, by=by.value),
            facts=[(wording.text(N_("Group by")), wording.term(by))],
            flags=[flag for flag in Flag if any(flag in row.flags for row in found)],
            rates=list(RateName),
        ),
        uses_codes=wants_codes(),
    )


def _make_columns(at: AtBody, by: By) -> list[FiguresColumn]:
    wording, say = at.asking.wording, at.asking.wording.text

    def tell_group(row: Figures) -> str:
        return say(N_("all")) if row.group is None else name_group(at, by, row.group).text

    columns: list[FiguresColumn] = [
        Column("period", say(N_("Period")), lambda row: row.period.number),
        Column("conference_on", say(N_("Conference on")), lambda row: row.period.conference_on),
        Column("measured_on", say(N_("Measured on")), lambda row: row.measured_on),
        Column("group", wording.term(by), tell_group, 22),
        Column("group_code", say(N_("Code")), lambda row: row.group),
        Column("flags", say(N_("Flags")), lambda row: wording.join(wording.term(flag) for flag in row.flags), 26),
        Column("agreed", say(N_("Agreed")), lambda row: row.tally.agreed),
    ]
    for name in RateName:
        columns += make_rate_columns(wording, name, lambda row: row)
    columns += [Column(code, say(word), _count_teller(at, code)) for code, word in OTHER_COUNTS.items()]
    return [*columns, Column("changes_basis", say(N_("Changes")), lambda row: wording.term(row.changes_basis), 30)]


def _count_teller(at: AtBody, code: str) -> Callable[[Figures], Cell]:
    unknown = at.asking.wording.text(N_("not published"))
    return lambda row: unknown if code in STAGE_COUNTS and not row.has_stages else int(getattr(row.tally, code))
