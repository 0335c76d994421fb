"""A period's own facts: its days, its host, what is said of it."""

from typing import Any

from flask import flash

from tracker.actions.history import to_plain
from tracker.actions.opening import set_facts
from tracker.domain.roles import Act
from tracker.models import Period, Subject
from tracker.web.changes import find_changes
from tracker.web.changing import changing
from tracker.web.cycle import cycle, find_hosts, get_period, render_period_page
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.versions import Field, call_day, find_differences, require_same
from tracker.wording.marks import N_

#: The facts of a period that its form shows, with their words.
FACTS = {
    "agreed_list_on": N_("Day of the agreed list"),
    "host": N_("Host"),
    "ends_on": N_("Last day of the period"),
    "stages_published": N_("The stages of this period's projects are published"),
    "break_note": N_("Note on a break in the series"),
    "note": N_("Note"),
}


@cycle.get("/bodies/<code:code>/conferences/<number:number>/facts")
@allowed(Act.MANAGE_PERIODS)
def show_facts(at: AtBody, number: int) -> str:
    return make_facts_page(at, number)


def make_facts_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    fields = _find_fields(at, period)
    return render_period_page(
        at,
        period,
        "cycle_facts.html",
        stored={one.name: one.now for one in fields},
        hosts=find_hosts(at, period.conference_on),
        facts={one.name: one.label for one in fields},
        fields=fields,
        differences=find_differences(at.form, fields),
        changes_made=find_changes(at, Subject.PERIOD, str(number)),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/facts")
@changing(Act.MANAGE_PERIODS, again=make_facts_page)
def do_facts(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    require_same(at.form, _find_fields(at, period))
    set_facts(at.session, at.recording, period, _read_facts(at))
    flash(at.asking.wording.text(N_("The facts of period {number} are saved."), number=number))
    return at.asking.link("cycle.show_facts", code=at.code, number=number)


def _read_facts(at: AtBody) -> dict[str, Any]:
    reader = Reader(at.form)
    changes = {
        "agreed_list_on": reader.day("agreed_list_on"),
        "host": reader.word("host", [code for code, _ in find_hosts(at, None)]),
        "ends_on": reader.day("ends_on"),
        "stages_published": reader.ticked("stages_published"),
        "break_note": reader.text("break_note"),
        "note": reader.text("note"),
    }
    reader.finish()
    return changes


def _find_fields(at: AtBody, period: Period) -> list[Field]:
    """The facts with what is stored, as the form's fields would hold it."""
    wording = at.asking.wording
    host = "" if period.host_id is None else at.view.parties[period.host_id].code
    values = {name: host if name == "host" else _to_field(getattr(period, name)) for name in FACTS}
    answers = {"yes": wording.text(N_("yes")), "": wording.text(N_("no"))}
    words = {"host": dict(find_hosts(at, None)), "stages_published": answers}
    days = dict.fromkeys(("agreed_list_on", "ends_on"), call_day(wording))
    return [
        Field(name, wording.text(word), values[name], words.get(name, {}), days.get(name, str))
        for name, word in FACTS.items()
    ]


def _to_field(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(to_plain(value))
