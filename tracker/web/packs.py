"""The conference pack, made when it is asked for: a PDF by a child process that is given a minute, and a workbook."""

from io import BytesIO
from threading import BoundedSemaphore

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from reports.frozen import to_text_of
from reports.pack import ConferencePack
from reports.pack_building import build_pack
from reports.pack_workbook import make_pack_workbook
from reports.renderer import Renderer, RenderFailed
from tracker.domain.problems import NotFound, Refused
from tracker.domain.roles import Act
from tracker.web.cycle import cycle, get_period
from tracker.web.errors import Trouble, show_trouble
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: Seconds that a pack may take, and how many a process makes at a time.
TIMEOUT = 60.0
AT_ONCE = BoundedSemaphore(1)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

NOT_MADE = Trouble(
    N_("The pack could not be made"),
    N_("It took too long, or others are being made. Nothing that was recorded is lost."),
    N_("Try again in a minute, or download the workbook, which is made at once."),
)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/pack/<language>.pdf")
@allowed(Act.MANAGE_PERIODS, logged=True)
def show_pack(at: AtBody, number: int, language: str) -> Afterwards:
    pack = _get_pack(at, number, language)
    return Afterwards(lambda: _draw(at, number, pack, language))


def _draw(at: AtBody, number: int, pack: ConferencePack, language: str) -> ResponseReturnValue:
    if not AT_ONCE.acquire(timeout=TIMEOUT):
        return show_trouble(503, trouble=NOT_MADE)
    try:
        with Renderer(timeout=TIMEOUT, draws_charts=False) as renderer:
            rendered = renderer.render_pack(to_text_of(pack), language)
    except RenderFailed:
        return show_trouble(503, trouble=NOT_MADE)
    except Refused as refused:
        return show_trouble(503, at.asking.wording.sentence(refused.problems[0]), trouble=NOT_MADE)
    finally:
        AT_ONCE.release()
    return _send(at, number, rendered.content, "application/pdf", f"{language}.pdf")


@cycle.get("/bodies/<code:code>/conferences/<number:number>/pack/<language>.xlsx")
@allowed(Act.MANAGE_PERIODS, logged=True)
def show_pack_workbook(at: AtBody, number: int, language: str) -> Afterwards:
    pack = _get_pack(at, number, language)
    return Afterwards(
        lambda: _send(at, number, make_pack_workbook(pack, get_wording(language)), XLSX, f"{language}.xlsx")
    )


def _get_pack(at: AtBody, number: int, language: str) -> ConferencePack:
    if language not in LANGUAGES:
        raise NotFound("edition", f"{at.code} {number} {language}")
    get_period(at, number)
    known_at = max(at.asking.now, at.view.body.last_recorded_at)  # whatever is recorded, whatever the clock says
    return build_pack(at.session, at.view, number, as_of=at.today, known_at=known_at)


def _send(at: AtBody, number: int, content: bytes, media_type: str, ending: str) -> Response:
    name = f"{at.code}-{number}-conference-pack-{ending}"
    answer = send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
    answer.cache_control.no_store = True
    return answer
