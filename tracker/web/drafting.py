"""The agreed list of a period while it is typed: row by row, and pasted."""

from flask import flash

from tracker.actions.drafting import add_rows, require_draft
from tracker.actions.projects import delete_draft_project
from tracker.domain.problems import Refused
from tracker.domain.roles import Act
from tracker.models import Period
from tracker.queries.cycle import find_minutes
from tracker.queries.projects import find_projects
from tracker.register import HandedIn
from tracker.register.headings import heading
from tracker.register.layout import PROJECTS, find_column
from tracker.register.pasting import hand_in_projects, read_pasted
from tracker.web.cycle import cycle, get_period, get_project_of, render_period_page
from tracker.web.forms import Form
from tracker.web.gates import AtBody, allowed, changing
from tracker.web.grid import Grid, GridRow, make_grid, make_list_of
from tracker.web.service import current_service
from tracker.wording.marks import N_

#: Empty rows that a form begins with, and the most that one takes.
EMPTY_ROWS, MOST_ROWS = 8, 200

#: The columns that the page for pasting explains, in the order in which they are mostly typed.
EXPLAINED = ("ref", "area", "title", "mode", "lead", "departments", "horizon", "due_on", "continues")


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


@cycle.get("/bodies/<code:code>/conferences/<number:number>/paste")
@allowed(Act.EDIT_LIST)
def show_paste(at: AtBody, number: int) -> str:
    return make_paste_page(at, number)


def make_paste_page(at: AtBody, number: int, handed: HandedIn | None = None) -> str:
    lang = at.asking.wording.lang
    columns = [column for column in PROJECTS.columns if column.name in EXPLAINED]
    tags = at.view.body.languages
    return render_period_page(
        at,
        get_period(at, number),
        "cycle_paste.html",
        columns=[
            (
                heading(PROJECTS, one, lang, tags[0] if one.plural else ""),
                f"{one.name}_{tags[0]}" if one.plural else one.name,
            )
            for one in sorted(columns, key=lambda one: EXPLAINED.index(one.name))
        ],
        preview=None if handed is None else handed.rows(PROJECTS.name),
        call_column=lambda name: _call_column(at, name),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/paste")
@changing(Act.EDIT_LIST, again=make_paste_page)
def do_paste(at: AtBody, number: int) -> str:
    """Checks what was pasted and shows it, or saves it. To check is to do everything, and to undo it."""
    period = get_period(at, number)
    require_draft(at.session, period)
    handed = hand_in_projects(read_pasted(at.form.text("pasted")), make_list_of(at, period), source="")
    clock = current_service().clock
    if not is_saving(at.form):
        with at.session.begin_nested() as point:
            add_rows(at.session, at.recording, handed, clock=clock)
            point.rollback()
        return make_paste_page(at, number, handed)
    add_rows(at.session, at.recording, handed, clock=clock)
    flash(say_added(at, len(handed.rows(PROJECTS.name))))
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


def _call_column(at: AtBody, name: str) -> str:
    found = find_column(PROJECTS, name)
    return name if found is None else heading(PROJECTS, found[0], at.asking.wording.lang, found[1])


def say_added(at: AtBody, count: int) -> str:
    return at.asking.wording.plural("{number} project was added.", "{number} projects were added.", count)
