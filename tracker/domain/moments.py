"""Days and instants as people type them, in an address as in a command; the time zones there are.

Days next to the calendar's first and last are refused: in another time zone they may lie outside of it.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

#: More than any time zone moves an instant.
MARGIN = timedelta(days=2)
FIRST_DAY, LAST_DAY = date.min + MARGIN, date.max - MARGIN


def to_day(text: str) -> date:
    """The day of `2026-11-01`. ValueError for anything else."""
    if not DAY.fullmatch(text):
        raise ValueError(text)
    return _require_countable(date.fromisoformat(text))


def to_instant(text: str) -> datetime:
    """The instant in UTC of `2026-11-01T09:00:00Z`. ValueError for anything else, also without its offset."""
    given = datetime.fromisoformat(text)
    if given.tzinfo is None:
        raise ValueError(text)
    _require_countable(given.date())
    return given.astimezone(UTC)


def _require_countable(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(day.isoformat())
    return day


@cache
def known_time_zones() -> frozenset[str]:
    """The IANA names, looked for in the system's folders once."""
    return frozenset(available_timezones())
