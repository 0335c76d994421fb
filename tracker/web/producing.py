"""Asking for an edition now: a scheduler takes it up, and the reports page tells how it goes."""

from flask import Blueprint, flash, render_template, request

from tracker.actions.asked_editions import Wanted, ask_for_edition, withdraw_edition
from tracker.domain.roles import Act
from tracker.models import Period
from tracker.web.changing import changing
from tracker.web.forms import Reader, to_id
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.query import read_word
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

producing = Blueprint("producing", __name__)


@producing.get("/bodies/<code:code>/reports/produce")
@allowed(Act.MANAGE_REPORTS)
def show_produce(at: AtBody) -> str:
    return make_produce_page(at)


def make_produce_page(at: AtBody) -> str:
    """Of the period that the address names, else of the latest; as of today, or its last day where it is over."""
    own = [tag for tag in LANGUAGES if tag in {one.split("-")[0] for one in at.view.body.languages}]
    days = {str(one.number): one.measured_on(at.today).isoformat() for one in at.view.facts.periods}
    periods = _find_periods(at)
    return render_template(
        "produce.html",
        at=at,
        heading=make_heading(at),
        periods=periods,
        chosen=read_word(request.args, "period", days) or (periods[0][0] if periods else ""),
        days=days,
        tags=list(LANGUAGES.items()),
        own=own or list(LANGUAGES),
    )


def show_asked(at: AtBody, number: int) -> str:
    return make_produce_page(at)


@producing.post("/bodies/<code:code>/reports/produce")
@changing(Act.MANAGE_REPORTS, again=make_produce_page)
def do_produce(at: AtBody) -> str:
    reader = Reader(at.form)
    number = reader.word("period", [key for key, _ in _find_periods(at)], required=True)
    as_of = reader.day("as_of", required=True)
    languages = reader.words("languages", LANGUAGES)
    if not languages:
        reader.refuse("languages", "schedule_no_language")
    why = reader.line("why", required=True)
    reader.finish()
    assert number is not None
    assert as_of is not None
    assert why is not None
    period = at.session.get_one(Period, at.view.period_id(to_id(number)))
    wanted = Wanted(as_of, languages, why, is_anew=reader.ticked("is_anew"))
    _, is_new = ask_for_edition(at.session, at.recording, period, wanted)
    said = (
        N_("The edition is asked for; how it goes is told below.") if is_new else N_("The same is being made already.")
    )
    flash(at.asking.wording.text(said))
    return at.asking.link("reports.show_reports", code=at.code) + "#runs"


@producing.post("/bodies/<code:code>/reports/produce/<number:number>/withdraw")
@changing(Act.MANAGE_REPORTS, again=show_asked)
def do_withdraw(at: AtBody, number: int) -> str:
    said = (
        N_("It is withdrawn, and is not made.")
        if withdraw_edition(at.session, at.recording, number)
        else N_("It had been begun, or withdrawn, before you asked; how it stands is told below.")
    )
    flash(at.asking.wording.text(said))
    return at.asking.link("reports.show_reports", code=at.code) + "#runs"


def _find_periods(at: AtBody) -> list[tuple[str, str]]:
    """Number and words of each period, the latest first."""
    wording = at.asking.wording
    rows = sorted(at.view.periods.values(), key=lambda one: one.number, reverse=True)
    sentence = N_("Period {number}, from {day}")
    return [
        (str(one.number), wording.text(sentence, number=wording.number(one.number), day=wording.day(one.conference_on)))
        for one in rows
    ]
