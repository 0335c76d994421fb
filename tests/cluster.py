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

import psycopg

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
