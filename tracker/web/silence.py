"""Projects that nobody has said anything of for months, in lists and in the count on a body's page."""

from datetime import date

from tracker.domain.periods import PeriodFacts
from tracker.domain.silence import SILENT_MONTHS, count_silent_months
from tracker.domain.stages import Condition, Stage
from tracker.queries.projects import ProjectRow
from tracker.queries.silence import count_silent_projects
from tracker.web.gates import AtBody

#: The months of silence that a filter offers.
CHOICES = (SILENT_MONTHS, 12, 24)


def is_awaited(row: ProjectRow) -> bool:
    """Whether anything is still to be heard of the project: it is neither done, withdrawn nor struck."""
    return (
        row.struck_reason is None
        and row.stage is not Stage.IMPLEMENTED
        and row.condition is not Condition.WITHDRAWN
        and row.latest.stage is not Stage.IMPLEMENTED
    )


def is_silent(row: ProjectRow, months: int, *, day: date) -> bool:
    """Whether the project stalls on the day, and has for that many months."""
    found = count_silent_months(row, day=day)
    return found is not None and found >= months


def count_silent(at: AtBody, period: PeriodFacts) -> int | None:
    """How many of a running period's projects stall; None where it is over or its stages are not published."""
    if period.reached_cut_off(at.as_of) or not period.stages_published:
        return None
    return count_silent_projects(
        at.session, at.view, period.number, months=SILENT_MONTHS, as_of=at.as_of, known_at=at.asking.known_at
    )
