"""The history: everything that happened at a body, and, for administrators, in the whole service."""

from flask import Blueprint, render_template, request

from tracker.domain.roles import Act
from tracker.models import Subject
from tracker.queries.happened import find_happenings
from tracker.queries.happenings import Happened, count_happenings
from tracker.queries.history import find_all_history
from tracker.web.changes import describe
from tracker.web.gates import AtBody, AtService, allowed, allowed_everywhere
from tracker.web.headings import make_heading
from tracker.web.paging import make_pages
from tracker.web.query import read_choice, read_number
from tracker.wording.history_words import SUBJECTS

history = Blueprint("history", __name__)

CHANGES_ON_PAGE = 50


@history.get("/bodies/<code:code>/history")
@allowed(Act.SEE_HISTORY)
def show_history(at: AtBody) -> str:
    kind, page = read_choice(request.args, "kind", Happened), read_number(request.args, "page", 1)
    count = count_happenings(at.session, at.view.id, kind)
    first = (page - 1) * CHANGES_ON_PAGE
    rows = find_happenings(at.session, at.view, kind, limit=CHANGES_ON_PAGE, offset=first)
    return render_template(
        "history.html",
        at=at,
        heading=make_heading(at),
        lines=describe(at, rows),
        count=count,
        pages=make_pages(page, count, CHANGES_ON_PAGE),
        kind=kind,
        kinds=[(one.value, at.asking.wording.text(SUBJECTS[one])) for one in Happened if one is not Happened.USER],
    )


@history.get("/admin/history")
@allowed_everywhere(Act.ADMINISTER)
def show_all_history(at: AtService) -> str:
    subject, page = read_choice(request.args, "kind", Subject), read_number(request.args, "page", 1)
    first = (page - 1) * CHANGES_ON_PAGE
    rows, count = find_all_history(at.session, subject=subject, limit=CHANGES_ON_PAGE, offset=first)
    return render_template(
        "admin_history.html",
        lines=describe(at, rows),
        count=count,
        pages=make_pages(page, count, CHANGES_ON_PAGE),
        kind=subject,
        kinds=[(one.value, at.asking.wording.text(SUBJECTS[one])) for one in Subject],
    )
