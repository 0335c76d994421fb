"""Every change is in the history: no table is forgotten, and a request that changes something and keeps nothing fails."""

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from tests.builders import RECORDED_AT, clock_at, make_area, make_body
from tests.keeping import KEPT, NEEDS_NONE, SAID_ELSEWHERE, watched
from tracker.actions.bodies import change_row
from tracker.actions.recording import open_recording
from tracker.db.triggers import EXPECTED
from tracker.models import HistoryAct, Subject, metadata
from tracker.queries.happened import LOADERS
from tracker.queries.happenings import SOURCES, Happened
from tracker.wording.history_words import ACTS, SUBJECTS

APPEND_ONLY = {
    name.removesuffix("_no_delete")
    for name in EXPECTED["sqlite"]
    if name.endswith("_no_delete") and name != "project_sealed_no_delete"
}


def test_the_changes_of_every_table_are_kept_somewhere() -> None:
    kept = {str(model.__tablename__) for model in KEPT}
    in_the_history = {source.table.name for source in SOURCES.values()}
    known = kept | in_the_history | set(NEEDS_NONE) | set(SAID_ELSEWHERE)
    assert set(metadata.tables) - known == set()
    assert known - set(metadata.tables) == set()


def test_what_is_only_added_to_stands_in_the_history_by_itself() -> None:
    assert APPEND_ONLY - {source.table.name for source in SOURCES.values()} == set(SAID_ELSEWHERE) - {"history_entry"}


def test_everything_that_happens_has_a_word() -> None:
    assert set(LOADERS) == set(SOURCES)
    assert {one.value for one in Subject} <= {one.value for one in Happened} == set(SUBJECTS)
    assert {one.value for one in HistoryAct} <= set(ACTS)


def test_a_request_that_keeps_nothing_of_what_it_changes_fails(engine: Engine) -> None:
    with Session(engine) as session, watched(), Flask("guard").test_request_context():
        area = make_area(session, make_body(session))
        session.info.clear()
        area.names = {"en": "Other"}
        with pytest.raises(AssertionError, match="Area"):
            session.commit()


def test_a_request_that_keeps_it_does_not(engine: Engine) -> None:
    with Session(engine) as session, watched(), Flask("guard").test_request_context():
        body = make_body(session)
        area = make_area(session, body)
        session.info.clear()
        held = open_recording(session, body, by="user:1", clock=clock_at(RECORDED_AT))
        change_row(session, held, area, {"names": {"en": "Other"}}, subject=Subject.AREA, key="ECO")
        session.commit()
