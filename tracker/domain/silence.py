"""Projects that nobody has said anything of for months."""

from calendar import monthrange
from datetime import date
from typing import Protocol

from tracker.domain.stages import Condition, Stage

#: Months without an entry after which an unfinished project stalls.
SILENT_MONTHS = 6


class Heard(Protocol):
    """What of a project says whether it is silent, as of the measuring day."""

    @property
    def last_entry_on(self) -> date: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def condition(self) -> Condition | None: ...
    @property
    def struck_reason(self) -> str | None: ...


def count_silent_months(project: Heard, *, day: date) -> int | None:
    """As `find_silent_months`; None also for one that was struck."""
    if project.struck_reason is not None:
        return None
    return find_silent_months(project.last_entry_on, stage=project.stage, condition=project.condition, day=day)


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another, by the calendar: 31 August to 28 February is 5. Negative backwards."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def find_last_silent_day(day: date, months: int) -> date:
    """The latest day from which it is that many whole months to a day; 31 August less 6 is 28 or 29 February."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def find_silent_months(last_entry_on: date, *, stage: Stage, condition: Condition | None, day: date) -> int | None:
    """Whole months since the last entry where the project stalls: neither implemented nor withdrawn, and
    nothing logged for `SILENT_MONTHS`. None where it does not."""
    if stage is Stage.IMPLEMENTED or condition is Condition.WITHDRAWN:
        return None
    months = months_between(last_entry_on, day)
    return months if months >= SILENT_MONTHS else None
