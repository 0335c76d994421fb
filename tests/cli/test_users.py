"""`tracker user add`: the first administrator, and roles for those who are there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from tests.builders import make_body, make_party
from tracker.cli import main
from tracker.db import make_engine, reading, writing
from tracker.domain.roles import Grant, Role
from tracker.models import HistoryEntry, Subject, User
from tracker.passwords import is_right
from tracker.queries.users import find_grants, find_user

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path}/tracker.db")
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))

    def run_with(*arguments: str, given: str = "") -> Result:
        return CliRunner().invoke(main, ["user", "add", *arguments], input=given)

    return run_with


def test_the_first_administrator_of_a_new_service(run: Run, tmp_path: Path) -> None:
    answer = run("Kim@Seoul.example", "--name", "Kim", "--role", "administrator")
    assert answer.exit_code == 0
    assert "(shown this once)" in answer.output
    password = answer.output.split("password: ")[1].split(" (")[0]
    with reading(make_engine(f"sqlite:///{tmp_path}/tracker.db")) as session:
        user = find_user(session, "kim@seoul.example")
        assert user is not None
        assert is_right(password, user.password_hash)
        assert find_grants(session, user.id) == {Grant(Role.ADMINISTRATOR)}
        kept = session.exec(select(HistoryEntry).order_by(HistoryEntry.id)).all()
        assert [(one.subject, one.key) for one in kept] == [(Subject.USER, str(user.id))] * 2
        assert "Kim" not in str([one.after for one in kept])
        assert "kim@" not in str([one.after for one in kept])


def test_a_password_from_standard_input_is_not_shown(run: Run, tmp_path: Path) -> None:
    answer = run("kim@seoul.example", "--name", "Kim", given="correct horse battery\n")
    assert answer.exit_code == 0
    assert "password" not in answer.output
    with reading(make_engine(f"sqlite:///{tmp_path}/tracker.db")) as session:
        assert is_right("correct horse battery", session.exec(select(User.password_hash)).one())


def test_a_second_role_is_added_to_a_user_who_is_there(run: Run, tmp_path: Path) -> None:
    run("kim@seoul.example", "--name", "Kim", "--role", "administrator")
    engine = make_engine(f"sqlite:///{tmp_path}/tracker.db")
    with writing(engine) as session:
        make_party(session, make_body(session, "pair"), "SEL")
    answer = run("KIM@seoul.example", "--role", "secretary", "--body", "pair", "--party", "SEL", "--lang", "ko")
    assert answer.exit_code == 0, answer.output
    with reading(engine) as session:
        user = session.exec(select(User)).one()
        assert find_grants(session, user.id) == {Grant(Role.ADMINISTRATOR), Grant(Role.SECRETARY, "pair", "SEL")}


REFUSED = {
    "no name": (["kim@seoul.example"], "", 2, "needs --name"),
    "a body without a role": (["kim@seoul.example", "--name", "Kim", "--body", "pair"], "", 2, "need --role"),
    "no address": (["kim", "--name", "Kim"], "", 1, "is not an e-mail address"),
    "a short password": (["kim@seoul.example", "--name", "Kim"], "short\n", 1, "at least 12 characters"),
    "no body": (["kim@seoul.example", "--name", "Kim", "--role", "official"], "", 1, "Choose the body"),
    "no such body": (
        ["kim@seoul.example", "--name", "Kim", "--role", "official", "--body", "nope"], "", 1, "no body 'nope'"
    ),
    "an administrator for a party": (
        ["kim@seoul.example", "--name", "Kim", "--role", "administrator", "--party", "SEL"], "", 1, "whole service"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_adds_nobody(run: Run, tmp_path: Path, name: str) -> None:
    arguments, given, code, said = REFUSED[name]
    answer = run(*arguments, given=given)
    assert answer.exit_code == code
    assert said in answer.output
    path = tmp_path / "tracker.db"
    if path.exists() and path.stat().st_size:
        with reading(make_engine(f"sqlite:///{path}")) as session:
            assert session.exec(select(User)).all() == []


def test_a_user_who_is_there_is_not_added_again(run: Run) -> None:
    run("kim@seoul.example", "--name", "Kim")
    answer = run("kim@seoul.example", "--name", "Kim")
    assert answer.exit_code == 1
    assert "There is a user with the address" in answer.output
