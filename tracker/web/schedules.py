"""Schedules of a body: create, change, pause and end them; their next dates and their past runs."""

from typing import Any

from babel.dates import get_month_names
from flask import Blueprint, current_app, flash, render_template

from tracker.actions.schedules import change_schedule, continue_schedule, end_schedule, open_schedule, pause_schedule
from tracker.domain.due import ScheduleKind
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.models import Schedule, Subject
from tracker.queries.runs import find_runs
from tracker.queries.schedules import ScheduleView, find_next_days, get_calendar, get_schedule
from tracker.web.changes import find_changes
from tracker.web.changing import changing
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.places import Options, time_zone_options
from tracker.web.run_words import find_run_trouble, make_run_lines, make_schedule_line
from tracker.web.schedule_form import AT_ONCE, TICKED, WAYS, Now, find_now, make_fields, read_schedule
from tracker.web.versions import find_differences, require_same
from tracker.wording import Wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_
from tracker.wording.schedule_sentences import KINDS, MEANINGS

schedules = Blueprint("schedules", __name__)

DAYS_SHOWN, RUNS_SHOWN = 5, 20

#: The page on which recipients are kept.
RECIPIENTS = "recipients.show_recipients"

#: What is due then is so because somebody said that day: it waits for Monday only where they say that too.
SAID_TO_THE_DAY = (ScheduleKind.ON_CLOSE, ScheduleKind.ONCE)


@schedules.get("/bodies/<code:code>/schedules/new")
@allowed(Act.MANAGE_REPORTS)
def show_kinds(at: AtBody) -> str:
    text = at.asking.wording.text
    kinds = [(kind.value, text(word), text(MEANINGS[kind])) for kind, word in KINDS.items()]
    return render_template("schedule_kinds.html", at=at, heading=make_heading(at), kinds=kinds)


@schedules.get("/bodies/<code:code>/schedules/new/<kind>")
@allowed(Act.MANAGE_REPORTS)
def show_new(at: AtBody, kind: str) -> str:
    return make_new_page(at, kind)


def make_new_page(at: AtBody, kind: str, preview: list[str] | None = None) -> str:
    own = [tag for tag in LANGUAGES if tag in {one.split("-")[0] for one in at.view.body.languages}]
    weekends = "" if _to_kind(kind) in SAID_TO_THE_DAY else TICKED
    now = Now("1", "1", "14", "", "06:00", at.view.body.time_zone, own or list(LANGUAGES), AT_ONCE, weekends, "")
    return render_template("schedule_new.html", **_common(at, _to_kind(kind), now), preview=preview)


@schedules.post("/bodies/<code:code>/schedules/new/<kind>")
@changing(Act.MANAGE_REPORTS, again=make_new_page)
def do_add(at: AtBody, kind: str) -> str:
    new = read_schedule(at, _to_kind(kind), LANGUAGES)
    if at.form.text("preview"):
        return make_new_page(at, kind, preview=_find_days(at, Schedule(body_id=at.view.id, **new.model_dump())))
    schedule = open_schedule(at.session, at.recording, new)
    flash(at.asking.wording.text(N_("The schedule is saved. Now say who receives the reports.")))
    return at.asking.link("schedules.show_schedule", code=at.code, number=schedule.id)


@schedules.get("/bodies/<code:code>/schedules/<number:number>")
@allowed(Act.MANAGE_REPORTS)
def show_schedule(at: AtBody, number: int) -> str:
    return make_schedule_page(at, number)


def make_schedule_page(at: AtBody, number: int, preview: list[str] | None = None) -> str:
    schedule = get_schedule(at.session, at.view.id, number)
    runs = find_runs(at.session, at.view.id, now=at.asking.now, limit=RUNS_SHOWN, schedule_id=schedule.id)
    fields = make_fields(at, schedule)
    return render_template(
        "schedule.html",
        **_common(at, schedule.kind, find_now(at.asking.wording, schedule), stored=schedule),
        schedule=schedule,
        line=make_schedule_line(at, ScheduleView(schedule, None)),
        days=_find_days(at, schedule),
        fields=fields,
        differences=find_differences(at.form, fields),
        preview=preview,
        runs=make_run_lines(at, runs),
        trouble=find_run_trouble(at, runs),
        changes=find_changes(at, Subject.SCHEDULE, str(schedule.id)),
        recipients=_link_recipients(at, schedule.id),
    )


def _link_recipients(at: AtBody, number: int) -> str:
    """Where it is said who receives what the schedule makes; empty where the service sends none."""
    if RECIPIENTS not in current_app.view_functions:
        return ""
    return at.asking.link(RECIPIENTS, code=at.code, schedule_id=number)


@schedules.post("/bodies/<code:code>/schedules/<number:number>")
@changing(Act.MANAGE_REPORTS, again=make_schedule_page)
def do_change(at: AtBody, number: int) -> str:
    schedule = get_schedule(at.session, at.view.id, number)
    require_same(at.form, make_fields(at, schedule))
    new = read_schedule(at, schedule.kind, [*LANGUAGES, *schedule.languages])
    if at.form.text("preview"):
        shown = Schedule(body_id=at.view.id, **new.model_dump())
        return make_schedule_page(at, number, preview=_find_days(at, shown))
    change_schedule(at.session, at.recording, number, new)
    return _told(at, number, N_("Saved. It counts from now on."))


@schedules.post("/bodies/<code:code>/schedules/<number:number>/pause")
@changing(Act.MANAGE_REPORTS, again=make_schedule_page)
def do_pause(at: AtBody, number: int) -> str:
    pause_schedule(at.session, at.recording, number)
    return _told(at, number, N_("The schedule is paused: nothing is produced until you continue it."))


@schedules.post("/bodies/<code:code>/schedules/<number:number>/continue")
@changing(Act.MANAGE_REPORTS, again=make_schedule_page)
def do_continue(at: AtBody, number: int) -> str:
    continue_schedule(at.session, at.recording, number)
    return _told(at, number, N_("The schedule goes on. What came due while it was paused is not caught up."))


@schedules.post("/bodies/<code:code>/schedules/<number:number>/end")
@changing(Act.MANAGE_REPORTS, again=make_schedule_page)
def do_end(at: AtBody, number: int) -> str:
    end_schedule(at.session, at.recording, number)
    return _told(at, number, N_("The schedule has ended. Its runs and editions stay."))


def _to_kind(kind: str) -> ScheduleKind:
    if kind not in set(ScheduleKind):
        raise NotFound("schedule", kind)
    return ScheduleKind(kind)


def _find_days(at: AtBody, schedule: Schedule) -> list[str]:
    """The next dates in words, with their weekdays and the day whose status is shown; none of one that is due when a
    period closes."""
    calendar, wording = get_calendar(at.session, at.view.id), at.asking.wording
    return [
        wording.text(
            N_("{instant}: status as of {day}"),
            instant=wording.instant(ready_at, schedule.time_zone, with_weekday=True),
            day=wording.day(day),
        )
        for ready_at, day in find_next_days(schedule, calendar, now=at.asking.now, count=DAYS_SHOWN)
    ]


def _common(at: AtBody, kind: ScheduleKind, now: Now, stored: Schedule | None = None) -> dict[str, Any]:
    """What every form of a schedule is shown with."""
    wording = at.asking.wording
    tags = dict(LANGUAGES) | {tag: LANGUAGES.get(tag, tag) for tag in (stored.languages if stored else ())}
    return {
        "at": at,
        "heading": make_heading(at),
        "kind": kind.value,
        "word": wording.text(KINDS[kind]),
        "meaning": wording.text(MEANINGS[kind]),
        "now": now,
        "zones": _zones(wording, now.time_zone),
        "tags": list(tags.items()),
        "months": list(get_month_names("wide", "stand-alone", wording.locale).items()),
        "ways": [(value, wording.text(word), wording.text(hint)) for value, word, hint in WAYS],
    }


def _zones(wording: Wording, stored: str) -> Options:
    offered = time_zone_options(wording.lang)
    return offered if stored in dict(offered) else [(stored, stored), *offered]


def _told(at: AtBody, number: int, sentence: str) -> str:
    flash(at.asking.wording.text(sentence))
    return at.asking.link("schedules.show_schedule", code=at.code, number=number)
