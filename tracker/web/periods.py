"""One period: its rates, and its projects as a visitor filters, sorts and leafs through them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for

from tracker.domain.confirmations import Words
from tracker.domain.overdue import count_overdue_days
from tracker.domain.periods import PeriodFacts
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.domain.trends import Figures
from tracker.models import Period, Subject
from tracker.queries.areas import find_empty_areas
from tracker.queries.drafts import is_draft, waits_for_seal
from tracker.queries.figures import find_figures
from tracker.queries.projects import ProjectRow, find_projects
from tracker.web.asking import show_at
from tracker.web.cells import MAIN_RATES, OTHER_RATES, Cell, make_cells
from tracker.web.changes import find_changes
from tracker.web.filters import SORTS, STAGE_FILTERS, Filters, listing_of, read_filters
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import explain_basis, make_flags, make_heading, make_status_bar, make_toggle
from tracker.web.log_rows import Desk, make_desk, may_log, name_problems
from tracker.web.period_filters import FIRST_FILTERS, LISTINGS, find_behind, make_choices, require_filters
from tracker.web.period_list import OFFICER_SORT, find_listed
from tracker.web.query import read_number
from tracker.wording.languages import Name

periods = Blueprint("periods", __name__)


@periods.get("/bodies/<code:code>/periods/<number:number>")
@allowed(Act.SEE_PROJECTS)
def show_period(at: AtBody, number: int) -> str:
    return render_period(at, number)


def render_period(at: AtBody, number: int) -> str:
    """The list; for an officer what is awaited longest first, with what may be logged beside each project."""
    show_at(url_for("periods.show_period", code=at.code, number=number))
    period, row = get_period(at, number), get_row(at, number)
    first_sort = find_first_sort(at, period)
    filters = read_filters(request.args, at.view, first_sort=first_sort)
    require_filters(at, filters, period)
    figures = get_figures(at, number)
    page, rows, has_projects = find_listed(at, period, filters)
    before, after = find_neighbours(at, period)
    return render_template(
        "period.html",
        at=at,
        period=row,
        desk=_make_desk(at, period, figures, page.rows) if logs_from_list(at, period) else None,
        form=name_problems(at, at.form),
        neighbours=(before, after),
        behind=find_behind(at, filters, period, rows, shown=page.total, following=after),
        filters=filters,
        first_sort=first_sort,
        page=page,
        has_projects=has_projects,
        empty_areas=_find_empty_areas(at, period, filters),
        **_describe_draft(at, row),
        **_describe_figures(at, figures),
        **_describe_filters(at, filters),
        overdue_days=_overdue_on(at, period),
        listing_of=listing_of,
        listings={key: at.asking.wording.text(word) for key, word in LISTINGS.items()},
        changes_of=find_changes(at, Subject.PERIOD, str(number)) if at.may(Act.SEE_HISTORY) else None,
    )


def _find_empty_areas(at: AtBody, period: PeriodFacts, filters: Filters) -> list[Name]:
    """The areas that the whole list leaves out; none are named where it is filtered."""
    if filters.asked or at.asking.known_at is not None:
        return []
    return [at.call(area.names) for area in find_empty_areas(at.session, at.view, period)]


def _describe_draft(at: AtBody, period: Period) -> dict[str, Any]:
    """Whether the list is still typed, as it is now, and whether that keeps from logging."""
    is_now = at.asking.known_at is None
    return {
        "is_draft": is_now and is_draft(at.session, period),
        "waits_for_seal": is_now and waits_for_seal(at.session, period),
    }


def _describe_figures(at: AtBody, figures: Figures) -> dict[str, Any]:
    return {
        "heading": make_heading(at),
        "bar": make_status_bar(at, figures),
        "figures": figures,
        "flags": make_flags(at, figures),
        "is_closed": figures.is_closed,
        "cells": _make_rates(at, figures),
        "toggle": make_toggle(at),
        "basis": explain_basis(at, figures),
    }


def _describe_filters(at: AtBody, filters: Filters) -> dict[str, Any]:
    return {
        "choices": make_choices(at),
        "first_filters": FIRST_FILTERS,
        "stage_filters": STAGE_FILTERS,
        "has_other_filters": bool(filters.asked.keys() - {"counted", "side"}),
        "has_more_filters": bool(filters.asked.keys() - {*FIRST_FILTERS, "q", "counted", "side"}),
        "searches_notes": at.may(Act.SEE_HISTORY),
        "sorts": SORTS,
    }


def _make_rates(at: AtBody, figures: Figures) -> list[Cell]:
    words = at.asking.words
    return make_cells(at, figures, (*MAIN_RATES[words], *OTHER_RATES[words]))


def logs_from_list(at: AtBody, period: PeriodFacts) -> bool:
    """Whether the visitor logs from the list. What is logged follows on what was claimed: as confirmed, a list is
    there to be read."""
    return (
        may_log(at, published=period.stages_published)
        and at.asking.words is Words.CLAIMED
        and not waits_for_seal(at.session, get_row(at, period.number))
    )


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
        overdue_days=_overdue_on(at, period),
        p=rows[0],
        row=row,
        figures=figures,
        cells=_make_rates(at, figures),
        filters=filters,
        number=number,
        page=read_number(request.args, "page", 1),
    )


def _make_desk(at: AtBody, period: PeriodFacts, figures: Figures, rows: Sequence[ProjectRow]) -> Desk:
    return make_desk(at, rows, day=period.measured_on(at.as_of), is_closed=figures.is_closed, ends_on=period.ends_on)


def get_period(at: AtBody, number: int) -> PeriodFacts:
    """NotFound also where the period's conference is after the as-of day."""
    for period in at.view.facts.visible(at.as_of):
        if period.number == number:
            return period
    raise NotFound("period", f"{at.code} {number}")


def _overdue_on(at: AtBody, period: PeriodFacts) -> Callable[[ProjectRow], int | None]:
    """How many days a project of the period is overdue; nobody knows where its stages are not published."""
    day = period.measured_on(at.as_of)
    return lambda row: count_overdue_days(row, day=day) if period.stages_published else None


def get_row(at: AtBody, number: int) -> Period:
    return at.view.periods[at.view.period_id(number)]


def get_figures(at: AtBody, number: int) -> Figures:
    found = find_figures(at.session, at.view, by=None, as_of=at.as_of, known_at=at.asking.known_at)
    return next(row for row in found if row.period.number == number)


def find_neighbours(at: AtBody, period: PeriodFacts) -> tuple[int | None, int | None]:
    """The numbers of the periods before and after."""
    numbers = [one.number for one in at.view.facts.visible(at.as_of)]
    index = numbers.index(period.number)
    before = numbers[index - 1] if index else None
    return before, numbers[index + 1] if index + 1 < len(numbers) else None
