"""The way around a body: the pages that its visitor may see, in one line under the heading."""

from dataclasses import dataclass

from flask import request

from tracker.domain.roles import Act
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
    Step(N_("Import"), "imports.show_uploads", Act.IMPORT, "imports"),
    Step(N_("Exchange"), "exchange.show_exchange", Act.EXCHANGE, "exchange"),
    Step(N_("Chasing"), "chase.show_chase", Act.MANAGE_CHASE, "chase"),
    Step(N_("History"), "history.show_history", Act.SEE_HISTORY, "history"),
    Step(N_("Settings"), "admin_bodies.show_settings", Act.ADMINISTER, "admin_bodies"),
)

#: Blueprints whose pages are parts of another one's.
PARTS = {"editions": "reports"}


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
    """Its word; of what waits, with how many entries wait for the parties that the visitor speaks for."""
    wording, body = at.asking.wording, at.view.body
    label = wording.text(step.label)
    if step.blueprint != "confirmations" or not body.asks_confirmation:
        return label
    number = count_waiting_for(at.session, at.view.id, at.asking.visitor.parties_at(body))
    return f"{label} ({wording.number(number)})" if number else label
