"""A bare Flask route that writes what logging a status writes, and asks nothing: what a post costs at the least.

Served as the pages are: `python -m tests.bench.bare PORT`, with the database in `TRACKER_DATABASE_URL`.
"""

import os
import sys
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from flask import Flask, request
from granian.constants import Interfaces
from granian.server import Server
from sqlalchemy import insert, select, update

from tracker.cli.serving import THREADS
from tracker.db import make_engine, writing
from tracker.models import AccessEntry, Body, Project, StatusEntry, Submission, table_of

BODY, PROJECT, ENTRY = table_of(Body), table_of(Project), table_of(StatusEntry)
SUBMISSION, ACCESS = table_of(Submission), table_of(AccessEntry)


def make_app() -> Flask:
    app = Flask(__name__)
    engine = make_engine(os.environ["TRACKER_DATABASE_URL"])

    @app.post("/entries")
    def add_entry() -> tuple[str, int]:
        """Under the body's lock: the entry, the project's day, the form's token, the line of the access log."""
        project, on = int(request.form["project"]), date.fromisoformat(request.form["on"])
        now = datetime.now(UTC)
        entry: dict[str, Any] = {"kind": "promoted", "effective_on": on, "recorded_at": now, "recorded_by": "bare"}
        access = {"at": now, "account": "bare", "address": "", "what": "POST", "path": request.path, "done": True}
        with writing(engine) as session:
            session.execute(select(BODY.c.id).where(BODY.c.id == 1).with_for_update())
            session.execute(update(BODY).where(BODY.c.id == 1).values(last_recorded_at=now))
            session.execute(insert(ENTRY).values(body_id=1, project_id=project, **entry))
            session.execute(update(PROJECT).where(PROJECT.c.id == project).values(promoted_on=on))
            token = {"token": uuid4().hex, "recorded_at": now, "recorded_by": "bare", "location": "/"}
            session.execute(insert(SUBMISSION).values(**token))
            session.execute(insert(ACCESS).values(**access))
        return "", 204

    @app.get("/readyz")
    def show_readiness() -> str:
        return "ok"

    return app


def main(port: int) -> None:
    Server(
        "tests.bench.bare:make_app",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=port,
        workers=2,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
