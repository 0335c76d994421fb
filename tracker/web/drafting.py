"""The agreed list of a period while it is typed, and what may still happen to it once it is sealed."""

from flask import flash, render_template
from sqlmodel import select

from tracker.actions.documents import ACCEPTED, HandedFile, keep_document
from tracker.actions.drafting import add_rows, require_draft
from tracker.actions.periods import require_open, seal_agreed_list
from tracker.actions.projects import delete_draft_project, strike_project
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import DocumentKind, Period, Project
from tracker.queries.closings import is_closed_now
from tracker.queries.cycle import find_minutes
from tracker.queries.projects import find_projects
from tracker.register.layout import PROJECTS
from tracker.web.cycle import cycle, get_period
from tracker.web.forms import Form, Reader
from tracker.web.gates import AtBody, allowed, changing, takes_files
from tracker.web.grid import Grid, GridRow, make_grid
from tracker.web.headings import make_heading
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
    return render_template(
        "cycle_list.html",
        at=at,
        heading=make_heading(at),
        period=period,
        is_closed=is_closed_now(at.session, period),
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
    project = _get_project(at, get_period(at, number), at.form.text("delete"))
    delete_draft_project(at.session, at.recording, project)
    flash(at.asking.wording.text(N_("{ref} was taken off the draft."), ref=project.ref))
    return at.asking.link("cycle.show_list", code=at.code, number=number)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/seal")
@allowed(Act.EDIT_LIST)
def show_seal(at: AtBody, number: int) -> str:
    return make_seal_page(at, number)


def make_seal_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    return render_template(
        "cycle_seal.html",
        at=at,
        heading=make_heading(at),
        period=period,
        count=len(find_projects(at.session, at.view, period=number, as_of=at.today)),
        accept=",".join(ACCEPTED),
    )


@takes_files(lambda: current_service().settings.max_file_bytes + 100_000)
@cycle.post("/bodies/<code:code>/conferences/<number:number>/seal")
@changing(Act.EDIT_LIST, again=make_seal_page)
def do_seal(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    reader = Reader(at.form)
    name = reader.line("document", required=True)
    file = at.form.files.get("file")
    if file is None or not file.filename:
        reader.refuse("file", "file_needed")
    reader.finish()
    assert file is not None
    seal_agreed_list(at.session, at.recording, period, document=name or "")
    settings = current_service().settings
    keep_document(
        at.session,
        at.recording,
        HandedFile(file.filename or "", file.read()),
        kind=DocumentKind.MINUTES,
        files_dir=settings.files_dir,
        most_bytes=settings.max_file_bytes,
        period_id=period.id,
    )
    flash(at.asking.wording.text(N_("The agreed list of period {number} is sealed."), number=number))
    return at.asking.link("cycle.show_cycle", code=at.code)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/additional")
@allowed(Act.EDIT_LIST)
def show_additional(at: AtBody, number: int) -> str:
    return make_additional_page(at, number)


def make_additional_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    return render_template(
        "cycle_additional.html",
        at=at,
        heading=make_heading(at),
        period=period,
        grid=make_grid(at, period, [GridRow("1")], later=True),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/additional")
@changing(Act.EDIT_LIST, again=make_additional_page)
def do_add_additional(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    require_open(at.session, period)
    reader = Reader(at.form)
    day = reader.day("agreed_on.1", required=True)
    reader.finish()
    if day is not None and day <= (period.agreed_list_on or period.conference_on):
        values = {"day": day, "list_on": period.agreed_list_on or period.conference_on}
        raise Refused(Problem("agreed_with_list", values, Place(column="agreed_on.1")))
    save_grid(at, make_grid(at, period, [GridRow("1")], later=True))
    flash(say_added(at, 1))
    return at.asking.link("cycle.show_list", code=at.code, number=number)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/strike/<ref:ref>")
@allowed(Act.EDIT_LIST)
def show_strike(at: AtBody, number: int, ref: str) -> str:
    return make_strike_page(at, number, ref)


def make_strike_page(at: AtBody, number: int, ref: str) -> str:
    period = get_period(at, number)
    return render_template(
        "cycle_strike.html",
        at=at,
        heading=make_heading(at),
        period=period,
        project=_get_project(at, period, ref),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/strike/<ref:ref>")
@changing(Act.EDIT_LIST, again=make_strike_page)
def do_strike(at: AtBody, number: int, ref: str) -> str:
    project = _get_project(at, get_period(at, number), ref)
    reader = Reader(at.form)
    reason = reader.text("reason", required=True)
    document = reader.line("document", required=True)
    reader.finish()
    strike_project(at.session, at.recording, project, reason=reason or "", document=document)
    flash(at.asking.wording.text(N_("{ref} is struck. It stays visible, and is counted nowhere."), ref=ref))
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


def _get_project(at: AtBody, period: Period, ref: str) -> Project:
    query = select(Project).where(Project.body_id == at.view.id, Project.period_id == period.id, Project.ref == ref)
    found = at.session.exec(query).one_or_none()
    if found is None:
        raise NotFound("project", f"{at.code} {ref}")
    return found


def say_added(at: AtBody, count: int) -> str:
    return at.asking.wording.plural("{number} project was added.", "{number} projects were added.", count)
