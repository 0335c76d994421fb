"""Editions that somebody asks for, and takes back, while others do so too and a scheduler claims them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_body, make_period, record
from tests.scheduler.scenes import find_all_runs
from tracker.actions.asked_editions import Wanted, ask_for_edition, withdraw_edition
from tracker.actions.runs import ClaimedRun, claim_run, give_back_run
from tracker.db import reading, writing
from tracker.models import HistoryEntry, Period, RunState
from tracker.queries.bodies import get_body

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEASE = timedelta(minutes=2)


@pytest.fixture
def body_id(engine: Engine) -> int:
    """Of a body with an open period."""
    with writing(engine) as session:
        body = make_body(session, "body")
        make_period(session, body, 1, conference_on=date(2025, 1, 1), ends_on=None)
        assert body.id is not None
        return body.id


def ask(engine: Engine, day: int = 1) -> bool:
    with writing(engine) as session:
        recording = record(session, get_body(session, "body"), NOW)
        period = session.exec(select(Period)).one()
        return ask_for_edition(session, recording, period, Wanted(date(2026, 11, day), ["ko"], "a visit"))[1]


def withdraw(engine: Engine, run_id: int) -> bool:
    with writing(engine) as session:
        return withdraw_edition(session, record(session, get_body(session, "body"), NOW), run_id)


def claim(engine: Engine, body_id: int) -> ClaimedRun | None:
    with writing(engine) as session:
        return claim_run(session, body_id, owner="one", now=NOW + LEASE, lease=LEASE)


def at_once(*calls: Callable[[], object]) -> list[object]:
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_asked_for_by_several_at_once_is_made_once(engine: Engine, body_id: int) -> None:
    asked = at_once(*[lambda: ask(engine)] * 4)
    assert sorted(asked, key=bool) == [False, False, False, True]
    assert len(find_all_runs(engine)) == 1


def test_what_has_begun_is_never_withdrawn_not_even_once_it_was_given_back(engine: Engine, body_id: int) -> None:
    ask(engine)
    claimed = claim(engine, body_id)
    assert claimed is not None
    assert not withdraw(engine, claimed.id)
    with writing(engine) as session:
        assert give_back_run(session, claimed, now=NOW)
    assert not withdraw(engine, claimed.id)
    assert claim(engine, body_id) is not None


def test_of_withdrawing_and_beginning_at_once_one_comes_first(engine: Engine, body_id: int) -> None:
    withdrawn_in_all = 0
    for day in range(1, 13):
        ask(engine, day)
        run_id = find_all_runs(engine)[-1].id
        withdrawn, claimed, again = at_once(
            lambda run_id=run_id: withdraw(engine, run_id),
            lambda: claim(engine, body_id),
            lambda run_id=run_id: withdraw(engine, run_id),
        )
        assert [withdrawn, again].count(True) + (claimed is not None) == 1
        run = next(one for one in find_all_runs(engine) if one.id == run_id)
        if claimed is None:
            assert (run.state, run.attempts) == (RunState.ASKED, 0)
            assert run.finished_at is not None
            withdrawn_in_all += 1
        else:
            assert run.state is RunState.CLAIMED
            with writing(engine) as session:
                held = session.merge(run)
                held.state, held.finished_at = RunState.DONE, NOW
    with reading(engine) as session:
        kept = session.exec(select(HistoryEntry)).all()
    assert [one.after["asked_edition"] for one in kept] == ["withdrawn"] * withdrawn_in_all
