"""Which of a period's projects stand on a page of its list, in which order, and in whose words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request

from tracker.domain.confirmations import Words
from tracker.domain.periods import PeriodFacts
from tracker.domain.roles import Act
from tracker.queries.entries import find_notes
from tracker.queries.project_order import find_in_order, find_silent_first
from tracker.queries.projects import ProjectRow, find_projects
from tracker.web.filters import Filters, filter_projects, sort_projects
from tracker.web.gates import AtBody
from tracker.web.query import read_number

PAGE_SIZE = 100

#: How an officer's list is ordered: what nothing was heard of for longest comes first.
OFFICER_SORT = "silent"

#: The orders that need no more of the projects than the database tells by itself.
ORDERS = {"ref": find_in_order, OFFICER_SORT: find_silent_first}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of `total` rows; `first` and `last` count from 1."""

    rows: Sequence[ProjectRow]
    number: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def find_listed(at: AtBody, period: PeriodFacts, filters: Filters) -> tuple[Page, Sequence[ProjectRow], bool]:
    """The page, every row that the filters were asked of, and whether the period has any project. A list as it comes
    is ordered by the database, and only the projects of its page are read."""
    if not filters.asked and filters.sort in ORDERS and at.asking.known_at is None and not counts_confirmed(at):
        ordered = ORDERS[filters.sort](at.session, at.view, period, as_of=at.as_of)
        start, number, pages = _place_page(len(ordered), _find_page([one.ref for one in ordered]))
        ids = [one.id for one in ordered[start : start + PAGE_SIZE]]
        read = find_projects(at.session, at.view, period=period.number, as_of=at.as_of, ids=ids) if ids else []
        by_id = {row.id: row for row in read}
        return Page([by_id[key] for key in ids], number, pages, len(ordered)), (), bool(ordered)
    rows = find_projects(at.session, at.view, period=period.number, as_of=at.as_of, known_at=at.asking.known_at)
    rows = list(say_stages(at, rows))
    notes = find_period_notes(at, period.number, filters)
    found = list(filter_projects(at.view, rows, filters, period=period, as_of=at.as_of, notes=notes))
    sorted_rows = sort_projects(found, filters.sort, lambda row: at.call(row.titles).text)
    start, number, pages = _place_page(len(found), _find_page([row.ref for row in sorted_rows]))
    return Page(sorted_rows[start : start + PAGE_SIZE], number, pages, len(found)), rows, bool(rows)


def say_stages(at: AtBody, rows: Iterable[ProjectRow]) -> Iterator[ProjectRow]:
    """The rows with their stages in the words that the address asks for: as claimed, or as confirmed."""
    as_confirmed = counts_confirmed(at)
    for row in rows:
        yield replace(row, stage=row.confirmed_stage, late_stage=None) if as_confirmed else row


def counts_confirmed(at: AtBody) -> bool:
    """Whether the address asks for figures as confirmed, and the body knows any."""
    return at.asking.words is Words.CONFIRMED and at.view.body.asks_confirmation


def find_period_notes(at: AtBody, number: int, filters: Filters) -> Mapping[int, Sequence[str]]:
    """The notes that are searched, by project: only for those who hold a role."""
    if not filters.text or not at.may(Act.SEE_HISTORY):
        return {}
    return find_notes(at.session, at.view.id, at.view.period_id(number))


def _find_page(refs: Sequence[str]) -> int:
    """The page asked for; the one that the `row` of the address is on, where one is named."""
    number, ref = read_number(request.args, "page", 1), request.args.get("row")
    return refs.index(ref) // PAGE_SIZE + 1 if ref in refs else number


def _place_page(total: int, number: int) -> tuple[int, int, int]:
    """Where the page of a number begins, or the last one where there are fewer; its number; how many there are."""
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(number, pages)
    return (number - 1) * PAGE_SIZE, number, pages
