"""A department's contact names the colleague who takes over, by the link of a mail and without an account.

Opening the link changes nothing: mail programs follow links by themselves. Sending its form does.
"""

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from tracker.actions.hand_overs import BY_LINK, Colleague, find_handed, hand_over
from tracker.actions.recording import open_recording
from tracker.db import reading, writing
from tracker.domain.problems import Problem, Refused
from tracker.models import Body, DepartmentContact
from tracker.queries.bodies import get_body_view
from tracker.queries.contacts import find_departments
from tracker.signing import get_secret
from tracker.web.access_log import PASSER_BY, log_request
from tracker.web.asking import current_asking, current_wording
from tracker.web.contacts import read_address
from tracker.web.forms import EMPTY, Form, Reader, posted_form
from tracker.web.gates import anyone
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES

hand_overs = Blueprint("hand_over", __name__)


@hand_overs.get("/hand-over/done")
@anyone
def show_done() -> str:
    return render_template("hand_over.html", body=None, is_done=True)


@hand_overs.get("/hand-over/<token>")
@anyone
def show_hand_over(token: str) -> ResponseReturnValue:
    with reading(current_service().engine) as session:
        return _page(session, token, EMPTY)


@hand_overs.post("/hand-over/<token>")
@anyone
def do_hand_over(token: str) -> ResponseReturnValue:
    form, service = posted_form(), current_service()
    try:
        with writing(service.engine) as session:
            found = _find(session, token)
            if not found:
                raise Refused(Problem("hand_over_over"))
            body = session.get_one(Body, found[0].body_id)
            recording = open_recording(session, body, by=BY_LINK, clock=service.clock)
            chosen, colleague = _read(form, _find(session, token))  # again: it works once, and the body is locked now
            hand_over(session, chosen, colleague, body=recording.body, at=recording.at)
            log_request(done=True, session=session, account=PASSER_BY)
    except Refused as refused:
        with reading(service.engine) as session:
            page = make_response(_page(session, token, form.refused(refused.problems)))
            return make_response(page, 422 if page.status_code == 200 else page.status_code)
    return redirect(url_for("hand_over.show_done"), 303)


def _find(session: Session, token: str) -> list[DepartmentContact]:
    return find_handed(session, get_secret(current_service().settings), token, now=current_asking().now)


def _read(form: Form, found: Sequence[DepartmentContact]) -> tuple[list[DepartmentContact], Colleague]:
    reader = Reader(form)
    ids = reader.words("contact", [str(contact.id) for contact in found])
    if not ids:
        reader.refuse("contact", "field_needed")
    name = reader.line("name", required=True, longest=200)
    email = read_address(reader, "email")
    language = reader.word("language", LANGUAGES, required=True)
    reader.finish()
    chosen = [contact for contact in found if str(contact.id) in ids]
    return chosen, Colleague(name or "", email, language or "")


def _page(session: Session, token: str, form: Form) -> ResponseReturnValue:
    """The form; where the link no longer holds, a page that says so, as gone."""
    found = _find(session, token)
    if not found:
        return make_response(render_template("hand_over.html", body=None, is_done=False), 410)
    wording = current_wording()
    view = get_body_view(session, session.get_one(Body, found[0].body_id).code)
    names = {one.key: one.names for one in find_departments(session, view)}
    languages = view.body.languages
    return make_response(
        render_template(
            "hand_over.html",
            body=wording.name(view.body.names, languages),
            form=form,
            token=token,
            departments=[
                (
                    contact,
                    wording.name(view.parties[contact.party_id].names, languages),
                    wording.name(names[contact.party_id, contact.department], languages),
                )
                for contact in found
            ],
            email=found[0].email,
            languages=LANGUAGES,
        )
    )
