"""Editions with their files, schedules with their next days, and how past runs went."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, render_template, send_file

from tracker.access import Forbidden
from tracker.domain.due import ScheduleKind
from tracker.domain.periods import Flag
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.models import RunState, Schedule
from tracker.queries.editions import EditionView, find_editions, get_edition
from tracker.queries.figures import find_figures
from tracker.queries.schedules import RunView, ScheduleView, find_runs, find_schedules
from tracker.web.deliveries import find_delivery_lines
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading, make_status_bar
from tracker.web.people import name_recorders
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

reports = Blueprint("reports", __name__)

ONE_YEAR = 365 * 24 * 60 * 60
RUNS_SHOWN = 50

STATES = {
    RunState.CLAIMED: N_("being produced"),
    RunState.FAILED: N_("failed, will be tried again"),
    RunState.DONE: N_("done"),
}
LEFT = N_("waiting to be taken over")


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A schedule in words. `next_at` is empty where it cannot be foretold."""

    when: str
    languages: str
    next_at: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in words; the instants in its schedule's zone."""

    run: RunView
    state: str
    due_at: str
    finished_at: str
    next_try_at: str


@reports.get("/bodies/<code:code>/reports")
@allowed(Act.SEE_EDITIONS)
def show_reports(at: AtBody) -> str:
    editions = [one for one in find_editions(at.session, at.code) if _may_see(at, one)]
    schedules = find_schedules(at.session, at.view.id, now=at.asking.now)
    runs = find_runs(at.session, at.view.id, now=at.asking.now, limit=RUNS_SHOWN)
    totals = find_figures(at.session, at.view, by=None, as_of=at.as_of, known_at=at.asking.known_at)
    return render_template(
        "reports.html",
        at=at,
        heading=make_heading(at),
        bar=make_status_bar(at, totals[-1] if totals else None),
        periods=_by_period(editions),
        who=name_recorders(at.session, at.asking.wording, {one.produced_by for one in editions}),
        schedules=[_make_schedule_line(at, one) for one in schedules],
        runs=[_make_run_line(at, run) for run in runs],
        deliveries=find_delivery_lines(at),
        has_mail_server=current_service().settings.mail_server is not None,
    )


@reports.get("/bodies/<code:code>/reports/<number:period>/<number:number>/<language>.pdf")
@allowed(Act.SEE_EDITIONS)
def show_report_file(at: AtBody, period: int, number: int, language: str) -> Response:
    """A file of an edition. It never changes: whoever has it need not fetch it again."""
    edition = get_edition(at.session, at.code, period, number)
    if not _may_see(at, edition):
        raise Forbidden(Act.SEE_PROVISIONAL_EDITIONS, at.code, at.asking.visitor)
    file = edition.file_in(language)
    path = None if file is None else current_service().settings.files_dir / file.path
    if file is None or path is None or not path.is_file():
        raise NotFound("edition", f"{at.code} {period}/{number} {language}")
    answer = send_file(
        path,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{edition.name}-{language}.pdf",
        etag=file.digest,
        max_age=ONE_YEAR,
    )
    answer.cache_control.public = False  # of a body for its members, too
    answer.cache_control.private = True
    answer.cache_control.immutable = True
    return answer


def _may_see(at: AtBody, edition: EditionView) -> bool:
    """Anyone who may see editions sees those whose figures stand; the others are for those with a role."""
    return Flag.PROVISIONAL not in edition.flags or at.may(Act.SEE_PROVISIONAL_EDITIONS)


def _by_period(editions: Sequence[EditionView]) -> list[tuple[int, list[EditionView]]]:
    return [(number, list(found)) for number, found in groupby(editions, key=lambda edition: edition.period)]


def _describe(at: AtBody, schedule: Schedule) -> str:
    """When a schedule is due, in a sentence's part."""
    wording = at.asking.wording
    values = {"time": f"{schedule.at:%H:%M}", "day": schedule.day_of_month, "month": schedule.month}
    match schedule.kind:
        case ScheduleKind.ON_CLOSE:
            return wording.text(N_("when a period closes"))
        case ScheduleKind.MONTHLY:
            return wording.text(N_("every month on day {day} at {time}"), **values)
        case ScheduleKind.QUARTERLY:
            return wording.text(N_("every quarter on day {day} of its first month at {time}"), **values)
        case ScheduleKind.YEARLY:
            return wording.text(N_("every year on day {day} of month {month} at {time}"), **values)
    return wording.plural(
        "{number} day before the planned conference at {time}",
        "{number} days before the planned conference at {time}",
        schedule.days_before or 0,
        time=values["time"],
    )


def _make_schedule_line(at: AtBody, one: ScheduleView) -> ScheduleLine:
    schedule, wording = one.schedule, at.asking.wording
    next_at = "" if one.next_at is None else wording.instant(one.next_at, schedule.time_zone)
    languages = wording.join(LANGUAGES.get(tag, tag) for tag in schedule.languages)
    return ScheduleLine(_describe(at, schedule), languages, next_at)


def _make_run_line(at: AtBody, run: RunView) -> RunLine:
    wording = at.asking.wording
    due_at, finished_at, next_try_at = (
        "" if instant is None else wording.instant(instant, run.time_zone)
        for instant in (run.due_at, run.finished_at, run.next_try_at)
    )
    return RunLine(run, wording.text(LEFT if run.is_left else STATES[run.state]), due_at, finished_at, next_try_at)
