"""Who may import whom: the contracts of pyproject.toml, and the domain's, which is stricter."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.places import ROOT


def test_import_contracts_hold() -> None:
    lint = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


def find_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


@pytest.mark.parametrize("path", sorted((ROOT / "tracker" / "domain").glob("*.py")), ids=lambda path: path.stem)
def test_the_domain_needs_the_standard_library_only(path: Path) -> None:
    foreign = {
        name
        for name in find_imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("tracker.domain")
    }
    assert foreign == set()


def test_who_reads_a_file_apart_loads_no_database_for_it() -> None:
    """A child is started for each file: what the tables need takes it a second."""
    load = "import sys; import tracker.register.apart, tracker.register.reading, reports.handed; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", load], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"sqlalchemy", "sqlmodel", "pydantic"} & set(done.stdout.split()) == set()


def test_pages_and_scheduler_load_nothing_that_draws() -> None:
    load = "import sys; import tracker.app, tracker.scheduler.jobs; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", load], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"weasyprint", "vl_convert"} & set(done.stdout.split()) == set()
