"""A body's settings, its parties with their stays, and its areas; for administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, url_for

from tracker.actions.editing_bodies import (
    add_stay,
    change_area,
    change_body,
    change_party,
    change_stay,
    found_area,
    found_party,
    remove_area,
    remove_party,
)
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.models import Membership, Subject
from tracker.register.layout import AREAS, BODY, PARTIES, Table
from tracker.register.merging import Row
from tracker.web.changes import Change, find_changes
from tracker.web.changing import changing
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.places import country_options
from tracker.web.row_forms import Input, find_languages, make_inputs, read_row, to_fields
from tracker.web.versions import find_differences, require_same
from tracker.web.words import PARTY_ROLES
from tracker.wording.marks import N_

admin_bodies = Blueprint("admin_bodies", __name__)

SETTINGS = (
    "names", "kind", "founded_on", "time_zone", "languages", "visibility", "illustrative", "asks_confirmation",
    "asks_sign_off", "criteria", "source", "data_licence",
)  # fmt: skip
NEW_PARTY = ("code", "names", "country", "role", "joined_on", "left_on")
OF_PARTY, OF_STAY = ("names", "country"), ("role", "joined_on", "left_on")
NEW_AREA, OF_AREA = ("code", "names", "opened_on", "closed_on"), ("names", "opened_on", "closed_on")


@dataclass(frozen=True, slots=True)
class RowForm:
    """A row and the fields in which it is edited; `stored` empty for a new one."""

    table: Table
    names: Sequence[str]
    stored: Mapping[str, Any]
    languages: Sequence[str]

    def make_inputs(self, at: AtBody) -> list[Input]:
        return make_inputs(at.asking.wording, self.table, self.names, self.stored, self.languages)

    def read(self, at: AtBody) -> Row:
        """What was typed. Refused where somebody else changed the row meanwhile, and for what a register refuses."""
        if self.stored:
            require_same(at.form, to_fields(at.asking.wording, self.make_inputs(at)))
        return read_row(at.form, self.table, self.names, self.languages)


@admin_bodies.get("/bodies/<code:code>/settings")
@allowed(Act.ADMINISTER, logged=True)
def show_settings(at: AtBody) -> str:
    return _settings_page(at)


def _settings_page(at: AtBody) -> str:
    changes = find_changes(at, Subject.BODY, at.code)
    return _page(at, _settings_form(at), "settings", N_("Settings"), changes=changes)


@admin_bodies.post("/bodies/<code:code>/settings")
@changing(Act.ADMINISTER, again=_settings_page)
def save_settings(at: AtBody) -> str:
    values = _settings_form(at).read(at)
    values["languages"] = values["languages"] or list(values["names"])
    change_body(at.session, at.recording, values)
    return _done(at, "admin_bodies.show_settings")


@admin_bodies.get("/bodies/<code:code>/settings/parties")
@allowed(Act.ADMINISTER, logged=True)
def show_parties(at: AtBody) -> str:
    words = {role: at.asking.wording.text(word) for role, word in PARTY_ROLES.items()}
    stays = [(at.view.parties[stay.party_id], stay, words[stay.role]) for stay in at.view.memberships]
    countries = dict(country_options(at.asking.wording.lang))
    return render_template("admin_parties.html", at=at, heading=make_heading(at), stays=stays, countries=countries)


@admin_bodies.get("/bodies/<code:code>/settings/parties/new")
@allowed(Act.ADMINISTER)
def show_new_party(at: AtBody) -> str:
    return _new_party_page(at)


def _new_party_page(at: AtBody) -> str:
    return _page(at, _new_party_form(at), "parties", N_("Add a party"))


@admin_bodies.post("/bodies/<code:code>/settings/parties/new")
@changing(Act.ADMINISTER, again=_new_party_page)
def save_new_party(at: AtBody) -> str:
    found_party(at.session, at.recording, _new_party_form(at).read(at))
    return _done(at, "admin_bodies.show_parties")


@admin_bodies.get("/bodies/<code:code>/settings/parties/<word:party>")
@allowed(Act.ADMINISTER)
def show_party(at: AtBody, party: str) -> str:
    return _party_page(at, party)


def _party_page(at: AtBody, party: str) -> str:
    changes = find_changes(at, Subject.PARTY, party)
    remove = url_for("admin_bodies.drop_party", code=at.code, party=party)
    return _page(at, _party_form(at, party), "parties", party, changes=changes, remove=remove)


@admin_bodies.post("/bodies/<code:code>/settings/parties/<word:party>")
@changing(Act.ADMINISTER, again=_party_page)
def save_party(at: AtBody, party: str) -> str:
    change_party(at.session, at.recording, party, _party_form(at, party).read(at))
    return _done(at, "admin_bodies.show_parties")


@admin_bodies.post("/bodies/<code:code>/settings/parties/<word:party>/remove")
@changing(Act.ADMINISTER, again=_party_page)
def drop_party(at: AtBody, party: str) -> str:
    remove_party(at.session, at.recording, party)
    return _done(at, "admin_bodies.show_parties")


@admin_bodies.get("/bodies/<code:code>/settings/parties/<word:party>/stays/new")
@allowed(Act.ADMINISTER)
def show_new_stay(at: AtBody, party: str) -> str:
    return _new_stay_page(at, party)


def _new_stay_page(at: AtBody, party: str) -> str:
    at.view.party(party)
    return _page(at, RowForm(PARTIES, OF_STAY, {}, ["en"]), "parties", N_("Add a stay"))


@admin_bodies.post("/bodies/<code:code>/settings/parties/<word:party>/stays/new")
@changing(Act.ADMINISTER, again=_new_stay_page)
def save_new_stay(at: AtBody, party: str) -> str:
    add_stay(at.session, at.recording, party, RowForm(PARTIES, OF_STAY, {}, ["en"]).read(at))
    return _done(at, "admin_bodies.show_parties")


@admin_bodies.get("/bodies/<code:code>/settings/parties/<word:party>/stays/<number:stay>")
@allowed(Act.ADMINISTER)
def show_stay(at: AtBody, party: str, stay: int) -> str:
    return _stay_page(at, party, stay)


def _stay_page(at: AtBody, party: str, stay: int) -> str:
    return _page(at, _stay_form(at, party, stay), "parties", N_("Stay of {party}"), party=party)


@admin_bodies.post("/bodies/<code:code>/settings/parties/<word:party>/stays/<number:stay>")
@changing(Act.ADMINISTER, again=_stay_page)
def save_stay(at: AtBody, party: str, stay: int) -> str:
    change_stay(at.session, at.recording, stay, _stay_form(at, party, stay).read(at))
    return _done(at, "admin_bodies.show_parties")


@admin_bodies.get("/bodies/<code:code>/settings/areas")
@allowed(Act.ADMINISTER, logged=True)
def show_areas(at: AtBody) -> str:
    return render_template("admin_areas.html", at=at, heading=make_heading(at), areas=list(at.view.areas.values()))


@admin_bodies.get("/bodies/<code:code>/settings/areas/new")
@allowed(Act.ADMINISTER)
def show_new_area(at: AtBody) -> str:
    return _new_area_page(at)


def _new_area_page(at: AtBody) -> str:
    return _page(at, _new_area_form(at), "areas", N_("Add an area"))


@admin_bodies.post("/bodies/<code:code>/settings/areas/new")
@changing(Act.ADMINISTER, again=_new_area_page)
def save_new_area(at: AtBody) -> str:
    found_area(at.session, at.recording, _new_area_form(at).read(at))
    return _done(at, "admin_bodies.show_areas")


@admin_bodies.get("/bodies/<code:code>/settings/areas/<word:area>")
@allowed(Act.ADMINISTER)
def show_area(at: AtBody, area: str) -> str:
    return _area_page(at, area)


def _area_page(at: AtBody, area: str) -> str:
    changes = find_changes(at, Subject.AREA, area)
    remove = url_for("admin_bodies.drop_area", code=at.code, area=area)
    return _page(at, _area_form(at, area), "areas", area, changes=changes, remove=remove)


@admin_bodies.post("/bodies/<code:code>/settings/areas/<word:area>")
@changing(Act.ADMINISTER, again=_area_page)
def save_area(at: AtBody, area: str) -> str:
    change_area(at.session, at.recording, area, _area_form(at, area).read(at))
    return _done(at, "admin_bodies.show_areas")


@admin_bodies.post("/bodies/<code:code>/settings/areas/<word:area>/remove")
@changing(Act.ADMINISTER, again=_area_page)
def drop_area(at: AtBody, area: str) -> str:
    remove_area(at.session, at.recording, area)
    return _done(at, "admin_bodies.show_areas")


def _settings_form(at: AtBody) -> RowForm:
    body = at.view.body
    languages = find_languages(body.names, body.criteria, body.data_licence, first=body.languages)
    return RowForm(BODY, SETTINGS, {name: getattr(body, name) for name in SETTINGS}, languages)


def _new_party_form(at: AtBody) -> RowForm:
    return RowForm(PARTIES, NEW_PARTY, {}, find_languages(first=at.view.body.languages))


def _party_form(at: AtBody, code: str) -> RowForm:
    party = at.view.party(code)
    languages = find_languages(party.names, first=at.view.body.languages)
    return RowForm(PARTIES, OF_PARTY, {"names": party.names, "country": party.country}, languages)


def _stay_form(at: AtBody, code: str, stay_id: int) -> RowForm:
    party = at.view.party(code)
    stay: Membership | None = next(
        (one for one in at.view.memberships if one.id == stay_id and one.party_id == party.id), None
    )
    if stay is None:
        raise NotFound("stay", str(stay_id))
    return RowForm(PARTIES, OF_STAY, {name: getattr(stay, name) for name in OF_STAY}, ["en"])


def _new_area_form(at: AtBody) -> RowForm:
    return RowForm(AREAS, NEW_AREA, {}, find_languages(first=at.view.body.languages))


def _area_form(at: AtBody, code: str) -> RowForm:
    area = at.view.area(code)
    languages = find_languages(area.names, first=at.view.body.languages)
    return RowForm(AREAS, OF_AREA, {name: getattr(area, name) for name in OF_AREA}, languages)


def _page(
    at: AtBody,
    row: RowForm,
    part: str,
    title: str,
    *,
    changes: list[Change] | None = None,
    remove: str | None = None,
    **values: str,
) -> str:
    """The form of a row. `part`: of the settings that it belongs to; `title`: a key of the catalogue, or a code."""
    inputs = row.make_inputs(at)
    return render_template(
        "admin_row.html",
        at=at,
        heading=make_heading(at),
        title=at.asking.wording.text(title, **values),
        part=part,
        form=at.form,
        inputs=inputs,
        fields=to_fields(at.asking.wording, inputs) if row.stored else None,
        differences=find_differences(at.form, to_fields(at.asking.wording, inputs)),
        changes_of=changes,
        remove=remove,
    )


def _done(at: AtBody, endpoint: str) -> str:
    flash(at.asking.wording.text(N_("Saved.")))
    return url_for(endpoint, code=at.code)
