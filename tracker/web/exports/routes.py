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
from tracker.web.exports.entries import export_entries
from tracker.web.exports.history import export_history
from tracker.web.exports.portfolio import export_portfolio
from tracker.web.exports.projects import export_projects
from tracker.web.exports.rates import export_rates
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
