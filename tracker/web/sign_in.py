"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.access import COOKIE
from tracker.actions.sign_ins import Browser, begin_sign_in, end_sign_in, require_attempts_left, try_sign_in
from tracker.db import writing
from tracker.domain.problems import Problem, Refused
from tracker.web.access_log import PASSER_BY, log_request
from tracker.web.asking import current_asking
from tracker.web.forms import EMPTY, Form, Reader, posted_form
from tracker.web.gates import anyone
from tracker.web.languages import COOKIE as LANGUAGE_COOKIE
from tracker.web.languages import ONE_YEAR
from tracker.web.paths import find_secret
from tracker.web.service import current_service

sign_in = Blueprint("sign_in", __name__)


def sign_in_link() -> str:
    """The sign-in page's address, leading back to the page at hand afterwards, but not by an address that is secret."""
    leads_back = request.method == "GET" and not find_secret()
    return url_for("sign_in.show_sign_in", next=request.full_path.rstrip("?") if leads_back else None)


@sign_in.get("/sign-in")
@anyone
def show_sign_in() -> ResponseReturnValue:
    if current_asking().visitor.account is not None:
        return redirect(_next())
    return _page(EMPTY)


@sign_in.post("/sign-in")
@anyone
def do_sign_in() -> ResponseReturnValue:
    """The attempt is logged whatever comes of it, also where too many were made. A cookie that was there before is of
    no use afterwards."""
    form, service, now = posted_form(), current_service(), current_asking().now
    browser = Browser(request.remote_addr or "", request.user_agent.string)
    try:
        reader = Reader(form)
        email, password = reader.line("email", required=True), form.text("password")
        if not password:
            reader.refuse("password", "field_needed")
        reader.finish()
        with writing(service.engine) as opened:
            require_attempts_left(opened, email or "", browser, now=now)
            user = try_sign_in(opened, email or "", password, browser, now=now)
            secret = None if user is None else begin_sign_in(opened, user, browser, now=now)
            account = PASSER_BY if user is None else f"user:{user.id}"
            language = None if user is None else user.language
            log_request(done=user is not None, session=opened, account=account)
        if secret is None:
            raise Refused(Problem("sign_in_wrong"))
    except Refused as refused:
        if any(problem.code == "too_many_attempts" for problem in refused.problems):
            log_request(done=False, account=PASSER_BY)
        return _page(form.refused(refused.problems)), 422
    session.clear()
    answer = redirect(_next(), 303)
    _set_cookie(answer, COOKIE, secret, seconds=int(service.settings.sign_in_hours * 3600))
    if language and not request.cookies.get(LANGUAGE_COOKIE):
        _set_cookie(answer, LANGUAGE_COOKIE, language, seconds=ONE_YEAR)
    return answer


@sign_in.post("/sign-out")
@anyone
def do_sign_out() -> ResponseReturnValue:
    asking = current_asking()
    if asking.visitor.account is not None:
        with writing(current_service().engine) as opened:
            end_sign_in(opened, asking.visitor.account.sign_in_id, now=asking.now)
            log_request(done=True, session=opened)
    session.clear()
    answer = redirect(url_for("bodies.show_bodies"), 303)
    answer.delete_cookie(COOKIE)
    return answer


def _page(form: Form) -> str:
    return render_template("sign_in.html", form=form, next=_next())


def _next() -> str:
    """The page to go on to: of this service only, whatever the address says."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if local and wanted.isprintable() else url_for("bodies.show_bodies")


def _set_cookie(answer: Response, name: str, value: str, *, seconds: int) -> None:
    secure = current_service().settings.base_url.startswith("https:")
    answer.set_cookie(name, value, max_age=seconds, samesite="Lax", httponly=True, secure=secure)
