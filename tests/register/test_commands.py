"""`tracker import` and `tracker export`: what they print, where they exit with what."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.register.small import DATA, read, small, write_folder
from tracker.cli import main
from tracker.db import dispose_engine, make_engine, reading
from tracker.queries.bodies import find_bodies

Run = Callable[..., Result]


@pytest.fixture
def database(make_database: Callable[..., str]) -> str:
    return make_database()


@pytest.fixture
def run(database: str, tmp_path: Path) -> Run:
    """Runs `tracker` with arguments on the test's own database."""
    settings = {
        "TRACKER_DATABASE_URL": database,
        "TRACKER_DATA_DIR": str(tmp_path / "data"),
        "TRACKER_SECRET_KEY": "x" * 32,
    }
    return lambda *arguments: CliRunner(env=settings).invoke(main, [str(one) for one in arguments])


def bodies(database: str) -> list[str]:
    engine = make_engine(database)
    with reading(engine) as session:
        found = [body.code for body in find_bodies(session)]
    dispose_engine(engine)
    return found


def test_import_prints_what_it_did(run: Run, database: str) -> None:
    result = run("import", DATA / "seoul-beijing")
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            "seoul-beijing: imported.",
            "  body:     1 added, 0 changed, 0 unchanged",
            "  parties:  2 added, 0 changed, 0 unchanged",
            "  areas:    4 added, 0 changed, 0 unchanged",
            "  periods:  3 added, 0 changed, 0 unchanged",
            "  projects: 196 added, 0 changed, 0 unchanged",
        ],
    )
    assert bodies(database) == ["seoul-beijing"]


def test_a_dry_run_prints_the_same_and_saves_nothing(run: Run, database: str) -> None:
    dry = run("import", DATA / "seoul-beijing", "--dry-run")
    assert dry.exit_code == 0
    assert bodies(database) == []
    assert dry.output.splitlines()[0] == "seoul-beijing: nothing is saved; an import would do this."
    assert dry.output.splitlines()[1:] == run("import", DATA / "seoul-beijing").output.splitlines()[1:]


def test_a_body_for_its_members_is_said_to_be_so(run: Run, tmp_path: Path) -> None:
    tables = small()
    tables["body"][0]["visibility"] = ""
    assert run("import", write_folder(tables, tmp_path / "a")).output.splitlines()[-1] == (
        "Pages show demo only to its members; 'public' under visibility shows it to all."
    )


def test_an_import_prints_its_warnings_apart(run: Run, tmp_path: Path) -> None:
    tables = small()
    run("import", write_folder(tables, tmp_path / "a"))
    tables["projects"][1] |= {"suspended_on": "2016-02-01", "withdrawn_on": "2017-01-01", "reason": "superseded"}
    result = run("import", write_folder(tables, tmp_path / "b"))
    assert (result.exit_code, result.stderr.splitlines()) == (
        0,
        [
            (
                "projects.csv row 3, suspended_on: 2-1: the suspension keeps its own reason (funding);"
                " the reason in this row is taken for the withdrawal"
            )
        ],
    )


def test_a_refused_import_prints_every_problem_and_exits_1(run: Run, database: str, tmp_path: Path) -> None:
    tables = small()
    tables["projects"][0] |= {"area": "XYZ", "horizon": "soon"}
    result = run("import", write_folder(tables, tmp_path / "a"))
    assert (result.exit_code, result.stderr.splitlines()) == (
        1,
        [
            "projects.csv row 2, horizon: 'soon' is unknown; use one of short, medium, long",
            "projects.csv row 2, area: 'XYZ' is not an area of demo; use one of ECO, ENV",
        ],
    )
    assert bodies(database) == []


def test_a_file_that_is_no_register_exits_1_and_wrong_usage_2(run: Run, tmp_path: Path) -> None:
    assert run("import", tmp_path / "gone").exit_code == 1
    assert run("import").exit_code == 2
    assert run("export", "demo").exit_code == 2


def test_export_writes_the_kind_that_the_name_says(run: Run, tmp_path: Path) -> None:
    run("import", DATA / "haerang-conference")
    for name in ("out", "out.zip", "out.xlsx"):
        _export_and_again(run, tmp_path, name)


def _export_and_again(run: Run, tmp_path: Path, name: str) -> None:
    result = run("export", "haerang-conference", tmp_path / name)
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            f"haerang-conference: exported to {tmp_path / name}.",
            "  body:     1",
            "  parties:  13",
            "  areas:    4",
            "  periods:  2",
            "  projects: 63",
        ],
    )
    assert len(read(tmp_path / name).rows("projects")) == 63
    again = run("export", "haerang-conference", tmp_path / name)
    assert (again.exit_code, again.stderr) == (1, f"{name}: this is there already; --force replaces it\n")
    assert run("export", "haerang-conference", tmp_path / name, "--force").exit_code == 0


def test_export_of_a_body_that_is_not_there_exits_1(run: Run, tmp_path: Path) -> None:
    result = run("export", "nobody", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (1, "There is no body 'nobody'.\n")


def test_the_first_register_makes_its_database(tmp_path: Path) -> None:
    settings = {"TRACKER_DATA_DIR": str(tmp_path / "data"), "PATH": ""}
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "import", str(DATA / "seoul-beijing")]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert bodies(f"sqlite:///{tmp_path / 'data' / 'tracker.db'}") == ["seoul-beijing"]
