"""Projects of which nothing was heard for months: neither done nor withdrawn, and no entry took effect."""

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.domain.periods import PeriodFacts
from tracker.domain.stages import Condition, Stage
from tracker.queries.projects import ProjectRow, find_projects
from tracker.web.gates import AtBody

#: How many months of silence the body's page counts, and those that a filter offers.
SILENT_MONTHS = 6
CHOICES = (3, 6, 12)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day."""
    month = day.year * 12 + day.month - 1 - months
    first = date(max(month // 12, 1), month % 12 + 1, 1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(day.day, length))


def is_silent(row: ProjectRow, since: date) -> bool:
    """Whether an agreed-list or additional project still awaits its end and has had no entry since the day."""
    waits = row.stage is not Stage.IMPLEMENTED and row.condition is not Condition.WITHDRAWN
    return waits and row.struck_reason is None and row.last_entry_on < since


def find_silent(rows: Iterable[ProjectRow], since: date) -> list[ProjectRow]:
    return [row for row in rows if is_silent(row, since)]


def count_silent(at: AtBody, period: PeriodFacts) -> int | None:
    """How many of a period's projects were silent for SILENT_MONTHS on the as-of day; None where the period
    is over or its stages are not published."""
    if period.reached_cut_off(at.as_of) or not period.stages_published:
        return None
    rows = find_projects(at.session, at.view, period=period.number, as_of=at.as_of, known_at=at.asking.known_at)
    return len(find_silent(rows, months_before(at.as_of, SILENT_MONTHS)))
