"""What the pages of what waits share: their routes, the party asked, and whether the body asks at all."""

from flask import Blueprint

from tracker.domain.problems import NotFound, Problem, Refused
from tracker.models import Party
from tracker.web.gates import AtBody

confirmations = Blueprint("confirmations", __name__)


def require_party(at: AtBody, code: str) -> Party:
    """NotFound."""
    for party in at.view.parties.values():
        if party.code == code:
            return party
    raise NotFound("party", code)


def require_asking(at: AtBody) -> None:
    if not at.view.body.asks_confirmation:
        raise Refused(Problem("confirmation_not_asked"))
