"""The views of a body's figures: how its rates move, and what stands behind them, in one line above each."""

from dataclasses import dataclass

from flask import request

from tracker.domain.roles import Act
from tracker.web.gates import AtBody
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class View:
    label: str
    endpoint: str
    act: Act = Act.SEE_TRENDS


VIEWS = (
    View(N_("Rates"), "bodies.show_body"),
    View(N_("Pace"), "pace.show_pace"),
    View(N_("Flow"), "flow.show_flow"),
    View(N_("Stuck"), "bodies.show_stuck", Act.SEE_PROJECTS),
    View(N_("What changed"), "bodies.show_changes", Act.SEE_PROJECTS),
    View(N_("Data"), "open_tables.show_tables"),
)


def find_views(at: AtBody) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is at hand, of each view that the visitor may see; none where there is but one."""
    found = [
        (
            at.asking.wording.text(view.label),
            at.asking.link(view.endpoint, code=at.code),
            request.endpoint == view.endpoint,
        )
        for view in VIEWS
        if at.may(view.act)
    ]
    return found if len(found) > 1 else []
