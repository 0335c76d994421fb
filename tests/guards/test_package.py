"""The wheel holds everything that the service needs, and `tracker` runs from any folder."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.guards.places import ROOT, find_tracked_files


def run(*command: str | Path, folder: Path) -> str:
    """What a command prints, run in a folder without anything of this environment."""
    env = {"PATH": os.defpath, "HOME": str(folder), "TRACKER_DATA_DIR": str(folder / "data"), "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    run(sys.executable, "-m", "pip", "wheel", *options, str(ROOT), folder=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel in it, and the locked dependencies within reach."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", str(folder / "venv"), folder=folder)
    python = folder / "venv" / "bin" / "python"
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).strip()
    (Path(packages) / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    options = ["--python", str(python), "install", "--no-deps", "--no-index"]
    run(sys.executable, "-m", "pip", *options, str(wheel), folder=folder)
    return folder


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    packages = [ROOT / name for name in ("tracker", "reports", "migrations")]
    files = {str(p.relative_to(ROOT)) for p in find_tracked_files() if any(p.is_relative_to(q) for q in packages)}
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert files - inside == set()


@pytest.mark.parametrize(
    "kind",
    [
        "tracker/**/*.html",
        "reports/**/*.html",
        "tracker/web/static/**/*.css",
        "tracker/web/static/vendor/*.min.js",
        "tracker/**/ko/**/*.mo",
        "tracker/**/zh*/**/*.mo",
        "tracker/**/ja/**/*.mo",
        "migrations/versions/*.py",
        "migrations/script.py.mako",
        "tracker/examples/*/projects.csv",
    ],
)
def test_the_wheel_holds_every_kind_of_file(wheel: Path, kind: str) -> None:
    paths = [path for path in ROOT.glob(kind) if "__pycache__" not in path.parts]
    names = {str(path.relative_to(ROOT)) for path in paths}
    assert names
    assert names <= set(zipfile.ZipFile(wheel).namelist())


def test_the_licence_is_in_the_wheel(wheel: Path) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_the_installed_command_works_from_another_folder(installed: Path) -> None:
    tracker = installed / "venv" / "bin" / "tracker"
    where = "import tracker, reports, migrations; print(tracker.__file__, reports.__file__, migrations.__file__)"
    assert str(ROOT) not in run(installed / "venv" / "bin" / "python", "-c", where, folder=installed)
    assert "serve" in run(tracker, "--help", folder=installed)
    run(tracker, "migrate", folder=installed)
    examples = next((installed / "venv").glob("lib/python*/site-packages/tracker/examples/seoul-beijing"))
    run(tracker, "import", str(examples), folder=installed)
    assert "77.3" in run(tracker, "rates", "seoul-beijing", "--as-of", "2020-11-01", folder=installed)
    run(tracker, "report", "seoul-beijing", "2", "--lang", "ko", "--output", "report.pdf", folder=installed)
    assert (installed / "report.pdf").read_bytes().startswith(b"%PDF-")
