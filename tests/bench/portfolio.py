"""What the page of all bodies costs at 500 bodies with 200,000 projects, and whether a body's trend page costs the same
in a service of ten thousand projects and in one of a million.

    .venv/bin/python -m tests.bench.portfolio [--bodies 500] [--services 10000 1000000] [--rounds 9]
        [--database-url URL]

Every number is the median of one run, in milliseconds of this process's own processor time, in which SQLite's work is
included; what the clock says stands beside. As in a worker that serves pages, what was loaded before is kept out of the
collector's way.
"""

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, insert
from sqlmodel import Session

from tests.bench.figures import fill as fill_service
from tests.builders import clock_at
from tracker.actions.tallies import fill_tallies
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.db.schema import migrate
from tracker.domain.fields import Field
from tracker.models import Area, Body, BodyKind, Lineage, Membership, Party, Period, Project, StatusEntry, table_of
from tracker.settings import Settings

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
RECORDED_AT, LAST_RECORDED_AT = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
PERIODS, AREAS, PARTIES, PROJECTS = 5, 5, 3, 80
FIRST_YEAR = 2016
COUNTRIES = ("KR", "CN", "JP", "VN", "MN", "DE", "US", "BR", "KE", "ID", "FR", "TH")
#: Bodies made per transaction.
BATCH = 25

ADDRESSES = {
    "first page": "/",
    "last page": "/?page=1000",
    "sorted by promotion": "/?sort=-promotion",
    "grouped by region": "/?group=region",
    "of one kind": "/?kind=network",
    "with projects of a field": "/?field=sports",
    "as confirmed": "/?words=confirmed",
    "as of an earlier day": "/?as_of=2023-05-01",
    "as known at an earlier instant": "/?known_at=2026-02-01T00:00:00Z",
}


def fill(engine: Engine, bodies: int) -> None:
    """Public bodies of `PERIODS` periods of `PROJECTS` projects each, the last of which runs; with their tallies."""
    for start in range(0, bodies, BATCH):
        with writing(engine) as session:
            for number in range(start, min(start + BATCH, bodies)):
                make_body(session, number)
            fill_tallies(session)


def make_body(session: Session, number: int) -> None:
    ids = {"body_id": number + 1}
    names = {"en": f"Joint Committee of City {number} and Its Partners", "ko": f"제{number}시 협력위원회"}
    add(session, Body, [{"id": number + 1, "code": f"body-{number:03}", "names": names,
         "kind": list(BodyKind)[number % len(BodyKind)], "founded_on": date(1985 + number % 40, 1, 1),
         "time_zone": ("Asia/Seoul", "Asia/Shanghai", "Asia/Tokyo")[number % 3], "languages": ["en", "ko"],
         "visibility": "public", "illustrative": number % 10 == 0, "asks_confirmation": False,
         "asks_sign_off": False, "criteria": {}, "data_licence": {},
         "last_recorded_at": LAST_RECORDED_AT}])  # fmt: skip
    add(session, Area, [ids | {"id": number * AREAS + i + 1, "code": f"A{i}", "names": {"en": f"Area {i}"},
         "opened_on": date(2010, 1, 1)} for i in range(AREAS)])  # fmt: skip
    parties = range(number * PARTIES, (number + 1) * PARTIES)
    add(session, Party, [ids | {"id": i + 1, "code": f"P{i % PARTIES}", "names": {"en": f"City {i}", "ko": f"{i}시"},
         "country": "KR" if i % PARTIES == 0 else COUNTRIES[(number + i) % len(COUNTRIES)]} for i in parties])  # fmt: skip
    add(session, Membership, [ids | {"party_id": i + 1, "role": "member", "joined_on": date(2010, 1, 1)}
         for i in parties])  # fmt: skip
    add(session, Period, [ids | {"id": number * PERIODS + i + 1, "number": i + 1,
         "conference_on": opening(number, i), "starts_on": opening(number, i),
         "ends_on": opening(number, i + 1) - timedelta(days=1) if i + 1 < PERIODS else None,
         "next_conference_planned_on": opening(number, i + 1), "stages_published": True}
         for i in range(PERIODS)])  # fmt: skip
    rows = [make_project(number, index) for index in range(PERIODS * PROJECTS)]
    add(session, Project, rows)
    add(session, StatusEntry, [entry for row in rows for entry in make_entries(row)])
    add(session, Lineage, [ids | {"project_id": row["id"], "continues_id": row["id"] - PROJECTS}
         for row in rows[PROJECTS:] if row["id"] % 2])  # fmt: skip


def opening(body: int, period: int) -> date:
    return date(FIRST_YEAR + 2 * period, 1 + body % 12, 1 + body % 28)


def make_project(body: int, index: int) -> dict[str, Any]:
    period, place = divmod(index, PROJECTS)
    opens = opening(body, period)
    promoted = opens + timedelta(days=place * 8) if (place + body) % 4 else None
    promoted = None if promoted is None or promoted > NOW.date() else promoted
    implemented = promoted + timedelta(days=90) if promoted and (place + body) % 3 else None
    one_sided = place % 3 == 0
    return {
        "id": body * PERIODS * PROJECTS + index + 1, "body_id": body + 1, "period_id": body * PERIODS + period + 1,
        "area_id": body * AREAS + place % AREAS + 1, "ref": f"{period + 1}-{place:03}",
        "titles": {"en": f"Joint project {place} of period {period + 1}", "ko": f"{period + 1}기 공동사업 {place}"},
        "mode": "one_sided" if one_sided else "mutual", "lead_id": body * PARTIES + 1 if one_sided else None,
        "horizon": ("short", "medium", "long")[place % 3], "agreed_on": opens, "field": list(Field)[place % 10].value,
        "due_on": opens + timedelta(days=300 + 2 * place), "promoted_on": promoted,
        "implemented_on": implemented if implemented and implemented <= NOW.date() else None,
        "recorded_at": RECORDED_AT, "recorded_by": "bench",
    }  # fmt: skip


def make_entries(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    common = {"body_id": row["body_id"], "project_id": row["id"], "recorded_at": RECORDED_AT, "recorded_by": "bench"}
    for kind in ("promoted", "implemented"):
        if row[f"{kind}_on"]:
            yield common | {"kind": kind, "effective_on": row[f"{kind}_on"], "reason": None}
    if row["id"] % 20 == 0:
        yield common | {"kind": "suspended", "effective_on": row["agreed_on"] + timedelta(days=30), "reason": "funding"}


def add(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table_of(model)), rows)


@contextmanager
def timed_sql(engine: Engine) -> Iterator[list[float]]:
    """The processor seconds that each statement took to be executed, first row included."""
    spent: list[float] = []
    began: list[float] = []

    def begin(*args: Any) -> None:
        began.append(time.process_time())

    def end(*args: Any) -> None:
        spent.append(time.process_time() - began.pop())

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    yield spent
    event.remove(engine, "before_cursor_execute", begin)
    event.remove(engine, "after_cursor_execute", end)


@contextmanager
def opened(url: str, folder: Path) -> Iterator[tuple[Engine, FlaskClient]]:
    engine = make_engine(url)
    app = create_app(Settings(database_url=url, data_dir=folder), engine=engine, clock=clock_at(NOW))
    yield engine, app.test_client()
    dispose_engine(engine)


@dataclass(frozen=True)
class Cost:
    """Of one answer: milliseconds of processor and clock, of statements alone, how many these were, bytes."""

    processor: float
    clock: float
    statements: float
    number: int
    size: int


def ask(engine: Engine, client: FlaskClient, address: str) -> Cost:
    with timed_sql(engine) as spent:
        began, clock = time.process_time(), time.perf_counter()
        answer = client.get(address)
        processor, passed = time.process_time() - began, time.perf_counter() - clock
    assert answer.status_code == 200, address
    return Cost(processor * 1000, passed * 1000, sum(spent) * 1000, len(spent), len(answer.data))


def median_of(costs: list[Cost]) -> Cost:
    found = {name: statistics.median(getattr(one, name) for one in costs) for name in Cost.__dataclass_fields__}
    return Cost(**found)


def measure_portfolio(url: str, folder: Path, rounds: int) -> None:
    print(
        "| page of all bodies | processor ms | clock ms | statements ms | statements | kB |\n|---|--:|--:|--:|--:|--:|"
    )
    with opened(url, folder) as (engine, client):
        print_cost("first page, cold", ask(engine, client, "/"))
        for address in ADDRESSES.values():
            ask(engine, client, address)
        gc.collect()
        gc.freeze()
        for name, address in ADDRESSES.items():
            print_cost(name, median_of([ask(engine, client, address) for _ in range(rounds)]))
        gc.unfreeze()


def print_cost(name: str, cost: Cost) -> None:
    print(
        f"| {name} | {cost.processor:.0f} | {cost.clock:.0f} | {cost.statements:.0f} | {cost.number:.0f}"
        f" | {cost.size / 1000:.1f} |",
        flush=True,
    )


def measure_services(sizes: list[int], folder: Path, rounds: int) -> None:
    """One body's trend page, in services that differ in everything else; in turns."""
    print("\n| trend page of a body of 800 projects | processor ms | clock ms | statements ms | statements | kB |")
    print("|---|--:|--:|--:|--:|--:|")
    urls = {size: f"sqlite:///{folder}/{size}.db" for size in sizes}
    bodies = {}
    for size, url in urls.items():
        engine = make_engine(url)
        migrate(engine)
        bodies[size] = fill_service(engine, size)
        dispose_engine(engine)
    costs: dict[int, list[Cost]] = {size: [] for size in sizes}
    for turn in range(rounds + 2):
        for size, url in urls.items():
            with opened(url, folder) as (engine, client):
                ask(engine, client, "/bodies/body-0")
                cost = ask(engine, client, f"/bodies/body-{(turn * 7919) % bodies[size]}")
            if turn >= 2:
                costs[size].append(cost)
    for size, found in costs.items():
        print_cost(f"service of {size:,} projects", median_of(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=500)
    parser.add_argument("--services", type=int, nargs="*", default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--database-url", help="an empty database; default: SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = options.database_url or f"sqlite:///{folder}/portfolio.db"
        engine = make_engine(url)
        migrate(engine)
        fill(engine, options.bodies)
        dispose_engine(engine)
        measure_portfolio(url, folder, options.rounds)
        if options.services:
            measure_services(options.services, folder, options.rounds)


if __name__ == "__main__":
    main()
