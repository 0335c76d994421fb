"""The page that puts bodies side by side, and its table as files."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from tracker.charts import Chart
from tracker.db import reading
from tracker.domain.confirmations import Words
from tracker.web.access_log import log_request
from tracker.web.asking import Asking, current_asking
from tracker.web.chart_files import answer_chart
from tracker.web.compare.asked import Asked, read_asked
from tracker.web.compare.by_group import ByGroup, compare_by_group
from tracker.web.compare.choosing import make_choosing
from tracker.web.compare.files import export_comparison
from tracker.web.compare.over_time import OverTime, compare_over_time
from tracker.web.exports.answering import answer_export
from tracker.web.gates import anyone
from tracker.web.headings import Toggle, make_word_choices
from tracker.web.service import current_service

compare = Blueprint("compare", __name__)


@compare.get("/compare")
@anyone
def show_comparison() -> ResponseReturnValue:
    """One rate of the bodies in the address over their periods, or the groups of a period of each. Of bodies that are
    not there or not for the visitor a sentence says so; with fewer than two the page says what to choose."""
    asking = current_asking()
    with reading(current_service().engine) as session:
        asked = read_asked(session, asking)
        result = _compare(session, asking, asked)
    return answer_chart(_find_charts(result)) or render_template(
        "compare.html",
        asking=asking,
        days=asking.find_days(body.time_zone for body in asked.bodies),
        asked=asked,
        choosing=make_choosing(asking, asked),
        left_out=[asking.wording.name(body.names, body.languages) for body in asked.left_out],
        over_time=result if isinstance(result, OverTime) else None,
        by_group=result if isinstance(result, ByGroup) else None,
        toggle=_make_toggle(asking, asked),
    )


@compare.get("/compare.<any(csv,xlsx):kind>")
@anyone
def show_file(kind: str) -> Response:
    """The table of the page, as a file."""
    asking = current_asking()
    with reading(current_service().engine) as session:
        asked = read_asked(session, asking)
        export, on = export_comparison(session, asking, asked), asking.as_of("UTC")
        answer = answer_export(export, kind, name=f"compare-{asked.rate}", on=on, made_at=asking.now)
    log_request(done=True)
    return answer


def _compare(session: Session, asking: Asking, asked: Asked) -> OverTime | ByGroup | None:
    if len(asked.bodies) < 2:
        return None
    if asked.by is None:
        return compare_over_time(session, asking, asked)
    return compare_by_group(session, asking, asked, asked.by)


def _find_charts(result: OverTime | ByGroup | None) -> dict[str, Chart]:
    if isinstance(result, OverTime):
        return {"comparison": result.chart}
    panels = result.panels if result is not None else []
    return {f"side-{place}": panel.chart for place, panel in enumerate(panels, 1)}


def _make_toggle(asking: Asking, asked: Asked) -> Toggle | None:
    """Whose words the figures count, where any of the bodies asks for confirmation."""
    if asking.words is Words.CLAIMED and not any(body.asks_confirmation for body in asked.bodies):
        return None
    return Toggle(make_word_choices(asking), is_unasked=False)
