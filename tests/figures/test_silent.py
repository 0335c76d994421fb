"""How many projects are silent is counted by the database; it must be as many as the list shows."""

from datetime import date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given
from sqlalchemy import Engine
from sqlmodel import Session

from tests.figures.recount import Made, MadePeriod
from tests.figures.test_against_recount import ANSWERED, TIMES, cases, save
from tests.trying import ON_DATABASES
from tracker.domain.silence import SILENT_MONTHS, find_last_silent_day, months_between
from tracker.queries.bodies import get_body_view
from tracker.queries.projects import find_projects
from tracker.queries.silence import count_silent_projects
from tracker.web.silence import is_silent


@ON_DATABASES
@given(case=cases(), known=st.sampled_from([*TIMES, *ANSWERED, None]), months=st.sampled_from([6, 12]))
def test_as_many_are_counted_as_are_listed(
    engine: Engine, case: tuple[list[MadePeriod], list[Made], date], known: datetime | None, months: int
) -> None:
    periods, projects, as_of = case
    known_at = None if known is None else known + timedelta(hours=1)
    with Session(engine) as session:
        save(session, periods, projects, asks=False)
        view = get_body_view(session, "body")
        for period in view.facts.visible(as_of):
            if not period.reached_cut_off(as_of):
                rows = find_projects(session, view, period=period.number, as_of=as_of, known_at=known_at)
                listed = sum(is_silent(row, months, day=as_of) for row in rows)
                number = count_silent_projects(
                    session, view, period.number, months=months, as_of=as_of, known_at=known_at
                )
                assert number == listed


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 23), date(2026, 5, 23)),
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2024, 8, 30), date(2024, 2, 29)),
        (date(2026, 3, 31), date(2025, 9, 30)),
        (date(2026, 6, 1), date(2025, 12, 1)),
    ],
)
def test_the_last_day_of_silence_is_that_many_months_before(day: date, last: date) -> None:
    assert find_last_silent_day(day, SILENT_MONTHS) == last
    assert months_between(last, day) == SILENT_MONTHS
    assert months_between(last + timedelta(days=1), day) < SILENT_MONTHS
