"""The way around a body: the pages that its visitor may see, in one line under the heading."""

from dataclasses import dataclass

from flask import request

from tracker.domain.roles import Act
from tracker.queries.editions import count_waiting_editions
from tracker.queries.waiting import count_waiting_for
from tracker.web.gates import AtBody
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class Step:
    """A page of every body: the route that shows it, and every route that belongs to it."""

    label: str
    endpoint: str
    act: Act
    blueprint: str


STEPS = (
    Step(N_("Trends"), "bodies.show_body", Act.SEE_TRENDS, "bodies"),
    Step(N_("Waiting"), "confirmations.show_waiting", Act.SEE_HISTORY, "confirmations"),
    Step(N_("Returns"), "returns.show_returns", Act.MANAGE_RETURNS, "returns"),
    Step(N_("Conferences"), "cycle.show_cycle", Act.MANAGE_PERIODS, "cycle"),
    Step(N_("Reports"), "reports.show_reports", Act.SEE_EDITIONS, "reports"),
    Step(N_("Words on areas"), "area_words.show_current", Act.MANAGE_REPORTS, "area_words"),
    Step(N_("Layout"), "layouts.show_layout", Act.MANAGE_REPORTS, "layouts"),
    Step(N_("Import"), "imports.show_uploads", Act.IMPORT, "imports"),
    Step(N_("Exchange"), "exchange.show_exchange", Act.EXCHANGE, "exchange"),
    Step(N_("Chasing"), "chase.show_chase", Act.MANAGE_CHASE, "chase"),
    Step(N_("History"), "history.show_history", Act.SEE_HISTORY, "history"),
    Step(N_("Settings"), "admin_bodies.show_settings", Act.ADMINISTER, "admin_bodies"),
)

#: Blueprints whose pages are parts of another one's.
PARTS = {
    "editions": "reports", "producing": "reports", "schedules": "reports",
    "pace": "bodies", "flow": "bodies", "open_tables": "bodies", "figures": "bodies",
}  # fmt: skip


def find_steps(at: AtBody) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is at hand, of each page that the visitor may see."""
    return [
        (
            _label(at, step),
            at.asking.link(step.endpoint, code=at.code),
            request.blueprint == step.blueprint or PARTS.get(request.blueprint or "") == step.blueprint,
        )
        for step in STEPS
        if at.may(step.act)
    ]


def _label(at: AtBody, step: Step) -> str:
    """Its word; with how much waits there for the parties that the visitor speaks or signs for."""
    label, number = at.asking.wording.text(step.label), _count_waiting(at, step)
    return f"{label} ({at.asking.wording.number(number)})" if number else label


def _count_waiting(at: AtBody, step: Step) -> int:
    """Entries to confirm, editions to sign off."""
    body, visitor = at.view.body, at.asking.visitor
    if step.blueprint == "confirmations" and body.asks_confirmation:
        return count_waiting_for(at.session, at.view.id, visitor.parties_at(body))
    if step.blueprint == "reports" and body.asks_sign_off and visitor.signs_for(body):
        return count_waiting_editions(at.session, at.code, visitor.signs_for(body))
    return 0
