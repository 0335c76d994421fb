"""Changing a project's facts: one form, that overwrites nothing its sender has not seen."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, render_template, url_for

from tracker.actions.changing_projects import change_project
from tracker.domain.fields import Field as ExchangeField
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.domain.stages import Horizon, Mode, RunBy
from tracker.models import Project, ProjectParty, Subject
from tracker.queries.projects import find_project_parties, get_project_record
from tracker.web.asking import show_at
from tracker.web.changes import Change, find_changes
from tracker.web.changing import changing
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.versions import Field, call_day, find_differences, is_stale, require_same
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

project_edit = Blueprint("project_edit", __name__)

#: The fields at which a problem found by the action is shown.
PLACES = {"unknown_area": "area", "area_closed": "area", "party_absent": "parties", "unknown_party": "parties"}


@project_edit.get("/bodies/<code:code>/edit/projects/<ref:ref>")
@allowed(Act.EDIT_PROJECT)
def show_edit(at: AtBody, ref: str) -> str:
    return render_edit(at, ref)


def render_edit(at: AtBody, ref: str) -> str:
    show_at(url_for("project_edit.show_edit", code=at.code, ref=ref))
    project = get_project_record(at.session, at.view.id, ref)
    fields = make_fields(at, project)
    history = find_changes(at, Subject.PROJECT, ref)
    return render_template(
        "project_edit.html",
        at=at,
        heading=make_heading(at),
        project=project,
        title=at.call(project.titles),
        period=at.view.periods[project.period_id],
        fields={one.name: one for one in fields},
        all_fields=fields,
        ticked=at.form.all("parties", next(one.now for one in fields if one.name == "parties")),
        languages=find_languages(at, project),
        parties=[(party.code, at.call(party.names)) for party in at.view.parties.values()],
        differences=find_differences(at.form, fields),
        who=_say_who(at, history) if is_stale(at.form) else "",
    )


@project_edit.post("/bodies/<code:code>/edit/projects/<ref:ref>")
@changing(Act.EDIT_PROJECT, again=render_edit)
def save_edit(at: AtBody, ref: str) -> str:
    project = get_project_record(at.session, at.view.id, ref)
    fields = make_fields(at, project)
    require_same(at.form, fields)
    changes = _find_changed(at, project, read_changes(at, project))
    try:
        change_project(at.session, at.recording, project, changes)
    except Refused as refused:
        raise Refused(*(_place(problem) for problem in refused.problems)) from None
    flash(at.asking.wording.text(N_("{ref} is changed."), ref=ref))
    return at.asking.link("projects.show_project", code=at.code, ref=ref)


def find_languages(at: AtBody, project: Project) -> list[str]:
    """The body's languages, then any other that the project is titled in."""
    return list(dict.fromkeys([*at.view.body.languages, *sorted(project.titles)]))


def make_fields(at: AtBody, project: Project) -> list[Field]:
    """Every field of the form, with what is stored now."""
    wording, view = at.asking.wording, at.view
    parties = {party.code: at.call(party.names).text for party in view.parties.values()}
    rows = find_project_parties(at.session, project.id)
    codes = {key: party.code for key, party in view.parties.items()}

    def say(name: str) -> str:
        return wording.text(name)

    titles = [
        Field(f"titles_{tag}", say_in(at, N_("Title"), tag), project.titles.get(tag, ""))
        for tag in find_languages(at, project)
    ]
    chosen = [
        Field("area", say(N_("Area")), view.areas[project.area_id].code, _area_words(at)),
        Field("mode", say(N_("Mode")), project.mode.value, _words(at, Mode)),
        Field("lead", say(N_("Lead party")), codes.get(project.lead_id or 0, ""), parties),
        Field("proposed_by", say(N_("Proposed by")), codes.get(project.proposed_by_id or 0, ""), parties),
        Field("run_by", say(N_("Run by")), project.run_by.value if project.run_by else "", _words(at, RunBy)),
        Field("field", say(N_("Field of exchange")), project.field or "", _words(at, ExchangeField)),
        Field("horizon", say(N_("Horizon")), project.horizon.value if project.horizon else "", _words(at, Horizon)),
        Field(
            "due_on", say(N_("Due on")), project.due_on.isoformat() if project.due_on else "", call=call_day(wording)
        ),
        Field("parties", say(N_("Parties concerned")), [codes[r.party_id] for r in rows if r.is_named], parties),
    ]
    departments = [
        Field(
            f"departments_{code}_{tag}", say_in(at, department_of(at, parties[code]), tag), _department(rows, key, tag)
        )
        for key, code in codes.items()
        for tag in find_languages(at, project)
    ]
    return [*titles, *chosen, *departments, Field("note", say(N_("Note")), project.note or "")]


def say_in(at: AtBody, label: str, tag: str) -> str:
    """`Title (한국어)`."""
    return at.asking.wording.text(
        N_("{label} ({language})"), label=at.asking.wording.text(label), language=LANGUAGES.get(tag, tag)
    )


def department_of(at: AtBody, party: str) -> str:
    return at.asking.wording.text(N_("Department of {party}"), party=party)


def _department(rows: Iterable[ProjectParty], party_id: int, tag: str) -> str:
    return next((row.departments.get(tag, "") for row in rows if row.party_id == party_id), "")


def _area_words(at: AtBody) -> dict[str, str]:
    return {area.code: at.call(area.names).text for area in at.view.areas.values()}


def _words(at: AtBody, kind: type[Mode | RunBy | Horizon | ExchangeField]) -> dict[str, str]:
    return {one.value: at.asking.wording.term(one) for one in kind}


def read_changes(at: AtBody, project: Project) -> dict[str, Any]:
    """The form's values as `change_project` takes them. Refused with everything that cannot be read."""
    reader, tags = Reader(at.form), find_languages(at, project)
    codes = [party.code for party in at.view.parties.values()]
    departments = {code: reader.texts(f"departments_{code}", tags) for code in codes}
    changes = {
        "titles": reader.texts("titles", tags, required=True),
        "area": reader.word("area", [area.code for area in at.view.areas.values()], required=True),
        "mode": reader.choice("mode", Mode, required=True),
        "lead": reader.word("lead", codes),
        "proposed_by": reader.word("proposed_by", codes),
        "run_by": reader.choice("run_by", RunBy),
        "field": reader.choice("field", ExchangeField),
        "horizon": reader.choice("horizon", Horizon),
        "due_on": reader.day("due_on"),
        "parties": reader.words("parties", codes),
        "departments": {code: names for code, names in departments.items() if names},
        "note": reader.text("note"),
    }
    if changes["mode"] is Mode.ONE_SIDED and changes["lead"] is None:
        reader.refuse("lead", "lead_needed")
    if changes["mode"] is Mode.MUTUAL and changes["lead"] is not None:
        reader.refuse("lead", "lead_not_needed")
    reader.finish()
    return changes


def _find_changed(at: AtBody, project: Project, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Only what differs from what is stored: nothing else has to fit the day of the agreement again."""
    rows = find_project_parties(at.session, project.id)
    codes: dict[int | None, str] = {key: party.code for key, party in at.view.parties.items()}
    now = {
        "area": at.view.areas[project.area_id].code,
        "lead": codes.get(project.lead_id),
        "proposed_by": codes.get(project.proposed_by_id),
        "parties": sorted(codes[row.party_id] for row in rows if row.is_named),
        "departments": {codes[row.party_id]: row.departments for row in rows if row.departments},
    }
    given = dict(changes) | {"parties": sorted(changes["parties"])}
    return {
        name: value for name, value in given.items() if value != (now[name] if name in now else getattr(project, name))
    }


def _place(problem: Problem) -> Problem:
    column = PLACES.get(problem.code)
    return problem if column is None else Problem(problem.code, problem.values, Place(column=column))


def _say_who(at: AtBody, history: list[Change]) -> str:
    """Who changed what and when, of the latest change."""
    if not history:
        return ""
    last = history[0]
    labels = at.asking.wording.join(field.label for field in last.fields)
    return at.asking.wording.text(
        N_("{who} changed this on {instant}: {fields}."), who=last.who, instant=last.when, fields=labels
    )
