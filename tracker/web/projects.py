"""One project: every fact of it, its log in the order it was recorded, what it continues and what continued it."""

from typing import Any

from flask import Blueprint, render_template, url_for

from tracker.actions.documents import ACCEPTED
from tracker.domain.overdue import count_overdue_days
from tracker.domain.periods import PeriodFacts
from tracker.domain.roles import Act
from tracker.queries.drafts import waits_for_seal
from tracker.queries.figures import find_figures
from tracker.queries.projects import ProjectRow, get_project
from tracker.queries.redactions import find_redaction
from tracker.web.asking import show_at
from tracker.web.changes import find_project_changes
from tracker.web.confirmations.spoken import make_spoken
from tracker.web.filters import listing_of
from tracker.web.forms import EMPTY, Form
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading, make_status_bar
from tracker.web.log_rows import make_desk, make_kinds, make_log_row, may_log, name_problems
from tracker.web.period_filters import LISTINGS
from tracker.web.project_log import make_log
from tracker.web.returns.reported import find_reported
from tracker.wording.languages import Name

projects = Blueprint("projects", __name__)


@projects.get("/bodies/<code:code>/projects/<ref:ref>")
@allowed(Act.SEE_PROJECTS)
def show_project(at: AtBody, ref: str) -> str:
    return render_project(at, ref)


def render_project(at: AtBody, ref: str) -> str:
    """The page; with the forms of what its visitor may do."""
    show_at(url_for("projects.show_project", code=at.code, ref=ref))
    project = get_project(at.session, at.view, ref, as_of=at.as_of, known_at=at.asking.known_at)
    period = next(one for one in at.view.facts.periods if one.number == project.period)
    form = name_problems(at, at.form) if at.form.text("from") else at.form
    totals = find_figures(at.session, at.view, by=None, as_of=at.as_of, known_at=at.asking.known_at)
    return render_template(
        "project.html",
        at=at,
        heading=make_heading(at),
        bar=make_status_bar(at, next(row for row in totals if row.period.number == project.period)),
        project=project,
        period=period,
        title=at.call(project.titles),
        other_titles=_find_other_titles(at, project),
        listing=at.asking.wording.text(LISTINGS[listing_of(project)]),
        departments=[
            (at.name_party(one.party), at.call(one.names) if one.names else None, one.is_named)
            for one in project.departments
        ],
        spoken=make_spoken(at, project.id),
        reported=find_reported(at, project),
        log=make_log(at, project),
        overdue=count_overdue_days(project, day=period.measured_on(at.as_of)) if period.stages_published else None,
        changes_of=find_project_changes(at, project.ref, project.id) if at.may(Act.SEE_HISTORY) else None,
        form=form,
        may_edit=at.may(Act.EDIT_PROJECT) and project.struck_reason is None and at.asking.known_at is None,
        note_redacted=_is_note_redacted(at, project),
        may_redact=at.may(Act.REDACT),
        accepted=",".join(ACCEPTED),
        **_make_logging(at, project, period, form),
    )


def _is_note_redacted(at: AtBody, project: ProjectRow) -> bool:
    """Whether it says so in the place of the note, for those who read the history."""
    if project.note or not at.may(Act.SEE_HISTORY):
        return False
    return find_redaction(at.session, at.view.id, project_ref=project.ref, field="note") is not None


def _make_logging(at: AtBody, project: ProjectRow, period: PeriodFacts, form: Form) -> dict[str, Any]:
    """What the form for logging needs; nothing of it where the visitor logs nothing here."""
    if not may_log(at, published=period.stages_published) or project.struck_reason is not None:
        return {"desk": None}
    if waits_for_seal(at.session, at.view.periods[at.view.period_id(period.number)]):
        return {"desk": None, "waits_for_seal": True}
    is_closed = period.is_closed(at.today)
    desk = make_desk(at, [project], day=period.measured_on(at.as_of), is_closed=is_closed, ends_on=period.ends_on)
    own = form if form.text("from") else EMPTY  # else it was another of the page's forms that was refused
    row = make_log_row(at, project, own, day=period.measured_on(at.as_of))
    return {"desk": desk, "row": row, "kinds": make_kinds(at, project.latest)}


def _find_other_titles(at: AtBody, project: ProjectRow) -> list[Name]:
    """The titles in the other languages, the body's languages first."""
    shown = at.call(project.titles).lang
    order = [*at.view.body.languages, *sorted(project.titles)]
    tags = [tag for tag in dict.fromkeys(order) if tag != shown and project.titles.get(tag)]
    return [Name(project.titles[tag], tag) for tag in tags]
