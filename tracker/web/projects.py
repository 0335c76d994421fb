"""One project: every fact of it, its log in the order it was recorded, what it continues and what continued it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from tracker.domain.roles import Act
from tracker.domain.stages import EntryKind
from tracker.models import StatusEntry
from tracker.queries.entries import find_entry_rows
from tracker.queries.figures import find_figures
from tracker.queries.projects import ProjectRow, get_project
from tracker.web.confirmations import make_spoken
from tracker.web.filters import listing_of
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading, make_status_bar
from tracker.web.periods import LISTINGS
from tracker.wording.languages import Name

projects = Blueprint("projects", __name__)


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """An entry with the void that takes it back, where one does. `recorded` is when, in the body's zone;
    `is_ahead`: it took effect after the as-of day."""

    row: StatusEntry
    word: str
    reason: str
    party: Name | None
    recorded: str
    void: StatusEntry | None
    voided: str
    is_ahead: bool


@projects.get("/bodies/<code:code>/projects/<ref:ref>")
@allowed(Act.SEE_PROJECTS)
def show_project(at: AtBody, ref: str) -> str:
    project = get_project(at.session, at.view, ref, as_of=at.as_of, known_at=at.asking.known_at)
    period = next(one for one in at.view.facts.periods if one.number == project.period)
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
        log=_make_log(at, find_entry_rows(at.session, [project.id]).get(project.id, [])),
    )


def _find_other_titles(at: AtBody, project: ProjectRow) -> list[Name]:
    """The titles in the other languages, the body's languages first."""
    shown = at.call(project.titles).lang
    order = [*at.view.body.languages, *sorted(project.titles)]
    tags = [tag for tag in dict.fromkeys(order) if tag != shown and project.titles.get(tag)]
    return [Name(project.titles[tag], tag) for tag in tags]


def _make_log(at: AtBody, rows: Sequence[StatusEntry]) -> list[LoggedEntry]:
    known_at = at.asking.known_at
    known = [row for row in rows if known_at is None or row.recorded_at <= known_at]
    voids = {row.voids_id: row for row in known if row.kind is EntryKind.VOID}
    return [_make_entry(at, row, voids.get(row.id), at.as_of) for row in known if row.kind is not EntryKind.VOID]


def _make_entry(at: AtBody, row: StatusEntry, void: StatusEntry | None, as_of: date) -> LoggedEntry:
    wording, zone = at.asking.wording, at.view.body.time_zone
    party = None if row.party_id is None else at.call(at.view.parties[row.party_id].names)
    return LoggedEntry(
        row=row,
        word=wording.term(row.kind),
        reason="" if row.reason is None else wording.term(row.reason),
        party=party,
        recorded=wording.instant(row.recorded_at, zone),
        void=void,
        voided="" if void is None else wording.instant(void.recorded_at, zone),
        is_ahead=row.effective_on is not None and row.effective_on > as_of,
    )
