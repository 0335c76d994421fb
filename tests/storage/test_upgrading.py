"""A database of an earlier version is kept before it is changed, and an earlier backup comes back as a later version."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from tests.storage.kept import SECRET, contents, files
from tests.storage.second_migration import add_second_migration
from tracker.actions.restoring import open_backup, restore_backup, staged_files
from tracker.cli import Console
from tracker.cli.upgrading import back_up_before_upgrade, bring_up_to_date, require_head
from tracker.db import dispose_engine, make_engine, reading
from tracker.db.schema import current_revision, head_revision
from tracker.domain.problems import Problem, Refused
from tracker.models import Body, Schedule
from tracker.queries.tallies import check_tallies
from tracker.wording import get_wording


@pytest.fixture
def console(files_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(files_dir.parent))
    monkeypatch.setenv("TRACKER_SECRET_KEY", SECRET)
    return Console(get_wording("en"))


def find_sources(engine: Engine) -> set[str | None]:
    with reading(engine) as session:
        return set(session.exec(select(Body.source)))


def find_backups(console: Console) -> list[Path]:
    return list(console.settings.data_dir.glob("backups/*.zip"))


def test_a_database_of_an_earlier_version_is_backed_up_before_it_is_upgraded(
    filled: Engine, console: Console, files_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(filled)
    first = head_revision()
    add_second_migration(monkeypatch, tmp_path)
    back_up_before_upgrade(console, filled)
    bring_up_to_date(console, filled, examples=True)
    assert current_revision(filled) == head_revision() == "0002_test"
    assert find_sources(filled) == {"upgraded"}
    (path,) = find_backups(console)
    with open_backup(path) as backup:
        assert backup.manifest.revision == first
    monkeypatch.undo()
    engine = make_engine(f"sqlite:///{tmp_path / 'again.db'}")
    place = tmp_path / "place" / "files"
    with open_backup(path) as backup, staged_files(place) as staging, engine.begin() as connection:
        restore_backup(connection, backup, staging.folder, on_progress=lambda what, done: None)
        staging.place()
    assert contents(engine) == before
    assert files(place) == files(files_dir)
    dispose_engine(engine)


def test_an_earlier_backup_comes_back_at_this_version(
    filled: Engine, console: Console, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it does not have yet, such as what its periods came to, is counted."""
    real = head_revision()
    with filled.begin() as connection:
        connection.exec_driver_sql("DELETE FROM period_tally")
    add_second_migration(monkeypatch, tmp_path)
    back_up_before_upgrade(console, filled)
    (path,) = find_backups(console)
    engine = make_engine(empty_url)
    with open_backup(path) as backup, engine.begin() as connection:
        assert backup.manifest.revision == real
        restore_backup(connection, backup, tmp_path / "staging", on_progress=lambda what, done: None)
    assert current_revision(engine) == "0002_test"
    assert find_sources(engine) == {"upgraded"}
    with reading(engine) as session:
        assert [one for one in check_tallies(session) if isinstance(one, Problem)] == []
    dispose_engine(engine)


def test_a_database_of_this_version_is_not_backed_up(filled: Engine, console: Console) -> None:
    before = contents(filled)
    back_up_before_upgrade(console, filled)
    bring_up_to_date(console, filled, examples=True)
    assert find_backups(console) == []
    assert contents(filled) == before


def test_a_database_of_a_later_version_is_left_alone(filled: Engine, console: Console) -> None:
    with filled.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for act in (lambda: back_up_before_upgrade(console, filled), lambda: require_head(filled)):
        with pytest.raises(Refused, match="database_newer"):
            act()


@pytest.mark.parametrize(("examples", "bodies"), [(True, 2), (False, 0)])
def test_only_a_new_database_gets_the_examples_and_only_where_wanted(
    examples: bool, bodies: int, make_database: Callable[..., str], console: Console
) -> None:
    engine = make_engine(make_database(migrated=False))
    back_up_before_upgrade(console, engine)
    bring_up_to_date(console, engine, examples=examples)
    bring_up_to_date(console, engine, examples=True)
    with reading(engine) as session:
        assert len(session.exec(select(Body)).all()) == bodies
        assert len(session.exec(select(Schedule)).all()) == bodies
    require_head(engine)
    assert find_backups(console) == []
    dispose_engine(engine)


def test_examples_that_cannot_be_loaded_leave_no_database(
    make_database: Callable[..., str], console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_MAX_ROWS", "40")
    engine = make_engine(make_database(migrated=False))
    with pytest.raises(Refused):
        bring_up_to_date(console, engine, examples=True)
    assert current_revision(engine) is None
    monkeypatch.undo()
    dispose_engine(engine)
