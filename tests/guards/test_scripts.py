"""What the scripts say where they cannot go on: one sentence, with the command that helps."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.guards.places import ROOT

TOOLS = ("bash", "cat", "dirname", "env", "readlink", "sed", "sha256sum")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """All the programs that a script finds. Who runs it is not root and may not become so."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name) or name)
    write_program(folder / "id", "echo 1000")
    write_program(folder / "sudo", "exit 1")
    write_program(folder / "dpkg-query", "echo installed")
    write_program(folder / "python3", "exit 0")
    return folder


def write_program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run(script: str, *arguments: str, programs: Path) -> subprocess.CompletedProcess[str]:
    command = [str(programs / "bash"), str(ROOT / "script" / script), *arguments]
    env = {"PATH": str(programs), "HOME": os.devnull}
    return subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, check=False)


def test_a_missing_font_is_named_with_the_command_that_installs_it(programs: Path) -> None:
    write_program(programs / "dpkg-query", 'case "$*" in *fonts-noto-cjk) exit 1;; esac\necho installed')
    done = run("server", programs=programs)
    assert done.returncode == 1
    assert done.stdout == ""
    command = "sudo apt-get install --yes --no-install-recommends fonts-noto-cjk"
    assert done.stderr == f"System packages are missing that only root may install; run: {command}\n"


def test_what_only_the_tests_need_is_asked_for_by_the_tests_alone(programs: Path) -> None:
    done = run("setup", "--tests", programs=programs)
    assert done.returncode == 1
    assert "chromium" in done.stderr
    assert "poppler-utils" in done.stderr
    assert "fonts" not in done.stderr


def test_root_installs_what_is_missing(programs: Path, tmp_path: Path) -> None:
    write_program(programs / "id", "echo 0")
    write_program(programs / "dpkg-query", 'case "$*" in *libpango-1.0-0) exit 1;; esac\necho installed')
    write_program(programs / "apt-get", f'echo "$@" >> {tmp_path}/calls\n[ "$1" = update ]')
    done = run("setup", programs=programs)
    assert done.returncode == 1
    assert (tmp_path / "calls").read_text().splitlines() == [
        "update",
        "install --yes --no-install-recommends libpango-1.0-0",
    ]
    assert "could not be installed" in done.stderr


def test_a_python_that_is_too_old_is_said(programs: Path) -> None:
    write_program(programs / "python3", "exit 1")
    done = run("server", programs=programs)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or later is needed")
    assert "apt-get install python3 python3-venv" in done.stderr


@pytest.mark.parametrize("arguments", [["--what"], ["--port"]])
def test_wrong_usage_of_the_server_is_said_before_anything_is_done(arguments: list[str], programs: Path) -> None:
    done = run("server", *arguments, programs=programs)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: script/server")
