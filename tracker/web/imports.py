"""Uploading a register: a file in, the preview, then applied or dropped. Of a body, and to found one."""

from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from tracker.domain.roles import Act
from tracker.models import Body, Upload
from tracker.queries.registers import get_register
from tracker.register.template import make_template
from tracker.web.changing import changing, changing_everywhere, takes_files
from tracker.web.gates import AtBody, AtService, allowed, allowed_everywhere
from tracker.web.import_desk import Desk, apply, drop, hand_in, prepare_apply, prepare_upload, show_list, show_one
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES

imports = Blueprint("imports", __name__)

#: What a form may take beside its file, in bytes.
FORM_BYTES = 64 * 1024

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _most_bytes() -> int:
    return current_service().settings.limits.max_bytes + FORM_BYTES


def _show_list_again(at: AtBody | AtService) -> ResponseReturnValue:
    return show_list(Desk(at))


def _show_one_again(at: AtBody | AtService, number: int) -> ResponseReturnValue:
    return show_one(Desk(at), number)


@imports.get("/bodies/<code:code>/import")
@allowed(Act.IMPORT)
def show_uploads(at: AtBody) -> ResponseReturnValue:
    return show_list(Desk(at))


@imports.post("/bodies/<code:code>/import")
@takes_files(_most_bytes)
@changing(Act.IMPORT, again=_show_list_again, prepare=prepare_upload)
def do_upload(at: AtBody) -> str:
    return hand_in(Desk(at))


@imports.get("/bodies/<code:code>/import/<number:number>")
@allowed(Act.IMPORT)
def show_upload(at: AtBody, number: int) -> ResponseReturnValue:
    return show_one(Desk(at), number)


@imports.post("/bodies/<code:code>/import/<number:number>/apply")
@changing(Act.IMPORT, again=_show_one_again, prepare=prepare_apply)
def do_apply(at: AtBody, number: int) -> str:
    return apply(Desk(at), number)


@imports.post("/bodies/<code:code>/import/<number:number>/drop")
@changing(Act.IMPORT, again=_show_one_again)
def do_drop(at: AtBody, number: int) -> str:
    return drop(Desk(at), number)


@imports.get("/bodies/<code:code>/import/template.xlsx")
@allowed(Act.IMPORT, logged=True)
def show_template(at: AtBody) -> Response:
    """The body as a workbook to be filled in; with the projects of a period where one is asked for."""
    tables = get_register(at.session, at.code).without_struck().tables
    period = request.args.get("period", "")
    tables["projects"] = [row for row in tables["projects"] if str(row["period"]) == period]
    languages = at.view.body.languages
    content = make_template(tables, lang=at.asking.wording.lang, languages=languages)
    return _hand_out(content, f"{at.code}-{at.asking.wording.lang}.xlsx")


@imports.get("/import", endpoint="founding_show_uploads")
@allowed_everywhere(Act.ADMINISTER)
def show_founding(at: AtService) -> ResponseReturnValue:
    return show_list(Desk(at))


@imports.post("/import", endpoint="founding_do_upload")
@takes_files(_most_bytes)
@changing_everywhere(Act.ADMINISTER, again=_show_list_again, prepare=prepare_upload)
def do_found(at: AtService) -> str:
    return hand_in(Desk(at))


@imports.get("/import/<number:number>", endpoint="founding_show_upload")
@allowed_everywhere(Act.ADMINISTER, logged=False)
def show_founding_upload(at: AtService, number: int) -> ResponseReturnValue:
    """Once it has founded its body, it is found there."""
    upload = at.session.get(Upload, number)
    if upload is not None and upload.body_id is not None:
        code = at.session.get_one(Body, upload.body_id).code
        return redirect(at.asking.link("imports.show_upload", code=code, number=number), 303)
    return show_one(Desk(at), number)


@imports.post("/import/<number:number>/apply", endpoint="founding_do_apply")
@changing_everywhere(Act.ADMINISTER, again=_show_one_again, prepare=prepare_apply)
def do_apply_founding(at: AtService, number: int) -> str:
    return apply(Desk(at), number)


@imports.post("/import/<number:number>/drop", endpoint="founding_do_drop")
@changing_everywhere(Act.ADMINISTER, again=_show_one_again)
def do_drop_founding(at: AtService, number: int) -> str:
    return drop(Desk(at), number)


@imports.get("/import/template.xlsx", endpoint="founding_show_template")
@allowed_everywhere(Act.ADMINISTER)
def show_founding_template(at: AtService) -> Response:
    """An empty workbook, in which names and titles are asked for in every language of the interface."""
    lang = at.asking.wording.lang
    languages = [lang, *(tag for tag in LANGUAGES if tag != lang)]
    return _hand_out(make_template({}, lang=lang, languages=languages), f"register-{lang}.xlsx")


def _hand_out(content: bytes, name: str) -> Response:
    answer = make_response(content)
    answer.mimetype = WORKBOOK
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
