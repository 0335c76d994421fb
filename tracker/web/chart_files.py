"""A page's charts as pictures that stand by themselves: the page's own address, with the chart's name and the kind of
picture. Drawn by a child process, which holds as much memory as all the rest and ends when nobody asks any more."""

import json
from collections.abc import Mapping
from datetime import date
from threading import BoundedSemaphore
from typing import overload
from urllib.parse import urlencode

from flask import Response, request
from flask.typing import ResponseReturnValue

from reports.chart_picture import ChartPicture
from reports.frozen import to_text_of
from reports.renderer import Renderer, RenderFailed
from reports.warm_renderer import WarmRenderer
from tracker.charts import Chart
from tracker.domain.problems import Refused
from tracker.web.asking import Asking, current_asking, find_full_address, shown_at
from tracker.web.errors import Trouble, show_trouble
from tracker.web.gates import Afterwards, AtBody
from tracker.web.query import read_word
from tracker.wording.marks import N_

SVG, PNG = "svg", "png"
#: What an address says of the picture that it asks for.
ASKED = ("chart", "picture")
MEDIA_TYPES = {SVG: "image/svg+xml", PNG: "image/png"}

#: Seconds that a picture may take, that one waits for its turn, and that the child waits for the next.
TIMEOUT, TURN, IDLE = 30.0, 20.0, 60.0
WARM = WarmRenderer(Renderer(timeout=TIMEOUT), idle=IDLE)
AT_ONCE = BoundedSemaphore(4)

NOT_DRAWN = Trouble(
    N_("The picture could not be made"),
    N_("It took too long, or others are being made. The chart on the page is not concerned."),
    N_("Try again in a minute."),
)


@overload
def answer_chart(charts: Mapping[str, Chart]) -> ResponseReturnValue | None: ...
@overload
def answer_chart(charts: Mapping[str, Chart], *, at: AtBody) -> ResponseReturnValue | Afterwards | None: ...
def answer_chart(charts: Mapping[str, Chart], *, at: AtBody | None = None) -> ResponseReturnValue | Afterwards | None:
    """The chart that the address asks for (`chart=rates&picture=svg`), as a file to be saved; None where it asks for
    the page. A chart on a page is known by its id without `chart-`. `at`: the body that the charts are of; the picture
    is then drawn when the database is no longer held. BadQuery for a chart that the page does not have."""
    name = read_word(request.args, "chart", [name for name, chart in charts.items() if chart.spec is not None])
    if name is None:
        return None
    kind = read_word(request.args, "picture", (SVG, PNG)) or SVG
    asking = current_asking()
    as_of = at.as_of if at else asking.as_of("UTC")
    picture = to_text_of(_make_picture(asking, charts[name], at, kind))
    file_name = _name_file(at, name, as_of, kind)
    if at is None:
        return _draw(picture, kind, file_name)
    return Afterwards(lambda: _draw(picture, kind, file_name))


def _make_picture(asking: Asking, chart: Chart, at: AtBody | None, kind: str) -> ChartPicture:
    return ChartPicture(
        language=asking.wording.lang,
        over=at.name.text if at else asking.wording.text(N_("Joint Committee Tracker")),
        title=chart.title,
        subtitle=chart.subtitle,
        foot=tuple(line for line in (chart.foot, _date(asking, at), find_full_address(without=ASKED)) if line),
        spec=json.dumps(chart.spec),
        is_png=kind == PNG,
    )


def _date(asking: Asking, at: AtBody | None) -> str:
    """As known when, and when it was drawn: whoever meets the picture elsewhere has no page around it."""
    wording, zone = asking.wording, at.view.body.time_zone if at else "UTC"
    produced = wording.instant(asking.now, zone)
    if asking.known_at is None:
        return wording.text(N_("Produced {produced}."), produced=produced)
    known = wording.instant(asking.known_at, zone)
    return wording.text(N_("As known at {known}; produced {produced}."), known=known, produced=produced)


def link_picture(chart_id: str, kind: str) -> str:
    """The address of the page at hand as a picture of one of its charts, by the chart's id on the page."""
    kept = current_asking().kept
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in (*ASKED, *kept)]
    return f"{shown_at()}?{urlencode([*asked, *kept.items(), ('chart', name_chart(chart_id)), ('picture', kind)])}"


def name_chart(chart_id: str) -> str:
    """What a chart is known by in an address: its id on the page, without what all their ids begin with."""
    return chart_id.removeprefix("chart-")


def _name_file(at: AtBody | None, name: str, as_of: date, kind: str) -> str:
    return "-".join([at.code if at else "bodies", name, as_of.isoformat()]) + f".{kind}"


def _draw(picture: str, kind: str, name: str) -> ResponseReturnValue:
    if not AT_ONCE.acquire(timeout=TURN):
        return show_trouble(503, trouble=NOT_DRAWN)
    try:
        rendered = WARM.render_picture(picture)
    except RenderFailed:
        return show_trouble(503, trouble=NOT_DRAWN)
    except Refused as refused:
        sentence = current_asking().wording.sentence(refused.problems[0])
        return show_trouble(503, sentence, trouble=NOT_DRAWN)
    finally:
        AT_ONCE.release()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(rendered.content, mimetype=MEDIA_TYPES[kind], headers=headers)
