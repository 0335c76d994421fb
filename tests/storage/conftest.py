"""Services to back up and to damage, and empty places to restore into. The full one is made once for each database."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from tests.cluster import cluster_url, make_copy, run_sql
from tests.storage.kept import fill
from tracker.db import dispose_engine, make_engine


@pytest.fixture(scope="session")
def filled_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database and the files of a service that has everything in it."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(sqlite_template, folder / "tracker.db")
    _fill(f"sqlite:///{folder / 'tracker.db'}", folder / "files")
    return folder


@pytest.fixture(scope="session")
def filled_postgresql(postgresql_home: Path, postgresql_template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of such a database; the files are the same as those on SQLite."""
    name = f"filled_{uuid4().hex}"
    make_copy(postgresql_home, name, postgresql_template)
    _fill(cluster_url(postgresql_home, name), tmp_path_factory.mktemp("filled") / "files")
    return name


def _fill(url: str, files_dir: Path) -> None:
    engine = make_engine(url)
    fill(engine, files_dir)
    dispose_engine(engine)


@pytest.fixture
def files_dir(filled_sqlite: Path, tmp_path: Path) -> Path:
    """The files of `filled`."""
    return Path(shutil.copytree(filled_sqlite / "files", tmp_path / "data" / "files"))


@pytest.fixture(params=["sqlite", "postgresql"])
def filled_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a service of the test's own with everything in it."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("filled_sqlite") / "tracker.db", tmp_path / "filled.db")
        yield f"sqlite:///{path}"
        return
    yield from _copied(request, request.getfixturevalue("filled_postgresql"))


@pytest.fixture
def filled(filled_url: str) -> Iterator[Engine]:
    """An engine on `filled_url`."""
    engine = make_engine(filled_url)
    yield engine
    dispose_engine(engine)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, of either kind whatever `filled` is."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    yield from _copied(request, "template1")


def _copied(request: pytest.FixtureRequest, template: str) -> Iterator[str]:
    home: Path = request.getfixturevalue("postgresql_home")
    name = f"copy_{uuid4().hex}"
    make_copy(home, name, template)
    yield cluster_url(home, name)
    run_sql(home, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new_url(make_database: Callable[..., str]) -> str:
    """The address of a database without tables."""
    return make_database(migrated=False)
