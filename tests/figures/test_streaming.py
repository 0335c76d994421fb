"""Lists that are taken row by row say what was known at the instant."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project
from tracker.db import reading, writing
from tracker.domain.stages import EntryKind
from tracker.queries.bodies import get_body_view
from tracker.queries.streaming import iterate_entries

STRUCK_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_project_is_struck_from_when_that_was_recorded(engine: Engine) -> None:
    with writing(engine) as session:
        body = make_body(session)
        make_party(session, body, "SEL")
        project = make_project(session, make_period(session, body), make_area(session, body))
        make_entry(session, project, EntryKind.PROMOTED, date(2020, 6, 1), at=STRUCK_AT - timedelta(days=2))
        project.struck_at, project.struck_reason, project.struck_by = STRUCK_AT, "typed twice", "tests"
    with reading(engine) as session:
        view = get_body_view(session, "body")
        struck = [
            [row.is_struck for row in iterate_entries(session, view, period=None, as_of=STRUCK_AT.date(), known_at=at)]
            for at in (STRUCK_AT - timedelta(days=1), STRUCK_AT, None)
        ]
    assert struck == [[False], [True], [True]]
