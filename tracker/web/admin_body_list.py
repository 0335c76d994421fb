"""Every body, and founding one; for administrators."""

from flask import Blueprint, flash, render_template, url_for
from sqlmodel import select

from tracker.actions.bodies import add_body
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Body, BodyCreate
from tracker.queries.bodies import find_bodies
from tracker.register.layout import BODY
from tracker.web.changing import changing_everywhere
from tracker.web.gates import AtService, allowed_everywhere
from tracker.web.row_forms import find_languages, make_inputs, read_row
from tracker.web.service import current_service
from tracker.web.words import KINDS
from tracker.wording.marks import N_

admin_body_list = Blueprint("admin_body_list", __name__)

FOUNDED_WITH = ("code", "names", "kind", "founded_on", "time_zone", "languages", "visibility", "source")


@admin_body_list.get("/admin/bodies")
@allowed_everywhere(Act.ADMINISTER)
def show_bodies(at: AtService) -> str:
    wording = at.asking.wording
    rows = [
        (one, wording.name(one.names, one.languages), wording.text(KINDS[one.kind]), wording.term(one.visibility))
        for one in find_bodies(at.session)
    ]
    return render_template("admin_bodies.html", rows=rows)


@admin_body_list.get("/admin/bodies/new")
@allowed_everywhere(Act.ADMINISTER, logged=False)
def show_new(at: AtService) -> str:
    return _new_page(at)


def _new_page(at: AtService) -> str:
    defaults = {"visibility": "members", "time_zone": "Asia/Seoul"}
    inputs = make_inputs(at.asking.wording, BODY, FOUNDED_WITH, defaults, find_languages())
    return render_template("admin_body_new.html", form=at.form, inputs=inputs)


@admin_body_list.post("/admin/bodies/new")
@changing_everywhere(Act.ADMINISTER, again=_new_page)
def found(at: AtService) -> str:
    """A body; its parties, areas and periods come afterwards."""
    values = read_row(at.form, BODY, FOUNDED_WITH, find_languages())
    if at.session.exec(select(Body.id).where(Body.code == values["code"])).first() is not None:
        raise Refused(Problem("row_there", {"value": values["code"]}, Place(column="code")))
    said = {name: value for name, value in values.items() if value is not None}
    new = BodyCreate.model_validate(said | {"languages": values["languages"] or list(values["names"])})
    _require_past(at, new)
    add_body(at.session, new, by=at.keeper.by, clock=current_service().clock)
    flash(at.asking.wording.text(N_("The body is added. Add its parties and areas next.")))
    return url_for("admin_bodies.show_settings", code=new.code)


def _require_past(at: AtService, new: BodyCreate) -> None:
    today = at.asking.today(new.time_zone)
    if new.founded_on is not None and new.founded_on > today:
        values = {"day": new.founded_on, "today": today}
        raise Refused(Problem("day_ahead", values, Place(column="founded_on")))
