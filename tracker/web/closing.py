"""Closing a period with its check list, and reopening it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import flash

from tracker.actions.opening import set_facts
from tracker.actions.periods import close_period, reopen_period
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Period
from tracker.queries.checklists import Checklist, make_checklist
from tracker.queries.cycle import find_closings
from tracker.queries.projects import find_projects
from tracker.web.changing import changing
from tracker.web.cycle import cycle, get_period, render_period_page
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.wording.marks import N_


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
    return render_period_page(
        at,
        period,
        "cycle_close.html",
        checklist=checklist,
        checks=_find_checks(at, period, checklist),
        state=_say_state(at, checklist),
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
    flash(at.asking.wording.text(N_("Period {number} is closed."), number=number))
    flash(_say_state(at, _find_checklist(at, period)))
    return at.asking.link("cycle.show_cycle", code=at.code)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/reopen")
@allowed(Act.MANAGE_PERIODS)
def show_reopen(at: AtBody, number: int) -> str:
    return make_reopen_page(at, number)


def make_reopen_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    return render_period_page(
        at,
        period,
        "cycle_reopen.html",
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


def _say_state(at: AtBody, checklist: Checklist) -> str:
    """How the figures of a period with such a check list are shown once it is closed."""
    body, wording = at.view.body, at.asking.wording
    if body.illustrative:
        return wording.text(N_("Closed, its figures are still shown as illustrative, as all of this body’s are."))
    unanswered = len({*checklist.waiting, *checklist.disputed}) if body.asks_confirmation else 0
    if not unanswered:
        return wording.text(N_("Closed, its figures are final."))
    return wording.plural(
        "Closed, its figures stay provisional until every party concerned has confirmed its entries: {number} project"
        " still waits for an answer, or is disputed.",
        "Closed, its figures stay provisional until every party concerned has confirmed its entries: {number} projects"
        " still wait for an answer, or are disputed.",
        unanswered,
    )


@contextmanager
def _refused_at(name: str) -> Iterator[None]:
    """Problems without a field are put at this one."""
    try:
        yield
    except Refused as refused:
        raise Refused(*(Problem(one.code, one.values, Place(column=name)) for one in refused.problems)) from None
