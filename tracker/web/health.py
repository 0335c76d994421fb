"""Whether the process lives, and whether it can serve: for whoever watches the service."""

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from tracker.db.schema import current_revision, head_revision
from tracker.web.gates import anyone
from tracker.web.service import current_service

health = Blueprint("health", __name__)


@health.get("/healthz")
@anyone
def show_health() -> Response:
    return _plain("ok", 200)


@health.get("/readyz")
@anyone
def show_readiness() -> Response:
    """503 with the reason while the database does not answer, or is of another version."""
    try:
        current = current_revision(current_service().engine)
    except SQLAlchemyError:
        return _plain("the database does not answer", 503)
    if current != head_revision():
        return _plain("the database is not up to date: run `tracker migrate`", 503)
    return _plain("ok", 200)


def _plain(text: str, status: int) -> Response:
    response = Response(text + "\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
