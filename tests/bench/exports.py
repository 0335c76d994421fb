"""What lists of many rows cost on their way out as files: seconds, and how far the process's memory grows for them.

    .venv/bin/python -m tests.bench.exports [--rows 1000 10000 100000] [--database-url URL ...]

Each file is made by a process of its own that has shown one page before; the memory is what its peak rose by since.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from tests.bench.pages import NOW, fill
from tests.builders import RECORDED_AT, clock_at
from tracker.access import Account, Visitor
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.db.schema import migrate
from tracker.domain.roles import Grant, Role
from tracker.models import HistoryEntry, table_of
from tracker.settings import Settings

BODY = "/bodies/body"
FILES = {
    "projects, CSV": f"{BODY}/periods/1/projects.csv",
    "projects, workbook": f"{BODY}/periods/1/projects.xlsx",
    "projects by title, CSV": f"{BODY}/periods/1/projects.csv?sort=title",
    "log of entries, CSV": f"{BODY}/entries.csv",
    "log of entries, workbook": f"{BODY}/entries.xlsx",
    "history, CSV": f"{BODY}/history.csv",
    "history, workbook": f"{BODY}/history.xlsx",
    "open projects, CSV": f"{BODY}/data/projects.csv",
    "open projects, JSON": f"{BODY}/data/projects.json",
    "open entries, CSV": f"{BODY}/data/entries.csv",
    "open rates, CSV": f"{BODY}/data/rates.csv",
}


def add_history(url: str, rows: int) -> None:
    """That many values changed."""
    engine = make_engine(url)
    change = {"body_id": 1, "subject": "project", "act": "changed", "recorded_at": RECORDED_AT, "recorded_by": "bench"}
    with writing(engine) as session:
        session.execute(
            insert(table_of(HistoryEntry)),
            [change | {"key": f"1-{n}", "before": {"note": "before"}, "after": {"note": "after"}} for n in range(rows)],
        )
    dispose_engine(engine)


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def save(url: str, folder: Path, address: str) -> None:
    """Make one file, and print rows (of a CSV file, heads left out), seconds, bytes, and the peak before and after."""
    engine = make_engine(url)
    official = Visitor(
        frozenset({Grant(Role.OFFICIAL, "body")}), Account(1, "Official", "official@example.org", "en", 1)
    )
    app = create_app(
        Settings(database_url=url, data_dir=folder),
        engine=engine,
        clock=clock_at(NOW),
        find_visitor=lambda credentials: official,
    )
    client = app.test_client()
    with client.get(f"{BODY}/reports") as page:
        assert page.status_code == 200
    with client.get(f"{BODY}/rates.xlsx") as first:
        assert first.status_code == 200
    before, began, size, lines = peak_megabytes(), time.perf_counter(), 0, 0
    with client.get(address, buffered=False) as answer:
        assert answer.status_code == 200
        for chunk in answer.iter_encoded():
            size, lines = size + len(chunk), lines + chunk.count(b"\n")
    print(lines - 1, time.perf_counter() - began, size, before, peak_megabytes())
    dispose_engine(engine)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--database-url", nargs="+", help="one empty database per size; default: SQLite")
    parser.add_argument("--save", nargs=3, metavar=("URL", "FOLDER", "ADDRESS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.save:
        save(options.save[0], Path(options.save[1]), options.save[2])
        return
    print("| file | projects | seconds | MB of file | peak MB | rose by |\n|---|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for index, rows in enumerate(options.rows):
            url = options.database_url[index] if options.database_url else f"sqlite:///{folder}/{rows}.db"
            engine = make_engine(url)
            migrate(engine)
            fill(engine, rows)
            dispose_engine(engine)
            add_history(url, rows)
            for name, address in FILES.items():
                command = [sys.executable, "-m", "tests.bench.exports", "--save", url, folder, address]
                out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
                _, seconds, size, before, after = (float(value) for value in out)
                print(
                    f"| {name} | {rows:,} | {seconds:.1f} | {size / 1e6:.1f} | {after:.0f} | {after - before:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
