"""Report files are there whole or not at all."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tracker.storage import is_whole, store_file

CONTENT = b"%PDF-1.7 a report"


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_its_digest(tmp_path: Path) -> None:
    path = store_file(tmp_path, CONTENT, suffix=".pdf")
    digest = sha256(CONTENT).hexdigest()
    assert path == f"{digest[:2]}/{digest}.pdf"
    assert (tmp_path / path).read_bytes() == CONTENT
    assert is_whole(tmp_path / path, digest)


def test_storing_again_changes_nothing(tmp_path: Path) -> None:
    first = tmp_path / store_file(tmp_path, CONTENT, suffix=".pdf")
    before = first.stat()
    store_file(tmp_path, CONTENT, suffix=".pdf")
    assert first.stat().st_mtime_ns == before.st_mtime_ns
    assert files_in(tmp_path) == [first]


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / store_file(tmp_path, CONTENT, suffix=".pdf")
    path.write_bytes(CONTENT[:5])
    store_file(tmp_path, CONTENT, suffix=".pdf")
    assert path.read_bytes() == CONTENT


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        store_file(tmp_path, CONTENT, suffix=".pdf")
    assert files_in(tmp_path) == []


def test_the_bytes_are_on_disk_before_they_have_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, rename = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        done.append("sync")
        sync(handle)

    def note_rename(self: Path, target: Path) -> Path:
        done.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_rename)
    store_file(tmp_path, CONTENT, suffix=".pdf")
    assert done == ["sync", "rename", "sync", "sync"]
