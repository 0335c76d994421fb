"""A body's figures on their way out: one row per period and group, each percentage with the counts behind it."""

from tracker.domain.periods import Flag
from tracker.domain.rates import RateName
from tracker.domain.trends import By, Figures
from tracker.queries.figures import find_figures
from tracker.register.exports import Export
from tracker.register.figure_columns import make_figure_columns
from tracker.web.cells import name_group
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import wants_codes
from tracker.web.gates import AtBody
from tracker.wording.marks import N_


def export_rates(at: AtBody, by: By) -> Export[Figures]:
    """The groups of each period, then its total, as the trend page shows them."""
    wording = at.asking.wording
    found = find_figures(at.session, at.view, by=by, as_of=at.as_of, known_at=at.asking.known_at)
    title = wording.text(N_("Rates by period and group"))
    return Export(
        title=title,
        columns=make_figure_columns(wording, RateName, by, lambda code: name_group(at, by, code).text),
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
