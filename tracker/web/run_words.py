"""Schedules and runs in words: when one comes, how a run stands, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.domain.due import ScheduleKind
from tracker.domain.roles import Act
from tracker.models import RunState
from tracker.queries.due_runs import MISSED_AFTER, DueRun, find_due_runs, find_missed_runs
from tracker.queries.runs import RunView, is_anything_at_work
from tracker.queries.schedules import ScheduleView, timing_of
from tracker.web.gates import AtBody
from tracker.web.people import name_recorders
from tracker.wording.languages import LANGUAGES, Name
from tracker.wording.marks import N_
from tracker.wording.schedule_sentences import describe_timing

STATES = {
    RunState.ASKED: N_("waits to be produced"),
    RunState.CLAIMED: N_("being produced"),
    RunState.FAILED: N_("failed, will be tried again"),
    RunState.DONE: N_("done"),
}
LEFT = N_("waiting to be taken over")
GIVEN_UP = N_("failed, not tried again")
WITHDRAWN = N_("withdrawn")

#: So long something waits to be taken up before the page says that no scheduler seems to run.
PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A schedule in words. `next_at` is empty where it cannot be foretold, and where `is_over`: its one day has passed;
    `state` for one that is at work."""

    id: int
    when: str
    languages: Sequence[Name]
    next_at: str
    is_over: bool
    state: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in words; the instants in its schedule's zone."""

    run: RunView
    state: str
    by: str
    languages: Sequence[Name]
    due_at: str
    finished_at: str
    next_try_at: str
    waits_until: str


@dataclass(frozen=True, slots=True)
class RunTrouble:
    """`missed`: what is not there an hour after it was due, a sentence each; `coming`: of that, what is being made for
    the first time or comes next, as after a start. `is_nobody_there`: something waits, and no scheduler takes it up.
    `is_waiting`: there will be news of it soon."""

    missed: tuple[str, ...]
    coming: tuple[str, ...]
    is_nobody_there: bool
    is_waiting: bool


def make_schedule_line(at: AtBody, one: ScheduleView) -> ScheduleLine:
    schedule, wording = one.schedule, at.asking.wording
    state = N_("ended") if schedule.ended_at is not None else N_("paused") if schedule.paused_at is not None else ""
    return ScheduleLine(
        id=schedule.id,
        when=describe_timing(wording, timing_of(schedule)),
        languages=name_tags(schedule.languages),
        next_at="" if one.next_at is None else wording.instant(one.next_at, schedule.time_zone, with_weekday=True),
        is_over=one.next_at is None and schedule.kind is ScheduleKind.ONCE,
        state=wording.text(state) if state else "",
        is_held=schedule.is_held,
    )


def make_run_lines(at: AtBody, runs: Sequence[RunView]) -> list[RunLine]:
    """In order. Who asked, and why, is told to whoever sees the history."""
    wording = at.asking.wording
    who = name_recorders(at.session, wording, {run.asked_by for run in runs if run.asked_by is not None})
    sees = at.may(Act.SEE_HISTORY)
    lines = []
    for run in runs:
        due_at, finished_at, next_try_at, waits_until = (
            "" if instant is None else wording.instant(instant, run.time_zone)
            for instant in (run.due_at, run.finished_at, run.next_try_at, run.waits_until)
        )
        by = who.get(run.asked_by or "", "") if sees else wording.text(N_("somebody who asked for it"))
        lines.append(
            RunLine(
                run=run,
                state=wording.text(_find_state(run)),
                by=by if run.schedule is None else describe_timing(wording, timing_of(run.schedule)),
                languages=name_tags(run.languages),
                due_at=due_at,
                finished_at=finished_at,
                next_try_at=next_try_at,
                waits_until=waits_until,
            )
        )
    return lines


def find_run_trouble(at: AtBody, runs: Sequence[RunView]) -> RunTrouble:
    now, wording = at.asking.now, at.asking.wording
    is_busy = is_anything_at_work(at.session, now=now)
    said: dict[bool, list[str]] = {True: [], False: []}
    for one in find_missed_runs(at.session, now=now, body_id=at.view.id):
        zone = at.view.body.time_zone if one.schedule is None else one.schedule.time_zone
        sentence = wording.text(
            N_("Period {period}, due at {instant}"),
            period=wording.number(one.due.period),
            instant=wording.instant(one.due.ready_at, zone),
        )
        said[is_busy and _is_coming(one, now)].append(sentence)
    return RunTrouble(
        missed=tuple(said[False]),
        coming=tuple(said[True]),
        is_nobody_there=_is_left_waiting(at) and not is_busy,
        is_waiting=any(run.is_under_way for run in runs),
    )


def _is_coming(one: DueRun, now: datetime) -> bool:
    """Whether nothing went wrong with it so far, nor has it been at work for as long as makes it late."""
    run = one.run
    if run is None or run.state is RunState.ASKED:
        return True
    return run.state is RunState.CLAIMED and run.error is None and run.lease_until > now < run.started_at + MISSED_AFTER


def _is_left_waiting(at: AtBody) -> bool:
    """Whether something could be taken up for longer than a scheduler takes to look."""
    now = at.asking.now
    ready = find_due_runs(at.session, now=now, body_id=at.view.id)
    since = (max(one.due.ready_at, one.due.ready_at if one.run is None else one.run.lease_until) for one in ready)
    return any(one < now - PATIENCE for one in since)


def name_tags(tags: Sequence[str]) -> list[Name]:
    """The own names of languages, each in itself."""
    return [Name(LANGUAGES.get(tag, tag), tag) for tag in tags]


def _find_state(run: RunView) -> str:
    if run.is_left:
        return LEFT
    if run.is_withdrawn:
        return WITHDRAWN
    return GIVEN_UP if run.is_given_up else STATES[run.state]
