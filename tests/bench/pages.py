"""What the pages of one large period cost: its list as it is leafed through, sorted, searched, and behind a
rate; the officer's list, and logging from it.

    .venv/bin/python -m tests.bench.pages [--projects 1000 10000] [--rounds 9] [--database-url URL ...]

Prints one table; every number is a median of one run, in milliseconds of this process alone.
"""

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, insert

from tests.builders import RECORDED_AT, clock_at, make_area, make_body, make_party, make_period
from tests.people import sign_in_as
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.db.schema import migrate
from tracker.domain.roles import Role, Visibility
from tracker.models import Project, ProjectParty, StatusEntry, table_of
from tracker.settings import Settings

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PARTY = "SEL"
HX = {"HX-Request": "true"}
LIST = "/bodies/body/periods/1"
ADDRESSES = {
    "trend page": "/bodies/body",
    "list, first page": LIST,
    "list, tenth page": f"{LIST}?page=10",
    "sorted by title": f"{LIST}?sort=title",
    "searched": f"{LIST}?q=99",
    "searched for a department": f"{LIST}?q=office+99",
    "behind a rate": f"{LIST}?counted=promotion&side=part",
}

#: What an officer sees, who is signed in.
OFFICER = {
    "officer's list, silent longest first": LIST,
    "officer's list, tenth page": f"{LIST}?page=10",
    "officer's search, notes too": f"{LIST}?q=call+99",
}


def fill(engine: Engine, projects: int) -> None:
    """One public body with one period of that many projects, two thirds of them promoted."""
    with writing(engine) as session:
        body = make_body(session, visibility=Visibility.PUBLIC)
        party, area, period = make_party(session, body, PARTY), make_area(session, body), make_period(session, body)
        recorded = {"body_id": body.id, "recorded_at": RECORDED_AT, "recorded_by": "bench"}
        common = recorded | {"period_id": period.id, "area_id": area.id, "mode": "mutual",
                             "agreed_on": period.conference_on}  # fmt: skip
        numbers = range(1, projects + 1)
        rows = [
            common | {"id": n, "ref": f"1-{n:05}", "titles": {"en": f"Project {n}", "ko": f"사업 {n}"}} for n in numbers
        ]
        named = {"body_id": body.id, "party_id": party.id, "is_named": True, "departments": {"en": "Office"}}
        promoted = recorded | {"kind": "promoted", "note": "A call with the other side"}
        session.execute(insert(table_of(Project)), rows)
        session.execute(insert(table_of(ProjectParty)), [named | {"project_id": n} for n in numbers])
        session.execute(
            insert(table_of(StatusEntry)),
            [
                promoted | {"project_id": n, "effective_on": period.conference_on + timedelta(days=n % 300 + 1)}
                for n in numbers
                if n % 3
            ],
        )


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def look(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        if answer.status_code != 200 or not answer.get_data():
            raise SystemExit(f"{address}: {answer.status_code}")


def measure(client: FlaskClient, addresses: dict[str, str], rounds: int) -> dict[str, float]:
    """The medians by page, warm."""
    found = {}
    for name, address in addresses.items():
        look(client, address)
        found[name] = statistics.median(milliseconds(partial(look, client, address)) for _ in range(rounds))
    return found


def measure_officer(client: FlaskClient, engine: Engine, rounds: int) -> dict[str, float]:
    """As `measure`, by a secretary; and what it costs to log one status, whose every round is of another project."""
    sign_in_as(client, engine, Role.SECRETARY, "body", PARTY, now=NOW)
    found = measure(client, OFFICER, rounds)
    refs = iter(f"1-{n:05}" for n in range(3, 10_000, 3))  # those that nobody promoted yet
    for name, headers in (("status logged, led back to the list", {}), ("status logged, its row put in place", HX)):
        found[name] = statistics.median(milliseconds(partial(log, client, next(refs), headers)) for _ in range(rounds))
    return found


def log(client: FlaskClient, ref: str, headers: dict[str, str]) -> None:
    data = {"ref": ref, "kind": "promoted", "on": "2021-05-03", "submission": ref}
    with client.post(f"{LIST}/entries", data=data, headers=headers) as answer:
        if answer.status_code != (200 if headers else 303):
            raise SystemExit(f"{ref}: {answer.status_code}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument(
        "--database-url", nargs="+", help="one empty database per size; default: SQLite in a temp folder"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = []
        urls = options.database_url or [f"sqlite:///{Path(folder) / f'{size}.db'}" for size in options.projects]
        for size, url in zip(options.projects, urls, strict=True):
            engine = make_engine(url)
            migrate(engine)
            fill(engine, size)
            settings = Settings(database_url=url, data_dir=Path(folder))
            app = create_app(settings, engine=engine, clock=clock_at(NOW))
            app.config["WTF_CSRF_ENABLED"] = False
            gc.collect()
            gc.freeze()  # as the web workers do
            results.append(
                measure(app.test_client(), ADDRESSES, options.rounds)
                | measure_officer(app.test_client(), engine, options.rounds)
            )
            dispose_engine(engine)
    print("| median ms of processor time | " + " | ".join(f"{size:,} projects" for size in options.projects) + " |")
    print("|---" * (len(results) + 1) + "|")
    for name in results[0]:
        print(f"| {name} | " + " | ".join(f"{found[name]:.0f}" for found in results) + " |")


if __name__ == "__main__":
    main()
