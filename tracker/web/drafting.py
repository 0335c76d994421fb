"""The agreed list of a period while it is typed row by row."""

from flask import flash

from tracker.actions.drafting import add_rows, require_draft
from tracker.actions.removing_projects import delete_draft_project
from tracker.domain.problems import Refused
from tracker.domain.roles import Act
from tracker.models import Period
from tracker.queries.cycle import find_minutes
from tracker.queries.projects import find_projects
from tracker.register.layout import PROJECTS
from tracker.web.changing import changing
from tracker.web.cycle import cycle, get_period, get_project_of, render_period_page
from tracker.web.forms import Form
from tracker.web.gates import AtBody, allowed
from tracker.web.grid import Grid, GridRow, make_grid
from tracker.web.service import current_service
from tracker.wording.marks import N_

#: Empty rows that a form begins with, and the most that one takes.
EMPTY_ROWS, MOST_ROWS = 8, 200


@cycle.get("/bodies/<code:code>/conferences/<number:number>/list")
@allowed(Act.EDIT_LIST)
def show_list(at: AtBody, number: int) -> str:
    return make_list_page(at, number)


def make_list_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    grid = _make_grid(at, period)
    return render_period_page(
        at,
        period,
        "cycle_list.html",
        projects=find_projects(at.session, at.view, period=number, as_of=at.today),
        minutes=find_minutes(at.session, at.view.id).get(period.id, ()),
        has_earlier=any(one.number < number for one in at.view.periods.values()),
        grid=grid,
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/list")
@changing(Act.EDIT_LIST, again=make_list_page)
def do_add_rows(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    require_draft(at.session, period)
    count = save_grid(at, _make_grid(at, period))
    flash(say_added(at, count))
    return at.asking.link("cycle.show_list", code=at.code, number=number)


@cycle.post("/bodies/<code:code>/conferences/<number:number>/list/delete")
@changing(Act.EDIT_LIST, again=make_list_page)
def do_delete_row(at: AtBody, number: int) -> str:
    project = get_project_of(at, get_period(at, number), at.form.text("delete"))
    delete_draft_project(at.session, at.recording, project)
    flash(at.asking.wording.text(N_("{ref} was taken off the draft."), ref=project.ref))
    return at.asking.link("cycle.show_list", code=at.code, number=number)


def save_grid(at: AtBody, grid: Grid) -> int:
    """Add the rows that are filled in; how many. Refused at their fields."""
    handed = grid.hand_in(at.form)
    try:
        add_rows(at.session, at.recording, handed, clock=current_service().clock)
    except Refused as refused:
        raise Refused(*grid.at_fields(refused.problems, at.form)) from None
    return len(handed.rows(PROJECTS.name))


def is_saving(form: Form) -> bool:
    """Whether a form of several steps is sent to be saved. Only the button that saves sends the token by which a form
    counts once: to look again is no change, and may be sent twice."""
    return bool(form.submission) or form.text("step") == "save"


def count_rows(form: Form, least: int) -> int:
    text = form.text("rows")
    return max(least, min(int(text), MOST_ROWS)) if text.isascii() and text.isdecimal() else least


def _make_grid(at: AtBody, period: Period) -> Grid:
    return make_grid(at, period, [GridRow(str(row)) for row in range(1, count_rows(at.form, EMPTY_ROWS) + 1)])


def say_added(at: AtBody, count: int) -> str:
    return at.asking.wording.plural("{number} project was added.", "{number} projects were added.", count)
