"""Services to back up, and empty places to restore into."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from tests.cluster import cluster_url, make_copy, run_sql
from tests.storage.kept import fill


@pytest.fixture
def files_dir(tmp_path: Path) -> Path:
    return tmp_path / "data" / "files"


@pytest.fixture
def filled(engine: Engine, files_dir: Path) -> Engine:
    """A service with everything in it, on either database."""
    fill(engine, files_dir)
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, of either kind whatever `engine` is."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    home: Path = request.getfixturevalue("postgresql_home")
    name = f"empty_{uuid4().hex}"
    make_copy(home, name, "template1")
    yield cluster_url(home, name)
    run_sql(home, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new_url(make_database: Callable[..., str]) -> str:
    """The address of a database without tables."""
    return make_database(migrated=False)
