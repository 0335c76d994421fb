"""An import asks the database as often for many projects as for few; its seconds are in `tests.bench.register`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tests.register.small import SMALL, Tables, small, write_folder
from tests.register.test_importing import counts, stored
from tests.register.test_round_trip import bring_in
from tracker.db import dispose_engine, make_engine
from tracker.register import write_register


def many(projects: int) -> Tables:
    """Half of them in each of two periods, each of the second continuing one of the first; all with stages."""
    tables = small()
    first, second = SMALL["projects"]
    half = range(projects // 2)
    tables["projects"] = [first | {"ref": f"1-{number}"} for number in half]
    tables["projects"] += [second | {"ref": f"2-{number}", "continues": f"1-{number}"} for number in half]
    return tables


def statements_of(engine: Engine, act: Callable[[], object]) -> int:
    """But for inserts, which SQLite is given row by row."""
    seen: list[str] = []

    def see(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", see)
    act()
    event.remove(engine, "before_cursor_execute", see)
    return sum(not statement.startswith("INSERT") for statement in seen)


def statements_of_imports(engine: Engine, projects: int, folder: Path) -> list[int]:
    """Of a new register, of the same again, and of one in which a day of every project's log is another."""
    tables = many(projects)
    path = write_folder(tables, folder / "new")
    for row in tables["projects"]:
        name, day = ("promoted_on", "2014-04-01") if row["period"] == "1" else ("resumed_on", "2016-07-01")
        row[name] = day
    changed = write_folder(tables, folder / "changed")
    return [statements_of(engine, lambda one=one: bring_in(engine, one)) for one in (path, path, changed)]  # type: ignore[misc]


def test_more_projects_take_no_more_statements(make_database: Callable[..., str], tmp_path: Path) -> None:
    taken = []
    for projects in (20, 200):
        engine = make_engine(make_database())
        (tmp_path / str(projects)).mkdir()
        taken.append(statements_of_imports(engine, projects, tmp_path / str(projects)))
        dispose_engine(engine)
    assert taken[0] == taken[1]


@pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)
def test_two_thousand_projects_go_in_come_out_and_go_in_again(engine: Engine, tmp_path: Path) -> None:
    first = bring_in(engine, write_folder(many(2_000), tmp_path / "register"))
    write_register(stored(engine).tables, tmp_path / "register.xlsx")
    again = bring_in(engine, tmp_path / "register.xlsx")
    assert counts(first)["projects"] == (2_000, 0, 0)
    assert counts(again)["projects"] == (0, 0, 2_000)
