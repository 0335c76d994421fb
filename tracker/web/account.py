"""The account of whoever is signed in: name and language, password, where they are signed in."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, after_this_request, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.actions.sign_ins import Browser, end_sign_in, end_sign_ins, record_attempt, require_attempts_left
from tracker.actions.users import change_user, lock_user, set_password
from tracker.domain.problems import NotFound, Place, Problem
from tracker.models import SignIn, User, UserCreate
from tracker.passwords import SHORTEST, is_right
from tracker.queries.calendar import find_calendar_link
from tracker.queries.users import find_sign_ins, get_user
from tracker.web.changing import changing_everywhere
from tracker.web.forms import EMPTY, Form, Reader
from tracker.web.gates import AtService, signed_in
from tracker.web.languages import COOKIE, ONE_YEAR
from tracker.web.passwords import read_new_password
from tracker.web.roles import find_held
from tracker.web.service import current_service
from tracker.web.versions import Field, find_differences, require_same
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

account = Blueprint("account", __name__)

#: What browsers call themselves, by what stands in it; the first that fits.
BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Whale/", "Whale"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedInAt:
    """A browser in which the user is signed in."""

    id: int
    browser: str
    address: str
    began: str
    seen: str
    is_here: bool


@account.get("/account")
@signed_in
def show_account(at: AtService) -> str:
    return _page(at, EMPTY)


def show_own(at: AtService) -> str:
    """The page again, with the form of name and language as it was typed."""
    return _page(at, at.form)


def show_password(at: AtService) -> str:
    return _page(at, EMPTY, password_form=at.form)


@account.post("/account")
@changing_everywhere(None, again=show_own)
def change_own(at: AtService) -> str:
    user = lock_user(at.session, _self(at).id)
    require_same(at.form, _fields(at, user))
    reader = Reader(at.form)
    name, language = reader.line("name", required=True, longest=200), reader.word("language", LANGUAGES, required=True)
    reader.finish()
    change_user(at.session, at.keeper, user, UserCreate(email=user.email, name=name or "", language=language or "en"))
    after_this_request(lambda answer: _speak(answer, language or "en"))
    flash(get_wording(user.language).text(N_("Saved.")))
    return url_for("account.show_account")


@account.get("/account/password")
@signed_in
def show_password_page(at: AtService) -> str:
    return _page(at, EMPTY)


@account.post("/account/password")
@changing_everywhere(None, again=show_password)
def change_password(at: AtService) -> ResponseReturnValue:
    """Asks for the present one, so that a browser left open is not enough; trying many takes long here as well."""
    user, now, sign_in_id = _self(at), at.asking.now, _sign_in_id(at)
    browser = Browser(request.remote_addr or "", request.user_agent.string)
    password = read_new_password(at.form)
    require_attempts_left(at.session, user.email, browser, now=now)
    if not is_right(at.form.text("old_password"), user.password_hash):
        record_attempt(at.session, user.email, browser, now=now, succeeded=False)
        problem = Problem("password_wrong", {}, Place(column="old_password"))
        return make_response(_page(at, EMPTY, password_form=at.form.refused([problem])), 422)
    set_password(at.session, at.keeper, user, password, but=sign_in_id)
    flash(at.asking.wording.text(N_("Your password is changed. You were signed out everywhere else.")))
    return url_for("account.show_account")


@account.post("/account/sign-ins/<number:sign_in_id>/end")
@changing_everywhere(None, again=lambda at, **_: _page(at, EMPTY))
def end_one(at: AtService, sign_in_id: int) -> str:
    found = at.session.get(SignIn, sign_in_id)
    if found is None or found.user_id != _self(at).id:
        raise NotFound("sign_in", str(sign_in_id))
    end_sign_in(at.session, sign_in_id, now=at.asking.now)
    flash(at.asking.wording.text(N_("The sign-in was ended.")))
    return url_for("account.show_account")


@account.post("/account/sign-ins/end")
@changing_everywhere(None, again=lambda at, **_: _page(at, EMPTY))
def end_others(at: AtService) -> str:
    ended = end_sign_ins(at.session, _self(at).id, now=at.asking.now, but=_sign_in_id(at))
    text = at.asking.wording.plural("{number} sign-in was ended.", "{number} sign-ins were ended.", ended)
    flash(text)
    return url_for("account.show_account")


def _self(at: AtService) -> User:
    assert at.asking.visitor.account is not None, "the gate lets only those in who are signed in"
    return get_user(at.session, at.asking.visitor.account.id)


def _sign_in_id(at: AtService) -> int:
    assert at.asking.visitor.account is not None, "the gate lets only those in who are signed in"
    return at.asking.visitor.account.sign_in_id


def _fields(at: AtService, user: User) -> list[Field]:
    text = at.asking.wording.text
    return [
        Field("name", text(N_("Name")), user.name),
        Field("language", text(N_("Language")), user.language, LANGUAGES),
    ]


def _page(at: AtService, form: Form, *, password_form: Form = EMPTY) -> str:
    user = _self(at)
    fields = _fields(at, user)
    link = find_calendar_link(at.session, user.id)
    return render_template(
        "account.html",
        user=user,
        form=form,
        password_form=password_form,
        fields=fields,
        differences=find_differences(form, fields),
        held=find_held(at, user.id),
        places=_find_places(at, user),
        shortest=SHORTEST,
        calendar_made="" if link is None else at.asking.wording.instant(link.made_at, "UTC"),
    )


def _find_places(at: AtService, user: User) -> list[SignedInAt]:
    settings, now, here = current_service().settings, at.asking.now, _sign_in_id(at)
    found = find_sign_ins(
        at.session,
        user.id,
        seen_since=now - timedelta(hours=settings.idle_hours),
        began_since=now - timedelta(hours=settings.sign_in_hours),
    )
    say = at.asking.wording.instant
    return [
        SignedInAt(
            id=one.id,
            browser=name_browser(one.browser),
            address=one.address,
            began=say(one.began_at, "UTC"),
            seen=say(one.seen_at, "UTC"),
            is_here=here == one.id,
        )
        for one in found
    ]


def name_browser(agent: str) -> str:
    """`Firefox, Windows`, of what a browser calls itself; its first words where it is of no known kind."""
    known = [next((name for mark, name in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in known if name) or agent[:40] or "–"


def _speak(answer: Response, language: str) -> Response:
    """From now on the pages speak the language that was chosen."""
    secure = current_service().settings.base_url.startswith("https:")
    answer.set_cookie(COOKIE, language, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer
