"""Projects that nobody has said anything of for months."""

from calendar import monthrange
from datetime import date

from tracker.domain.stages import Condition, Stage

#: Months without an entry after which an unfinished project stalls.
SILENT_MONTHS = 6


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another, by the calendar: 31 August to 28 February is 5. Negative backwards."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def silent_since(day: date, months: int = SILENT_MONTHS) -> date:
    """The last day from which so many whole months have passed by another."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def find_silent_months(last_entry_on: date, *, stage: Stage, condition: Condition | None, day: date) -> int | None:
    """Whole months since the last entry where the project stalls: neither implemented nor withdrawn, and
    nothing logged for `SILENT_MONTHS`. None where it does not."""
    if stage is Stage.IMPLEMENTED or condition is Condition.WITHDRAWN:
        return None
    months = months_between(last_entry_on, day)
    return months if months >= SILENT_MONTHS else None
