"""The smallest things that tests are built from are accepted by both databases."""

from datetime import date

from sqlalchemy import Engine

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project
from tracker.db import writing
from tracker.domain.stages import EntryKind


def test_the_smallest_body_with_one_promoted_project(engine: Engine) -> None:
    with writing(engine) as session:
        body = make_body(session)
        party, area = make_party(session, body), make_area(session, body)
        first, second = (make_period(session, body, n) for n in (1, 2))
        project = make_project(session, first, area)
        led = make_project(session, second, area, lead_id=party.id)
        make_entry(session, project, EntryKind.PROMOTED, date(2020, 3, 1))
        make_entry(session, led, EntryKind.SUSPENDED, date(2022, 3, 1))
        assert project.promoted_on == date(2020, 3, 1)
        assert led.promoted_on is None
