"""When departments are asked, and after which projects."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tracker.domain.chasing import Ask, AskedFacts, AskRule, ChaseTiming, find_ask, find_last_due, find_next_due
from tracker.domain.stages import Condition, Stage

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)
RULE = AskRule(silent_days=180, due_days=30)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def timing(weekday: int, at: time, zone: str, active_from: datetime = LONG_AGO) -> ChaseTiming:
    return ChaseTiming(weekday, at, zone, active_from)


@pytest.mark.parametrize(
    ("weekday", "at", "zone", "now", "last", "following"),
    [
        # Monday nine o'clock in Seoul is midnight in UTC.
        (0, time(9), "Asia/Seoul", "2026-11-23T00:00", "2026-11-23T00:00", "2026-11-30T00:00"),
        (0, time(9), "Asia/Seoul", "2026-11-22T23:59", "2026-11-16T00:00", "2026-11-23T00:00"),
        (0, time(9), "Asia/Seoul", "2026-11-25T12:00", "2026-11-23T00:00", "2026-11-30T00:00"),
        # Monday in Seoul while it is still Sunday in UTC.
        (0, time(1), "Asia/Seoul", "2026-11-22T16:30", "2026-11-22T16:00", "2026-11-29T16:00"),
        # The hour that the clocks skip on 8 March 2026 is as much later as they skip.
        (6, time(2, 30), "America/New_York", "2026-03-08T08:00", "2026-03-08T07:30", "2026-03-15T06:30"),
        # The hour that they repeat on 1 November 2026 counts the first time only.
        (6, time(1, 30), "America/New_York", "2026-11-01T06:45", "2026-11-01T05:30", "2026-11-08T06:30"),
        (6, time(1, 30), "America/New_York", "2026-11-01T05:29", "2026-10-25T05:30", "2026-11-01T05:30"),
    ],
)
def test_a_week_has_one_hour(*, weekday: int, at: time, zone: str, now: str, last: str, following: str) -> None:
    one = timing(weekday, at, zone)
    assert find_last_due(one, until=utc(now)) == utc(last)
    assert find_next_due(one, after=utc(now)) == utc(following)


def test_nothing_is_due_before_it_was_switched_on() -> None:
    on = utc("2026-11-23T00:01")
    one = timing(0, time(9), "Asia/Seoul", on)
    assert find_last_due(one, until=utc("2026-11-29T23:59")) is None
    assert find_last_due(one, until=utc("2026-11-30T00:00")) == utc("2026-11-30T00:00")
    assert find_next_due(one, after=utc("2026-01-01T00:00")) == utc("2026-11-30T00:00")


def test_every_hour_of_a_year_has_a_last_and_a_next_a_week_apart() -> None:
    one = timing(6, time(2, 30), "America/New_York")
    now = utc("2026-01-01T00:00")
    while now < utc("2027-01-01T00:00"):
        last, following = find_last_due(one, until=now), find_next_due(one, after=now)
        assert last is not None
        assert last <= now < following
        assert timedelta(days=6, hours=22) <= following - last <= timedelta(days=7, hours=2)
        now += timedelta(hours=5)


def facts(
    stage: Stage = Stage.AGREED,
    condition: Condition | None = None,
    *,
    is_struck: bool = False,
    last: int = 0,
    due: int | None = None,
) -> AskedFacts:
    """`last`: days ago; `due`: days from now."""
    due_on = None if due is None else DAY + timedelta(days=due)
    return AskedFacts(stage, condition, is_struck, DAY - timedelta(days=last), due_on)


@pytest.mark.parametrize(
    ("found", "ask"),
    [
        (facts(), None),
        (facts(last=179), None),
        (facts(last=180), Ask.SILENT),
        (facts(Stage.PROMOTED, last=180), Ask.SILENT),
        (facts(due=-1), Ask.OVERDUE),
        (facts(due=0), Ask.DUE_SOON),
        (facts(due=30), Ask.DUE_SOON),
        (facts(due=31), None),
        (facts(due=31, last=180), Ask.SILENT),
        (facts(due=-1, last=500), Ask.OVERDUE),
        (facts(due=5, last=500), Ask.DUE_SOON),
        (facts(Stage.IMPLEMENTED, due=-1, last=500), None),
        (facts(condition=Condition.SUSPENDED, due=-1, last=500), None),
        (facts(condition=Condition.WITHDRAWN, due=-1, last=500), None),
        (facts(is_struck=True, due=-1, last=500), None),
    ],
)
def test_why_a_project_is_asked_after(found: AskedFacts, ask: Ask | None) -> None:
    assert find_ask(found, RULE, day=DAY) is ask
