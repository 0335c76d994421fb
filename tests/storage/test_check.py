"""`tracker check` names every kind of damage that is done behind the tracker's back."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, make_url
from sqlmodel import select

from tests.storage.kept import files, tracker
from tracker.db import reading
from tracker.domain.problems import Problem
from tracker.models import ReportFile
from tracker.queries.checked import Checked, What
from tracker.queries.checks import find_damage
from tracker.wording import get_wording


def find_problems(engine: Engine, files_dir: Path) -> list[Problem]:
    with reading(engine) as session:
        found = list(find_damage(session, files_dir=files_dir, now=datetime.now(UTC)))
    problems = [one for one in found if isinstance(one, Problem)]
    assert all(get_wording("en").problem(problem) for problem in problems)
    return problems


def codes(engine: Engine, files_dir: Path) -> set[str]:
    return {problem.code for problem in find_problems(engine, files_dir)}


def behind_its_back(engine: Engine, *statements: str) -> None:
    """Run statements with everything switched off that would refuse them."""
    with engine.connect() as connection:
        _switch_off(connection)
        with connection.begin():
            for statement in statements:
                connection.exec_driver_sql(statement)
        connection.invalidate()


def _switch_off(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")
    else:
        connection.commit()
        connection.connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[attr-defined]
        connection.connection.execute("PRAGMA ignore_check_constraints = ON")  # type: ignore[attr-defined]
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.commit()


def test_a_sound_service_has_no_problem(filled: Engine, files_dir: Path) -> None:
    with reading(filled) as session:
        found = list(find_damage(session, files_dir=files_dir, now=datetime.now(UTC)))
    counts = {one.what: one.number for one in found if isinstance(one, Checked)}
    assert len(counts) == len(found)
    assert counts[What.PROJECTS] == 259
    assert counts[What.ENTRIES] == 236
    assert counts[What.VOIDS] == 1
    assert (counts[What.EDITIONS], counts[What.REPORT_FILES], counts[What.FILES]) == (1, 2, 2)
    assert min(counts[What.TRIGGERS], counts[What.INDEXES], counts[What.TABLES], counts[What.LINEAGE]) > 9


FIRST_PROMOTED = "(SELECT min(id) FROM project WHERE promoted_on IS NOT NULL AND implemented_on IS NULL)"
FIRST_VOID = "(SELECT min(id) FROM status_entry WHERE kind = 'void')"

DAMAGE = {
    "stage_day_differs": f"UPDATE project SET promoted_on = NULL WHERE id = {FIRST_PROMOTED}",
    "stage_day_differs: in the log": (
        f"UPDATE status_entry SET effective_on = '2013-12-24' WHERE kind = 'promoted' AND project_id = {FIRST_PROMOTED}"
    ),
    "log_out_of_order": "UPDATE status_entry SET kind = 'resumed', reason = NULL WHERE kind = 'suspended'",
    "confirmed_day_differs": f"UPDATE project SET confirmed_promoted_on = promoted_on WHERE id = {FIRST_PROMOTED}",
    "requests_differ": (
        "INSERT INTO confirmation_request (entry_id, party_id, body_id, project_id)"
        " SELECT e.id, p.id, e.body_id, e.project_id FROM status_entry e JOIN party p ON p.body_id = e.body_id"
        " WHERE e.kind = 'promoted' LIMIT 1"
    ),
    "void_of_nothing": f"UPDATE status_entry SET voids_id = id WHERE id = {FIRST_VOID}",
    "figures_changed": 'UPDATE edition SET figures = \'{"rate": "66/66"}\'',
    "approval_differs": (
        "INSERT INTO sign_off (body_id, edition_id, party_id, answer, comment, number, approver, digest, recorded_at, recorded_by)"
        " SELECT e.body_id, e.id, p.id, 'approved', '', '', '', 'x', e.produced_at, 'x'"
        " FROM edition e JOIN party p ON p.body_id = e.body_id LIMIT 1"
    ),
    "asked_differs": "UPDATE edition SET asked = '[\"SEL\"]'",
    "lineage_order": "UPDATE lineage SET project_id = continues_id, continues_id = project_id",
    "reference_broken": "DELETE FROM party WHERE code = 'BJS'",
    "report_file_outside": "UPDATE report_file SET path = '../tracker.db'",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_rows_changed_behind_its_back(damage: str, filled: Engine, files_dir: Path) -> None:
    behind_its_back(filled, DAMAGE[damage])
    assert damage.split(":", maxsplit=1)[0] in codes(filled, files_dir)


def test_a_difference_is_named_with_both_days(filled: Engine, files_dir: Path) -> None:
    with filled.begin() as connection:
        connection.exec_driver_sql(f"UPDATE project SET promoted_on = '2020-02-02' WHERE id = {FIRST_PROMOTED}")
    problem, tally = find_problems(filled, files_dir)
    assert tally.code == "tally_differs"  # its period counts one more by its last day
    sentence = get_wording("en").problem(problem)
    assert problem.values["ref"] in sentence
    assert "promoted_on is 2 Feb 2020 on the project's row, but " in sentence


def test_a_trigger_that_does_not_stand(filled: Engine, files_dir: Path) -> None:
    name = "status_entry_no_delete" if filled.dialect.name == "sqlite" else "status_entry_no_change"
    with filled.begin() as connection:
        on_table = " ON status_entry" if filled.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on_table}")
    assert [(p.code, p.values["name"]) for p in find_problems(filled, files_dir)] == [("trigger_missing", name)]


def test_an_index_that_was_dropped(filled: Engine, files_dir: Path) -> None:
    with filled.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_project_counting")
    (problem,) = find_problems(filled, files_dir)
    assert problem.code == "schema_differs"
    assert "ix_project_counting" in problem.values["difference"]


def test_periods_that_overlap(filled: Engine, files_dir: Path) -> None:
    late = "UPDATE period SET ends_on = '2019-01-01' WHERE number = 2 AND ends_on IS NOT NULL"
    drop = "ALTER TABLE period DROP CONSTRAINT ex_period_overlap"
    behind_its_back(filled, *([drop] if filled.dialect.name == "postgresql" else []), late)
    assert "period_order" in codes(filled, files_dir)


def test_rows_that_break_a_rule_of_the_table(filled: Engine, files_dir: Path) -> None:
    bad = "UPDATE membership SET left_on = '1999-01-01'"
    if filled.dialect.name == "sqlite":
        behind_its_back(filled, bad)
        assert "database_damaged" in codes(filled, files_dir)
        return
    name = "ck_membership_left_after_joined"
    drop, again = f"DROP CONSTRAINT {name}", f"ADD CONSTRAINT {name} CHECK (left_on >= joined_on) NOT VALID"
    behind_its_back(filled, f"ALTER TABLE membership {drop}", bad, f"ALTER TABLE membership {again}")
    found = {problem.code: problem.values for problem in find_problems(filled, files_dir)}
    assert found["check_broken"] == {"table": "membership", "count": 15, "name": name}
    assert name in found["database_damaged"]["message"]


def test_a_database_of_another_version(filled: Engine, files_dir: Path) -> None:
    with filled.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert codes(filled, files_dir) == {"database_not_current"}


def first_file(engine: Engine, files_dir: Path) -> Path:
    with reading(engine) as session:
        return files_dir / session.exec(select(ReportFile.path)).all()[0]


def make_shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def change_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(content)


FILE_DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "gone": (Path.unlink, "report_file_missing"),
    "shorter": (make_shorter, "report_file_changed"),
    "a bit flipped": (change_a_byte, "report_file_changed"),
}


@pytest.mark.parametrize("damage", FILE_DAMAGE)
def test_files_that_are_not_what_was_issued(damage: str, filled: Engine, files_dir: Path) -> None:
    path = first_file(filled, files_dir)
    act, code = FILE_DAMAGE[damage]
    act(path)
    (problem,) = find_problems(filled, files_dir)
    assert (problem.code, problem.values["path"]) == (code, path.relative_to(files_dir).as_posix())


def test_files_that_belong_to_no_edition_unless_they_are_on_their_way(filled: Engine, files_dir: Path) -> None:
    stray = files_dir / "ab" / "stray.pdf"
    stray.parent.mkdir()
    stray.write_bytes(b"%PDF")
    assert find_problems(filled, files_dir) == []
    os.utime(stray, (time.time() - 7200,) * 2)
    (problem,) = find_problems(filled, files_dir)
    assert (problem.code, problem.values["path"]) == ("report_file_stray", "ab/stray.pdf")


def test_pages_of_the_database_file_that_were_overwritten(filled: Engine, files_dir: Path) -> None:
    if filled.dialect.name == "postgresql":
        # Its pages are the server's: an index that it marks as not to be relied on stands for them.
        behind_its_back(filled, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_run_body_id'::regclass")
        assert "database_damaged" in codes(filled, files_dir)
        return
    with filled.begin() as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_lineage_continues_id'"
        page = connection.exec_driver_sql(query).scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    with filled.connect() as connection:
        connection.commit()
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
    filled.dispose()
    with Path(make_url(filled.url).database or "").open("r+b") as file:
        file.seek((page - 1) * size + size - 60)
        file.write(b"\xff" * 40)
    assert "database_damaged" in codes(filled, files_dir)


def test_the_command_says_what_it_looked_at_and_exits_by_what_it_found(
    filled: Engine, filled_url: str, files_dir: Path
) -> None:
    done = tracker(filled_url, files_dir.parent, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "259 projects" in done.stdout
    assert "Everything is sound." in done.stdout
    first_file(filled, files_dir).unlink()
    done = tracker(filled_url, files_dir.parent, "check")
    assert done.returncode == 1
    assert "is missing." in done.stdout
    assert "1 problem found." in done.stdout
    assert len(files(files_dir)) == 1
