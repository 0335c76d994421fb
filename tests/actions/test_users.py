"""Users and their roles at the same moment: two who act on one thing do not undo each other."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import RECORDED_AT, make_body
from tests.people import make_user
from tracker.actions.history import Keeper
from tracker.actions.user_links import make_link, use_link
from tracker.actions.users import GrantCreate, add_grant, remove_user
from tracker.db import reading, writing
from tracker.domain.problems import Refused
from tracker.domain.roles import Role
from tracker.models import User, UserGrant, UserLinkKind

KEEPER = Keeper("tests", RECORDED_AT)


def both(*acts: object) -> list[str]:
    """Do two things at once; `done` or the code of what refused each."""
    barrier, outcomes = Barrier(len(acts)), [""] * len(acts)

    def run(index: int) -> None:
        barrier.wait()
        try:
            acts[index]()  # type: ignore[operator]
            outcomes[index] = "done"
        except Refused as refused:
            outcomes[index] = refused.problems[0].code

    threads = [Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def pair(engine: Engine) -> tuple[int, int]:
    """Two administrators, and a body."""
    with writing(engine) as session:
        make_body(session, "pair")
        return tuple(make_user(session, Role.ADMINISTRATOR).id for _ in range(2))  # type: ignore[return-value]


def test_two_administrators_cannot_remove_each_other(engine: Engine, pair: tuple[int, int]) -> None:
    def remove(user_id: int) -> None:
        with writing(engine) as session:
            remove_user(session, KEEPER, session.get_one(User, user_id))

    assert both(lambda: remove(pair[0]), lambda: remove(pair[1])) == ["done", "last_administrator"]
    with reading(engine) as session:
        assert len(session.exec(select(UserGrant)).all()) == 1


def test_a_role_is_held_once_however_often_it_is_given(engine: Engine, pair: tuple[int, int]) -> None:
    def give() -> None:
        with writing(engine) as session:
            add_grant(session, KEEPER, session.get_one(User, pair[0]), GrantCreate(Role.OFFICIAL, "pair"))

    assert both(give, give) == ["done", "grant_exists"]


def test_a_link_works_once_however_often_it_is_sent(engine: Engine, pair: tuple[int, int]) -> None:
    with writing(engine) as session:
        _, secret = make_link(session, session.get_one(User, pair[0]), UserLinkKind.RESET, now=RECORDED_AT)

    def use(password: str) -> None:
        with writing(engine) as session:
            use_link(session, secret, password, now=RECORDED_AT)

    outcomes = both(lambda: use("three blue kettles sing"), lambda: use("four green kettles hum"))
    assert outcomes == ["done", "link_used"]
