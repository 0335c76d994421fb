"""The departments of a party: their forms to download or mail, and the links by which they report."""

import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from flask import Response, flash, make_response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from tracker.actions.documents import HandedFile
from tracker.actions.return_forms import find_department_language, mail_link, mail_workbook, make_workbook
from tracker.actions.return_links import DAYS, MOST_DAYS, end_link, make_link
from tracker.domain.periods import PeriodFacts
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import ReturnLink
from tracker.queries.returns import DepartmentProjects, find_colleagues, find_last_received, find_open_links
from tracker.web.changing import changing
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.keeping import find_kept
from tracker.web.returns.scene import (
    current_keeping,
    find_departments,
    find_period,
    find_seen,
    make_asked,
    own_party,
    require_period,
    returns,
)
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES, Name
from tracker.wording.marks import N_

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department with what was asked of it and what came. `received` empty where nothing did."""

    department: DepartmentProjects
    name: Name
    language: str
    received: str
    links: list[tuple[ReturnLink, str]]


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link just made, with its address, which is shown once; `mailed_to` empty where it was not mailed."""

    department: Name
    address: str
    until: str
    mailed_to: str


@returns.get("/bodies/<code:code>/returns/departments")
@allowed(Act.MANAGE_RETURNS)
def show_departments(at: AtBody) -> str:
    return make_departments_page(at)


def make_departments_page(at: AtBody, **_: object) -> str:
    """The departments of the party chosen, with what was ticked where a form was refused."""
    period, party = find_period(at), _chosen_party(at)
    found = [] if period is None else find_departments(at, period, party)
    return render_template(
        "return_departments.html",
        at=at,
        heading=make_heading(at),
        form=at.form,
        period=period,
        party=party,
        parties=[(one.code, at.call(one.names)) for one in at.view.parties.values()],
        lines=[] if period is None else _make_lines(at, period, found),
        days=DAYS,
        is_kept=any(at.view.parties[key].code == party for key in find_kept(at)),
    )


@returns.get("/bodies/<code:code>/returns/workbook")
@allowed(Act.MANAGE_RETURNS, logged=True)
def show_workbook(at: AtBody) -> Response:
    """The form of one department."""
    period = require_known(find_period(at))
    key = request.args.get("department", "")
    for department in find_departments(at, period, _chosen_party(at)):
        if department.key == key:
            file = make_workbook(make_asked(at, period), department, _language(at, department))
            return send_file(BytesIO(file.content), mimetype=XLSX, as_attachment=True, download_name=file.name)
    raise NotFound("department", key[:300])


@returns.get("/bodies/<code:code>/returns/workbooks.zip")
@allowed(Act.MANAGE_RETURNS, logged=True)
def show_workbooks(at: AtBody) -> Response:
    """The forms of all departments of a party."""
    period = require_known(find_period(at))
    party = _chosen_party(at)
    departments = find_departments(at, period, party)
    files = [make_workbook(make_asked(at, period), one, _language(at, one)) for one in departments]
    name = f"{at.code}-{period.number}-{party}.zip"
    return send_file(_zip(files, at.asking.now), mimetype="application/zip", as_attachment=True, download_name=name)


@returns.post("/bodies/<code:code>/returns/departments")
@changing(Act.MANAGE_RETURNS, again=make_departments_page)
def ask_departments(at: AtBody) -> ResponseReturnValue:
    """Mail forms, or make links, and mail them, for the departments chosen."""
    period = require_period(at)
    known = find_departments(at, period, _chosen_party(at))
    chosen = set(Reader(at.form).words("pick", [one.key for one in known]))
    departments = [one for one in known if at.form.text("pick_all") or one.key in chosen]
    if not departments:
        raise Refused(Problem("departments_none_chosen", {}, Place(column="pick")))
    what = at.form.text("what")
    if what in ("mail_forms", "mail_links"):
        departments = _keep_reachable(at, departments)
    if what == "mail_forms":
        for one in departments:
            mail_workbook(at.session, at.recording, make_asked(at, period), one, current_keeping())
        _say_mailed(at, len(departments))
        return at.asking.link("returns.show_departments", code=at.code, party=_chosen_party(at))
    made = _make_links(at, period, departments, mailed=what == "mail_links")
    if what == "mail_links":
        _say_mailed(at, len(departments))
        return at.asking.link("returns.show_departments", code=at.code, party=_chosen_party(at))
    page = render_template("return_links.html", at=at, heading=make_heading(at), made=made, party=_chosen_party(at))
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@returns.post("/bodies/<code:code>/returns/links/<number:link_id>/end")
@changing(Act.MANAGE_RETURNS, again=make_departments_page)
def end_return_link(at: AtBody, link_id: int) -> str:
    own_party(at)
    link = next((one for one in _find_links(at) if one.id == link_id), None)
    if link is None:
        raise NotFound("return_link", str(link_id))
    end_link(at.session, at.recording, link)
    flash(at.asking.wording.text(N_("The link of {department} has ended."), department=link.department))
    party = at.view.parties[link.party_id].code
    return at.asking.link("returns.show_departments", code=at.code, party=party)


def require_known(period: PeriodFacts | None) -> PeriodFacts:
    if period is None:
        raise NotFound("period", "1")
    return period


def _chosen_party(at: AtBody) -> str:
    """The party whose departments are shown: the one asked for, else the visitor's own."""
    own = own_party(at)
    asked = request.args.get("party", "")
    return asked if any(one.code == asked for one in at.view.parties.values()) else own


def _language(at: AtBody, department: DepartmentProjects) -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else find_department_language(at.view, department)


def _make_lines(at: AtBody, period: PeriodFacts, found: list[DepartmentProjects]) -> list[DepartmentLine]:
    wording, zone = at.asking.wording, at.view.body.time_zone
    period_id = at.view.period_id(period.number)
    received = find_last_received(at.session, find_seen(at), period_id)
    links: dict[tuple[int, str], list[tuple[ReturnLink, str]]] = {}
    for link in _find_links(at):
        if link.period_id != period_id:
            continue
        until = wording.instant(link.expires_at, zone)
        links.setdefault((link.party_id, link.department), []).append((link, until))
    lines = []
    for one in found:
        key = (one.party_id, one.key)
        came = wording.instant(received[key], zone) if key in received else ""
        language = LANGUAGES[find_department_language(at.view, one)]
        lines.append(DepartmentLine(one, at.call(one.names), language, came, links.get(key, [])))
    return lines


def _find_links(at: AtBody) -> list[ReturnLink]:
    """The links that work: of the departments whose records the visitor keeps, and those that a colleague made."""
    kept, own = find_kept(at), at.asking.visitor.parties_at(at.view.body)
    colleagues = find_colleagues(at.session, at.view.id, own)
    found = find_open_links(at.session, at.view.id, now=at.asking.now)
    return [one for one in found if one.party_id in kept or one.made_by in colleagues]


def _make_links(
    at: AtBody, period: PeriodFacts, departments: list[DepartmentProjects], *, mailed: bool
) -> list[MadeLink]:
    reader = Reader(at.form)
    days = reader.number("days", least=1, most=MOST_DAYS) or DAYS
    reader.finish()
    made, asked = [], make_asked(at, period)
    for one in departments:
        link, secret = make_link(
            at.session, at.recording, period_id=at.view.period_id(period.number), party_id=one.party_id,
            department=one.key, days=days,
        )  # fmt: skip
        address = current_service().settings.base_url + url_for("returns.show_form", token=secret)
        if mailed:
            mail_link(at.session, at.recording, asked, one, link=link, address=address)
        until = at.asking.wording.instant(link.expires_at, at.view.body.time_zone)
        made.append(MadeLink(at.call(one.names), address, until, one.contact.email if one.contact else ""))
    return made


def _keep_reachable(at: AtBody, departments: list[DepartmentProjects]) -> list[DepartmentProjects]:
    """Those with a contact; the others are named. Refused where nobody can be reached."""
    without = [one.key for one in departments if one.contact is None]
    problem = Problem("departments_without_contact", {"departments": without}, Place(column="pick"))
    if len(without) == len(departments):
        raise Refused(problem)
    if without:
        flash(at.asking.wording.sentence(problem))
    return [one for one in departments if one.contact is not None]


def _say_mailed(at: AtBody, count: int) -> None:
    flash(at.asking.wording.plural("{number} mail is on its way.", "{number} mails are on their way.", count))


def _zip(files: list[HandedFile], now: datetime) -> BytesIO:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        taken: set[str] = set()
        for number, file in enumerate(files, start=1):
            name = file.name if file.name not in taken else f"{number}-{file.name}"
            taken.add(name)
            archive.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), file.content)
    stream.seek(0)
    return stream
