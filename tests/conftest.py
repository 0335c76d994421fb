"""Fixtures for every test: both databases, migrated and empty, and no way out to the network."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from reports.renderer import Renderer
from tests.cluster import Pool, cluster_url, make_copy, run_sql, start_cluster, stop_cluster
from tests.compiled import compile_rules_once, compile_statements_once
from tests.network import refuse_all_but_loopback
from tracker.db import dispose_engine, make_engine
from tracker.db.schema import migrate

RUN = pytest.StashKey[tuple[Path, int]]()

settings.register_profile("local", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), max_examples=150, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

sys.addaudithook(refuse_all_but_loopback)
compile_rules_once()
compile_statements_once()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    told = getattr(config, "workerinput", None)  # by the run's first process, where this is a worker
    if told is None:
        folder = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
        folder.chmod(0o755)  # PostgreSQL's own user passes through
        config.stash[RUN] = folder, os.getpid()
    else:
        config.stash[RUN] = Path(told["run_folder"]), told["run_pid"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    folder, pid = node.config.stash[RUN]
    node.workerinput |= {"run_folder": str(folder), "run_pid": pid}


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        stop_cluster(config.stash[RUN][0])
        shutil.rmtree(config.stash[RUN][0], ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database in one file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "tracker.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_home(pytestconfig: pytest.Config) -> Path:
    """Where the run's cluster listens."""
    return start_cluster(*pytestconfig.stash[RUN])


@pytest.fixture(scope="session")
def postgresql_template(postgresql_home: Path) -> str:
    """The name of a migrated, empty database, to be copied."""
    name = f"template_{uuid4().hex}"
    make_copy(postgresql_home, name, "template1")
    _migrate(cluster_url(postgresql_home, name))
    return name


@pytest.fixture(scope="session")
def postgresql_pool(postgresql_home: Path, postgresql_template: str) -> Iterator[Pool]:
    """Migrated, empty databases, which tests give back."""
    pool = Pool(postgresql_home, postgresql_template)
    yield pool
    pool.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def make_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Makes databases of the test's own, once for each kind: `make_database(migrated=True)` gives an address."""
    if request.param == "sqlite":

        def make(*, migrated: bool = True) -> str:
            path = tmp_path / f"{uuid4().hex}.db"
            if migrated:
                shutil.copy(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"

        yield make
        return
    home: Path = request.getfixturevalue("postgresql_home")
    pool: Pool = request.getfixturevalue("postgresql_pool")
    taken: list[str] = []
    made: list[str] = []

    def make_on_cluster(*, migrated: bool = True) -> str:
        if migrated:
            taken.append(pool.take())
            return cluster_url(home, taken[-1])
        made.append(f"test_{uuid4().hex}")
        make_copy(home, made[-1], "template1")
        return cluster_url(home, made[-1])

    yield make_on_cluster
    for name in taken:
        pool.give_back(name)
    for name in made:
        run_sql(home, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_url(make_database: Callable[..., str]) -> str:
    """The address of a migrated, empty database: SQLite, then PostgreSQL."""
    return make_database()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`."""
    engine = make_engine(database_url)
    yield engine
    dispose_engine(engine)


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """One whose child stays warm for the whole run."""
    with Renderer() as renderer:
        yield renderer


@pytest.fixture
def shares_renderer(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands and pages draw by `renderer`: each would start a child of its own, which takes longer than its file."""
    for edge in ("cli.reports", "web.kept_pages", "web.office", "web.packs"):
        monkeypatch.setattr(f"tracker.{edge}.Renderer", lambda **settings: nullcontext(renderer))


def _migrate(url: str) -> None:
    engine = make_engine(url)
    migrate(engine)
    dispose_engine(engine)
