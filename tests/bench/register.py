"""How long a register takes: in, out as each kind of file, and in again without a change; and the memory it holds.

    python -m tests.bench.register [--projects 1000 10000] [--database-url ...]

Seconds are those of the processor in this process; the memory is the peak of the process so far.
"""

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import Engine

from tests.register.small import write_folder
from tests.register.test_importing import counts, stored
from tests.register.test_round_trip import bring_in
from tests.register.test_size import many
from tracker.db import dispose_engine, make_engine
from tracker.db.schema import migrate
from tracker.register import write_register

KINDS = ("register", "register.zip", "register.xlsx")

Result = TypeVar("Result")


def timed(act: Callable[[], Result]) -> tuple[float, Result]:
    began = time.process_time()
    result = act()
    return time.process_time() - began, result


def measure(engine: Engine, projects: int, folder: Path) -> list[float]:
    """Seconds: in, then out and in again for each of KINDS."""
    source = write_folder(many(projects), folder / "source")
    seconds, first = timed(lambda: bring_in(engine, source))
    assert counts(first)["projects"] == (projects, 0, 0)
    found = [seconds]
    for kind in KINDS:
        out, _ = timed(lambda path=folder / kind: write_register(stored(engine).tables, path))  # type: ignore[misc]
        back, again = timed(lambda path=folder / kind: bring_in(engine, path))  # type: ignore[misc]
        assert counts(again)["projects"] == (0, 0, projects)
        found += [out, back]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--database-url", nargs="+", help="one empty database per size; default: SQLite")
    options = parser.parse_args()
    print("projects |  in s | folder out    in | .zip out    in | .xlsx out    in | peak MB")
    for index, projects in enumerate(options.projects):
        with TemporaryDirectory() as folder:
            default = f"sqlite:///{Path(folder) / 'register.db'}"
            engine = make_engine(options.database_url[index] if options.database_url else default)
            migrate(engine)
            first, *rest = measure(engine, projects, Path(folder))
            dispose_engine(engine)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pairs = " | ".join(f"{out:10.2f} {back:5.2f}" for out, back in zip(rest[::2], rest[1::2], strict=True))
        print(f"{projects:8,} | {first:5.2f} | {pairs} | {peak:7.0f}", flush=True)


if __name__ == "__main__":
    main()
