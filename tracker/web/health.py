"""Whether the process lives, and whether it can serve: for whoever watches the service."""

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from tracker.db import reading
from tracker.db.schema import current_revision, head_revision
from tracker.queries.due_runs import find_missed_runs
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
    """503 with the reason while the database does not answer, or is of another version. Where editions are missing an
    hour after they were due, how many: pages can be served all the same, so it is a 200."""
    service = current_service()
    try:
        current = current_revision(service.engine)
    except SQLAlchemyError:
        return _plain("the database does not answer", 503)
    if current != head_revision():
        return _plain("the database is not up to date: run `tracker migrate`", 503)
    with reading(service.engine) as session:
        missed = len(find_missed_runs(session, now=service.clock()))
    return _plain(f"degraded\nmissed_runs: {missed}" if missed else "ok", 200)


def _plain(text: str, status: int) -> Response:
    response = Response(text + "\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
