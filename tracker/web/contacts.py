"""Whom each department is reached by: seen and kept by the secretariat of its party, or by any where that has none
here."""

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue

from tracker.actions.contacts import Reached, add_contact, change_contact, make_key, remove_contact
from tracker.domain.mail_servers import LONGEST_ADDRESS, is_mail_address
from tracker.domain.problems import NotFound, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Subject
from tracker.queries.contacts import DepartmentView, find_departments, get_contact
from tracker.queries.outbox import find_refused
from tracker.web.changes import find_changes
from tracker.web.changing import changing
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.keeping import find_kept
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

contacts = Blueprint("contacts", __name__)


@contacts.get("/bodies/<code:code>/contacts")
@allowed(Act.MANAGE_CHASE, logged=True)
def show_contacts(at: AtBody) -> str:
    departments, kept = find_departments(at.session, at.view), find_kept(at)
    return render_template(
        "contacts.html",
        at=at,
        heading=make_heading(at),
        departments=[(one, at.call(one.names), at.call(at.view.parties[one.party_id].names)) for one in departments],
        kept=kept,
        refused=find_refused(at.session, at.view.id),
        missing=sum(one.contact is None for one in departments),
    )


@contacts.get("/bodies/<code:code>/contacts/add")
@allowed(Act.MANAGE_CHASE)
def show_new(at: AtBody) -> str:
    return _page(at, _find_named(at))


@contacts.post("/bodies/<code:code>/contacts/add")
@changing(Act.MANAGE_CHASE, again=lambda at, **_: _page(at, _find_named(at)))
def add(at: AtBody) -> ResponseReturnValue:
    department = _find_named(at)
    _require_kept(at, department.party_id)
    reached = _read(at)
    add_contact(
        at.session, at.recording, party_id=department.party_id, department=department.department, reached=reached
    )
    flash(
        at.asking.wording.text(
            N_("{department} is reached by {address}."), department=department.department, address=reached.email
        )
    )
    return at.asking.link("contacts.show_contacts", code=at.code)


@contacts.get("/bodies/<code:code>/contacts/<number:contact_id>")
@allowed(Act.MANAGE_CHASE)
def show_contact(at: AtBody, contact_id: int) -> str:
    return _page(at, _get_department(at, contact_id))


@contacts.post("/bodies/<code:code>/contacts/<number:contact_id>")
@changing(Act.MANAGE_CHASE, again=lambda at, contact_id: _page(at, _get_department(at, contact_id)))
def change(at: AtBody, contact_id: int) -> ResponseReturnValue:
    contact = get_contact(at.session, at.view.id, contact_id)
    _require_kept(at, contact.party_id)
    reached = _read(at)
    changed = change_contact(at.session, at.recording, contact, reached)
    said = N_("{department} is reached by {address}.") if changed else N_("Nothing was changed.")
    flash(at.asking.wording.text(said, department=contact.department, address=reached.email))
    return at.asking.link("contacts.show_contacts", code=at.code)


@contacts.post("/bodies/<code:code>/contacts/<number:contact_id>/remove")
@changing(Act.MANAGE_CHASE, again=lambda at, contact_id: _page(at, _get_department(at, contact_id)))
def remove(at: AtBody, contact_id: int) -> ResponseReturnValue:
    contact = get_contact(at.session, at.view.id, contact_id)
    _require_kept(at, contact.party_id)
    department = contact.department
    remove_contact(at.session, at.recording, contact)
    flash(at.asking.wording.text(N_("{department} has no contact any more."), department=department))
    return at.asking.link("contacts.show_contacts", code=at.code)


def _page(at: AtBody, department: DepartmentView) -> str:
    party, is_kept = at.view.parties[department.party_id], department.party_id in find_kept(at)
    key = make_key(party.code, department.department)
    return render_template(
        "contact.html",
        at=at,
        heading=make_heading(at),
        form=at.form,
        department=department,
        name=at.call(department.names),
        party=at.call(party.names),
        party_code=party.code,
        languages=LANGUAGES,
        is_kept=is_kept,
        changes=find_changes(at, Subject.CONTACT, key) if is_kept else [],
    )


def _require_kept(at: AtBody, party_id: int) -> None:
    if party_id not in find_kept(at):
        raise Refused(Problem("contact_not_yours", {"party": at.call(at.view.parties[party_id].names).text}))


def _find_named(at: AtBody) -> DepartmentView:
    """The department that the address or the form names. NotFound where no project names it."""
    party, wanted = request.values.get("party", ""), request.values.get("department", "")
    for one in find_departments(at.session, at.view):
        if one.department == wanted and at.view.parties[one.party_id].code == party:
            return one
    raise NotFound("contact", wanted[:100])


def _get_department(at: AtBody, contact_id: int) -> DepartmentView:
    contact = get_contact(at.session, at.view.id, contact_id)
    return next(one for one in find_departments(at.session, at.view) if one.contact is contact)


def _read(at: AtBody) -> Reached:
    reader = Reader(at.form)
    email = read_address(reader, "email")
    name = reader.line("name", longest=200)
    language = reader.word("language", LANGUAGES, required=True)
    reader.finish()
    return Reached(email, language or "", name or "")


def read_address(reader: Reader, name: str) -> str:
    """An e-mail address that must be given; its host in small letters, as it makes no difference there."""
    text = reader.line(name, required=True, longest=LONGEST_ADDRESS)
    if text is None:
        return ""
    local, _, host = text.rpartition("@")
    address = f"{local}@{host.lower()}"
    if not is_mail_address(address):
        reader.refuse(name, "not_an_address", value=text)
    return address
