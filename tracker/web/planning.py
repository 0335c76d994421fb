"""When the next conference is planned, postponed, held or cancelled, and what moves with it."""

from datetime import date

from flask import flash

from tracker.actions.conference_plans import cancel_conference, plan_conference, postpone_conference
from tracker.domain.roles import Act
from tracker.models import Period, PlanKind
from tracker.queries.cycle import MovedReport, find_following, find_moved_reports, find_plans
from tracker.web.changing import changing
from tracker.web.cycle import cycle, describe_plan, get_period, render_period_page
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.people import name_recorders
from tracker.wording.marks import N_


@cycle.get("/bodies/<code:code>/conferences/<number:number>/plan")
@allowed(Act.MANAGE_PERIODS)
def show_plan(at: AtBody, number: int) -> str:
    return make_plan_page(at, number)


def make_plan_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    planned = period.next_conference_planned_on
    plans = find_plans(at.session, period)
    return render_period_page(
        at,
        period,
        "cycle_plan.html",
        planned=planned,
        following=find_following(at.session, period),
        plans=plans,
        who=name_recorders(at.session, at.asking.wording, {one.recorded_by for one in plans}),
        describe_plan=lambda plan: describe_plan(at, plan),
        moved=_find_moved(at, period, planned, planned),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/plan")
@changing(Act.MANAGE_PERIODS, again=make_plan_page)
def do_plan(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    was_on = period.next_conference_planned_on
    reader = Reader(at.form)
    kind = reader.choice("kind", PlanKind, required=True)
    day = reader.day("planned_on", required=kind is PlanKind.PLANNED)
    reason = reader.text("reason", required=kind in (PlanKind.POSTPONED, PlanKind.CANCELLED)) or ""
    reader.finish()
    if kind is PlanKind.PLANNED:
        assert day is not None
        plan = plan_conference(at.session, at.recording, period, on=day)
    elif kind is PlanKind.POSTPONED:
        plan = postpone_conference(at.session, at.recording, period, on=day, reason=reason)
    else:
        plan = cancel_conference(at.session, at.recording, period, reason=reason)
    wording = at.asking.wording
    flash(wording.text(N_("The next conference: {plan}."), plan=describe_plan(at, plan)))
    for one in _find_moved(at, period, was_on, plan.planned_on):
        flash(_describe_move(at, one))
    return at.asking.link("cycle.show_plan", code=at.code, number=number)


def _find_moved(at: AtBody, period: Period, was_on: date | None, now_on: date | None) -> list[MovedReport]:
    return find_moved_reports(at.session, at.view.id, period, was_on=was_on, now_on=now_on, now=at.asking.now)


def _describe_move(at: AtBody, moved: MovedReport) -> str:
    wording = at.asking.wording
    before, after = (
        wording.text(N_("no day")) if one is None else wording.instant(one, moved.time_zone)
        for one in (moved.before, moved.after)
    )
    sentence = N_("The report due {days} days before the conference moves with it: from {before} to {after}.")
    return wording.text(sentence, days=wording.number(moved.days_before), before=before, after=after)
