"""The conferences of a body and the periods that they open: where each stands, and what is to be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template

from tracker.actions.opening import open_period
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.models import ConferencePlan, Document, PartyRole, Period, PeriodClosing, PeriodCreate, PlanKind, Project
from tracker.queries.closings import is_closed_now
from tracker.queries.cycle import count_projects, find_closings, find_minutes, find_plans
from tracker.queries.projects import get_project_record
from tracker.web.changing import changing
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.people import name_recorders
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

cycle = Blueprint("cycle", __name__)

PLANS = {
    PlanKind.PLANNED: N_("planned for {day}"),
    PlanKind.POSTPONED: N_("postponed to {day}"),
    PlanKind.HELD: N_("held on {day}"),
    PlanKind.CANCELLED: N_("cancelled"),
}
POSTPONED_OPENLY = N_("postponed, the new day is not known")


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One period as the overview tells it."""

    row: Period
    host: str
    projects: int
    is_closed: bool
    is_last: bool
    minutes: Sequence[Document]
    closings: Sequence[PeriodClosing]
    plans: Sequence[ConferencePlan]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next, and where."""

    sentence: str
    address: str
    action: str


@cycle.get("/bodies/<code:code>/conferences")
@allowed(Act.MANAGE_PERIODS)
def show_cycle(at: AtBody) -> str:
    lines = find_lines(at)
    said: set[str] = set()
    for line in lines:
        said |= {one.recorded_by for one in line.plans} | {one.recorded_by for one in line.closings}
    return render_template(
        "cycle.html",
        at=at,
        heading=make_heading(at),
        lines=lines,
        steps=find_steps_ahead(at, lines),
        who=name_recorders(at.session, at.asking.wording, said),
        describe_plan=lambda plan: describe_plan(at, plan),
        pack_languages=find_pack_languages(at),
    )


@cycle.get("/bodies/<code:code>/conferences/open")
@allowed(Act.MANAGE_PERIODS)
def show_open(at: AtBody) -> str:
    return make_open_page(at)


def make_open_page(at: AtBody) -> str:
    lines = find_lines(at)
    last = lines[0] if lines else None
    planned = None if last is None else last.row.next_conference_planned_on
    return render_template(
        "cycle_open.html",
        at=at,
        heading=make_heading(at),
        last=last,
        number=1 if last is None else last.row.number + 1,
        conference_on=(planned if planned is not None and planned <= at.today else at.today).isoformat(),
        hosts=find_hosts(at, at.today),
    )


@cycle.post("/bodies/<code:code>/conferences/open")
@changing(Act.MANAGE_PERIODS, again=make_open_page)
def do_open(at: AtBody) -> str:
    reader = Reader(at.form)
    number = reader.number("number", required=True, least=1)
    conference_on = reader.day("conference_on", required=True)
    listed_on = reader.day("agreed_list_on")
    host = reader.word("host", [code for code, _ in find_hosts(at, None)])
    note = reader.text("note")
    reader.finish()
    assert number is not None
    assert conference_on is not None
    new = PeriodCreate(
        number=number,
        conference_on=conference_on,
        starts_on=conference_on,
        agreed_list_on=listed_on,
        host=host,
        note=note,
    )
    period = open_period(at.session, at.recording, new)
    flash(at.asking.wording.text(N_("Period {number} is open. Its list is a draft until it is sealed."), number=number))
    has_earlier = any(one.number < period.number for one in at.view.periods.values())
    target = "cycle.show_carry_over" if has_earlier else "cycle.show_list"
    return at.asking.link(target, code=at.code, number=number)


def get_period(at: AtBody, number: int) -> Period:
    """The row of a period. NotFound."""
    return at.session.get_one(Period, at.view.period_id(number))


def get_project_of(at: AtBody, period: Period, ref: str) -> Project:
    """The row of a project of the period. NotFound."""
    found = get_project_record(at.session, at.view.id, ref)
    if found.period_id != period.id:
        raise NotFound("project", f"{at.code} {ref}")
    return found


def render_period_page(at: AtBody, period: Period, template: str, **values: Any) -> str:
    """A page about one period of the cycle."""
    is_closed = is_closed_now(at.session, period)
    return render_template(template, at=at, heading=make_heading(at), period=period, is_closed=is_closed, **values)


def find_lines(at: AtBody) -> list[PeriodLine]:
    """Every period, the last first."""
    counts, minutes = count_projects(at.session, at.view.id), find_minutes(at.session, at.view.id)
    rows = sorted(at.view.periods.values(), key=lambda one: one.number, reverse=True)
    return [
        PeriodLine(
            row=row,
            host="" if row.host_id is None else at.call(at.view.parties[row.host_id].names).text,
            projects=counts.get(row.id, 0),
            is_closed=is_closed_now(at.session, row),
            is_last=index == 0,
            minutes=minutes.get(row.id, ()),
            closings=find_closings(at.session, row),
            plans=find_plans(at.session, row),
        )
        for index, row in enumerate(rows)
    ]


def find_hosts(at: AtBody, day: date | None) -> list[tuple[str, str]]:
    """The parties that can host: those that belonged to the body on the day, members first; of any day for None."""
    if day is None:
        return [(party.code, at.call(party.names).text) for party in at.view.parties.values()]
    found = sorted(at.view.members_on(day), key=lambda one: one[1].role is not PartyRole.MEMBER)
    return [(party.code, at.call(party.names).text) for party, _ in found]


def find_pack_languages(at: AtBody) -> list[str]:
    """The languages in which a conference pack is offered: those of the body that are spoken here."""
    own = [tag.split("-")[0] for tag in at.view.body.languages if tag.split("-")[0] in LANGUAGES]
    return list(dict.fromkeys([*own, "en"]))


def describe_plan(at: AtBody, plan: ConferencePlan) -> str:
    wording = at.asking.wording
    if plan.kind is PlanKind.POSTPONED and plan.planned_on is None:
        return wording.text(POSTPONED_OPENLY)
    return wording.text(PLANS[plan.kind], day=wording.day(plan.planned_on))


def find_steps_ahead(at: AtBody, lines: Sequence[PeriodLine]) -> list[Step]:
    """What is to be done next, the most pressing first."""
    if not lines:
        return [_step(at, N_("This body has no period yet."), "cycle.show_open", N_("Open the first period"))]
    steps, last = [], lines[0]
    for line in lines:
        number = line.row.number
        if line.row.list_sealed_at is None and not line.is_closed:
            steps.append(_draft_step(at, line, has_earlier=len(lines) > 1))
        elif not line.is_closed and line.row.ends_on is not None and line.row.ends_on < at.today:
            sentence = N_("Period {number} has ended and is not closed.")
            steps.append(_step(at, sentence, "cycle.show_close", N_("Check and close it"), number=number))
    planned = last.row.next_conference_planned_on
    if planned is None and last.row.list_sealed_at is not None:
        sentence, action = N_("No day is planned for the next conference."), N_("Plan it")
        steps.append(_step(at, sentence, "cycle.show_plan", action, number=last.row.number))
    elif planned is not None and planned <= at.today:
        sentence = N_(
            "The next conference was planned for {day}: if it was held, open the next period; if not, postpone it."
        )
        steps.append(
            _step(at, sentence, "cycle.show_open", N_("Open the next period"), day=at.asking.wording.day(planned))
        )
    return steps


def _draft_step(at: AtBody, line: PeriodLine, *, has_earlier: bool) -> Step:
    number = line.row.number
    if line.projects:
        sentence = N_("The list of period {number} is a draft.")
        return _step(at, sentence, "cycle.show_seal", N_("Seal it with the signed minutes"), number=number)
    sentence = N_("The list of period {number} is empty.")
    if has_earlier:
        return _step(at, sentence, "cycle.show_carry_over", N_("Carry projects over"), number=number)
    return _step(at, sentence, "cycle.show_list", N_("Type the list"), number=number)


def _step(at: AtBody, sentence: str, endpoint: str, action: str, **values: object) -> Step:
    wording = at.asking.wording
    address = at.asking.link(endpoint, code=at.code, number=values.get("number"))
    return Step(wording.text(sentence, **values), address, wording.text(action))
