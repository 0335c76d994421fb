"""Users and their roles, for administrators."""

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.wrappers import Response

from tracker.actions.sign_ins import end_sign_ins
from tracker.actions.user_links import mail_link, make_link
from tracker.actions.users import GrantCreate, add_grant, add_user, change_user, lock_user, remove_grant, remove_user
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act, Role
from tracker.models import Subject, User, UserCreate, UserLinkKind
from tracker.queries.bodies import find_bodies
from tracker.queries.user_links import is_invited
from tracker.queries.user_list import find_users
from tracker.queries.users import get_user
from tracker.web.changes import find_changes
from tracker.web.changing import changing_everywhere
from tracker.web.forms import EMPTY, Form, Reader
from tracker.web.gates import AtService, allowed_everywhere
from tracker.web.paging import make_pages
from tracker.web.passwords import make_address
from tracker.web.query import read_choice, read_number, read_text, read_word
from tracker.web.roles import find_held, find_held_by, find_places
from tracker.web.service import current_service
from tracker.web.versions import Field, find_differences, require_same
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

admin_users = Blueprint("admin_users", __name__)

USERS_SHOWN = 50


@admin_users.get("/admin/users")
@allowed_everywhere(Act.ADMINISTER)
def show_users(at: AtService) -> str:
    text, role = read_text(request.args, "q"), read_choice(request.args, "role", Role)
    bodies = find_bodies(at.session)
    body = read_word(request.args, "body", [one.code for one in bodies])
    page = read_number(request.args, "page", 1)
    rows, count = find_users(
        at.session, text=text, role=role, body=body, limit=USERS_SHOWN, offset=(page - 1) * USERS_SHOWN
    )
    say = at.asking.wording.instant
    return render_template(
        "admin_users.html",
        rows=[(row.user, "" if row.seen_at is None else say(row.seen_at, "UTC")) for row in rows],
        held=find_held_by(at, [row.user.id for row in rows]),
        count=count,
        pages=make_pages(page, count, USERS_SHOWN),
        text=text,
        role=role,
        body=body,
        roles=_name_roles(at),
        bodies=[(one.code, at.asking.wording.name(one.names, one.languages).text) for one in bodies],
    )


@admin_users.get("/admin/users/new")
@allowed_everywhere(Act.ADMINISTER, logged=False)
def show_new(at: AtService) -> str:
    return _new_page(at)


def _new_page(at: AtService) -> str:
    return render_template("admin_user_new.html", form=at.form, roles=_name_roles(at), places=find_places(at))


@admin_users.post("/admin/users/new")
@changing_everywhere(Act.ADMINISTER, again=_new_page)
def invite(at: AtService) -> ResponseReturnValue:
    """A user with a role, perhaps, and a link by which they choose a password."""
    new, grant = _read_user(at.form), _read_grant(at.form)
    user = add_user(at.session, at.keeper, new)
    if grant is not None:
        add_grant(at.session, at.keeper, user, grant)
    return _send_link(at, user, UserLinkKind.INVITATION)


@admin_users.get("/admin/users/<number:user_id>")
@allowed_everywhere(Act.ADMINISTER)
def show_user(at: AtService, user_id: int) -> str:
    return _user_page(at, user_id)


def _again(at: AtService, user_id: int, **_: int) -> str:
    return _user_page(at, user_id, at.form)


def _again_grant(at: AtService, user_id: int, **_: int) -> str:
    return _user_page(at, user_id, grant_form=at.form)


@admin_users.post("/admin/users/<number:user_id>")
@changing_everywhere(Act.ADMINISTER, again=_again)
def change(at: AtService, user_id: int) -> str:
    user = lock_user(at.session, user_id)
    require_same(at.form, _fields(at, user))
    change_user(at.session, at.keeper, user, _read_user(at.form))
    flash(at.asking.wording.text(N_("Saved.")))
    return url_for("admin_users.show_user", user_id=user_id)


@admin_users.post("/admin/users/<number:user_id>/grants")
@changing_everywhere(Act.ADMINISTER, again=_again_grant)
def give_role(at: AtService, user_id: int) -> str:
    grant = _read_grant(at.form)
    if grant is None:
        raise Refused(Problem("field_needed", {}, Place(column="role")))
    add_grant(at.session, at.keeper, get_user(at.session, user_id), grant)
    flash(at.asking.wording.text(N_("The role is given.")))
    return url_for("admin_users.show_user", user_id=user_id)


@admin_users.post("/admin/users/<number:user_id>/grants/<number:grant_id>/remove")
@changing_everywhere(Act.ADMINISTER, again=_again_grant)
def take_role(at: AtService, user_id: int, grant_id: int) -> str:
    remove_grant(at.session, at.keeper, grant_id, user_id=user_id)
    flash(at.asking.wording.text(N_("The role is taken away.")))
    return url_for("admin_users.show_user", user_id=user_id)


@admin_users.post("/admin/users/<number:user_id>/sign-ins/end")
@changing_everywhere(Act.ADMINISTER, again=_again_grant)
def end_all(at: AtService, user_id: int) -> str:
    ended = end_sign_ins(at.session, get_user(at.session, user_id).id, now=at.asking.now)
    flash(at.asking.wording.plural("{number} sign-in was ended.", "{number} sign-ins were ended.", ended))
    return url_for("admin_users.show_user", user_id=user_id)


@admin_users.get("/admin/users/<number:user_id>/link")
@allowed_everywhere(Act.ADMINISTER, logged=False)
def show_link(at: AtService, user_id: int) -> str:
    return _link_page(at, user_id)


def _link_page(at: AtService, user_id: int) -> str:
    has_mail = current_service().settings.smtp_url is not None
    return render_template("admin_user_link.html", user=get_user(at.session, user_id), form=at.form, has_mail=has_mail)


@admin_users.post("/admin/users/<number:user_id>/link")
@changing_everywhere(Act.ADMINISTER, again=_link_page)
def send_link(at: AtService, user_id: int) -> ResponseReturnValue:
    user = get_user(at.session, user_id)
    return _send_link(at, user, UserLinkKind.INVITATION if user.password_hash is None else UserLinkKind.RESET)


@admin_users.get("/admin/users/<number:user_id>/remove")
@allowed_everywhere(Act.ADMINISTER, logged=False)
def show_remove(at: AtService, user_id: int) -> str:
    return _remove_page(at, user_id)


def _remove_page(at: AtService, user_id: int) -> str:
    user = get_user(at.session, user_id)
    return render_template("admin_user_remove.html", user=user, form=at.form, held=find_held(at, user_id))


@admin_users.post("/admin/users/<number:user_id>/remove")
@changing_everywhere(Act.ADMINISTER, again=_remove_page)
def remove(at: AtService, user_id: int) -> str:
    remove_user(at.session, at.keeper, lock_user(at.session, user_id))
    flash(at.asking.wording.text(N_("The user is removed. What they recorded stays, under ‘removed user’.")))
    return url_for("admin_users.show_users")


def _read_user(form: Form) -> UserCreate:
    reader = Reader(form)
    name = reader.line("name", required=True, longest=200)
    email = reader.line("email", required=True, longest=254)
    language = reader.word("language", LANGUAGES, required=True)
    reader.finish()
    try:
        return UserCreate.model_validate({"email": email, "name": name, "language": language})
    except ValidationError:
        raise Refused(Problem("not_an_address", {"value": email}, Place(column="email"))) from None


def _read_grant(form: Form) -> GrantCreate | None:
    """The role chosen, with the body and party of the choice `place`; None where no role is chosen."""
    reader = Reader(form)
    role, place = reader.choice("role", Role), reader.line("place")
    reader.finish()
    body, _, party = (place or "").partition("/")
    if role is None:
        if body:
            raise Refused(Problem("field_needed", {}, Place(column="role")))
        return None
    return GrantCreate(role, body or None, party or None)


def _send_link(at: AtService, user: User, kind: UserLinkKind) -> ResponseReturnValue:
    """By mail; without a mail server the link is shown, this once, to be handed over."""
    if current_service().settings.smtp_url is not None:
        mail_link(at.session, user, kind, now=at.asking.now, address=make_address)
        flash(at.asking.wording.text(N_("A link is on its way to {email}."), email=user.email))
        return url_for("admin_users.show_user", user_id=user.id)
    link, secret = make_link(at.session, user, kind, now=at.asking.now)
    until = at.asking.wording.instant(link.expires_at, "UTC")
    page = render_template("admin_user_handed.html", user=user, address=make_address(secret), until=until)
    answer: Response = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _name_roles(at: AtService) -> list[tuple[str, str]]:
    return [(role.value, at.asking.wording.term(role)) for role in Role]


def _fields(at: AtService, user: User) -> list[Field]:
    text = at.asking.wording.text
    return [
        Field("name", text(N_("Name")), user.name),
        Field("email", text(N_("E-mail address")), user.email),
        Field("language", text(N_("Language")), user.language, LANGUAGES),
    ]


def _user_page(at: AtService, user_id: int, form: Form = EMPTY, *, grant_form: Form = EMPTY) -> str:
    user = get_user(at.session, user_id)
    fields = _fields(at, user)
    return render_template(
        "admin_user.html",
        user=user,
        form=form,
        grant_form=grant_form,
        fields=fields,
        differences=find_differences(form, fields),
        held=find_held(at, user_id),
        is_invited=is_invited(at.session, user, now=at.asking.now),
        roles=_name_roles(at),
        places=find_places(at),
        changes_of=find_changes(at, Subject.USER, str(user_id)),
    )
