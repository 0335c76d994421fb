"""What a body's rates cost: in a small service and in one of a million projects, and over the bare SQL.

    .venv/bin/python -m tests.bench.figures [--projects 10000 1000000] [--database-url URL] [--rounds 200]

Prints one table; every number is a median of one run, the services are measured in turns.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, insert
from sqlmodel import Session

from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.db.schema import migrate
from tracker.domain.trends import By
from tracker.models import Area, Body, Lineage, Party, Period, Project, StatusEntry, table_of
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figures

SIZE, PERIODS, AREAS = 800, 4, 5
RECORDED_AT = datetime(2026, 1, 1, tzinfo=UTC)
AS_OF = date(2026, 6, 1)
FIRST_YEAR = 2019
#: Bodies made per transaction.
BATCH = 25


def fill(engine: Engine, projects: int) -> int:
    """Bodies of `SIZE` projects until there are as many as asked for; how many bodies."""
    bodies = max(1, round(projects / SIZE))
    for start in range(0, bodies, BATCH):
        with writing(engine) as session:
            for number in range(start, min(start + BATCH, bodies)):
                make_body(session, number)
    return bodies


def make_body(session: Session, number: int) -> None:
    ids = {"body_id": number + 1}
    names = {"en": f"Body {number}", "ko": f"기구 {number}"}
    add(session, Body, [{"id": number + 1, "code": f"body-{number}", "names": names, "kind": "conference",
         "time_zone": "Asia/Seoul", "languages": ["en", "ko"], "visibility": "public", "illustrative": True,
         "asks_confirmation": False, "asks_sign_off": False, "criteria": {}, "last_recorded_at": RECORDED_AT}])  # fmt: skip
    add(session, Area, [ids | {"id": number * AREAS + i + 1, "code": f"A{i}", "names": names,
         "opened_on": date(2015, 1, 1)} for i in range(AREAS)])  # fmt: skip
    add(session, Party, [ids | {"id": number * 2 + i + 1, "code": f"P{i}", "names": names, "country": "KR"}
         for i in range(2)])  # fmt: skip
    add(session, Period, [ids | {"id": number * PERIODS + i + 1, "number": i + 1,
         "conference_on": date(FIRST_YEAR + 2 * i, 1, 1), "starts_on": date(FIRST_YEAR + 2 * i, 1, 1),
         "ends_on": date(FIRST_YEAR + 2 * i + 1, 12, 31), "stages_published": True} for i in range(PERIODS)])  # fmt: skip
    rows = [make_project(number, index) for index in range(SIZE)]
    add(session, Project, rows)
    add(session, StatusEntry, [e for row in rows for e in make_entries(row)])
    kept = SIZE // PERIODS
    add(session, Lineage, [ids | {"project_id": row["id"], "continues_id": row["id"] - kept}
         for row in rows[kept:] if row["id"] % 2])  # fmt: skip


def make_project(body: int, index: int) -> dict[str, Any]:
    period, place = divmod(index, SIZE // PERIODS)
    opens = date(FIRST_YEAR + 2 * period, 1, 1)
    promoted = opens + timedelta(days=place * 3) if place % 4 else None
    one_sided = place % 3 == 0
    return {
        "id": body * SIZE + index + 1, "body_id": body + 1, "period_id": body * PERIODS + period + 1,
        "area_id": body * AREAS + place % AREAS + 1, "ref": f"{period + 1}-{place:03}",
        "titles": {"en": f"Joint project {place}", "ko": f"공동사업 {place}"},
        "mode": "one_sided" if one_sided else "mutual", "lead_id": body * 2 + 1 if one_sided else None,
        "horizon": ("short", "medium", "long")[place % 3], "agreed_on": opens,
        "due_on": opens + timedelta(days=400 + place), "promoted_on": promoted,
        "implemented_on": promoted + timedelta(days=90) if promoted and place % 2 else None,
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


def answer(session: Session, code: str) -> None:
    """Everything that the trend page asks for: the body, its rates, and by area."""
    view = get_body_view(session, code)
    find_figures(session, view, by=None, as_of=AS_OF)
    find_figures(session, view, by=By.AREA, as_of=AS_OF)


def rates_only(session: Session, code: str) -> None:
    find_figures(session, get_body_view(session, code), by=None, as_of=AS_OF)


@contextmanager
def captured(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent meanwhile, with their values as the driver got them."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def bare(session: Session, sent: list[tuple[str, Any]]) -> None:
    """The same statements through the driver alone, every row fetched."""
    cursor: Any = session.connection().connection.cursor()
    for statement, values in sent:
        cursor.execute(statement, values)
        cursor.fetchall()
    cursor.close()


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(engines: dict[int, tuple[Engine, int]], rounds: int) -> dict[int, dict[str, float]]:
    """Medians in milliseconds, by service and what was asked; services in turns, warm."""
    times: dict[int, dict[str, list[float]]] = {size: {} for size in engines}
    for turn in range(rounds + 5):
        for size, (engine, bodies) in engines.items():
            code = f"body-{(turn * 7919) % bodies}"
            with captured(engine) as sent, reading(engine) as session:
                rates_only(session, code)
            with reading(engine) as session:
                found = {
                    "rates": seconds(lambda s=session, c=code: rates_only(s, c)),
                    "trend page": seconds(lambda s=session, c=code: answer(s, c)),
                    "bare SQL of the rates": seconds(lambda s=session, q=sent: bare(s, q)),
                }
            if turn >= 5:
                for name, value in found.items():
                    times[size].setdefault(name, []).append(value * 1000)
    return {size: {name: statistics.median(v) for name, v in kinds.items()} for size, kinds in times.items()}


def report(results: dict[int, dict[str, float]]) -> None:
    sizes = sorted(results)
    print(
        f"| median ms, body of {SIZE} projects | " + " | ".join(f"{size:,} projects" for size in sizes) + " | ratio |"
    )
    print("|---" * (len(sizes) + 2) + "|")
    for name in results[sizes[0]]:
        cells = [results[size][name] for size in sizes]
        print(f"| {name} | " + " | ".join(f"{cell:.2f}" for cell in cells) + f" | {cells[-1] / cells[0]:.2f} |")
    shares = [1 - results[size]["bare SQL of the rates"] / results[size]["rates"] for size in sizes]
    print("| our code's share of the rates | " + " | ".join(f"{share:.0%}" for share in shares) + " | |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument(
        "--database-url", nargs="+", help="one empty database per size; default: SQLite in a temp folder"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        urls = options.database_url or [f"sqlite:///{Path(folder) / f'{size}.db'}" for size in options.projects]
        engines = {}
        for size, url in zip(options.projects, urls, strict=True):
            engine = make_engine(url)
            migrate(engine)
            start = time.perf_counter()
            engines[size] = engine, fill(engine, size)
            with engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
            print(f"filled {size:,} projects in {time.perf_counter() - start:.0f} s", flush=True)
        report(measure(engines, options.rounds))
        for engine, _ in engines.values():
            dispose_engine(engine)


if __name__ == "__main__":
    main()
