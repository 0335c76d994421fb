"""Whether a file or a check code is of this service, for anyone who asks. What is handed in is read and forgotten."""

from dataclasses import dataclass
from threading import BoundedSemaphore

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from reports.verdicts import find_main_figures, tell_approvals, tell_difference, tell_file, tell_sign_off
from reports.verifying import Finding, Proof, Verdict, find_issued, to_code, verify_code, verify_file
from tracker.access import Visitor
from tracker.actions.guesses import CHECK_CODES
from tracker.db import reading, writing
from tracker.domain.problems import Refused
from tracker.domain.roles import Act
from tracker.models import Body
from tracker.queries.bodies import get_body
from tracker.queries.editions import EditionView
from tracker.web.access_log import log_request
from tracker.web.asking import current_asking, current_wording
from tracker.web.changing import takes_files
from tracker.web.errors import Trouble, show_trouble
from tracker.web.forms import EMPTY, Form, Reader, posted_form
from tracker.web.gates import anyone
from tracker.web.service import current_service
from tracker.wording.languages import Name
from tracker.wording.marks import N_

checking = Blueprint("checking", __name__)

#: How many files a process reads at a time, how many seconds one waits for its turn, and how many it may take then.
AT_ONCE, TURN, MOST_WAIT = BoundedSemaphore(1), 2.0, 10.0

OURS = (Verdict.CURRENT, Verdict.SUPERSEDED)

TOO_MANY = Trouble(
    N_("Too many tries"),
    N_("Too many codes and files that this service does not know were tried from your network address."),
    N_("Wait a quarter of an hour, then try again."),
)
BUSY = Trouble(
    N_("The file could not be checked now"),
    N_("Others are being checked. Nothing of yours was kept."),
    N_("Try again in a minute, or type the check code from its footer."),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a visitor is told of what was found. `edition` and everything of it is None or empty where it is of a body
    that they may not see and nothing that they hold says it already; `number` is told all the same. `may_open`: whether
    the edition's pages are for them."""

    verdict: Verdict
    is_code: bool
    number: int | None = None
    latest: int | None = None
    edition: EditionView | None = None
    body: Name | None = None
    time_zone: str = ""
    may_open: bool = False
    file: str = ""
    sign_off: str = ""
    approvals: str = ""
    differences: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()


@checking.get("/check")
@anyone
def show_check() -> ResponseReturnValue:
    """The form; with a code in the address, what it is, so that it can be linked to."""
    if "code" not in request.args:
        return _page(EMPTY)
    form = Form(request.args, was_sent=True)
    try:
        reader = Reader(form)
        typed = reader.line("code", required=True)
        code = to_code(typed or "")
        if typed is not None and code is None:
            reader.refuse("code", "check_code_no_code")
        reader.finish()
    except Refused as refused:
        return _page(form.refused(refused.problems)), 422
    try:
        _require_tries_left()
    except Refused:
        return show_trouble(429, trouble=TOO_MANY)
    with reading(current_service().engine) as session:
        found = verify_code(session, code or "")
        shown = _show(session, found, is_code=True)
    _keep_try(found)
    return _page(form, shown)


@takes_files(lambda: current_service().settings.max_file_bytes)
@checking.post("/check")
@anyone
def do_check() -> ResponseReturnValue:
    form, service = posted_form(), current_service()
    file = form.files.get("file")
    content = b"" if file is None else file.read()
    try:
        reader = Reader(form)
        if not content:
            reader.refuse("file", "file_needed")
        reader.finish()
    except Refused as refused:
        return _page(form.refused(refused.problems)), 422
    with reading(service.engine) as session:
        found = find_issued(session, content)
    if found is None:
        try:
            _require_tries_left()
        except Refused:
            return show_trouble(429, trouble=TOO_MANY)
        if not AT_ONCE.acquire(timeout=TURN):
            return show_trouble(503, trouble=BUSY)
        try:
            _take_try()
            files_dir = service.settings.files_dir
            found = verify_file(service.engine, content, files_dir=files_dir, most_wait=MOST_WAIT)
        except Refused:
            return show_trouble(429, trouble=TOO_MANY)
        except TimeoutError:
            return show_trouble(503, trouble=BUSY)
        finally:
            AT_ONCE.release()
    with reading(service.engine) as session:
        shown = _show(session, found, is_code=False)
    log_request(done=found.verdict in OURS)
    return _page(EMPTY, shown)


def may_see_edition(visitor: Visitor, body: Body, edition: EditionView) -> bool:
    """Anyone who may see editions sees those whose figures stand; the others are for those with a role."""
    if not visitor.may(Act.SEE_EDITIONS, body):
        return False
    return not edition.is_provisional or visitor.may(Act.SEE_PROVISIONAL_EDITIONS, body)


def _show(session: Session, found: Finding, *, is_code: bool) -> Shown:
    """Whoever holds a file of ours, or its whole figures, holds what it says; a code says nothing to whoever may not
    see the edition but that it is one."""
    edition, wording = found.edition, current_wording()
    if edition is None:
        return Shown(found.verdict, is_code)
    body = get_body(session, edition.body)
    may_open = may_see_edition(current_asking().visitor, body, edition)
    if not may_open and found.proof is Proof.CODE:
        return Shown(found.verdict, is_code, edition.number, found.latest)
    difference = found.difference
    return Shown(
        found.verdict,
        is_code,
        edition.number,
        found.latest,
        edition,
        wording.name(body.names, body.languages),
        body.time_zone,
        may_open,
        sign_off=tell_sign_off(session, wording, edition) if may_open or not is_code else "",
        file="" if found.file is None else tell_file(wording, found.file),
        approvals="" if found.file is None else tell_approvals(session, wording, found),
        differences=() if difference is None else tuple(tell_difference(wording, difference)),
        figures=tuple(find_main_figures(session, wording, edition)),
    )


def _require_tries_left() -> None:
    with reading(current_service().engine) as session:
        CHECK_CODES.require_left(session, request.remote_addr or "", now=current_asking().now)


def _take_try() -> None:
    """Before a file that is none of ours is read: reading it costs as much as guessing tells."""
    with writing(current_service().engine) as session:
        CHECK_CODES.require_left(session, request.remote_addr or "", now=current_asking().now)
        CHECK_CODES.keep(session, request.remote_addr or "", now=current_asking().now)


def _keep_try(found: Finding) -> None:
    """Log it; a code that is not known counts as a try."""
    is_ours = found.verdict in OURS
    with writing(current_service().engine) as session:
        if not is_ours:
            CHECK_CODES.keep(session, request.remote_addr or "", now=current_asking().now)
        log_request(done=is_ours, session=session)


def _page(form: Form, shown: Shown | None = None) -> str:
    most = current_service().settings.max_file_bytes // (1024 * 1024)
    return render_template("check.html", form=form, shown=shown, most=most)
