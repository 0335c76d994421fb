"""What the pages of what waits share: their routes, and whether the body asks at all."""

from flask import Blueprint

from tracker.domain.problems import Problem, Refused
from tracker.web.gates import AtBody

confirmations = Blueprint("confirmations", __name__)


def require_asking(at: AtBody) -> None:
    if not at.view.body.asks_confirmation:
        raise Refused(Problem("confirmation_not_asked"))
