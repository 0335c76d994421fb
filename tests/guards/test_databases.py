"""A PostgreSQL database that went from one test to the next is as new; one whose schema was touched does not go on."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlmodel import Session

from tests.builders import make_body
from tests.cluster import Pool, cluster_url
from tests.storage.kept import contents_at, fill
from tracker.db import dispose_engine, make_engine

TOUCHES = (
    "CREATE TABLE another (id int)",
    "ALTER TABLE body ADD COLUMN another int",
    "ALTER TABLE body DISABLE TRIGGER ALL",
    "CREATE INDEX another ON body (code)",
    "ALTER TABLE period DROP CONSTRAINT ex_period_overlap",
    "CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "UPDATE alembic_version SET version_num = '0001'",
)
FUNCTION = (
    "SELECT p.oid::regprocedure::text FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid"
    " WHERE NOT tgisinternal ORDER BY 1 LIMIT 1"
)


@pytest.fixture
def pool(postgresql_home: Path, postgresql_template: str) -> Iterator[Pool]:
    """A pool of the test's own, so that what it hands out is known."""
    pool = Pool(postgresql_home, postgresql_template)
    yield pool
    pool.close()


def test_a_database_that_was_filled_is_empty_again_and_counts_from_one(
    pool: Pool, postgresql_home: Path, tmp_path: Path
) -> None:
    name = pool.take()
    url = cluster_url(postgresql_home, name)
    new = contents_at(url)
    engine = make_engine(url)
    fill(engine, tmp_path)
    dispose_engine(engine)
    assert contents_at(url) != new
    pool.give_back(name)
    assert pool.take() == name
    assert contents_at(url) == new
    engine = make_engine(url)
    with Session(engine) as session:
        assert make_body(session).id == 1
    dispose_engine(engine)
    pool.give_back(name)


def test_what_is_still_connected_is_ended(pool: Pool, postgresql_home: Path) -> None:
    name = pool.take()
    with psycopg.connect(host=str(postgresql_home), user="postgres", dbname=name) as left_open:
        left_open.execute("LOCK TABLE body")  # in a transaction that nobody ends
        pool.give_back(name)
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")
    assert pool.take() == name
    pool.give_back(name)


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_database_whose_schema_was_touched_is_dropped(pool: Pool, postgresql_home: Path, touch: str) -> None:
    name = pool.take()
    engine = make_engine(cluster_url(postgresql_home, name))
    with engine.begin() as connection:
        function = connection.exec_driver_sql(FUNCTION).scalar_one() if "{function}" in touch else ""
        connection.exec_driver_sql(touch.format(function=function))
    dispose_engine(engine)
    pool.give_back(name)
    other = pool.take()
    assert other != name
    pool.give_back(other)
    with psycopg.connect(host=str(postgresql_home), user="postgres", dbname="postgres") as connection:
        assert connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None


def test_a_connection_compiles_no_statement(postgresql_home: Path) -> None:
    engine = make_engine(cluster_url(postgresql_home, "postgres"))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW jit").scalar_one() == "off"
    dispose_engine(engine)
