"""Where a body's series breaks: an area joined or left, a period's own note, criteria that were worded anew."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from tracker.domain.periods import Flag
from tracker.domain.trends import Figures
from tracker.queries.history import find_body_changes
from tracker.web.gates import AtBody
from tracker.web.headings import explain_break
from tracker.wording.marks import N_

CRITERIA = N_("criteria worded anew on {day}")


def explain_breaks(at: AtBody, rows: Sequence[Figures]) -> Mapping[int, str]:
    """Why the figures stand on other ground than those before, by the number of the period where they do. Criteria are
    worded anew in the period in which that was recorded."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if Flag.BREAK in row.flags:
            reasons[row.period.number].append(explain_break(at, row.period))
    for day in _find_criteria_days(at):
        since = [row.period.number for row in rows if row.period.conference_on <= day]
        if since and day <= at.as_of:
            reasons[since[-1]].append(at.asking.wording.text(CRITERIA, day=at.asking.wording.day(day)))
    between = at.asking.wording.context("between clauses", "; ")
    return {number: between.join(filter(None, reasons[number])) for number in sorted(reasons)}


def say_breaks(at: AtBody, breaks: Mapping[int, str]) -> list[str]:
    """Each break as a line beneath a picture, in which there is no room for its reason."""
    return [
        at.asking.wording.text(N_("Break at period {number}: {reason}"), number=number, reason=reason)
        for number, reason in breaks.items()
    ]


def _find_criteria_days(at: AtBody) -> Iterator[date]:
    """The days in the body's zone on which its criteria were changed, as known, ascending."""
    zone, known_at = ZoneInfo(at.view.body.time_zone), at.asking.known_at
    for changed_at in find_body_changes(at.session, at.view.id, "criteria"):
        if known_at is None or changed_at <= known_at:
            yield changed_at.astimezone(zone).date()
