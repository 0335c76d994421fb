"""Founding bodies."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from tests.builders import RECORDED_AT, clock_at, make_body
from tracker.actions.bodies import add_body
from tracker.domain.problems import Refused
from tracker.models import BodyCreate


def test_a_code_is_taken_once_and_the_second_is_told_so(engine: Engine) -> None:
    new = BodyCreate(code="body", names={"en": "B"}, kind="conference", time_zone="Asia/Seoul", languages=["en"])
    with Session(engine) as session:
        make_body(session, "body")
        with pytest.raises(Refused) as error:
            add_body(session, new, by="tests", clock=clock_at(RECORDED_AT))
    assert [problem.code for problem in error.value.problems] == ["body_exists"]
