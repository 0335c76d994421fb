"""An edition that was due once is made once, however often its schedule and its quiet days are edited meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import select

from tests.builders import make_body, make_period, record
from tests.scheduler.scenes import Scene, find_all_runs, make_schedule
from tests.trying import ON_DATABASES
from tracker.actions.periods import close_period
from tracker.actions.schedules import change_schedule, continue_schedule, end_schedule, pause_schedule
from tracker.db import reading, writing
from tracker.domain.due import ScheduleKind
from tracker.domain.problems import Refused
from tracker.domain.quiet_days import WEEKEND
from tracker.models import Period, RunState, ScheduleCreate
from tracker.queries.bodies import get_body
from tracker.queries.due_runs import find_missed_runs
from tracker.queries.runs import find_runs
from tracker.scheduler.working import produce_due

#: A Tuesday. At no full or half hour, so that nothing is due at the very instant of an edit.
START = datetime(2026, 9, 8, 12, 17, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "day_of_month": 3, "at": time(6), "time_zone": "Asia/Seoul", "languages": ["en"], "quiet_days": [],
}  # fmt: skip

codes = (f"edited-{number}" for number in count(1))


@dataclass
class Edited:
    """A body with one schedule, its clock, and what by a plain count of days is to be made: the days that came while
    the schedule was running, whatever was quiet."""

    engine: Engine
    kind: ScheduleKind = ScheduleKind.MONTHLY
    settings: dict[str, Any] = field(default_factory=lambda: dict(SETTINGS))
    meant: set[date] = field(default_factory=set)
    is_paused: bool = False

    def __post_init__(self) -> None:
        self.code, self.scene = next(codes), Scene(self.engine, START)
        with writing(self.engine) as session:
            body = make_body(session, self.code)
            make_period(session, body, 1, conference_on=date(2025, 1, 1), ends_on=None)
            self.number = make_schedule(session, body, kind=self.kind, active_from=START, **self.settings).id

    @property
    def made(self) -> list[date]:
        return [as_of for code, as_of in self.scene.produced if code == self.code]

    def wait(self, hours: int) -> None:
        """Nobody looks meanwhile."""
        before, self.scene.now = self.scene.now, self.scene.now + timedelta(hours=hours)
        if not self.is_paused:
            self.meant |= {day for day in self._days() if before < self._instant(day) <= self.scene.now}

    def look(self) -> None:
        """A scheduler comes by; what it makes must not have waited for days that are all quiet."""
        so_far = len(self.made)
        produce_due(self.scene.work())
        today = self.scene.now.astimezone(ZoneInfo(self.settings["time_zone"])).date()
        for as_of in self.made[so_far:]:
            assert any(not self._is_quiet(as_of + timedelta(days=n)) for n in range((today - as_of).days + 1))

    def edit(self, **changes: Any) -> None:
        self.settings |= changes
        new = ScheduleCreate(kind=self.kind, active_from=START, **self.settings)
        self._do(change_schedule, new)

    def pause(self) -> None:
        self._do(pause_schedule)
        self.is_paused = True

    def go_on(self) -> None:
        self._do(continue_schedule)
        self.is_paused = False

    def end(self) -> None:
        self._do(end_schedule)

    def _do(self, action: Any, *given: Any) -> None:
        with writing(self.engine) as session:
            recording = record(session, get_body(session, self.code), self.scene.now)
            action(session, recording, self.number, *given)

    def _days(self) -> Iterator[date]:
        for number in range(500):
            day = START.date() + timedelta(days=number - 1)
            if day.day == self.settings["day_of_month"]:
                yield day

    def _instant(self, day: date) -> datetime:
        return datetime.combine(day, self.settings["at"], ZoneInfo(self.settings["time_zone"]))

    def _is_quiet(self, day: date) -> bool:
        quiet = self.settings["quiet_days"]
        return day.isoformat() in quiet or (WEEKEND in quiet and day.weekday() >= 5)


days_around = st.integers(0, 45).map(lambda n: (date(2026, 9, 25) + timedelta(days=n)).isoformat())
quiet_lists = st.tuples(st.lists(days_around, max_size=25, unique=True), st.booleans()).map(
    lambda one: [*sorted(one[0]), *([WEEKEND] if one[1] else [])]
)
edits = st.fixed_dictionaries(
    {},
    optional={
        "quiet_days": quiet_lists,
        "day_of_month": st.integers(1, 8),
        "at": st.sampled_from([time(0), time(6), time(9, 30), time(23)]),
        "time_zone": st.sampled_from(["Asia/Seoul", "America/New_York", "Pacific/Auckland", "UTC"]),
    },
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 60)),
        st.tuples(st.just("wait"), st.integers(100, 900)),
        st.tuples(st.just("edit"), edits),
        st.tuples(st.just("look"), st.none()),
        st.tuples(st.just("pause or go on"), st.none()),
    ),
    max_size=14,
)
HOLIDAYS = {"quiet_days": ["2026-10-03", "2026-10-05", WEEKEND]}


@ON_DATABASES
@given(steps=steps)
@example([("edit", HOLIDAYS), ("wait", 26 * 24), ("edit", {"quiet_days": []}), ("edit", {"day_of_month": 6})])
@example([("edit", HOLIDAYS), ("wait", 26 * 24), ("edit", {"day_of_month": 6}), ("edit", {"at": time(9, 30)})])
@example([("edit", HOLIDAYS), ("wait", 26 * 24), *[("pause or go on", None)] * 2, ("wait", 1), ("look", None)])
@example([("wait", 24 * 24 + 12), ("look", None), ("edit", {"at": time(23)}), ("wait", 48)])
def test_whatever_is_edited_when_what_was_due_once_is_made_once(engine: Engine, steps: Sequence[Any]) -> None:
    edited = Edited(engine)
    try:
        for name, value in steps:
            match name:
                case "wait":
                    edited.wait(value)
                case "edit":
                    edited.edit(**value)
                case "look":
                    edited.look()
                case _:
                    edited.go_on() if edited.is_paused else edited.pause()
        if edited.is_paused:
            edited.go_on()
        edited.edit(quiet_days=[])
        edited.wait(1)
        edited.look()
        assert sorted(edited.made) == sorted(edited.meant)
    finally:
        edited.end()


@pytest.fixture
def held_up(engine: Engine) -> Edited:
    """On Sunday 4 October: the edition of the day before waits for Tuesday."""
    edited = Edited(engine)
    edited.edit(**HOLIDAYS)
    edited.wait(26 * 24)
    edited.look()
    assert (edited.made, edited.meant) == ([], {date(2026, 10, 3)})
    return edited


@pytest.mark.parametrize(
    ("quiet", "days", "due"),
    [
        (["2026-10-03", "2026-10-05", WEEKEND], 1, False),
        (["2026-10-03", "2026-10-05", WEEKEND], 2, True),
        (["2026-10-03", "2026-10-05", "2026-10-06", WEEKEND], 2, False),
        (["2026-10-03", "2026-10-05", "2026-10-06", WEEKEND], 3, True),
        (["2026-10-03", WEEKEND], 0, False),
        (["2026-10-03", WEEKEND], 1, True),
        (["2026-10-03"], 0, True),
        ([], 0, True),
    ],
)
def test_what_waits_goes_by_the_quiet_days_as_they_are_now(
    held_up: Edited, quiet: list[str], days: int, due: bool
) -> None:
    for _ in range(2):
        held_up.edit(day_of_month=20, quiet_days=quiet)
        held_up.edit(day_of_month=21, quiet_days=quiet)
    held_up.wait(24 * days)
    held_up.look()
    assert held_up.made == ([date(2026, 10, 3)] if due else [])


def test_what_waits_holds_up_nothing_that_is_due_before_it_is_ready(held_up: Edited) -> None:
    held_up.edit(day_of_month=6, quiet_days=["2026-10-03", "2026-10-05", "2026-10-07", WEEKEND])
    held_up.edit(day_of_month=6, quiet_days=[f"2026-10-{day:02}" for day in (3, 4, 5, 7)])
    held_up.wait(24 * 2)
    held_up.look()
    assert held_up.made == [date(2026, 10, 3), date(2026, 10, 6)]


def test_what_waits_is_not_missed_until_an_hour_after_it_is_ready(held_up: Edited) -> None:
    held_up.edit(at=time(9, 30))
    held_up.scene.now = datetime(2026, 10, 6, 1, 29, tzinfo=UTC)
    with reading(held_up.engine) as session:
        assert find_missed_runs(session, now=held_up.scene.now) == []
        (missed,) = find_missed_runs(session, now=held_up.scene.now + timedelta(minutes=1))
    assert missed.due.ready_at == datetime(2026, 10, 6, 0, 30, tzinfo=UTC)


def test_what_is_due_once_and_waits_can_have_its_quiet_days_changed(engine: Engine) -> None:
    once = Edited(engine, ScheduleKind.ONCE, SETTINGS | {"once_on": date(2026, 10, 3)} | HOLIDAYS)
    once.wait(26 * 24)
    once.edit(quiet_days=["2026-10-03", WEEKEND], at=time(9, 30))
    with pytest.raises(Refused, match="schedule_once_past"):
        once.edit(once_on=date(2026, 10, 2))
    once.wait(24)
    once.look()
    assert once.made == [date(2026, 10, 3)]


def test_an_hour_that_passes_by_a_day_to_come_is_refused(engine: Engine) -> None:
    once = Edited(engine, ScheduleKind.ONCE, SETTINGS | {"once_on": date(2026, 9, 9), "at": time(23)})
    once.wait(10)  # to 07:17 in Seoul
    with pytest.raises(Refused, match="schedule_once_past"):
        once.edit(at=time(6))


def test_a_closing_on_a_quiet_day_is_made_once_however_its_schedule_is_edited(engine: Engine) -> None:
    """Closed on Saturday 3 October, a second period on Sunday morning after it."""
    edited = Edited(engine, ScheduleKind.ON_CLOSE)
    with writing(engine) as session:
        make_period(session, get_body(session, edited.code), 2)
    edited.edit(**HOLIDAYS)

    def close(number: int, at: datetime, ends_on: date) -> None:
        with writing(engine) as session:
            recording = record(session, get_body(session, edited.code), at)
            numbered = select(Period).where(Period.body_id == recording.body_id, Period.number == number)
            close_period(session, recording, session.exec(numbered).one(), on=ends_on)

    close(2, datetime(2026, 10, 3, 5, tzinfo=UTC), date(2023, 12, 31))
    edited.scene.now = datetime(2026, 10, 4, 5, tzinfo=UTC)
    edited.look()
    for hour in (9, 6):
        edited.edit(at=time(hour))
    edited.scene.now = datetime(2026, 10, 5, 21, tzinfo=UTC)
    edited.look()
    edited.edit(at=time(7))
    edited.look()
    assert edited.made == [date(2023, 12, 31)]


def test_what_was_due_before_a_pause_is_made_after_it(engine: Engine) -> None:
    edited = Edited(engine)
    edited.wait(26 * 24)
    edited.pause()
    edited.wait(33 * 24)
    edited.look()
    assert edited.made == []
    edited.go_on()
    with reading(engine) as session:
        assert find_missed_runs(session, now=edited.scene.now) == []
    edited.look()
    assert edited.made == [date(2026, 10, 3)]
    assert [run.state for run in find_all_runs(engine)] == [RunState.DONE]


def test_what_waits_is_withdrawn_when_its_schedule_ends(held_up: Edited) -> None:
    held_up.edit(at=time(9, 30))
    held_up.end()
    with reading(held_up.engine) as session:
        body_id = get_body(session, held_up.code).id
        (run,) = find_runs(session, body_id, now=held_up.scene.now)
    assert (run.is_withdrawn, run.waits_until) == (True, None)
    held_up.wait(24 * 3)
    held_up.look()
    assert held_up.made == []
