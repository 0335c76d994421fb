"""One period: its rates, and its projects as a visitor filters, sorts and leafs through them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request, url_for

from tracker.domain.confirmations import Words
from tracker.domain.periods import PeriodFacts
from tracker.domain.problems import NotFound
from tracker.domain.rates import Rate, RateName
from tracker.domain.roles import Act
from tracker.domain.stages import Condition, Horizon, Mode, Stage
from tracker.domain.tallies import RATES, STAGE_COUNTS
from tracker.domain.trends import Figures
from tracker.models import Subject
from tracker.queries.counting import NO_HORIZON
from tracker.queries.entries import find_notes
from tracker.queries.figures import find_figures
from tracker.queries.project_order import find_in_order, find_silent_first
from tracker.queries.projects import ProjectRow, find_projects
from tracker.web.asking import show_at
from tracker.web.cells import MAIN_RATES, OTHER_RATES, Cell, make_cells
from tracker.web.changes import find_changes
from tracker.web.filters import (
    SORTS,
    STAGE_FILTERS,
    Filters,
    Listing,
    Side,
    filter_projects,
    listing_of,
    read_filters,
    sort_projects,
)
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import explain_basis, make_flags, make_heading, make_status_bar, make_toggle
from tracker.web.log_rows import Desk, make_desk, may_log, name_problems
from tracker.web.query import BadQuery, read_number
from tracker.web.silence import CHOICES
from tracker.wording.languages import Name
from tracker.wording.marks import N_

periods = Blueprint("periods", __name__)

PAGE_SIZE = 100

#: How an officer's list is ordered: what nothing was heard of for longest comes first.
OFFICER_SORT = "silent"

#: The orders that need no more of the projects than the database tells by itself.
ORDERS = {"ref": find_in_order, OFFICER_SORT: find_silent_first}

#: The filters that are always in sight; the others open on demand, or where one of them is asked for.
FIRST_FILTERS = ("area", "stage", "mode")

UNKNOWN_STAGES = N_(
    "{name}: the stages of period {number} are not published, so its projects cannot be listed by them."
)

LISTINGS = {
    Listing.AGREED: N_("agreed list"),
    Listing.ADDITIONAL: N_("additional"),
    Listing.STRUCK: N_("struck"),
}


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


@dataclass(frozen=True, slots=True)
class Behind:
    """The projects behind a rate that are listed: `shown` of the rate's whole, on one side or both.
    `number`: the period that the rate is of, for renewal the one after the listed projects'."""

    term: str
    definition: str
    number: int
    side: Side | None
    shown: int
    rate: Rate


@periods.get("/bodies/<code:code>/periods/<number:number>")
@allowed(Act.SEE_PROJECTS)
def show_period(at: AtBody, number: int) -> str:
    return render_period(at, number)


def render_period(at: AtBody, number: int) -> str:
    """The list; for an officer what is awaited longest first, with what may be logged beside each project."""
    show_at(url_for("periods.show_period", code=at.code, number=number))
    period = get_period(at, number)
    logs = logs_from_list(at, period)
    first_sort = find_first_sort(at, period)
    filters = read_filters(request.args, at.view, first_sort=first_sort)
    require_known_stages(filters, period)
    figures = get_figures(at, number)
    page, rows, has_projects = _find_listed(at, period, filters)
    desk = _make_desk(at, period, figures, page.rows) if logs else None
    return render_template(
        "period.html",
        at=at,
        desk=desk,
        form=name_problems(at, at.form),
        first_sort=first_sort,
        searches_notes=at.may(Act.SEE_HISTORY),
        heading=make_heading(at),
        bar=make_status_bar(at, figures),
        figures=figures,
        period=at.view.periods[at.view.period_id(number)],
        flags=make_flags(at, figures),
        is_closed=figures.is_closed,
        neighbours=_find_neighbours(at, period),
        cells=_make_rates(at, figures),
        toggle=make_toggle(at),
        basis=explain_basis(at, figures),
        filters=filters,
        behind=_find_behind(at, filters, period, rows, page.total),
        choices=_make_choices(at),
        changes_of=find_changes(at, Subject.PERIOD, str(number)) if at.may(Act.SEE_HISTORY) else None,
        first_filters=FIRST_FILTERS,
        has_other_filters=bool(filters.asked.keys() - {"counted", "side"}),
        has_more_filters=bool(filters.asked.keys() - {*FIRST_FILTERS, "q", "counted", "side"}),
        sorts=SORTS,
        page=page,
        has_projects=has_projects,
        listing_of=listing_of,
        listings={key: at.asking.wording.text(word) for key, word in LISTINGS.items()},
    )


def _find_listed(at: AtBody, period: PeriodFacts, filters: Filters) -> tuple[Page, Sequence[ProjectRow], bool]:
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
    found = filter_projects(rows, filters, period=period, as_of=at.as_of, notes=notes)
    sorted_rows = sort_projects(found, filters.sort, lambda row: at.call(row.titles).text)
    start, number, pages = _place_page(len(found), _find_page([row.ref for row in sorted_rows]))
    return Page(sorted_rows[start : start + PAGE_SIZE], number, pages, len(found)), rows, bool(rows)


def _make_rates(at: AtBody, figures: Figures) -> list[Cell]:
    words = at.asking.words
    return make_cells(at, figures, (*MAIN_RATES[words], *OTHER_RATES[words]))


def logs_from_list(at: AtBody, period: PeriodFacts) -> bool:
    """Whether the visitor logs from the list. What is logged follows on what was claimed: as confirmed, a list is
    there to be read."""
    return may_log(at, published=period.stages_published) and at.asking.words is Words.CLAIMED


def find_first_sort(at: AtBody, period: PeriodFacts) -> str:
    """The order where the address says none: for whoever logs from the list, what is awaited longest first."""
    return OFFICER_SORT if logs_from_list(at, period) else "ref"


def render_row(at: AtBody, number: int, ref: str, *, done: str = "") -> str:
    """One row of an officer's list, and the counts above it, for a script to put in their places."""
    period = get_period(at, number)
    figures = get_figures(at, number)
    rows = find_projects(at.session, at.view, period=number, as_of=at.as_of, ref=ref)
    if not rows:
        raise NotFound("project", f"{at.code} {ref}")
    desk = _make_desk(at, period, figures, rows)
    filters = read_filters(request.args, at.view, first_sort=OFFICER_SORT)
    row = replace(desk.rows[ref], done=done)
    return render_template(
        "period_row.html",
        at=at,
        desk=desk,
        p=rows[0],
        row=row,
        figures=figures,
        cells=_make_rates(at, figures),
        filters=filters,
        number=number,
        page=read_number(request.args, "page", 1),
    )


def say_stages(at: AtBody, rows: Iterable[ProjectRow]) -> Iterator[ProjectRow]:
    """The rows with their stages in the words that the address asks for: as claimed, or as confirmed."""
    as_confirmed = counts_confirmed(at)
    for row in rows:
        yield replace(row, stage=row.confirmed_stage, late_stage=None) if as_confirmed else row


def counts_confirmed(at: AtBody) -> bool:
    """Whether the address asks for figures as confirmed, and the body knows any."""
    return at.asking.words is Words.CONFIRMED and at.view.body.asks_confirmation


def _make_desk(at: AtBody, period: PeriodFacts, figures: Figures, rows: Sequence[ProjectRow]) -> Desk:
    return make_desk(at, rows, day=period.measured_on(at.as_of), is_closed=figures.is_closed, ends_on=period.ends_on)


def find_period_notes(at: AtBody, number: int, filters: Filters) -> Mapping[int, Sequence[str]]:
    """The notes that are searched, by project: only for those who hold a role."""
    if not filters.text or not at.may(Act.SEE_HISTORY):
        return {}
    return find_notes(at.session, at.view.id, at.view.period_id(number))


def _find_page(refs: Sequence[str]) -> int:
    """The page asked for; the one that the `row` of the address is on, where one is named."""
    number, ref = read_number(request.args, "page", 1), request.args.get("row")
    return refs.index(ref) // PAGE_SIZE + 1 if ref in refs else number


def get_period(at: AtBody, number: int) -> PeriodFacts:
    """NotFound also where the period's conference is after the as-of day."""
    for period in at.view.facts.visible(at.as_of):
        if period.number == number:
            return period
    raise NotFound("period", f"{at.code} {number}")


def require_known_stages(filters: Filters, period: PeriodFacts) -> None:
    if period.stages_published:
        return
    asked = [name for name in STAGE_FILTERS if getattr(filters, name)]
    if filters.counted in RATES and RATES[filters.counted][0] in STAGE_COUNTS:
        asked.append("counted")
    if asked:
        raise BadQuery(UNKNOWN_STAGES, name=asked[0], number=period.number)


def get_figures(at: AtBody, number: int) -> Figures:
    found = find_figures(at.session, at.view, by=None, as_of=at.as_of, known_at=at.asking.known_at)
    return next(row for row in found if row.period.number == number)


def _find_neighbours(at: AtBody, period: PeriodFacts) -> tuple[int | None, int | None]:
    """The numbers of the periods before and after."""
    numbers = [one.number for one in at.view.facts.visible(at.as_of)]
    index = numbers.index(period.number)
    before = numbers[index - 1] if index else None
    return before, numbers[index + 1] if index + 1 < len(numbers) else None


def _find_behind(
    at: AtBody, filters: Filters, period: PeriodFacts, rows: Sequence[ProjectRow], shown: int
) -> Behind | None:
    """What the list says of the rate it stands behind: its counts within the other filters."""
    if filters.counted is None:
        return None
    wording = at.asking.wording
    whole = filter_projects(rows, replace(filters, side=None), period=period, as_of=at.as_of)
    part = filter_projects(whole, replace(filters, side=Side.PART), period=period, as_of=at.as_of)
    following = _find_neighbours(at, period)[1]
    return Behind(
        term=wording.term(filters.counted),
        definition=wording.definition(filters.counted),
        number=following or period.number if filters.counted is RateName.RENEWAL else period.number,
        side=filters.side,
        shown=shown,
        rate=Rate(len(part), len(whole)),
    )


def _make_choices(at: AtBody) -> list[tuple[str, str, list[tuple[str, Name]]]]:
    """Every filter with a list: its name in the address, its label, its values with their words."""
    wording = at.asking.wording

    def words(values: type[Stage | Mode | Condition | Horizon]) -> list[tuple[str, Name]]:
        return [(one.value, Name(wording.term(one), wording.lang)) for one in values]

    def say(message: str) -> Name:
        return Name(wording.text(message), wording.lang)

    months = [(str(n), Name(wording.plural("{number} month", "{number} months", n), wording.lang)) for n in CHOICES]
    return [
        ("area", wording.text(N_("Area")), [(a.code, at.call(a.names)) for a in at.view.areas.values()]),
        ("stage", wording.text(N_("Stage")), words(Stage)),
        ("mode", wording.text(N_("Mode")), words(Mode)),
        ("lead", wording.text(N_("Lead party")), [(p.code, at.call(p.names)) for p in at.view.parties.values()]),
        ("condition", wording.text(N_("Condition")), words(Condition)),
        ("horizon", wording.text(N_("Horizon")), [*words(Horizon), (NO_HORIZON, say(N_("no horizon given")))]),
        ("list", wording.text(N_("List")), [(key.value, say(word)) for key, word in LISTINGS.items()]),
        ("silent", wording.text(N_("No entry for")), months),
    ]


def _place_page(total: int, number: int) -> tuple[int, int, int]:
    """Where the page of a number begins, or the last one where there are fewer; its number; how many there are."""
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(number, pages)
    return (number - 1) * PAGE_SIZE, number, pages
