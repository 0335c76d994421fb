"""What was backed up comes back, on either database: rows, files, counters of ids; or nothing does."""

import json
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_area
from tests.storage.kept import NOW, contents, contents_at, files, tracker
from tracker.actions import restoring
from tracker.actions.archive import checked_path
from tracker.actions.backups import BackupOutcome, write_backup
from tracker.actions.restoring import open_backup, restore_backup, staged_files
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.db.schema import is_empty
from tracker.domain.problems import Refused
from tracker.models import Area, Body, ReportFile


def ignore(what: str, done: int) -> None:
    """Progress that nobody watches."""


def back_up(engine: Engine, path: Path, files_dir: Path) -> BackupOutcome:
    with reading(engine) as session:
        return write_backup(session, path, files_dir=files_dir, now=NOW, on_progress=ignore)


def restore(url: str, path: Path, files_dir: Path) -> None:
    engine = make_engine(url)
    try:
        with open_backup(path) as backup, staged_files(files_dir) as staging, engine.begin() as connection:
            restore_backup(connection, backup, staging.folder, on_progress=ignore)
            staging.place()
    finally:
        dispose_engine(engine)


@pytest.fixture(scope="module")
def kept(filled_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of everything, made once."""
    engine = make_engine(f"sqlite:///{filled_sqlite / 'tracker.db'}")
    path = tmp_path_factory.mktemp("kept") / "kept.zip"
    back_up(engine, path, filled_sqlite / "files")
    dispose_engine(engine)
    return path


@pytest.fixture
def archive(kept: Path, tmp_path: Path) -> Path:
    """A copy of it, to do anything with."""
    return Path(shutil.copy(kept, tmp_path / "kept.zip"))


def test_a_backup_comes_back_on_either_database(
    filled: Engine, filled_url: str, files_dir: Path, empty_url: str, tmp_path: Path
) -> None:
    path, place = tmp_path / "kept.zip", tmp_path / "place"
    done = tracker(filled_url, files_dir.parent, "backup", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert path.stat().st_mode & 0o077 == 0
    done = tracker(empty_url, place, "restore", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Everything is sound." in done.stdout
    assert contents_at(empty_url) == contents(filled)
    assert files(place / "files") == files(files_dir) != {}


def test_ids_go_on_after_the_last_one_restored(archive: Path, empty_url: str, tmp_path: Path) -> None:
    restore(empty_url, archive, tmp_path / "place")
    engine = make_engine(empty_url)
    with writing(engine) as session:
        body = session.exec(select(Body)).first()
        assert body is not None
        last = session.exec(select(sa.func.max(Area.id))).one()
        assert make_area(session, body, "NEW").id == last + 1
        session.rollback()
    dispose_engine(engine)


def test_a_backup_restored_and_backed_up_is_the_same(archive: Path, empty_url: str, tmp_path: Path) -> None:
    restore(empty_url, archive, tmp_path / "place")
    engine = make_engine(empty_url)
    back_up(engine, tmp_path / "again.zip", tmp_path / "place")
    dispose_engine(engine)
    with zipfile.ZipFile(archive) as first, zipfile.ZipFile(tmp_path / "again.zip") as second:
        members = [{name: opened.read(name) for name in opened.namelist()} for opened in (first, second)]
    manifests = [json.loads(one.pop("manifest.json")) for one in members]
    assert members[0] == members[1]
    assert manifests[0] == manifests[1]


def test_a_backup_replaces_nothing(filled: Engine, files_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "there.zip"
    path.write_text("mine")
    with pytest.raises(Refused, match="backup_exists"):
        back_up(filled, path, files_dir)
    assert path.read_text() == "mine"
    with pytest.raises(Refused, match="backup_no_folder"):
        back_up(filled, tmp_path / "nowhere" / "kept.zip", files_dir)


def test_an_empty_database_is_not_backed_up(new_url: str, files_dir: Path, tmp_path: Path) -> None:
    engine = make_engine(new_url)
    with pytest.raises(Refused, match="backup_of_nothing"):
        back_up(engine, tmp_path / "kept.zip", files_dir)
    dispose_engine(engine)
    assert list(tmp_path.glob("*.zip")) == []


def test_a_backup_that_fails_leaves_nothing(filled: Engine, files_dir: Path, tmp_path: Path) -> None:
    def fail(what: str, done: int) -> None:
        raise OSError("disk full")

    with reading(filled) as session, pytest.raises(OSError, match="disk full"):
        write_backup(session, tmp_path / "kept.zip", files_dir=files_dir, now=NOW, on_progress=fail)
    left = {path.name for path in tmp_path.iterdir()}
    assert {name for name in left if not name.startswith("filled.db")} == {files_dir.parent.name}


def test_files_missing_and_changed_are_named_and_the_rest_is_kept(
    filled: Engine, files_dir: Path, empty_url: str, tmp_path: Path
) -> None:
    with reading(filled) as session:
        missing, changed = session.exec(select(ReportFile.path)).all()
    (files_dir / missing).unlink()
    (files_dir / changed).write_bytes(b"another")
    outcome = back_up(filled, tmp_path / "kept.zip", files_dir)
    assert {(p.code, p.values["path"]) for p in outcome.problems} == {
        ("report_file_missing", missing),
        ("report_file_changed", changed),
    }
    done = tracker(empty_url, tmp_path / "place", "restore", str(tmp_path / "kept.zip"))
    assert done.returncode == 1
    assert f"Report file {missing} is missing." in done.stdout
    assert "2 problems found." in done.stdout
    assert contents_at(empty_url) == contents(filled)


def replace(archive: Path, changed: dict[str, bytes | None]) -> None:
    """Write an archive anew, with members changed, added, or (None) left out."""
    aside = archive.with_suffix(".new")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(aside, "w") as new:
        for name in old.namelist():
            content = changed.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name] or b"")
    shutil.move(aside, archive)


def read(archive: Path, member: str) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(member)


def first_file(archive: Path) -> str:
    with zipfile.ZipFile(archive) as opened:
        return next(name for name in opened.namelist() if name.startswith("files/"))


def manifest_with(archive: Path, **fields: object) -> bytes:
    return json.dumps(json.loads(read(archive, "manifest.json")) | fields).encode()


def list_of_files(*paths: str) -> bytes:
    """Of empty files."""
    return b"".join(json.dumps({"path": path, "digest": sha256().hexdigest()}).encode() + b"\n" for path in paths)


def encrypt(archive: Path, member: str) -> None:
    """Mark a member as encrypted, in its header and in the archive's directory."""
    content = bytearray(archive.read_bytes())
    for header, flags, name in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = content.find(header)
        while content[at + name : at + name + len(member)] != member.encode():
            at = content.find(header, at + 1)
            assert at >= 0
        content[at + flags] |= 1
    archive.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "backup_damaged: a row": lambda path: replace(
        path, {"tables/body.jsonl": read(path, "tables/body.jsonl").replace(b"seoul-beijing", b"seoul-nanjing")}
    ),
    "backup_damaged: a row too few": lambda path: replace(
        path, {"tables/lineage.jsonl": read(path, "tables/lineage.jsonl").split(b"\n", 1)[1]}
    ),
    "backup_damaged: a table": lambda path: replace(path, {"tables/run.jsonl": None}),
    "backup_damaged: no row": lambda path: replace(path, {"tables/area.jsonl": b"[]\n"}),
    "backup_damaged: a file": lambda path: replace(path, {first_file(path): b"%PDF other"}),
    "backup_damaged: a file gone": lambda path: replace(path, {first_file(path): None}),
    "backup_damaged: the list of files": lambda path: replace(path, {"files.jsonl": b"{}\n"}),
    "backup_damaged: a way out": lambda path: replace(
        path,
        {
            "files.jsonl": read(path, "files.jsonl").replace(b'{"path": "', b'{"path": "../'),
            "files/../x": b"",
        },
    ),
    "backup_damaged: bytes": lambda path: path.write_bytes(
        path.read_bytes().replace(read(path, first_file(path))[:40], b"x" * 40)
    ),
    "backup_damaged: a path that is a number": lambda path: replace(
        path, {"files.jsonl": b'{"path": 7, "digest": "0"}\n'}
    ),
    "backup_damaged: a path too long": lambda path: replace(
        path, {"files.jsonl": json.dumps({"path": "a" * 300, "digest": "0"}).encode() + b"\n", f"files/{'a' * 300}": b""}
    ),
    "backup_damaged: a file where a folder is to be": lambda path: replace(
        path, {"files.jsonl": list_of_files("a", "a/b"), "files/a": b"", "files/a/b": b""}
    ),
    "backup_damaged: a file below a file": lambda path: replace(
        path, {"files.jsonl": list_of_files("a", "a/b/c"), "files/a": b"", "files/a/b/c": b""}
    ),
    "backup_damaged: a folder where a file is to be": lambda path: replace(
        path, {"files.jsonl": list_of_files("a/b", "a"), "files/a": b"", "files/a/b": b""}
    ),
    "backup_damaged: a row nested too deeply": lambda path: replace(path, {"tables/area.jsonl": b"[" * 200_000}),
    "backup_damaged: a file nested too deeply": lambda path: replace(path, {"files.jsonl": b"[" * 200_000}),
    "backup_damaged: an encrypted table": lambda path: encrypt(path, "tables/body.jsonl"),
    "backup_foreign: an encrypted manifest": lambda path: encrypt(path, "manifest.json"),
    "backup_foreign: a manifest nested too deeply": lambda path: replace(path, {"manifest.json": b"[" * 200_000}),
    "backup_foreign: an endless number": lambda path: replace(
        path, {"manifest.json": manifest_with(path, format=float("inf"))}
    ),
    "backup_foreign: no archive": lambda path: path.write_text("a letter"),
    "backup_foreign: its end missing": lambda path: path.write_bytes(path.read_bytes()[:-30]),
    "backup_foreign: no manifest": lambda path: replace(path, {"manifest.json": None}),
    "backup_foreign: another manifest": lambda path: replace(path, {"manifest.json": b'{"name": "an app"}'}),
    "backup_foreign: another kind": lambda path: replace(path, {"manifest.json": manifest_with(path, kind="other")}),
    "backup_newer: format": lambda path: replace(path, {"manifest.json": manifest_with(path, format=2)}),
    "backup_newer: revision": lambda path: replace(path, {"manifest.json": manifest_with(path, revision="9999")}),
    "backup_not_found: no file": lambda path: path.unlink(),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_archive_that_is_not_what_was_written_restores_nothing(
    damage: str, archive: Path, new_url: str, tmp_path: Path
) -> None:
    DAMAGE[damage](archive)
    place = tmp_path / "place"
    with pytest.raises(Refused, match=damage.split(":", maxsplit=1)[0]):
        restore(new_url, archive, place / "files")
    engine = make_engine(new_url)
    assert is_empty(engine)
    dispose_engine(engine)
    assert files(tmp_path / "place") == {}
    assert list(tmp_path.rglob("x")) == []


def test_a_line_without_end_is_not_read_to_its_end(
    archive: Path, new_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "LONGEST_LINE", 1000)
    read_sizes: list[int] = []
    real = zipfile.ZipExtFile.readline

    def readline(stream: zipfile.ZipExtFile, limit: int = -1) -> bytes:
        read_sizes.append(limit)
        return real(stream, limit)

    monkeypatch.setattr(zipfile.ZipExtFile, "readline", readline)
    replace(archive, {"files.jsonl": b'{"path": "' + b"a" * 100_000})
    with pytest.raises(Refused, match="backup_damaged"):
        restore(new_url, archive, tmp_path / "place" / "files")
    assert set(read_sizes) == {1001}


def test_what_is_restored_is_its_owner_s_alone(archive: Path, new_url: str, tmp_path: Path) -> None:
    place = tmp_path / "place" / "files"
    restore(new_url, archive, place)
    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in place.rglob("*") if path.is_file()} == {0o600}


def test_a_database_with_rows_is_left_alone(archive: Path, filled: Engine, filled_url: str, tmp_path: Path) -> None:
    before = contents(filled)
    with pytest.raises(Refused, match="restore_not_empty"):
        restore(filled_url, archive, tmp_path / "place" / "files")
    assert contents(filled) == before
    assert files(tmp_path / "place") == {}


def test_a_folder_with_files_is_left_alone(archive: Path, new_url: str, tmp_path: Path) -> None:
    place = tmp_path / "place" / "files"
    place.mkdir(parents=True)
    (place / "mine.txt").write_text("mine")
    done = tracker(new_url, tmp_path / "place", "restore", str(archive))
    assert done.returncode == 1
    assert f"there are files in {place}" in done.stderr
    assert files(place) == {"mine.txt": b"mine"}


def test_a_database_with_tables_and_no_rows_is_empty(
    archive: Path, make_database: Callable[..., str], tmp_path: Path
) -> None:
    url = make_database()
    (tmp_path / "place" / "files").mkdir(parents=True)
    restore(url, archive, tmp_path / "place" / "files")
    assert len(contents_at(url)["body"]) == 2
    assert len(files(tmp_path / "place")) == 2


def test_files_are_taken_away_where_the_database_does_not_commit(archive: Path, new_url: str, tmp_path: Path) -> None:
    engine = make_engine(new_url)
    place = tmp_path / "place"

    def restore_without_commit() -> None:
        with open_backup(archive) as backup, staged_files(place / "files") as staging, engine.begin() as connection:
            restore_backup(connection, backup, staging.folder, on_progress=ignore)
            staging.place()
            raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        restore_without_commit()
    assert is_empty(engine)
    dispose_engine(engine)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//b", "", ".", "a/.", "C:x", "a\\b", "a\0b"])
def test_paths_that_could_lead_out_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        checked_path(path)


def test_a_path_below_the_folder_is_accepted() -> None:
    assert checked_path("87/8718.pdf").as_posix() == "87/8718.pdf"
