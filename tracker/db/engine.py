"""Engines and the two kinds of transaction, for SQLite and PostgreSQL alike.

`reading` sees one unchanging state of the database for as long as it lasts and refuses nothing but
writing; `writing` is alone on SQLite (BEGIN IMMEDIATE), and on PostgreSQL orders itself by row locks.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlmodel import Session, create_engine

BUSY_MILLISECONDS = 30_000
WRITES = "tracker_writes"

#: Whether this thread has its turn: waiting for itself, it would wait for ever.
_HELD = threading.local()


def make_engine(database_url: str) -> Engine:
    """An engine whose transactions lose nothing: see the module's text. Makes SQLite's folder."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True)
        event.listen(engine, "connect", _set_up_postgresql)
        return engine
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # bodies may be for members only
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def dispose_engine(engine: Engine) -> None:
    """Close its connections: before a fork, and at the end of a process."""
    engine.dispose()


def _set_up_postgresql(connection: Any, record: Any) -> None:
    # Statements that measure a hundred periods at once are long, and quick: to compile one takes longer than to run it.
    connection.execute("SET jit = off")
    connection.commit()


def _set_up_sqlite(connection: Any, record: Any) -> None:
    # None: the driver opens no transaction of its own; `_begin_sqlite` says which kind it is.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A deferred transaction that later writes can find itself out of date and fail, or overwrite:
    # one that means to write says so at once and waits its turn.
    writes = connection.get_execution_options().get(WRITES, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session on one state of the database. Nothing is committed."""
    options: dict[str, Any] = {WRITES: False}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with Session(engine.execution_options(**options)) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose work is committed at the end, or not at all where it raises."""
    with _turn(engine), Session(engine) as session, session.begin():
        yield session


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """On SQLite, this writer's turn among those of all processes. SQLite itself lets writers sleep and ask again,
    so that some wait very long while others come and go; who waits for a lock on a file is woken in turn."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        yield
        return
    if getattr(_HELD, "by_this_thread", False):
        raise RuntimeError("a transaction that writes was begun inside another one")
    with Path(f"{database}.writers").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _HELD.by_this_thread = True
        try:
            yield
        finally:
            _HELD.by_this_thread = False
