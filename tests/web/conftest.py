"""The pages over both example bodies, on each database, at one instant."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

import tracker
from tests.builders import clock_at
from tests.cluster import cluster_url, make_copy, run_sql
from tests.compiled import TEMPLATES
from tests.keeping import watched
from tracker.access import FindVisitor
from tracker.actions.importing import import_register
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.queries.bodies import find_bodies
from tracker.register import read_register
from tracker.settings import RegisterLimits, Settings

EXAMPLES = Path(tracker.__file__).parent / "examples"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


#: The examples as they were first loaded into an SQLite database: to load them takes as long as ten tests.
LOADED = TemporaryDirectory(prefix="tracker-examples-")


def load_examples(engine: Engine) -> None:
    """Both example bodies, into a database that is empty."""
    with reading(engine) as session:
        assert find_bodies(session) == []
    loaded, path = Path(LOADED.name) / "examples.db", engine.url.database
    if engine.dialect.name == "sqlite" and path and loaded.exists():
        with closing(sqlite3.connect(loaded)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        return
    _load(engine)
    if engine.dialect.name == "sqlite" and path:
        with closing(sqlite3.connect(path)) as source:
            source.execute("VACUUM INTO ?", (str(loaded),))


def _load(engine: Engine) -> None:
    with writing(engine) as session:
        for code in ("seoul-beijing", "haerang-conference"):
            import_register(session, read_register(EXAMPLES / code, RegisterLimits()), by="tests", clock=clock_at(NOW))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def examples(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with both example bodies, on which tests only look."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("web") / "tracker.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        home, name = request.getfixturevalue("postgresql_home"), f"web_{uuid4().hex}"
        make_copy(home, name, request.getfixturevalue("postgresql_template"))
        url = cluster_url(home, name)
    engine = make_engine(url)
    load_examples(engine)
    yield engine
    dispose_engine(engine)
    if request.param == "postgresql":
        run_sql(home, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _keeps_history() -> Iterator[None]:
    """Whatever any of these tests changes by a request is in the history, or the request fails."""
    with watched():
        yield


@pytest.fixture
def make_client(tmp_path: Path) -> Callable[..., FlaskClient]:
    """Makes a browser without JavaScript over an engine, at NOW."""

    def make(
        engine: Engine,
        find_visitor: FindVisitor | None = None,
        base_url: str = "http://127.0.0.1",
        *,
        guarded: bool = False,
        now: datetime = NOW,
        **fields: Any,
    ) -> FlaskClient:
        """`guarded`: forms need their token against forgery, as they do outside of tests; `fields`: other settings."""
        settings = Settings(database_url=str(engine.url), data_dir=tmp_path, base_url=base_url, **fields)
        app = create_app(settings, engine=engine, clock=clock_at(now), find_visitor=find_visitor)
        app.config["WTF_CSRF_ENABLED"] = guarded
        app.jinja_env.bytecode_cache = TEMPLATES
        return app.test_client()

    return make


@pytest.fixture
def client(examples: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """Pages over both examples."""
    return make_client(examples)


@pytest.fixture
def own_client(engine: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """Pages over the test's own empty database."""
    return make_client(engine)
