"""Closing a period with its check list, reopening it, and its own facts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template

from tracker.actions.history import to_plain
from tracker.actions.opening import set_facts
from tracker.actions.periods import close_period, reopen_period
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Period, Subject
from tracker.queries.checklists import Checklist, make_checklist
from tracker.queries.closings import is_closed_now
from tracker.queries.cycle import find_closings
from tracker.queries.projects import find_projects
from tracker.web.changes import find_changes
from tracker.web.cycle import cycle, find_hosts, get_period
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed, changing
from tracker.web.headings import make_heading
from tracker.web.versions import Field, find_differences, require_same
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


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check list: what it asks, the projects that do not fit, and where they are put right."""

    label: str
    advice: str
    refs: Sequence[str]
    address: str = ""


@cycle.get("/bodies/<code:code>/conferences/<number:number>/close")
@allowed(Act.MANAGE_PERIODS)
def show_close(at: AtBody, number: int) -> str:
    return make_close_page(at, number)


def make_close_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    checklist = _find_checklist(at, period)
    return render_template(
        "cycle_close.html",
        at=at,
        heading=make_heading(at),
        period=period,
        is_closed=is_closed_now(at.session, period),
        checklist=checklist,
        checks=_find_checks(at, period, checklist),
        today=at.today,
        closings=find_closings(at.session, period),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/close")
@changing(Act.MANAGE_PERIODS, again=make_close_page)
def do_close(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    reader = Reader(at.form)
    on = reader.day("on", required=True)
    ends_on = None if period.ends_on is not None else reader.day("ends_on", required=True)
    reader.finish()
    assert on is not None
    if ends_on is not None:
        set_facts(at.session, at.recording, period, {"ends_on": ends_on})
    with _refused_at("on"):
        close_period(at.session, at.recording, period, on=on)
    flash(
        at.asking.wording.text(
            N_("Period {number} is closed. Its figures are final where nothing else stands against it."), number=number
        )
    )
    return at.asking.link("cycle.show_cycle", code=at.code)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/reopen")
@allowed(Act.MANAGE_PERIODS)
def show_reopen(at: AtBody, number: int) -> str:
    return make_reopen_page(at, number)


def make_reopen_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    return render_template(
        "cycle_reopen.html",
        at=at,
        heading=make_heading(at),
        period=period,
        is_closed=is_closed_now(at.session, period),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/reopen")
@changing(Act.MANAGE_PERIODS, again=make_reopen_page)
def do_reopen(at: AtBody, number: int) -> str:
    reader = Reader(at.form)
    reason = reader.text("reason", required=True)
    reader.finish()
    reopen_period(at.session, at.recording, get_period(at, number), reason=reason or "")
    flash(
        at.asking.wording.text(
            N_("Period {number} is open again. Its figures are provisional until it is closed."), number=number
        )
    )
    return at.asking.link("cycle.show_cycle", code=at.code)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/facts")
@allowed(Act.MANAGE_PERIODS)
def show_facts(at: AtBody, number: int) -> str:
    return make_facts_page(at, number)


def make_facts_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    fields = _find_fields(at, period)
    return render_template(
        "cycle_facts.html",
        at=at,
        heading=make_heading(at),
        period=period,
        is_closed=is_closed_now(at.session, period),
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
    words = {"host": dict(find_hosts(at, None)), "stages_published": {"yes": wording.text(N_("yes"))}}
    return [Field(name, wording.text(word), values[name], words.get(name, {})) for name, word in FACTS.items()]


def _to_field(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(to_plain(value))


def _find_checklist(at: AtBody, period: Period) -> Checklist:
    day = at.today if period.ends_on is None else min(at.today, period.ends_on)
    rows = find_projects(at.session, at.view, period=period.number, as_of=at.today)
    return make_checklist(at.session, at.view, period, rows, day=day)


def _find_checks(at: AtBody, period: Period, checklist: Checklist) -> list[Check]:
    wording = at.asking.wording
    silent = at.asking.link("periods.show_period", code=at.code, number=period.number, silent="6")
    waiting, disputed = (
        at.asking.link("confirmations.show_waiting", code=at.code, list=which, period=period.number)
        for which in ("them", "disputed")
    )
    lines = (
        (
            N_("Silent for six months or more"),
            N_("Log what happened, or suspend or withdraw them."),
            (checklist.silent, silent),
        ),
        (
            N_("Entries that another party has not answered"),
            N_("Gather the answers, or close without them: the figures then stay provisional."),
            (checklist.waiting, waiting),
        ),
        (
            N_("Disputed entries"),
            N_("Settle them, or take them to the conference."),
            (checklist.disputed, disputed),
        ),
        (
            N_("No department named"),
            N_("Name who carries the project out."),
            (checklist.without_department, ""),
        ),
        (
            N_("Mutual, but without a counterpart department"),
            N_("Name the department of the other side."),
            (checklist.without_counterpart, ""),
        ),
    )
    return [Check(wording.text(label), wording.text(advice), *found) for label, advice, found in lines]


@contextmanager
def _refused_at(name: str) -> Iterator[None]:
    """Problems without a field are put at this one."""
    try:
        yield
    except Refused as refused:
        raise Refused(*(Problem(one.code, one.values, Place(column=name)) for one in refused.problems)) from None
