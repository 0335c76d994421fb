"""The form that a department fills by its link, without an account, in its own language."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from tracker.actions.days import latest_day
from tracker.actions.guesses import RETURN_LINKS
from tracker.actions.recording import open_recording
from tracker.actions.return_forms import find_department_language, say_recorded
from tracker.actions.return_links import (
    is_good,
    take_link_form,
    to_link_recorder,
)
from tracker.actions.submissions import find_location, keep_submission
from tracker.db import reading, writing
from tracker.domain.problems import Problem, Refused
from tracker.domain.recorders import user_id_of
from tracker.domain.statements import STATES, Statement, at_row, find_statement_problems
from tracker.models import Body, ReturnLink, User
from tracker.passwords import digest_of
from tracker.queries.bodies import BodyView, get_body_view
from tracker.queries.projects import ProjectRow
from tracker.queries.returns import (
    DepartmentProjects,
    find_department_projects,
    find_link,
    find_said_by_link,
)
from tracker.web.asking import current_asking, current_wording
from tracker.web.errors import Trouble, show_trouble
from tracker.web.forms import EMPTY, Form, Reader, posted_form
from tracker.web.gates import anyone
from tracker.web.returns.scene import returns
from tracker.web.returns.statement import read_statement
from tracker.web.secret_links import TOO_MANY, hide, log_visit, speaking
from tracker.web.service import current_service
from tracker.wording.marks import N_

#: What the submissions say instead of the address, which is a secret.
PATH = "/returns/"

UNKNOWN = Trouble(
    N_("This link is not known"),
    N_("No department’s form is kept under this address. Perhaps it was not copied whole."),
    N_("Open the link once more from the mail, or ask the secretariat that sent it for a new one."),
)
OVER = Trouble(
    N_("This link does not work any more"),
    N_("It has expired or was ended. What was sent by it before is kept."),
    N_("Ask the secretariat that sent it for a new one."),
)


@dataclass(frozen=True, slots=True)
class FormScene:
    """The link with the department whose form it opens; `department` None where no project names it any more."""

    link: ReturnLink
    view: BodyView
    department: DepartmentProjects | None

    @property
    def projects(self) -> tuple[ProjectRow, ...]:
        return () if self.department is None else self.department.projects


@returns.get("/returns/<token>")
@anyone
def show_form(token: str) -> ResponseReturnValue:
    with reading(current_service().engine) as session:
        scene = _find_good(session, token)
        if scene is not None:
            with speaking(_find_language(scene)):
                page = _page(session, scene, EMPTY)
    if scene is None:
        return _refuse(token)
    with writing(current_service().engine) as session:
        log_visit(session, to_link_recorder(scene.link), done=True)
    return hide(page)


@returns.post("/returns/<token>")
@anyone
def send_form(token: str) -> ResponseReturnValue:
    """Keep what the department says. A form that was sent before does nothing again."""
    form, service = posted_form(), current_service()
    with reading(service.engine) as session:
        scene = _find_good(session, token)
    if scene is None:
        return _refuse(token)
    with speaking(_find_language(scene)):
        try:
            with writing(service.engine) as session:
                _take(session, scene, form)
        except Refused as refused:
            with reading(service.engine) as session:
                return hide(_page(session, scene, form.refused(refused.problems)), 422)
    return hide(redirect(url_for("returns.show_form", token=token, sent="yes"), 303))


def _find_good(session: Session, token: str) -> FormScene | None:
    """The form of a link that works; None for any other, and where too many were tried from the address."""
    now = current_asking().now
    try:
        RETURN_LINKS.require_left(session, request.remote_addr or "", now=now)
    except Refused:
        return None
    scene = _find_scene(session, token)
    return scene if scene is not None and is_good(scene.link, now) else None


def _take(session: Session, scene: FormScene, form: Form) -> None:
    by = to_link_recorder(scene.link)
    body = session.get_one(Body, scene.view.id)
    recording = open_recording(session, body, by=by, clock=current_service().clock)
    if find_location(session, form.submission, by=by) is not None:
        return
    link = session.get_one(ReturnLink, scene.link.id)
    if not is_good(link, recording.at):
        raise Refused(Problem("return_link_over"))
    statements = _read(scene, form)
    take_link_form(session, recording, link, statements)
    keep_submission(session, form.submission, by=by, at=recording.at, location=PATH)
    log_visit(session, to_link_recorder(scene.link), done=True)


def _read(scene: FormScene, form: Form) -> dict[int, Statement]:
    """What is said of each project, nothing left out where nothing is. Refused with every problem at its field."""
    reader = Reader(form)
    today = latest_day(
        current_asking().now,
        time_zone=scene.view.body.time_zone,
        countries=[party.country for party in scene.view.parties.values()],
    )
    statements: dict[int, Statement] = {}
    for row in scene.projects:
        prefix = f"p{row.id}-"
        statement = read_statement(form, prefix, reader)
        reader.problems += [at_row(one, prefix, row.ref) for one in find_statement_problems(statement, today=today)]
        if not statement.is_empty:
            statements[row.id] = statement
    reader.finish()
    return statements


def _page(session: Session, scene: FormScene, form: Form) -> str:
    wording, view = current_wording(), scene.view
    languages = view.body.languages
    said = find_said_by_link(session, scene.link.id)
    period = view.periods[scene.link.period_id]
    areas = {area.code: wording.name(area.names, languages) for area in view.areas.values()}
    name = scene.link.department
    if scene.department is not None:
        name = wording.name(scene.department.names, languages).text
    return render_template(
        "return_form.html",
        form=form,
        department=name,
        body=wording.name(view.body.names, languages),
        party=wording.name(view.parties[scene.link.party_id].names, languages),
        period=period,
        until=wording.instant(scene.link.expires_at, view.body.time_zone),
        rows=[
            (row, wording.name(row.titles, languages), areas[row.area], say_recorded(wording, row), said.get(row.id))
            for row in scene.projects
        ],
        states=[(stage.value, wording.term(state)) for stage, state in STATES.items()],
        has_said=bool(said),
        was_sent=request.args.get("sent") == "yes" and not form.was_sent,
    )


def _find_scene(session: Session, token: str) -> FormScene | None:
    """The form of a link, good or not; None where there is no such link."""
    link = find_link(session, digest_of(token))
    if link is None:
        return None
    view = get_body_view(session, session.get_one(Body, link.body_id).code)
    number = view.periods[link.period_id].number
    today = current_asking().today(view.body.time_zone)
    found = find_department_projects(session, view, period=number, today=today, party_id=link.party_id)
    return FormScene(link, view, next((one for one in found if one.key == link.department), None))


def _refuse(token: str) -> ResponseReturnValue:
    """The page of a link that is not known, or does not work any more; the first counts as a guess."""
    address, now = request.remote_addr or "", current_asking().now
    try:
        with writing(current_service().engine) as session:
            RETURN_LINKS.require_left(session, address, now=now)
            scene = _find_scene(session, token)
            if scene is None:
                RETURN_LINKS.keep(session, address, now=now)
                return hide(show_trouble(404, trouble=UNKNOWN))
            log_visit(session, to_link_recorder(scene.link), done=False)
            maker = _name_maker(session, scene.link)
            with speaking(_find_language(scene)):
                advice = current_wording().text(N_("It was made by {who}. Ask them for a new one."), who=maker)
                trouble = OVER if not maker else Trouble(OVER.title, OVER.sentence, advice)
                return hide(show_trouble(410, trouble=trouble))
    except Refused:
        return hide(show_trouble(429, trouble=TOO_MANY))


def _name_maker(session: Session, link: ReturnLink) -> str:
    """Whom to ask: name and address of whoever made the link; empty where they are no user any more."""
    user_id = user_id_of(link.made_by)
    user = None if user_id is None else session.get(User, user_id)
    return "" if user is None or user.removed_at is not None else f"{user.name} ({user.email})"


def _find_language(scene: FormScene) -> str:
    """The department's; empty where no project names it any more."""
    return "" if scene.department is None else find_department_language(scene.view, scene.department)
