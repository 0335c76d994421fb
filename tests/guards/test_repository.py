"""What is committed works on any machine, and comes from where it says."""

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import vl_convert

from tests.guards.places import ROOT, find_tracked_files

#: Names of package registries and the networks that serve their files, in halves so that this file passes.
REGISTRIES = [
    "".join(halves)
    for halves in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("npm", "mirror.com"),
        ("yarn", "pkg.com"),
        ("proxy.go", "lang.org"),
        ("crates", ".io"),
        ("ruby", "gems.org"),
        ("jsde", "livr.net"),
        ("unp", "kg.com"),
        ("cdnjs.cloud", "flare.com"),
    )
]
VENDORED = ["tracker/web/static/vendor", "tests/browser/vendor"]


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in find_tracked_files()
        for name in REGISTRIES
        if name.encode() in path.read_bytes()
    ]
    assert found == []


def test_no_file_names_a_folder_of_this_machine() -> None:
    folders = {str(ROOT), str(Path.home())} - {"/"}
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(folder)}/" for folder in folders).encode())
    assert [str(path.relative_to(ROOT)) for path in find_tracked_files() if pattern.search(path.read_bytes())] == []


def read_pins(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text().splitlines()
    return dict(line.split(" ")[0].split("==") for line in lines if line and line[0].isalpha())


def test_every_locked_package_has_its_digests() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=[a-z])", (ROOT / lock).read_text())
        assert [block.split(" ")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_tests_run_on_the_versions_that_the_service_runs_on() -> None:
    runtime, everything = read_pins("requirements.lock"), read_pins("requirements-dev.lock")
    assert runtime.items() <= everything.items()
    assert "weasyprint" in runtime


@pytest.mark.parametrize("folder", VENDORED)
def test_files_of_others_are_unchanged_and_have_their_licences(folder: str) -> None:
    listed = dict(re.findall(r"^(\S+)  .*  ([0-9a-f]{64})$", (ROOT / folder / "VERSIONS").read_text(), re.MULTILINE))
    files = {path for path in (ROOT / folder).iterdir() if path.name != "VERSIONS" and path.suffix != ".LICENSE"}
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == listed
    assert all((ROOT / folder / f"{name}.LICENSE").is_file() for name in listed)


def test_pages_and_reports_draw_charts_by_the_same_versions() -> None:
    versions = (ROOT / VENDORED[0] / "VERSIONS").read_text()
    assert f" vega {vl_convert.get_vega_version()} " in versions
    assert f" vega-embed {vl_convert.get_vega_embed_version()} " in versions


def find_skips(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in ("skip", "skipif", "xfail", "importorskip"):
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_no_test_is_left_out() -> None:
    tests = [path for path in find_tracked_files() if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")]
    assert [skip for path in tests for skip in find_skips(path)] == []
