"""`tracker serve` and its parts as real processes: starting, dying, ending."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.storage.kept import ROOT, SECRET, environ, tracker
from tracker.cli.supervising import LONGEST_PAUSE, Part, require_free_port
from tracker.domain.problems import Refused
from tracker.settings import Settings
from tracker.signing import get_secret


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def find_children(pid: int) -> dict[str, int]:
    """The parts that a supervisor started, by name."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
        if "--parent" in words:
            found[words[words.index("tracker") + 1]] = int(child)
    return found


def is_alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


class Served:
    def __init__(self, folder: Path) -> None:
        self.port = find_free_port()
        self.data_dir = folder / "data"
        self.url = f"sqlite:///{self.data_dir / 'tracker.db'}"
        command = [sys.executable, "-m", "tracker", "serve", "--port", str(self.port), "--examples"]
        self.out, self.errors = folder / "out", folder / "errors"
        with self.out.open("wb") as out, self.errors.open("wb") as errors:
            env = environ(self.url, self.data_dir) | {"TRACKER_WEB_WORKERS": "1"}
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=errors)

    def said(self) -> str:
        return self.out.read_text()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """`tracker serve` on a new SQLite database: pages ready, scheduler at work."""
    served = Served(tmp_path)
    try:
        wait_until(lambda: is_ready(served.port))
        wait_until(lambda: "Ctrl-C" in served.said())
        wait_until(lambda: "scheduler started" in served.errors.read_text())
        yield served
    finally:
        served.process.terminate()
        served.process.wait(60)


def test_it_says_where_to_look_and_ends_in_order(served: Served) -> None:
    said = served.said()
    address = f"http://127.0.0.1:{served.port}"
    for expected in (
        f"{address}/\n",
        f"{address}/bodies/seoul-beijing/reports",
        f"{address}/bodies/haerang-conference/reports",
        str(served.data_dir),
    ):
        assert expected in said
    children = find_children(served.process.pid)
    assert set(children) == {"web", "scheduler"}
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert not any(is_alive(pid) for pid in children.values())
    assert served.said().endswith("Stopped.\n")
    lines = [json.loads(line) for line in served.errors.read_text().splitlines()]
    assert {"at", "level", "logger", "message"} <= set.intersection(*(set(line) for line in lines))
    assert any(line["message"] == "scheduler stopped" for line in lines)


def find_workers(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_part_that_dies_is_started_again(served: Served) -> None:
    for name, other in (("scheduler", "web"), ("web", "scheduler")):
        before = find_children(served.process.pid)
        workers = find_workers(before[name])
        os.kill(before[name], signal.SIGKILL)
        _wait_for_another(served, name, before[name])
        assert not any(is_alive(worker) for worker in workers)
        assert find_children(served.process.pid)[other] == before[other]
        assert served.errors.read_text().count(f"The {name} ended by itself (exit -9)") == 1
    assert served.errors.read_text().count("ended by itself") == 2


def _wait_for_another(served: Served, name: str, dead: int) -> None:
    wait_until(lambda: find_children(served.process.pid).get(name) not in (None, dead))
    wait_until(lambda: is_ready(served.port))


def test_the_parts_end_when_the_supervisor_is_killed(served: Served) -> None:
    children = find_children(served.process.pid)
    served.process.kill()
    served.process.wait()
    wait_until(lambda: not any(is_alive(pid) for pid in children.values()))
    wait_until(lambda: not is_ready(served.port))


@pytest.mark.parametrize("filled_url", ["sqlite"], indirect=True)
def test_web_alone_frees_its_port_when_its_main_process_is_killed(filled_url: str, tmp_path: Path) -> None:
    port = find_free_port()
    command = [sys.executable, "-m", "tracker", "web", "--port", str(port)]
    env = environ(filled_url, tmp_path / "data") | {"TRACKER_WEB_WORKERS": "2"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL) as main:
        workers: list[int] = []
        try:
            wait_until(lambda: is_ready(port))
            workers = find_workers(main.pid)
        finally:
            main.kill()
    try:
        assert len(workers) >= 2
        wait_until(lambda: not any(is_alive(pid) for pid in workers))
        wait_until(lambda: _is_free(port))  # one that was just being started goes after them
    finally:
        for pid in filter(is_alive, workers):
            os.kill(pid, signal.SIGKILL)


def _is_free(port: int) -> bool:
    try:
        require_free_port("127.0.0.1", port)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("filled_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ["serve", "web"])
def test_an_address_in_use_is_one_clear_sentence(command: str, filled_url: str, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = tracker(filled_url, tmp_path / "data", command, "--port", str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"Nothing can be served at 127.0.0.1:{port} (Address already in use);"
        " end what uses it, or choose another --port.\n"
    )


@pytest.mark.parametrize("command", ["web", "scheduler"])
def test_a_part_does_not_start_on_a_database_that_is_not_up_to_date(command: str, new_url: str, tmp_path: Path) -> None:
    done = tracker(new_url, tmp_path / "data", command)
    assert done.returncode == 1
    assert "run 'tracker migrate' first" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("url", ["postgresql://nobody:hidden@127.0.0.1:1/nothing", "sqlite:////proc/nothing.db"])
def test_a_database_that_does_not_answer_is_said_without_its_password(url: str, tmp_path: Path) -> None:
    done = tracker(url, tmp_path / "data", "check")
    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used: ")
    assert "hidden" not in done.stderr
    assert "Traceback" not in done.stderr


def test_migrate_makes_a_database_without_bodies(new_url: str, tmp_path: Path) -> None:
    for expected in ("New database", "The database is at version"):
        done = tracker(new_url, tmp_path / "data", "migrate")
        assert (done.returncode, done.stderr) == (0, "")
        assert expected in done.stdout
    assert tracker(new_url, tmp_path / "data", "check").returncode == 0


def test_pauses_before_a_part_is_started_again_grow() -> None:
    part = Part("web", ["true"])
    pauses = []
    for _ in range(8):
        part.started = time.monotonic()
        pauses.append(part.plan_restart())
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2.0, LONGEST_PAUSE)
    part.started = time.monotonic() - 3600
    assert part.plan_restart() == 1.0


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    settings = Settings("sqlite:///x", tmp_path / "new")
    secret = get_secret(settings)
    assert len(secret) >= 32
    assert get_secret(settings) == secret
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600
    assert get_secret(Settings("sqlite:///x", tmp_path / "other")) != secret
    assert get_secret(Settings("sqlite:///x", tmp_path, secret_key=SECRET)) == SECRET
