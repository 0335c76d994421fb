"""One body's rates over its periods, and what its figures mean."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.domain.periods import Flag
from tracker.domain.rates import RateName
from tracker.domain.roles import Act
from tracker.domain.trends import By, Figures
from tracker.queries.areas import find_areas_without
from tracker.queries.figures import find_figures
from tracker.web.cells import OTHER_RATES, name_group
from tracker.web.chart_files import answer_chart
from tracker.web.confirmations.waiting import count_waiting
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.headings import make_flags, make_heading, make_status_bar, make_toggle
from tracker.web.trend import (
    draw,
    find_findings,
    find_open,
    find_row_rates,
    find_silent,
    make_row,
    say_beneath,
)
from tracker.web.trend_asked import Asked, find_by_choices, find_drawn_choices, link_asked, read_asked, require_group
from tracker.web.trend_breaks import explain_breaks
from tracker.web.trend_groups import make_groups
from tracker.web.trend_views import find_views
from tracker.wording.languages import Name

bodies = Blueprint("bodies", __name__)


@bodies.get("/bodies/<code:code>")
@allowed(Act.SEE_TRENDS)
def show_body(at: AtBody) -> ResponseReturnValue | Afterwards:
    """How its rates move over all periods: of all projects with each group beside them, of one group, or all groups."""
    asked = read_asked()
    found = find_figures(at.session, at.view, by=asked.by, as_of=at.as_of, known_at=at.asking.known_at)
    require_group(found, asked)
    rows = [row for row in found if row.group == asked.group]
    breaks = explain_breaks(at, rows)
    drawn = None if asked.has_all_groups else draw(at, rows, asked, breaks)
    groups = make_groups(at, found, asked) if rows and asked.group is None and not asked.has_more else None
    charts = {} if drawn is None else {"rates": drawn}
    if groups is not None:
        charts |= {f"group-{number}": group.chart for number, group in enumerate(groups.shown, 1)}
    return answer_chart(charts, at=at) or render_template(
        "body.html", at=at, asked=asked, drawn=drawn, breaks=breaks, groups=groups, **_describe(at, found, rows, asked)
    )


def _describe(at: AtBody, found: Sequence[Figures], rows: Sequence[Figures], asked: Asked) -> dict[str, object]:
    """What the page says beside its charts. `rows`: the figures of all projects, or of the one group."""
    words, last = at.asking.words, rows[-1] if rows else None
    names = find_row_rates(asked, words, periods=len(rows))
    is_whole = last is not None and asked.group is None and not asked.has_all_groups
    by = asked.grouped_by
    return {
        "heading": make_heading(at, last),
        "bar": make_status_bar(at, last),
        "toggle": make_toggle(at),
        "views": find_views(at),
        "group_name": None if asked.group is None else name_group(at, asked.by, asked.group),
        "findings": find_findings(at, rows, asked),
        "beneath": say_beneath(at, rows, asked),
        "drawn_choices": find_drawn_choices(at, asked),
        "by_choices": find_by_choices(at, asked),
        "rows": []
        if asked.has_all_groups
        else [make_row(at, row, names, by=by, has_others=asked.has_more) for row in rows],
        "last": last,
        "flags": () if last is None else make_flags(at, last),
        "stuck": [] if last is None else find_open(at, last, asked),
        "silent": find_silent(at, last) if is_whole and last is not None else None,
        "waiting": count_waiting(at) if is_whole else 0,
        "empty_areas": _find_empty_areas(at, found) if asked.by is By.AREA else [],
        "row_rates": names,
        "other_rates": OTHER_RATES[words],
        "group_rates": asked.rates(words),
        "link_asked": partial(link_asked, at, asked),
    }


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
