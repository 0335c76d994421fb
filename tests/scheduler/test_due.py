"""When schedules are due: days, hours, zones, closings, conferences."""

from collections.abc import Set
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.due import (
    BodyCalendar,
    Due,
    PeriodDays,
    RecordedClosing,
    ScheduleKind,
    Timing,
    find_due,
    find_next_dues,
    local_instant,
    next_due_at,
    quarter_start,
)

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
ONE_PERIOD = BodyCalendar((PeriodDays(1, date(2010, 1, 1)),))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def timing(kind: ScheduleKind, zone: str = "UTC", **fields: object) -> Timing:
    values: dict[str, object] = {"active_from": ALWAYS, "at": time(6), "day_of_month": 1, "month": 1}
    return Timing(kind, zone, **values | fields)  # type: ignore[arg-type]


def due(at: str, period: int, as_of: str, ready: str = "") -> Due:
    return Due(utc(at), period, date.fromisoformat(as_of), utc(ready or at))


def days(found: list[Due]) -> list[str]:
    return [due.as_of.isoformat() for due in found]


@pytest.mark.parametrize(
    ("kind", "fields", "since", "until", "expected"),
    [
        ("monthly", {"day_of_month": 1}, "2026-01-01", "2026-03-31", ["2026-01-01", "2026-02-01", "2026-03-01"]),
        ("monthly", {"day_of_month": 31}, "2026-01-01", "2026-04-30T12:00", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("monthly", {"day_of_month": 29}, "2024-02-01", "2024-03-01", ["2024-02-29"]),
        ("monthly", {"day_of_month": 30}, "2025-02-01", "2025-03-01", ["2025-02-28"]),
        ("monthly", {"day_of_month": 31}, "2025-12-01", "2026-01-31T12:00", ["2025-12-31", "2026-01-31"]),
        ("quarterly", {"day_of_month": 1}, "2025-12-31", "2026-10-02", ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]),
        ("quarterly", {"day_of_month": 31}, "2026-04-01", "2026-05-01", ["2026-04-30"]),
        ("yearly", {"month": 2, "day_of_month": 29}, "2023-01-01", "2025-01-01", ["2023-02-28", "2024-02-29"]),
        ("yearly", {"month": 12, "day_of_month": 31}, "2024-12-31", "2026-01-01", ["2024-12-31", "2025-12-31"]),
        ("yearly", {"month": 6}, "2026-07-01", "2027-05-31", []),
    ],
)  # fmt: skip
def test_days_of_the_calendar(kind: str, fields: dict[str, int], since: str, until: str, expected: list[str]) -> None:
    found = find_due(timing(ScheduleKind(kind), **fields), ONE_PERIOD, since=utc(since), until=utc(until))
    assert days(found) == expected
    assert all(due.due_at.hour == 6 for due in found)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected", "as_of"),
    [
        ("Asia/Seoul", "2026-01-01", "06:00", "2025-12-31T21:00", "2026-01-01"),
        ("Asia/Seoul", "2026-01-01", "09:00", "2026-01-01T00:00", "2026-01-01"),
        ("America/New_York", "2026-07-01", "23:30", "2026-07-02T03:30", "2026-07-01"),
        # Clocks skip 02:00-03:00: as much later as they skip.
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30", "2026-03-08"),
        # Clocks repeat 01:00-02:00: the first time.
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30", "2026-11-01"),
        # The whole of 30 December 2011 was skipped: the report is of the day on which it is made.
        ("Pacific/Apia", "2011-12-30", "06:00", "2011-12-30T16:00", "2011-12-31"),
    ],
)
def test_hours_of_a_zone(zone: str, day: str, at: str, expected: str, as_of: str) -> None:
    wanted = date.fromisoformat(day)
    assert local_instant(wanted, time.fromisoformat(at), zone) == utc(expected)
    schedule = timing(ScheduleKind.YEARLY, zone, month=wanted.month, day_of_month=wanted.day, at=time.fromisoformat(at))
    found = find_due(schedule, ONE_PERIOD, since=ALWAYS, until=utc(expected))
    assert [one for one in found if one.due_at == utc(expected)] == [due(expected, 1, as_of)]


def test_an_hour_that_is_repeated_is_due_once() -> None:
    schedule = timing(ScheduleKind.MONTHLY, "America/New_York", at=time(1, 30))
    found = find_due(schedule, ONE_PERIOD, since=utc("2026-10-31T12:00"), until=utc("2026-11-02"))
    assert len(found) == 1


def test_nothing_is_due_before_it_is_active() -> None:
    schedule = timing(ScheduleKind.MONTHLY, active_from=utc("2026-02-01T06:00"))
    found = find_due(schedule, ONE_PERIOD, since=ALWAYS, until=utc("2026-03-02"))
    assert days(found) == ["2026-02-01", "2026-03-01"]


def test_both_ends_are_included() -> None:
    schedule = timing(ScheduleKind.MONTHLY)
    found = find_due(schedule, ONE_PERIOD, since=utc("2026-02-01T06:00"), until=utc("2026-03-01T06:00"))
    assert days(found) == ["2026-02-01", "2026-03-01"]


def test_the_period_is_that_of_the_last_conference_held() -> None:
    calendar = BodyCalendar((PeriodDays(1, date(2025, 2, 1)), PeriodDays(2, date(2025, 4, 1))))
    found = find_due(timing(ScheduleKind.MONTHLY), calendar, since=utc("2025-01-01"), until=utc("2025-05-02"))
    assert [(due.as_of.month, due.period) for due in found] == [(2, 1), (3, 1), (4, 2), (5, 2)]


def test_before_any_conference_nothing_is_due() -> None:
    schedule = timing(ScheduleKind.MONTHLY)
    assert find_due(schedule, BodyCalendar(), since=utc("2026-01-01"), until=utc("2026-12-31")) == []


CLOSED = BodyCalendar(
    (
        PeriodDays(1, date(2020, 1, 1), date(2021, 12, 31)),
        PeriodDays(2, date(2022, 1, 1), date(2023, 12, 31)),
        PeriodDays(3, date(2024, 1, 1)),
    ),
    (
        RecordedClosing(2, utc("2024-02-01T10:00")),
        RecordedClosing(1, utc("2024-02-01T10:00")),
        RecordedClosing(1, utc("2024-05-01T10:00")),
    ),
)


def test_every_closing_is_due_when_recorded_as_of_the_period_s_last_day() -> None:
    found = find_due(timing(ScheduleKind.ON_CLOSE), CLOSED, since=ALWAYS, until=utc("2025-01-01"))
    assert found == [
        due("2024-02-01T10:00", 1, "2021-12-31"),
        due("2024-02-01T10:00", 2, "2023-12-31"),
        due("2024-05-01T10:00", 1, "2021-12-31"),
    ]


def test_closings_before_it_was_active_are_not_due() -> None:
    schedule = timing(ScheduleKind.ON_CLOSE, active_from=utc("2024-02-01T10:00:01"))
    assert [due.period for due in find_due(schedule, CLOSED, since=ALWAYS, until=utc("2025-01-01"))] == [1]


def planned(day: date | None) -> BodyCalendar:
    first = PeriodDays(1, date(2020, 1, 1), date(2021, 12, 31), date(2030, 1, 1))
    return BodyCalendar((first, PeriodDays(2, date(2022, 1, 1), None, day)))


@pytest.mark.parametrize(
    ("day", "before", "expected"),
    [
        (date(2026, 3, 1), 1, ["2026-02-28"]),
        (date(2026, 1, 10), 30, ["2025-12-11"]),
        (date(2026, 1, 10), 0, ["2026-01-10"]),
        (None, 30, []),
    ],
)
def test_before_the_conference_planned_by_the_latest_period(day: date | None, before: int, expected: list[str]) -> None:
    schedule = timing(ScheduleKind.BEFORE_CONFERENCE, days_before=before)
    found = find_due(schedule, planned(day), since=ALWAYS, until=utc("2026-12-31"))
    assert days(found) == expected
    assert all(due.period == 2 for due in found)


def test_a_plan_that_came_before_the_next_period_began_is_due_still() -> None:
    calendar = BodyCalendar(
        (
            PeriodDays(1, date(2020, 1, 1), date(2022, 1, 9), date(2022, 1, 1)),
            PeriodDays(2, date(2022, 1, 10), date(2023, 12, 31), date(2024, 3, 1)),
            PeriodDays(3, date(2024, 2, 1), None, date(2026, 3, 1)),
        )
    )
    schedule = timing(ScheduleKind.BEFORE_CONFERENCE, days_before=1)
    found = find_due(schedule, calendar, since=ALWAYS, until=utc("2026-12-31"))
    assert [(due.period, due.as_of.isoformat()) for due in found] == [(1, "2021-12-31"), (3, "2026-02-28")]
    early = timing(ScheduleKind.BEFORE_CONFERENCE, days_before=30)
    found = find_due(early, calendar, since=ALWAYS, until=utc("2024-12-31"))
    assert [(due.period, due.as_of.isoformat()) for due in found] == [(1, "2021-12-02"), (2, "2024-01-31")]
    assert next_due_at(schedule, calendar, after=utc("2022-06-01")) == utc("2026-02-28T06:00")


def test_a_conference_held_on_the_day_planned_had_its_report() -> None:
    calendar = BodyCalendar((PeriodDays(1, date(2020, 1, 1), None, date(2022, 1, 1)), PeriodDays(2, date(2022, 1, 1))))
    schedule = timing(ScheduleKind.BEFORE_CONFERENCE, days_before=0)
    found = find_due(schedule, calendar, since=ALWAYS, until=utc("2026-12-31"))
    assert found == [due("2022-01-01T06:00", 1, "2022-01-01")]


def test_a_plan_longer_before_than_the_period_lasts_is_of_the_period_in_force() -> None:
    schedule = timing(ScheduleKind.BEFORE_CONFERENCE, days_before=400)
    found = find_due(schedule, planned(date(2023, 1, 1)), since=utc("2021-06-01"), until=utc("2026-12-31"))
    assert [(due.period, due.as_of.isoformat()) for due in found] == [(1, "2021-11-27")]


def test_what_comes_next() -> None:
    monthly = timing(ScheduleKind.MONTHLY)
    assert next_due_at(monthly, ONE_PERIOD, after=utc("2026-01-01T05:59")) == utc("2026-01-01T06:00")
    assert next_due_at(monthly, ONE_PERIOD, after=utc("2026-01-01T06:00")) == utc("2026-02-01T06:00")
    assert next_due_at(timing(ScheduleKind.ON_CLOSE), CLOSED, after=ALWAYS) is None
    conference = timing(ScheduleKind.BEFORE_CONFERENCE, days_before=1)
    assert next_due_at(conference, planned(date(2026, 3, 1)), after=utc("2026-01-01")) == utc("2026-02-28T06:00")
    assert next_due_at(conference, planned(date(2026, 3, 1)), after=utc("2026-03-01")) is None
    later = timing(ScheduleKind.MONTHLY, active_from=utc("2027-01-15"))
    assert next_due_at(later, ONE_PERIOD, after=utc("2026-01-01")) == utc("2027-02-01T06:00")


@pytest.mark.parametrize(
    ("day", "start"), [("2026-11-23", "2026-10-01"), ("2026-01-01", "2026-01-01"), ("2026-06-30", "2026-04-01")]
)
def test_quarters_begin_in_january_april_july_and_october(day: str, start: str) -> None:
    assert quarter_start(date.fromisoformat(day)) == date.fromisoformat(start)


def test_what_is_due_once() -> None:
    once = timing(ScheduleKind.ONCE, "Asia/Seoul", once_on=date(2028, 2, 29), at=time(9))
    found = find_due(once, ONE_PERIOD, since=ALWAYS, until=utc("2030-01-01"))
    assert found == [due("2028-02-29T00:00", 1, "2028-02-29")]
    assert find_next_dues(once, ONE_PERIOD, after=utc("2027-01-01"), count=5) == [
        (utc("2028-02-29T00:00"), date(2028, 2, 29))
    ]
    assert next_due_at(once, ONE_PERIOD, after=utc("2028-02-29T00:00")) is None
    assert find_due(timing(ScheduleKind.ONCE), ONE_PERIOD, since=ALWAYS, until=utc("2030-01-01")) == []


#: Chuseok of 2025 with the days around it: Friday 3 October to Thursday 9 October; the 10th is a Friday.
CHUSEOK = frozenset(date(2025, 10, day) for day in range(3, 10))


@pytest.mark.parametrize(
    ("day", "quiet", "weekends", "ready"),
    [
        (3, CHUSEOK, True, "2025-10-10"),
        (9, CHUSEOK, True, "2025-10-10"),
        (9, CHUSEOK | {date(2025, 10, 10)}, True, "2025-10-13"),
        (9, CHUSEOK | {date(2025, 10, 10)}, False, "2025-10-11"),
        (3, {date(2025, 10, 3)}, True, "2025-10-06"),
        (3, {date(2025, 10, 3)}, False, "2025-10-04"),
        (4, set(), True, "2025-10-06"),
        (5, set(), True, "2025-10-06"),
        (4, {date(2025, 10, 3)}, False, "2025-10-04"),
        (31, {date(2025, 10, 31)}, True, "2025-11-03"),
    ],
)
def test_what_is_due_on_a_quiet_day_is_ready_on_the_next_that_is_not_as_of_its_own(
    day: int, quiet: Set[date], weekends: bool, ready: str
) -> None:
    schedule = timing(
        ScheduleKind.MONTHLY, "Asia/Seoul", day_of_month=day, quiet_days=frozenset(quiet), quiet_weekends=weekends
    )
    found = find_due(schedule, ONE_PERIOD, since=utc("2025-10-01"), until=utc("2025-11-03T12:00"))
    due_at, ready_at = (
        local_instant(one, time(6), "Asia/Seoul") for one in (date(2025, 10, day), date.fromisoformat(ready))
    )
    assert found[0] == Due(due_at, 1, date(2025, 10, day), ready_at)
    assert find_next_dues(schedule, ONE_PERIOD, after=due_at - timedelta(hours=1), count=1) == [
        (ready_at, date(2025, 10, day))
    ]


def test_a_quiet_day_over_the_year_s_end_keeps_the_period_in_force_on_the_day_itself() -> None:
    calendar = BodyCalendar((PeriodDays(1, date(2020, 1, 1)), PeriodDays(2, date(2026, 1, 1))))
    quiet = frozenset({date(2025, 12, 31), date(2026, 1, 1)})
    schedule = timing(ScheduleKind.YEARLY, month=12, day_of_month=31, quiet_days=quiet)
    found = find_due(schedule, calendar, since=utc("2025-12-01"), until=utc("2026-01-31"))
    assert found == [due("2025-12-31T06:00", 1, "2025-12-31", ready="2026-01-02T06:00")]


def test_closings_on_quiet_days_are_ready_on_the_next_that_is_not_in_any_order() -> None:
    calendar = BodyCalendar(
        CLOSED.periods,
        (RecordedClosing(1, utc("2024-02-01T10:00")), RecordedClosing(2, utc("2024-02-02T05:00"))),
    )
    schedule = timing(ScheduleKind.ON_CLOSE, quiet_days=frozenset({date(2024, 2, 1)}))
    assert find_due(schedule, calendar, since=ALWAYS, until=utc("2025-01-01")) == [
        due("2024-02-01T10:00", 1, "2021-12-31", ready="2024-02-02T06:00"),
        due("2024-02-02T05:00", 2, "2023-12-31"),
    ]


SPRING, AUTUMN = "2026-03-29T01:30", "2026-10-25T00:30"


@pytest.mark.parametrize(
    ("kind", "fields", "planned_on", "expected"),
    [
        # Clocks skip the hour on 29 March 2026, and repeat it on 25 October.
        ("monthly", {"day_of_month": 29}, None, SPRING),
        ("monthly", {"day_of_month": 25}, None, AUTUMN),
        ("quarterly", {"day_of_month": 25}, None, AUTUMN),
        ("yearly", {"month": 3, "day_of_month": 29}, None, SPRING),
        ("yearly", {"month": 10, "day_of_month": 25}, None, AUTUMN),
        ("before_conference", {"days_before": 10}, "2026-04-08", SPRING),
        ("before_conference", {"days_before": 10}, "2026-11-04", AUTUMN),
        ("once", {"once_on": date(2026, 3, 29)}, None, SPRING),
        ("once", {"once_on": date(2026, 10, 25)}, None, AUTUMN),
        # The year's end.
        ("monthly", {"day_of_month": 31}, None, "2026-12-31T01:30"),
        ("quarterly", {"day_of_month": 1}, None, "2027-01-01T01:30"),
        ("yearly", {"month": 12, "day_of_month": 31}, None, "2026-12-31T01:30"),
        ("yearly", {"month": 1, "day_of_month": 1}, None, "2027-01-01T01:30"),
        ("before_conference", {"days_before": 3}, "2027-01-03", "2026-12-31T01:30"),
        # 29 February, and the last day of a February that has none.
        ("monthly", {"day_of_month": 29}, None, "2028-02-29T01:30"),
        ("monthly", {"day_of_month": 29}, None, "2027-02-28T01:30"),
        ("yearly", {"month": 2, "day_of_month": 29}, None, "2028-02-29T01:30"),
        ("yearly", {"month": 2, "day_of_month": 29}, None, "2027-02-28T01:30"),
        ("before_conference", {"days_before": 1}, "2028-03-01", "2028-02-29T01:30"),
        ("before_conference", {"days_before": 1}, "2027-03-01", "2027-02-28T01:30"),
        ("before_conference", {"days_before": 366}, "2029-03-01", "2028-02-29T01:30"),
        ("before_conference", {"days_before": 14}, "2028-03-14", "2028-02-29T01:30"),
        ("once", {"once_on": date(2028, 2, 29)}, None, "2028-02-29T01:30"),
    ],
)
def test_days_at_which_clocks_and_calendars_turn(
    kind: str, fields: dict[str, object], planned_on: str | None, expected: str
) -> None:
    """At half past two in Berlin: due once on that day, as of it, and not a second before."""
    wanted, plan = utc(expected), None if planned_on is None else date.fromisoformat(planned_on)
    calendar = BodyCalendar((PeriodDays(1, date(2010, 1, 1), None, plan),))
    schedule = timing(ScheduleKind(kind), "Europe/Berlin", **{"at": time(2, 30)} | fields)
    before = wanted - timedelta(hours=20)
    found = find_due(schedule, calendar, since=before, until=wanted + timedelta(hours=20))
    assert found == [Due(wanted, 1, wanted.date(), wanted)]
    assert find_due(schedule, calendar, since=before, until=wanted - timedelta(seconds=1)) == []
    assert next_due_at(schedule, calendar, after=before) == wanted


ZONES = ("Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("kind", [ScheduleKind.MONTHLY, ScheduleKind.QUARTERLY, ScheduleKind.YEARLY])
def test_one_who_looks_at_random_moments_finds_each_once_at_its_hour_and_never_on_a_quiet_day(
    zone: str, kind: ScheduleKind
) -> None:
    """Over twelve years: clocks that change, ends of years, 29 February, days that a zone left out."""
    random = Random(f"{zone} {kind}")
    for _ in range(6):
        start = utc("2010-06-01") + timedelta(hours=random.randrange(24 * 365))
        end = start + timedelta(days=12 * 365)
        quiet = frozenset(start.date() + timedelta(days=random.randrange(12 * 365)) for _ in range(400))
        at = time(random.randrange(24), random.choice((0, 30)))
        schedule = timing(
            kind, zone, day_of_month=random.randint(1, 31), month=2, at=at, quiet_days=quiet,
            quiet_weekends=random.choice((True, False)),
        )  # fmt: skip
        whole = find_due(schedule, BodyCalendar((PeriodDays(1, date(2000, 1, 1)),)), since=start, until=end)
        looked, since = [], start
        while since < end:
            until = min(end, since + timedelta(minutes=random.randrange(1, 60 * 24 * 90)))
            found = find_due(schedule, ONE_PERIOD, since=since, until=until)
            looked += [due for due in found if due.due_at not in {one.due_at for one in looked}]
            since = until
        assert looked == whole
        coming = find_next_dues(schedule, ONE_PERIOD, after=start - timedelta(minutes=1), count=len(whole) + 1)
        assert {ready_at for ready_at, _ in coming} >= {due.ready_at for due in whole}
        for due in whole:
            local = due.ready_at.astimezone(ZoneInfo(zone))
            assert not schedule.is_quiet(local.date())
            assert local.time() == at or zone != "UTC"
            assert local.date() == due.as_of or schedule.is_quiet(due.as_of)
