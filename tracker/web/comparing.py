"""Two editions of a period, or its figures on two days, side by side."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from flask import render_template, request

from reports.changed import ChangedPage
from reports.comparing import compare
from reports.freezing import make_report, require_day
from reports.frozen import from_text
from reports.period_report import PeriodReport
from reports.report_page import ReportPage
from tracker.actions.recording import Recording
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Act
from tracker.queries.editions import EditionView, find_editions, get_edition_figures
from tracker.web.edition_words import may_see, require_edition
from tracker.web.editions import editions
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.query import read_day, read_number
from tracker.wording.marks import N_

#: What is compared: the number of an edition, or a day, None where none was asked for.
Value = TypeVar("Value", int, date | None)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is called, and its report."""

    label: str
    report: PeriodReport
    edition: EditionView | None = None


@editions.get("/bodies/<code:code>/reports/<number:period>/compare")
@allowed(Act.SEE_EDITIONS)
def show_comparison(at: AtBody, period: int) -> str:
    """The address names two editions (`from`, `to`), or two days (`from_day`, `to_day`), in whichever order: the
    earlier one is shown first."""
    at.view.period_id(period)
    known = [one for one in find_editions(at.session, at.code, period) if may_see(at, one)]
    asked_days = read_day(request.args, "from_day"), read_day(request.args, "to_day")
    asked_numbers = _read_numbers(known)
    days, numbers = _in_order(asked_days), None if asked_numbers is None else _in_order(asked_numbers)
    problems: tuple[Problem, ...] = ()
    sides: tuple[Side, Side] | None = None
    try:
        if days[0] is not None and days[1] is not None:
            sides = _on_day(at, period, days[0]), _on_day(at, period, days[1])
        elif numbers is not None:
            sides = _of_edition(at, period, numbers[0]), _of_edition(at, period, numbers[1])
    except Refused as refused:
        problems = refused.problems
    return render_template(
        "comparison.html",
        at=at,
        heading=make_heading(at),
        period=period,
        known=known,
        numbers=numbers,
        days=_offer_days(at, period, days),
        sides=sides,
        is_turned=(days, numbers) != (asked_days, asked_numbers),
        changed=None if sides is None else _compare(at, sides),
        problems=problems,
    )


def _in_order(two: tuple[Value, Value]) -> tuple[Value, Value]:
    """The earlier one first; as they are where one is missing."""
    first, second = two
    return (second, first) if first is not None and second is not None and second < first else two


def _read_numbers(known: list[EditionView]) -> tuple[int, int] | None:
    """The editions that the address names; the last two where it names none, None where there are no two."""
    if len(known) < 2 and not ("from" in request.args and "to" in request.args):
        return None
    usual = (known[1].number, known[0].number) if len(known) > 1 else (1, 1)
    return read_number(request.args, "from", usual[0]), read_number(request.args, "to", usual[1])


def _of_edition(at: AtBody, period: int, number: int) -> Side:
    edition = require_edition(at, period, number)
    label = at.asking.wording.text(N_("Edition {number}"), number=number)
    return Side(label, from_text(get_edition_figures(at.session, edition.id)), edition)


def _on_day(at: AtBody, period: int, day: date) -> Side:
    """As everything is known that is recorded now. Refused: a day without figures."""
    at.require(Act.SEE_PROJECTS)
    recording = Recording(at.view.body, "", at.asking.now)
    require_day(at.view, recording, period, day)
    known_at = at.asking.known_at or at.asking.now
    report = make_report(at.session, at.view, period, as_of=day, known_at=known_at, edition=0)
    return Side(at.asking.wording.day(day), report)


def _compare(at: AtBody, sides: tuple[Side, Side]) -> ChangedPage:
    before, after = (side.report for side in sides)
    return ChangedPage(ReportPage(replace(after, changes=compare(after, before)), at.asking.wording))


def _offer_days(at: AtBody, period: int, given: tuple[date | None, date | None]) -> tuple[date, date]:
    """What the form shows: the days asked for, else a month up to the as-of day or the period's last."""
    facts = next(one for one in at.view.facts.periods if one.number == period)
    last = max(facts.measured_on(at.as_of), facts.conference_on)
    return given[0] or max(last - timedelta(days=30), facts.conference_on), given[1] or last
