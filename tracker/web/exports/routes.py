"""Lists as files: what a page shows, filtered and ordered as its address says, as CSV or as a workbook."""

from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import BinaryIO

from flask import Blueprint, Response, request

from tracker.db import reading
from tracker.domain.roles import Act
from tracker.domain.trends import By
from tracker.queries.registers import get_register
from tracker.register import write_register
from tracker.web.access_log import log_request
from tracker.web.asking import current_asking
from tracker.web.exports.answering import answer_export, answer_file, answer_with, name_file
from tracker.web.exports.body_changes import export_changed_figures, export_moves
from tracker.web.exports.entries import export_entries
from tracker.web.exports.flow import export_chains, export_ends, export_flow, export_passages
from tracker.web.exports.history import export_history
from tracker.web.exports.pace import export_pace
from tracker.web.exports.portfolio import export_portfolio
from tracker.web.exports.projects import export_projects
from tracker.web.exports.rates import export_rates
from tracker.web.exports.stuck import export_stuck, export_stuck_groups
from tracker.web.exports.waiting import export_waiting
from tracker.web.gates import AtBody, allowed, anyone
from tracker.web.query import read_choice
from tracker.web.service import current_service

exports = Blueprint("exports", __name__)


@exports.get("/bodies/<code:code>/periods/<number:number>/projects.<any(csv,xlsx):kind>")
@allowed(Act.SEE_PROJECTS, logged=True)
def show_projects(at: AtBody, number: int, kind: str) -> Response:
    """A period's projects as its page lists them, all pages of it."""
    return answer_with(at, export_projects(at, number), kind, name=f"period-{number}-projects")


@exports.get("/bodies/<code:code>/rates.<any(csv,xlsx):kind>")
@allowed(Act.SEE_TRENDS, logged=True)
def show_rates(at: AtBody, kind: str) -> Response:
    """Every rate with its counts, per period and group."""
    return answer_with(at, export_rates(at, read_choice(request.args, "by", By) or By.AREA), kind, name="rates")


@exports.get("/bodies/<code:code>/pace.<any(csv,xlsx):kind>")
@allowed(Act.SEE_TRENDS, logged=True)
def show_pace(at: AtBody, kind: str) -> Response:
    """What was reached by which day since the conference, per rate and period."""
    return answer_with(at, export_pace(at), kind, name="pace")


@exports.get("/bodies/<code:code>/flow.<any(csv,xlsx):kind>")
@allowed(Act.SEE_TRENDS, logged=True)
def show_flow(at: AtBody, kind: str) -> Response:
    """How far the projects of each period came."""
    return answer_with(at, export_flow(at), kind, name="flow")


@exports.get("/bodies/<code:code>/flow/ends.<any(csv,xlsx):kind>")
@allowed(Act.SEE_TRENDS, logged=True)
def show_ends(at: AtBody, kind: str) -> Response:
    """Where the projects of each period stopped, and why."""
    return answer_with(at, export_ends(at), kind, name="ends")


@exports.get("/bodies/<code:code>/flow/passages.<any(csv,xlsx):kind>")
@allowed(Act.SEE_TRENDS, logged=True)
def show_passages(at: AtBody, kind: str) -> Response:
    """How many projects were carried over from which period into which."""
    return answer_with(at, export_passages(at), kind, name="carried-over")


@exports.get("/bodies/<code:code>/flow/chains.<any(csv,xlsx):kind>")
@allowed(Act.SEE_TRENDS, logged=True)
def show_chains(at: AtBody, kind: str) -> Response:
    """The projects that were carried over twice or more, with all that they go back to."""
    return answer_with(at, export_chains(at), kind, name="carried-twice")


@exports.get("/bodies/<code:code>/stuck.<any(csv,xlsx):kind>")
@allowed(Act.SEE_PROJECTS, logged=True)
def show_stuck(at: AtBody, kind: str) -> Response:
    """A period's stuck projects as their page lists them, all pages of them."""
    return answer_with(at, export_stuck(at), kind, name="stuck")


@exports.get("/bodies/<code:code>/stuck-by-whom.<any(csv,xlsx):kind>")
@allowed(Act.SEE_PROJECTS, logged=True)
def show_stuck_groups(at: AtBody, kind: str) -> Response:
    """How many stuck projects each department and each pair of counterparts has."""
    return answer_with(at, export_stuck_groups(at), kind, name="stuck-by-whom")


@exports.get("/bodies/<code:code>/changed-figures.<any(csv,xlsx):kind>")
@allowed(Act.SEE_PROJECTS, logged=True)
def show_changed_figures(at: AtBody, kind: str) -> Response:
    """Every figure of every period at two points."""
    return answer_with(at, export_changed_figures(at), kind, name="changed-figures")


@exports.get("/bodies/<code:code>/changed-projects.<any(csv,xlsx):kind>")
@allowed(Act.SEE_PROJECTS, logged=True)
def show_changed_projects(at: AtBody, kind: str) -> Response:
    """What became of projects between two points, as their page lists it, all pages of it."""
    return answer_with(at, export_moves(at), kind, name="changed-projects")


@exports.get("/bodies.<any(csv,xlsx):form>")
@anyone
def show_portfolio(form: str) -> Response:
    """The bodies that the visitor may see, as their page lists them, all pages of it."""
    asking = current_asking()
    with reading(current_service().engine) as session:
        export = export_portfolio(session, asking)
        on = asking.given_on or asking.today("UTC")
        answer = answer_export(export, form, name="bodies", on=on, made_at=asking.now)
    log_request(done=True)
    return answer


@exports.get("/bodies/<code:code>/entries.<any(csv,xlsx):kind>")
@allowed(Act.SEE_HISTORY, logged=True)
def show_entries(at: AtBody, kind: str) -> Response:
    """The log of every project, or of those of one period."""
    return answer_with(at, export_entries(at), kind, name="entries")


@exports.get("/bodies/<code:code>/waiting.<any(csv,xlsx):kind>")
@allowed(Act.SEE_HISTORY, logged=True)
def show_waiting(at: AtBody, kind: str) -> Response:
    """What waits for whom, or is disputed, as its page lists it."""
    return answer_with(at, export_waiting(at), kind, name="waiting")


@exports.get("/bodies/<code:code>/history.<any(csv,xlsx):kind>")
@allowed(Act.SEE_HISTORY, logged=True)
def show_history(at: AtBody, kind: str) -> Response:
    """Every change that is kept with its before and after."""
    return answer_with(at, export_history(at), kind, name="history")


@exports.get("/bodies/<code:code>/register.<any(xlsx,zip):kind>")
@allowed(Act.SEE_HISTORY, logged=True)
def show_register(at: AtBody, kind: str) -> Response:
    """The register as the command exports it, to be changed and imported again."""
    register = get_register(at.session, at.code).without_struck()

    def write(file: BinaryIO) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"register.{kind}"
            write_register(register.tables, path)
            with path.open("rb") as written:
                copyfileobj(written, file)

    return answer_file(write, kind, name_file(at, "register", kind, on=at.today))
