"""One body's rates over its periods, and what its figures mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from tracker.charts import Chart, find_title, trend_chart
from tracker.domain.periods import Flag
from tracker.domain.rates import RateName
from tracker.domain.roles import Act
from tracker.domain.silence import SILENT_MONTHS
from tracker.domain.trends import By, Figures
from tracker.queries.areas import find_areas_without
from tracker.queries.figures import find_figures
from tracker.web.cells import (
    DRAWN_RATES,
    GROUP_RATES,
    MAIN_RATES,
    OTHER_RATES,
    Cell,
    link_counted,
    make_cells,
    name_group,
)
from tracker.web.confirmations import count_waiting
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import (
    explain_basis,
    explain_break,
    make_flags,
    make_heading,
    make_status_bar,
    make_toggle,
)
from tracker.web.query import read_choice
from tracker.web.silence import count_silent
from tracker.web.trend_views import find_views
from tracker.wording.languages import Name

bodies = Blueprint("bodies", __name__)

SMALL_HEIGHT = 150


@dataclass(frozen=True, slots=True)
class Row:
    """One period's figures as a table row."""

    figures: Figures
    cells: list[Cell]
    others: list[Cell]
    flags: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on a rate, and the address of the projects that the rate counts; None where it has no value."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group's rows over the periods, and its small chart."""

    name: Name
    rows: list[Row]
    chart: Chart


@bodies.get("/bodies/<code:code>")
@allowed(Act.SEE_TRENDS)
def show_body(at: AtBody) -> str:
    by = read_choice(request.args, "by", By) or By.AREA
    asking, view, words = at.asking, at.view, at.asking.words
    found = find_figures(at.session, view, by=by, as_of=at.as_of, known_at=asking.known_at)
    totals = [row for row in found if row.group is None]
    return render_template(
        "body.html",
        at=at,
        heading=make_heading(at, totals[-1] if totals else None),
        bar=make_status_bar(at, totals[-1] if totals else None),
        findings=_find_findings(at, totals),
        drawn=_draw(at, totals) if totals else None,
        rows=[_make_row(at, row, MAIN_RATES[words]) for row in totals],
        bases=[basis for row in totals if (basis := explain_basis(at, row))],
        by=by,
        choices=list(By),
        groups=_group(at, found, by),
        empty_areas=_find_empty_areas(at, found) if by is By.AREA else [],
        silent=count_silent(at, totals[-1].period) if totals else None,
        silent_months=SILENT_MONTHS,
        waiting=count_waiting(at),
        main_rates=MAIN_RATES[words],
        other_rates=OTHER_RATES[words],
        group_rates=GROUP_RATES[words],
        toggle=make_toggle(at),
        views=find_views(at),
    )


@bodies.get("/bodies/<code:code>/definitions")
@allowed(Act.SEE_TRENDS)
def show_definitions(at: AtBody) -> str:
    """The rates, criteria and flags, in the report's own words."""
    wording, body = at.asking.wording, at.view.body
    return render_template(
        "definitions.html",
        at=at,
        heading=make_heading(at),
        bar=make_status_bar(at, None),
        definitions=[(name, wording.term(name), wording.definition(name)) for name in RateName],
        criteria=wording.criteria(body.criteria, body.languages),
        flags=[(flag.value, wording.term(flag), wording.flag_meaning(flag)) for flag in Flag],
    )


def _find_empty_areas(at: AtBody, found: Sequence[Figures]) -> list[Name]:
    """The areas open on the day that no period's figures have a group for."""
    codes = {row.group for row in found if row.group is not None}
    return [at.call(area.names) for area in find_areas_without(at.view, codes, at.as_of)]


def _make_row(at: AtBody, figures: Figures, names: Sequence[RateName], by: By | None = None) -> Row:
    return Row(
        figures,
        make_cells(at, figures, names, by=by),
        make_cells(at, figures, OTHER_RATES[at.asking.words], by=by),
        make_flags(at, figures),
    )


def _find_findings(at: AtBody, totals: Sequence[Figures]) -> list[Finding]:
    """What stands above the chart: the latest period's, and the latest published one's where that is another."""
    if not totals:
        return []
    last, both = totals[-1], DRAWN_RATES[at.asking.words]
    published = [row for row in totals if row.has_stages]
    found = [(published[-1], name) for name in both] if published else []
    if not last.has_stages:
        found.append((last, both[0]))
        if last.rates[RateName.RETENTION] is not None:
            found.append((last, RateName.RETENTION))
    return [_make_finding(at, figures, name) for figures, name in found]


def _make_finding(at: AtBody, figures: Figures, name: RateName) -> Finding:
    rate = figures.rates[name]
    href = None if rate is None or rate.value is None else link_counted(at, figures, name)
    return Finding(at.asking.wording.finding(figures, name), href)


def _draw(at: AtBody, totals: Sequence[Figures]) -> Chart:
    breaks = {row.period.number: explain_break(at, row.period) for row in totals if Flag.BREAK in row.flags}
    return trend_chart(
        at.asking.wording, totals, DRAWN_RATES[at.asking.words], breaks=breaks, source=at.view.body.source or ""
    )


def _group(at: AtBody, found: Sequence[Figures], by: By) -> list[Group]:
    """The groups in the order of their codes, each with its periods ascending."""
    codes = sorted({row.group for row in found if row.group is not None})
    groups, words = [], at.asking.words
    drawn = DRAWN_RATES[words]
    for code in codes:
        rows = [row for row in found if row.group == code]
        name = name_group(at, by, code)
        title = find_title(at.asking.wording, rows, drawn[0])
        chart = trend_chart(at.asking.wording, rows, drawn, title=title, height=SMALL_HEIGHT)
        groups.append(Group(name, [_make_row(at, row, GROUP_RATES[words], by) for row in rows], chart))
    return groups
