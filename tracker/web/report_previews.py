"""What would be printed now: the report as a PDF in the browser, from what is recorded, without making an edition."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue

from reports.frozen import to_text
from reports.previewing import build_preview
from reports.renderer import Renderer, RenderFailed
from reports.warm_renderer import WarmRenderer
from tracker.domain.problems import NotFound, Problem, Refused
from tracker.domain.roles import Act
from tracker.web.errors import Trouble, show_trouble
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.packs import AT_ONCE, TIMEOUT
from tracker.web.query import read_number, read_word
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

report_previews = Blueprint("report_previews", __name__)

#: Whoever looks at a preview mostly mends something and looks again. Seconds for which the child waits for that.
WARM = WarmRenderer(Renderer(timeout=TIMEOUT), idle=180.0)

NOT_DRAWN = Trouble(
    N_("The preview could not be made"),
    N_("It took too long, or others are being made. Nothing that was recorded is lost."),
    N_("Try again in a minute."),
)


@report_previews.get("/bodies/<code:code>/preview")
@allowed(Act.MANAGE_REPORTS, logged=True)
def show_preview(at: AtBody) -> ResponseReturnValue | Afterwards:
    """Of the period and in the language that the address names; else of the latest, in the body's first."""
    periods = find_periods(at)
    if not periods:
        problem = Problem("preview_no_period", {"day": at.as_of})
        return show_trouble(404, at.asking.wording.sentence(problem), trouble=NOT_DRAWN)
    period = read_number(request.args, "period", periods[0])
    language = read_word(request.args, "language", LANGUAGES) or find_languages(at)[0]
    try:
        return Afterwards(gather(at, period, language))
    except Refused as refused:
        return show_trouble(503, at.asking.wording.sentence(refused.problems[0]), trouble=NOT_DRAWN)


def find_periods(at: AtBody) -> list[int]:
    """The numbers of the periods that a report can be made of, the latest first."""
    return sorted((one.number for one in at.view.facts.visible(at.as_of)), reverse=True)


def find_languages(at: AtBody) -> list[str]:
    """What reports are made in: the body's own languages, then the others that are spoken."""
    own = [tag for tag in at.view.body.languages if tag in LANGUAGES]
    return own + [tag for tag in LANGUAGES if tag not in own]


def gather(at: AtBody, period: int, language: str, *, emblem: bytes | None = None) -> Callable[[], ResponseReturnValue]:
    """The report as it would be frozen now; what it gives draws it, without the database. `emblem`: a PNG that is not
    kept yet, in place of the body's. NotFound: the period. Refused: see `build_preview`."""
    if period not in find_periods(at):
        raise NotFound("period", f"{at.code} {period}")
    known_at = max(at.asking.now, at.view.body.last_recorded_at)  # whatever is recorded, whatever the clock says
    files_dir = current_service().settings.files_dir
    report = build_preview(at.session, at.view, period, as_of=at.as_of, known_at=known_at, files_dir=files_dir)
    if emblem is not None:
        report = replace(report, layout=replace(report.layout, emblem=b64encode(emblem).decode()))
    figures, name = to_text(report), f"{at.code}-{period}-preview-{language}.pdf"
    return lambda: _draw(at, figures, language, name)


def _draw(at: AtBody, figures: str, language: str, name: str) -> ResponseReturnValue:
    if not AT_ONCE.acquire(timeout=TIMEOUT):
        return show_trouble(503, trouble=NOT_DRAWN)
    try:
        rendered = WARM.render(figures, language)
    except RenderFailed:
        return show_trouble(503, trouble=NOT_DRAWN)
    except Refused as refused:
        return show_trouble(503, at.asking.wording.sentence(refused.problems[0]), trouble=NOT_DRAWN)
    finally:
        AT_ONCE.release()
    answer = send_file(BytesIO(rendered.content), mimetype="application/pdf", download_name=name)
    answer.cache_control.no_store = True
    return answer
