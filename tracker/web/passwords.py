"""Setting a password by a link, and asking for one: for those who cannot sign in (yet)."""

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.actions.sign_ins import Browser
from tracker.actions.user_links import ask_for_reset, use_link
from tracker.db import reading, writing
from tracker.domain.problems import Problem, Refused
from tracker.domain.recorders import to_recorder
from tracker.passwords import SHORTEST
from tracker.queries.user_links import find_link
from tracker.web.access_log import PASSER_BY, log_request
from tracker.web.asking import current_asking
from tracker.web.changing import lead
from tracker.web.forms import EMPTY, Form, Reader, posted_form
from tracker.web.gates import anyone
from tracker.web.service import current_service
from tracker.wording.marks import N_

passwords = Blueprint("passwords", __name__)


def make_address(secret: str) -> str:
    """The whole address at which a password is set."""
    return current_service().settings.base_url + url_for("passwords.show_link", secret=secret)


@passwords.get("/set-password/<secret>")
@anyone
def show_link(secret: str) -> Response:
    return _link_page(secret, EMPTY)


@passwords.post("/set-password/<secret>")
@anyone
def set_password_by_link(secret: str) -> ResponseReturnValue:
    form, service, now = posted_form(), current_service(), current_asking().now
    try:
        password = read_new_password(form)
        with writing(service.engine) as session:
            user = use_link(session, secret, password, now=now)
            log_request(done=True, session=session, account=to_recorder(user.id))
    except Refused as refused:
        log_request(done=False)
        return _link_page(secret, form.refused(refused.problems))
    flash(current_asking().wording.text(N_("Your password is set. Sign in with it.")))
    return lead(url_for("sign_in.show_sign_in"))


@passwords.get("/forgot-password")
@anyone
def show_forgot() -> str:
    return _forgot_page(EMPTY)


@passwords.post("/forgot-password")
@anyone
def ask_for_link() -> ResponseReturnValue:
    """Answers the same whether anybody has the address or not."""
    form, service, now = posted_form(), current_service(), current_asking().now
    browser = Browser(request.remote_addr or "", request.user_agent.string)
    try:
        reader = Reader(form)
        email = reader.line("email", required=True) or ""
        reader.finish()
        if service.settings.smtp_url is None:
            raise Refused(Problem("no_mail_server"))
        with writing(service.engine) as session:
            ask_for_reset(session, email, browser, now=now, address=make_address)
            log_request(done=True, session=session, account=PASSER_BY)
    except Refused as refused:
        return _forgot_page(form.refused(refused.problems)), 422
    return render_template("forgot_password.html", form=EMPTY, sent=True, has_mail=True)


def read_new_password(form: Form) -> str:
    """What was typed twice. Refused where it is missing or differs."""
    reader = Reader(form)
    password = form.text("password")
    if not password:
        reader.refuse("password", "field_needed")
    elif password != form.text("again"):
        reader.refuse("again", "passwords_differ")
    reader.finish()
    return password


def _link_page(secret: str, form: Form) -> Response:
    """The form; where the link is of no use (any more), what to do instead."""
    with reading(current_service().engine) as session:
        found = find_link(session, secret, now=current_asking().now)
        email = None if found is None else found[1].email
    page = render_template("set_password.html", form=form, secret=secret, email=email, shortest=SHORTEST)
    return make_response(page, 410 if email is None else 422 if form.problems else 200)


def _forgot_page(form: Form) -> str:
    return render_template(
        "forgot_password.html", form=form, sent=False, has_mail=current_service().settings.smtp_url is not None
    )
