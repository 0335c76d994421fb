"""Editions with their files, schedules with their next days, and how past runs went."""

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, Response, render_template, send_file

from tracker.domain.editions import FileKind, WantedFile
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.queries.editions import EditionView, find_editions
from tracker.queries.runs import find_runs
from tracker.queries.schedules import find_schedules
from tracker.web.deliveries import find_delivery_lines
from tracker.web.edition_words import may_see, name_producer, name_states, require_edition
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading, make_status_bar
from tracker.web.report_previews import find_languages, find_periods
from tracker.web.run_words import find_run_trouble, make_run_lines, make_schedule_line
from tracker.web.service import current_service

reports = Blueprint("reports", __name__)

RUNS_SHOWN = 50

#: How many sendings stand beside the editions; all of an edition's stand on its own page.
DELIVERIES_SHOWN = 10


@reports.get("/bodies/<code:code>/reports")
@allowed(Act.SEE_EDITIONS)
def show_reports(at: AtBody) -> str:
    known = find_editions(at.session, at.code)
    editions = [one for one in known if may_see(at, one)]
    schedules = find_schedules(at.session, at.view.id, now=at.asking.now)
    runs = find_runs(at.session, at.view.id, now=at.asking.now, limit=RUNS_SHOWN)
    return render_template(
        "reports.html",
        at=at,
        heading=make_heading(at),
        bar=make_status_bar(at, None) if at.asking.kept else None,
        current=next((one for one in editions if one.is_latest), None),
        periods=_by_period(editions),
        hides_provisional=len(editions) < len(known),
        states=name_states(at, editions),
        producers={one.id: name_producer(at, one) for one in editions},
        schedules=[make_schedule_line(at, one) for one in schedules],
        runs=make_run_lines(at, runs),
        trouble=find_run_trouble(at, runs),
        preview_periods=find_periods(at),
        preview_languages=find_languages(at),
        deliveries=find_delivery_lines(at, known),
        deliveries_shown=DELIVERIES_SHOWN,
        has_mail_server=current_service().settings.mail_server is not None,
    )


@reports.get(
    "/bodies/<code:code>/reports/<number:period>/<number:number>/<language>.pdf", defaults={"kind": FileKind.REPORT}
)
@reports.get(
    "/bodies/<code:code>/reports/<number:period>/<number:number>/summary-<language>.pdf",
    defaults={"kind": FileKind.SUMMARY},
)
@allowed(Act.SEE_EDITIONS)
def show_report_file(at: AtBody, period: int, number: int, *, language: str, kind: FileKind) -> Response:
    """The report or the one-page summary of an edition, the last made. One with the approvals in it comes to the same
    address: whoever has a file asks whether it still is the one."""
    edition = require_edition(at, period, number)
    file = edition.find_file(WantedFile(language, kind))
    path = None if file is None else current_service().settings.files_dir / file.path
    if file is None or path is None or not path.is_file():
        raise NotFound("edition", f"{at.code} {period}/{number} {language}")
    answer = send_file(
        path,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{edition.name}-{'summary-' if kind is FileKind.SUMMARY else ''}{language}.pdf",
        etag=file.digest,
        conditional=True,
    )
    answer.cache_control.no_cache = True
    answer.cache_control.private = True  # of a body for its members, too
    return answer


def _by_period(editions: Sequence[EditionView]) -> list[tuple[int, list[EditionView]]]:
    return [(number, list(found)) for number, found in groupby(editions, key=lambda edition: edition.period)]
