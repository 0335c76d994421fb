"""A register of ten thousand projects goes in, comes out and goes in again within seconds."""

import time
from pathlib import Path

from sqlalchemy import Engine

from tests.register.small import SMALL, Tables, small, write_folder
from tests.register.test_importing import counts, stored
from tests.register.test_round_trip import bring_in
from tracker.register import write_register

PROJECTS = 10_000


def many() -> Tables:
    tables = small()
    first, second = SMALL["projects"]
    half = range(PROJECTS // 2)
    tables["projects"] = [first | {"ref": f"1-{number}"} for number in half]
    tables["projects"] += [second | {"ref": f"2-{number}", "continues": f"1-{number}"} for number in half]
    return tables


def test_ten_thousand_projects_take_seconds(engine: Engine, tmp_path: Path) -> None:
    began = time.process_time()
    first = bring_in(engine, write_folder(many(), tmp_path / "register"))
    write_register(stored(engine).tables, tmp_path / "register.xlsx")
    again = bring_in(engine, tmp_path / "register.xlsx")
    assert counts(first)["projects"] == (PROJECTS, 0, 0)
    assert counts(again)["projects"] == (0, 0, PROJECTS)
    assert time.process_time() - began < 60
