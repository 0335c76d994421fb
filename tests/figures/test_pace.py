"""The pace of a period is its rate, day by day: held against the figures measured on each of its days."""

from datetime import date, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import example, given
from sqlalchemy import Engine
from sqlmodel import Session

from tests.figures.recount import Event, Made, MadePeriod
from tests.figures.test_against_recount import OPENED, TIMES, registers, save
from tests.trying import ON_DATABASES
from tracker.domain.pace import find_courses
from tracker.domain.tallies import RATES
from tracker.domain.trends import By
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figures
from tracker.queries.pace import DAYS, find_reached

AFTER_ALL = OPENED + timedelta(days=2000)


#: By its own party's entry alone a project would be confirmed; of a body that asks nobody, nothing is.
UNASKED = (
    [MadePeriod(1, OPENED, OPENED, None)],
    [
        Made(
            "P-0", 1, "ECO", None, None, OPENED, None, TIMES[0],
            events=[Event("implemented", OPENED, TIMES[2], party="BJS")], departments=["BJS"],
        ),
        Made("P-1", 1, "ECO", None, None, OPENED, None, TIMES[0], struck_at=TIMES[4]),
    ],
)  # fmt: skip


@example(register=UNASKED, asked=(TIMES[3], False, None), after=[30])
@ON_DATABASES
@given(
    register=registers(),
    asked=st.tuples(st.sampled_from([*TIMES, None]), st.booleans(), st.sampled_from([None, *By])),
    after=st.lists(st.integers(0, 90).map(lambda step: step * 5), min_size=1, max_size=4),
)
def test_the_pace_on_a_day_is_the_rate_measured_that_day(
    engine: Engine,
    register: tuple[list[MadePeriod], list[Made]],
    asked: tuple[datetime | None, bool, By | None],
    after: list[int],
) -> None:
    known, asks, by = asked
    with Session(engine) as session:
        save(session, *register, asks=asks)
        view = get_body_view(session, "body")
        known_at = None if known is None else known + timedelta(hours=1)
        figures = {
            as_of: find_figures(session, view, by=by, as_of=as_of, known_at=known_at)
            for as_of in [OPENED + timedelta(days=day) for day in after]
        }
        for group in sorted({row.group for rows in figures.values() for row in rows}, key=str):
            one = None if group is None or by is None else (by, group)
            reached = find_reached(session, view, list(DAYS), known_at=known_at, group=one)
            for name in DAYS:
                for as_of, rows in figures.items():
                    whole = find_courses(view.facts, reached, name, as_of)
                    long = find_courses(view.facts, reached, name, AFTER_ALL)
                    for row in [row for row in rows if row.group == group]:
                        at = row.period.number - 1
                        part, of = (getattr(row.tally, count) for count in RATES[name])
                        rate = whole[at].rate
                        assert (rate.part, rate.whole) == (part, of)
                        assert long[at].rate_at((row.measured_on - row.period.conference_on).days) == rate
                        due = whole[at].due_at((row.measured_on - row.period.conference_on).days)
                        assert (0 if due is None else due.part) == row.tally.due


def test_a_body_without_projects_has_reached_nothing(engine: Engine) -> None:
    with Session(engine) as session:
        save(session, [], [])
        view = get_body_view(session, "body")
        assert find_reached(session, view, list(DAYS)) == {}
        assert find_courses(view.facts, {}, next(iter(DAYS)), date(2026, 1, 1)) == ()
