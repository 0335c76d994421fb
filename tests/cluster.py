"""A PostgreSQL of our own for one test run: made when first asked for, gone when the run ends.

It listens on a socket in the run's folder only. `tail --pid` waits for the run's first process,
so that the server goes even where the run was killed.
"""

import fcntl
import os
import pwd
import shlex
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import psycopg

Row = tuple[object, ...]

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "4GB",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


def find_binaries() -> Path:
    """The folder of the newest PostgreSQL server installed. RuntimeError where there is none."""
    initdb = shutil.which("initdb")
    folders = [Path(initdb).resolve().parent] if initdb else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    for folder in reversed(folders):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError("the tests need PostgreSQL: apt-get install postgresql")


def start_cluster(folder: Path, run_pid: int) -> Path:
    """The folder of the socket of the run's one cluster; whoever comes first starts it."""
    home = folder / "postgresql"
    with (folder / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            _start(home, run_pid)
            (home / "ready").touch()
    return home


def stop_cluster(folder: Path) -> None:
    """Stop the run's cluster at once, where there is one. Nothing of it is kept."""
    home = folder / "postgresql"
    if (home / "ready").exists():
        subprocess.run([*_as_owner(), *_control(home), "-m", "immediate", "stop"], check=True, cwd="/")


def cluster_url(home: Path, database: str) -> str:
    """The address of one of its databases."""
    return f"postgresql+psycopg://postgres@/{database}?host={home}"


def make_copy(home: Path, database: str, template: str) -> None:
    """A new database, the same as a template that nobody is connected to."""
    with psycopg.connect(host=str(home), user="postgres", dbname="postgres", autocommit=True) as connection:
        # Copying files takes half the time where nothing is synced; older servers know no other way.
        way = " STRATEGY FILE_COPY" if connection.info.server_version >= 150000 else ""
        connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}{way}".encode())


def run_sql(home: Path, statement: str) -> None:
    """Run one statement outside any transaction, in the maintenance database."""
    with psycopg.connect(host=str(home), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


#: What a test may have done to a database besides filling it: every row of the schema's catalogues carries the
#: transaction that last wrote it, so a table, column, index, trigger or function that was made, altered or removed
#: shows; so does another version of the schema.
FINGERPRINT = """
SELECT (SELECT string_agg(version_num || xmin::text, ',') FROM alembic_version),
       (SELECT string_agg(oid::text || '/' || xmin::text, ',' ORDER BY oid)
          FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT string_agg(attrelid::text || '/' || attnum::text || '/' || a.xmin::text, ',' ORDER BY attrelid, attnum)
          FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace),
       (SELECT string_agg(oid::text || '/' || xmin::text, ',' ORDER BY oid) FROM pg_trigger),
       (SELECT string_agg(oid::text || '/' || xmin::text, ',' ORDER BY oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
       (SELECT string_agg(oid::text || '/' || xmin::text, ',' ORDER BY oid)
          FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'),
       (SELECT count(*) FROM pg_db_role_setting)
"""
LARGEST_KEPT = 64 * 1024 * 1024


class Pool:
    """Databases like a template that go from test to test, emptied between them, for a copy each takes long.

    One whose schema a test touched, or that grew large, is dropped instead. The pool stays connected to each: to look
    into a database for the first time takes PostgreSQL longer than to empty it."""

    def __init__(self, home: Path, template: str) -> None:
        self._home, self._template = home, template
        self._free: list[str] = []
        self._fingerprints: dict[str, Row] = {}
        self._connections: dict[str, psycopg.Connection[Row]] = {}

    def take(self) -> str:
        """The name of a database that is as the template is."""
        if self._free:
            return self._free.pop()
        name = f"pool_{uuid4().hex}"
        make_copy(self._home, name, self._template)
        connection = psycopg.connect(host=str(self._home), user="postgres", dbname=name, autocommit=True)
        self._connections[name] = connection
        self._fingerprints[name] = _read(connection, FINGERPRINT)
        return name

    def give_back(self, name: str) -> None:
        """Make it empty again for the next test, or drop it."""
        if self._is_emptied(name):
            self._free.append(name)
        else:
            self._drop(name)

    def close(self) -> None:
        """Drop what nobody uses."""
        while self._free:
            self._drop(self._free.pop())

    def _drop(self, name: str) -> None:
        self._connections.pop(name).close()
        run_sql(self._home, f"DROP DATABASE {name} WITH (FORCE)")

    def _is_emptied(self, name: str) -> bool:
        connection = self._connections[name]
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if _read(connection, FINGERPRINT) != self._fingerprints[name]:
            return False
        if int(str(_read(connection, "SELECT pg_database_size(current_database())")[0])) > LARGEST_KEPT:
            return False
        _empty(connection)
        return True


def _empty(connection: psycopg.Connection[Row]) -> None:
    """Remove every row but the schema's version, past the triggers that guard them; numbers begin at 1 again."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    tables = [f'"{name}"' for (name,) in names if name != "alembic_version"]
    looks = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
    filled = [str(name) for (name,) in connection.execute(looks.encode()).fetchall()]
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table in filled:
            connection.execute(f"DELETE FROM {table}".encode())
        connection.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
            " FROM pg_sequences WHERE last_value IS NOT NULL"
        )


def _read(connection: psycopg.Connection[Row], query: str) -> Row:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def _start(home: Path, run_pid: int) -> None:
    home.mkdir(mode=0o700)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
    initdb = [str(find_binaries() / "initdb"), "-U", "postgres", "-D", str(home / "data"), "--auth=trust"]
    initdb += ["--no-sync", "-E", "UTF8", "--locale=C"]
    subprocess.run([*_as_owner(), *initdb], check=True, stdout=subprocess.DEVNULL, cwd="/")
    settings = SETTINGS | {"unix_socket_directories": str(home)}
    options = " ".join(f"-c {name}={value!r}" for name, value in settings.items())
    subprocess.run([*_as_owner(), *_control(home), "-o", options, "start"], check=True, cwd="/")
    stop = shlex.join([*_as_owner(), *_control(home), "-m", "immediate", "stop"])
    watch = f"( tail --pid={run_pid} -f /dev/null; {stop}; rm -rf {shlex.quote(str(home.parent))} ) &"
    nothing = subprocess.DEVNULL
    subprocess.run(
        ["sh", "-c", watch], check=True, cwd="/", start_new_session=True, stdin=nothing, stdout=nothing, stderr=nothing
    )


def _as_owner() -> list[str]:
    # initdb and postgres refuse to run as root.
    root = os.geteuid() == 0
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] if root else []


def _control(home: Path) -> list[str]:
    return [str(find_binaries() / "pg_ctl"), "-D", str(home / "data"), "-l", str(home / "log"), "-w", "-s"]
