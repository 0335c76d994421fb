"""Sealing the agreed list of a period, and what may still happen to it then: additional projects, struck ones."""

from flask import flash

from tracker.actions.documents import ACCEPTED
from tracker.actions.periods import require_open, seal_agreed_list
from tracker.actions.removing_projects import strike_project
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import DocumentKind
from tracker.queries.projects import find_projects
from tracker.web.changing import changing, takes_files
from tracker.web.cycle import cycle, get_period, get_project_of, render_period_page
from tracker.web.drafting import save_grid, say_added
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.grid import GridRow, make_grid
from tracker.web.handing_in import keep_file
from tracker.web.service import current_service
from tracker.wording.marks import N_


@cycle.get("/bodies/<code:code>/conferences/<number:number>/seal")
@allowed(Act.EDIT_LIST)
def show_seal(at: AtBody, number: int) -> str:
    return make_seal_page(at, number)


def make_seal_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    return render_period_page(
        at,
        period,
        "cycle_seal.html",
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
    handed = reader.file("file")
    reader.finish()
    assert handed is not None
    seal_agreed_list(at.session, at.recording, period, document=name or "")
    keep_file(at, handed, DocumentKind.MINUTES, period_id=period.id)
    flash(at.asking.wording.text(N_("The agreed list of period {number} is sealed."), number=number))
    return at.asking.link("cycle.show_cycle", code=at.code)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/additional")
@allowed(Act.EDIT_LIST)
def show_additional(at: AtBody, number: int) -> str:
    return make_additional_page(at, number)


def make_additional_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    return render_period_page(
        at,
        period,
        "cycle_additional.html",
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
    return render_period_page(
        at,
        period,
        "cycle_strike.html",
        project=get_project_of(at, period, ref),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/strike/<ref:ref>")
@changing(Act.EDIT_LIST, again=make_strike_page)
def do_strike(at: AtBody, number: int, ref: str) -> str:
    project = get_project_of(at, get_period(at, number), ref)
    reader = Reader(at.form)
    reason = reader.text("reason", required=True)
    document = reader.line("document", required=True)
    reader.finish()
    strike_project(at.session, at.recording, project, reason=reason or "", document=document)
    flash(at.asking.wording.text(N_("{ref} is struck. It stays visible, and is counted nowhere."), ref=ref))
    return at.asking.link("cycle.show_list", code=at.code, number=number)
