"""Exchange with the other side's installation by file: the one to send, those that came in, what waits in the queue."""

from collections.abc import Callable, Sequence
from io import BytesIO

from flask import Blueprint, Response, flash, render_template, send_file
from flask.typing import ResponseReturnValue

from tracker.actions.documents import HandedFile
from tracker.actions.exchange import find_chosen, leave, make_installation, put_back
from tracker.actions.taking_in import TakenIn, take_in
from tracker.actions.taking_over import judge, take_over
from tracker.db import writing
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Act
from tracker.models import ExchangeItem, ExchangeState
from tracker.queries.exchange import find_installation, find_items, find_packages, make_content
from tracker.register.packages import MEDIA_TYPE, SUFFIX, Package, make_package, read_package
from tracker.web.changing import changing, takes_files
from tracker.web.exchange_rows import make_left_row, make_package_rows, make_queue_rows, name_people
from tracker.web.forms import Reader, to_id
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading, make_status_bar
from tracker.web.service import current_service
from tracker.wording.marks import N_

exchange = Blueprint("exchange", __name__)

#: How many rows of the queue, and of what was left, are shown at once.
SHOWN = 200

#: What can be done with rows of the queue.
TAKE, TAKE_FITTING, LEAVE, PUT_BACK = "take", "take_fitting", "leave", "put_back"


@exchange.get("/bodies/<code:code>/exchange")
@allowed(Act.EXCHANGE)
def show_exchange(at: AtBody) -> ResponseReturnValue:
    return render_exchange(at)


def render_exchange(at: AtBody) -> str:
    """The page, with a form that was refused where there is one."""
    uid = find_installation(at.session) or ""
    queued = find_items(at.session, at.view.id, ExchangeState.OPEN)
    judged = judge(at.session, at.view.body, queued, uid=uid, at=at.asking.now)
    left = find_items(at.session, at.view.id, ExchangeState.LEFT)
    packages = find_packages(at.session, at.view.id)
    own = [(code, at.name_party(code)) for code in at.asking.visitor.parties_at(at.view.body)]
    people = name_people(at, [item for item, _ in left], packages)
    return render_template(
        "exchange.html",
        at=at,
        heading=make_heading(at),
        bar=make_status_bar(at, None),
        form=at.form,
        own=own,
        choices=[(code, name.text) for code, name in own],
        rows=make_queue_rows(at, judged[:SHOWN]),
        waiting=len(judged),
        fitting=sum(one.fits for one in judged),
        shown=SHOWN,
        left=[make_left_row(at, item, package, people) for item, package in left[-SHOWN:][::-1]],
        packages=make_package_rows(at, packages, people),
        most=current_service().settings.limits.max_bytes // 1024 // 1024,
    )


@exchange.get("/bodies/<code:code>/exchange/<party>.json")
@allowed(Act.EXCHANGE, logged=True)
def show_package(at: AtBody, party: str) -> Response:
    """The file to send: everything recorded here for a party of the visitor's. Forbidden for any other."""
    at.require(Act.EXCHANGE, party)
    own = at.view.party(party)
    now = at.asking.now
    content = make_content(at.session, at.view, own, uid=_get_installation(at), made_at=now)
    name = f"{at.code}-{party}-{now:%Y-%m-%d-%H%M%S}{SUFFIX}"
    answer = send_file(BytesIO(make_package(content)), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def prepare_package(at: AtBody) -> Callable[[], tuple[HandedFile, Package]]:
    at.require(Act.EXCHANGE, at.party)
    reader = Reader(at.form)
    handed = reader.file("file")
    reader.finish()
    assert handed is not None
    return lambda: (handed, read_package(handed.name, handed.content))


@exchange.post("/bodies/<code:code>/exchange/files")
@takes_files(lambda: current_service().settings.limits.max_bytes + 1024 * 1024)
@changing(Act.EXCHANGE, again=render_exchange, prepare=prepare_package)
def do_take_in(at: AtBody) -> str:
    """A file of the other side comes in; nothing of it is recorded as an entry or answer yet."""
    at.require(Act.EXCHANGE, at.party)
    settings = current_service().settings
    found = take_in(
        at.session,
        at.recording,
        *at.prepared,
        own=at.view.party(at.party or ""),
        files_dir=settings.files_dir,
        most_bytes=settings.limits.max_bytes,
    )
    flash(_tell_taken_in(at, found))
    return at.asking.link("exchange.show_exchange", code=at.code)


@exchange.post("/bodies/<code:code>/exchange/items")
@changing(Act.EXCHANGE, again=render_exchange)
def do_decide(at: AtBody) -> str:
    """Rows of the queue are taken over or left, or what was left is put back."""
    at.require(Act.EXCHANGE, at.party)
    reader = Reader(at.form)
    what = reader.word("what", (TAKE, TAKE_FITTING, LEAVE, PUT_BACK), required=True)
    note = reader.line("note", required=what == LEAVE)
    reader.finish()
    wording, chosen = at.asking.wording, _find_ticked(at)
    if what == LEAVE:
        leave(at.session, at.recording, chosen, note=note or "")
        flash(wording.plural("{number} row was left.", "{number} rows were left.", len(chosen)))
    elif what == PUT_BACK:
        put_back(at.session, at.recording, chosen)
        flash(
            wording.plural("{number} row is in the queue again.", "{number} rows are in the queue again.", len(chosen))
        )
    else:
        number = _take_over(at, chosen, only_fitting=what == TAKE_FITTING)
        flash(wording.plural("{number} row was taken over.", "{number} rows were taken over.", number))
    return at.asking.link("exchange.show_exchange", code=at.code)


def _take_over(at: AtBody, chosen: Sequence[ExchangeItem], *, only_fitting: bool) -> int:
    """Those ticked, or everything in the queue that fits; how many."""
    ids = {item.id for item in chosen}
    queued = find_items(at.session, at.view.id, ExchangeState.OPEN)
    if not only_fitting:
        if len(ids & {item.id for item, _ in queued}) < len(ids):
            raise Refused(Problem("exchange_decided"))
        queued = [one for one in queued if one[0].id in ids]
        if not queued:
            raise Refused(Problem("exchange_nothing_chosen"))
    uid = make_installation(at.session)
    return take_over(at.session, at.recording, queued, uid=uid, only_fitting=only_fitting)


def _find_ticked(at: AtBody) -> list[ExchangeItem]:
    return find_chosen(at.session, at.view.id, [number for text in at.form.all("item") if (number := to_id(text))])


def _get_installation(at: AtBody) -> str:
    """The name of this installation, made where it has none. It is made beside the request, which only looks."""
    uid = find_installation(at.session)
    if uid is not None:
        return uid
    with writing(current_service().engine) as session:
        return make_installation(session)


def _tell_taken_in(at: AtBody, found: TakenIn) -> str:
    """What a file brought, in a sentence."""
    wording = at.asking.wording
    if found.is_known:
        return wording.text(N_("This file came in before. Nothing came in twice."))
    parts = [wording.plural("{number} new row", "{number} new rows", found.new)]
    if found.here:
        parts.append(wording.text(N_("{number} recorded here already"), number=wording.number(found.here)))
    if found.waiting:
        parts.append(wording.text(N_("{number} in the queue already"), number=wording.number(found.waiting)))
    if found.left:
        parts.append(wording.text(N_("{number} left before"), number=wording.number(found.left)))
    return wording.text(N_("The file is in: {counts}."), counts=wording.join(parts))
