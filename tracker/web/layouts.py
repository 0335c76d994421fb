"""How a body's reports are laid out: title page, emblem, sections, paper, languages; and what that looks like."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, flash, render_template, send_file
from werkzeug.datastructures import MultiDict

from reports.laying_out import say_authority
from tracker.actions.documents import HandedFile
from tracker.actions.emblems import ACCEPTED, MOST_BYTES_HANDED, draw_emblem
from tracker.actions.layouts import remove_emblem, save_layout, set_emblem
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.models import Subject
from tracker.web.changes import find_changes
from tracker.web.changing import Trial, changing, takes_files
from tracker.web.forms import Form, Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.handing_in import ROOM, read_files
from tracker.web.headings import make_heading
from tracker.web.layout_form import PAPERS, find_first_options, find_layout_now, find_ticks, make_fields, move
from tracker.web.layout_form import read_layout as read_values
from tracker.web.report_previews import find_languages, find_periods, gather
from tracker.web.service import current_service
from tracker.web.versions import find_differences, require_same
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

layouts = Blueprint("layouts", __name__)


@layouts.get("/bodies/<code:code>/layout")
@allowed(Act.MANAGE_REPORTS)
def show_layout(at: AtBody) -> str:
    return _page(at, at.form)


def _page(at: AtBody, form: Form, moved: str = "") -> str:
    row = find_layout_now(at)
    fields, languages = make_fields(at, row), at.view.body.languages
    return render_template(
        "layout.html",
        at=at,
        heading=make_heading(at),
        form=form,
        lost_picture=any(one.filename for one in form.files.getlist("emblem")),  # no browser sends it again
        row=row,
        now={one.name: one.now for one in fields},
        fields=fields,
        differences=find_differences(form, fields),
        papers=[(paper.value, word) for paper, word in PAPERS.items()],
        ticks=find_ticks(form, row),
        moved=moved,
        firsts=find_first_options(at),
        tags=[(tag, tag in languages) for tag in find_languages(at)],
        authority=say_authority(at.asking.wording, languages[0]) if languages else "",
        preview_periods=find_periods(at),
        preview_languages=find_languages(at),
        accepted=",".join(ACCEPTED),
        changes=find_changes(at, Subject.REPORT_LAYOUT, at.code),
    )


def _page_again(at: AtBody) -> str:
    return _page(at, at.form)


def _draw_picture(at: AtBody) -> Callable[[], HandedFile | None]:
    """The emblem drawn of the picture that was chosen; None where none was."""
    handed = read_files(at.form, "emblem")
    return lambda: HandedFile(handed[0].name, draw_emblem(handed[0])) if handed else None


def _most_bytes() -> int:
    return 2 * MOST_BYTES_HANDED + ROOM


@layouts.post("/bodies/<code:code>/layout")
@takes_files(_most_bytes)
@changing(Act.MANAGE_REPORTS, again=_page_again, prepare=_draw_picture)
def save(at: AtBody) -> str:
    """Everything that the form holds: what was typed, and the emblem."""
    row = find_layout_now(at)
    require_same(at.form, make_fields(at, row))
    values = read_values(at, row)
    files_dir = current_service().settings.files_dir
    changed = save_layout(at.session, at.recording, values)
    if at.prepared is not None:
        changed |= set_emblem(at.session, at.recording, at.prepared, files_dir=files_dir)
    elif at.form.text("no_emblem"):
        changed |= remove_emblem(at.session, at.recording)
    said = N_("The layout is saved. The next edition is printed like this; earlier ones stay as they are.")
    flash(at.asking.wording.text(said if changed else N_("Nothing was changed.")))
    return at.asking.link("layouts.show_layout", code=at.code)


@layouts.post("/bodies/<code:code>/layout/order")
@takes_files(_most_bytes)
@changing(Act.MANAGE_REPORTS, again=_page_again)
def arrange(at: AtBody) -> Trial:
    """The form again, with one section moved. Nothing is saved."""
    row = find_layout_now(at)
    require_same(at.form, make_fields(at, row))
    values = MultiDict(at.form.values)
    values["order"] = move(at.form, row)
    page = _page(at, replace(at.form, values=values), moved=at.form.text("move"))
    return Trial(lambda: page)


@layouts.post("/bodies/<code:code>/layout/preview")
@takes_files(_most_bytes)
@changing(Act.MANAGE_REPORTS, again=_page_again, prepare=_draw_picture)
def preview(at: AtBody) -> Trial:
    """What would be printed with the layout as it was typed. Nothing is saved."""
    values = read_values(at, find_layout_now(at))
    reader = Reader(at.form)
    period = reader.word("preview_period", map(str, find_periods(at)), required=True)
    language = reader.word("preview_language", LANGUAGES, required=True)
    reader.finish()
    save_layout(at.session, at.recording, values)
    if at.form.text("no_emblem"):
        remove_emblem(at.session, at.recording)
    emblem = None if at.prepared is None else at.prepared.content
    return Trial(gather(at, int(period or 0), language or "", emblem=emblem))


@layouts.get("/bodies/<code:code>/layout/emblem.png")
@allowed(Act.MANAGE_REPORTS)
def show_emblem(at: AtBody) -> Response:
    row = find_layout_now(at)
    path = None if row.emblem_path is None else current_service().settings.files_dir / row.emblem_path
    if path is None or not path.is_file():
        raise NotFound("document", "emblem.png")
    answer = send_file(path, mimetype="image/png", etag=row.emblem_digest or False, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
