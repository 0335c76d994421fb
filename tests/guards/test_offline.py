"""At run time the service reaches nothing but its own database (and, once it sends mail, its mail server)."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.guards.places import ROOT

PAGES = ("/", "/bodies/seoul-beijing", "/bodies/seoul-beijing/periods/2", "/bodies/seoul-beijing/reports")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "reached"


@pytest.fixture
def offline(tmp_path: Path, record: Path) -> dict[str, str]:
    """An environment in which Python reaches this machine only."""
    path = os.pathsep.join([str(ROOT / "tests" / "guards" / "offline"), str(ROOT)])
    ours = {"PYTHONPATH": path, "OFFLINE_RECORD": str(record), "TRACKER_DATA_DIR": str(tmp_path / "data")}
    ours |= {"TRACKER_WEB_WORKERS": "1"}
    return {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")} | ours


@pytest.fixture
def address(tmp_path: Path, offline: dict[str, str]) -> Iterator[str]:
    """A running service with the examples, on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tracker", "serve", "--examples", "--port", str(port)]
    with (tmp_path / "log").open("w") as log:
        service = subprocess.Popen(command, env=offline, cwd=tmp_path, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 180
            while not answers(f"http://127.0.0.1:{port}/readyz"):
                assert service.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < end, (tmp_path / "log").read_text()
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            service.terminate()
            service.wait(timeout=60)


def read(url: str) -> bytes:
    with build_opener(ProxyHandler({})).open(url, timeout=10) as answer:
        return bytes(answer.read())


def answers(url: str) -> bool:
    try:
        return bool(read(url))
    except OSError:  # not listening yet, or not ready yet
        return False


def find_produced_report(address: str) -> bytes:
    """The first PDF that the scheduler made by itself, once it is listed; three minutes are far too long."""
    end = time.monotonic() + 180
    while not (link := re.search(rb'href="([^"]+\.pdf[^"]*)"', read(f"{address}/bodies/seoul-beijing/reports"))):
        assert time.monotonic() < end
        time.sleep(0.5)
    return read(address + link[1].decode())


def test_pages_and_reports_reach_no_other_machine(
    address: str, offline: dict[str, str], record: Path, tmp_path: Path
) -> None:
    for page in PAGES:
        assert b"<html" in read(address + page)
    assert find_produced_report(address).startswith(b"%PDF-")
    report = ["report", "seoul-beijing", "2", "--lang", "zh", "--output", str(tmp_path / "report.pdf")]
    command = [sys.executable, "-m", "tracker", *report]
    done = subprocess.run(command, env=offline, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert not record.exists(), record.read_text()


def test_reaching_out_would_be_seen(offline: dict[str, str], record: Path) -> None:
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", reach], env=offline, capture_output=True, check=False)
    assert done.returncode == 1
    assert "192.0.2.1" in record.read_text()
