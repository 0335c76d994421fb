"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.access import COOKIE
from tracker.actions.sign_ins import (
    Browser,
    begin_sign_in,
    end_sign_in,
    find_password_hash,
    record_attempt,
    require_attempts_left,
    settle_attempt,
)
from tracker.db import reading, writing
from tracker.domain.problems import Problem, Refused
from tracker.domain.recorders import to_recorder
from tracker.passwords import is_right
from tracker.queries.users import get_user
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
    form, service = posted_form(), current_service()
    try:
        reader = Reader(form)
        email, password = reader.line("email", required=True), form.text("password")
        if not password:
            reader.refuse("password", "field_needed")
        reader.finish()
        secret, language = _sign_in(email or "", password)
    except Refused as refused:
        return _page(form.refused(refused.problems)), 422
    session.clear()
    answer = redirect(_next(), 303)
    _set_cookie(answer, COOKIE, secret, seconds=int(service.settings.sign_in_hours * 3600))
    if language and not request.cookies.get(LANGUAGE_COOKIE):
        _set_cookie(answer, LANGUAGE_COOKIE, language, seconds=ONE_YEAR)
    return answer


def _sign_in(email: str, password: str) -> tuple[str, str]:
    """The secret for the browser's cookie, and the user's language. Refused. The password, whose comparing takes long
    on purpose, is compared outside of any transaction, between two short ones."""
    engine, now = current_service().engine, current_asking().now
    browser = Browser(request.remote_addr or "", request.user_agent.string)
    with writing(engine) as opened:
        attempt = record_attempt(opened, email, browser, now=now, succeeded=False)
    try:
        with reading(engine) as opened:
            require_attempts_left(opened, email, browser, now=now, attempt=attempt)
            found = find_password_hash(opened, email)
    except Refused:
        with writing(engine) as opened:
            settle_attempt(opened, attempt, succeeded=False)
            log_request(done=False, session=opened, account=PASSER_BY)
        raise
    if not is_right(password, None if found is None else found[1]) or found is None:
        log_request(done=False, account=PASSER_BY)
        raise Refused(Problem("sign_in_wrong"))
    with writing(engine) as opened:
        user = get_user(opened, found[0])
        settle_attempt(opened, attempt, succeeded=True)
        log_request(done=True, session=opened, account=to_recorder(user.id))
        return begin_sign_in(opened, user, browser, now=now), user.language


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
