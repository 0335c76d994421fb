"""The access log for administrators: a page to look into, and all of it as CSV."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import Engine

from tracker.csv_text import make_csv
from tracker.db import reading
from tracker.domain.roles import Act
from tracker.models import AccessEntry
from tracker.queries.access_log import LogFilter, count_access, find_access, find_access_after
from tracker.queries.users import find_user
from tracker.web.access_log import PASSER_BY
from tracker.web.gates import AtService, allowed_everywhere
from tracker.web.paging import make_pages
from tracker.web.people import name_recorders
from tracker.web.query import read_day, read_number, read_text
from tracker.web.service import current_service

access_log = Blueprint("access_log", __name__)

LINES_SHOWN = 100

#: How many lines are read at once for the export.
BATCH = 2000

COLUMNS = ("at", "account", "address", "what", "path", "done")


@access_log.get("/admin/access-log")
@allowed_everywhere(Act.ADMINISTER)
def show_access_log(at: AtService) -> str:
    asked = _read_filter(at)
    count = count_access(at.session, asked)
    page = min(read_number(request.args, "page", 1), max(1, -(-count // LINES_SHOWN)))
    rows = find_access(at.session, asked, limit=LINES_SHOWN, offset=(page - 1) * LINES_SHOWN)
    said = {name: value for name, value in request.args.items() if name in ("account", "first", "last", "refused")}
    return render_template(
        "access_log.html",
        rows=[(row, at.asking.wording.instant(row.at, "UTC")) for row in rows],
        names=name_recorders(at.session, at.asking.wording, [row.account for row in rows]),
        passer_by=PASSER_BY,
        account_typed=read_text(request.args, "account"),
        asked=asked,
        count=count,
        pages=make_pages(page, count, LINES_SHOWN),
        export=url_for("access_log.export_access_log", **said),  # type: ignore[arg-type]
    )


@access_log.get("/admin/access-log.csv")
@allowed_everywhere(Act.ADMINISTER)
def export_access_log(at: AtService) -> Response:
    """Every line that is asked for, oldest first, however many there are."""
    lines = _write_lines(current_service().engine, _read_filter(at))
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="access-log-{at.asking.now:%Y-%m-%d}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _read_filter(at: AtService) -> LogFilter:
    """`account`: as the log names it, or a user's e-mail address."""
    text = read_text(request.args, "account")
    user = find_user(at.session, text) if "@" in text else None
    return LogFilter(
        account=(f"user:{user.id}" if user is not None else text) or None,
        first=read_day(request.args, "first"),
        last=read_day(request.args, "last"),
        refused_only=bool(request.args.get("refused")),
    )


def _write_lines(engine: Engine, asked: LogFilter) -> Iterator[str]:
    """Batch by batch, each on a state of its own: nobody waits for whoever downloads slowly."""
    yield "\ufeff" + make_csv([COLUMNS])
    last = 0
    while True:
        with reading(engine) as session:
            rows = find_access_after(session, asked, last, limit=BATCH)
            text = make_csv(_record(row) for row in rows)
            last = rows[-1].id if rows else last
        if not rows:
            return
        yield text


def _record(row: AccessEntry) -> tuple[str, ...]:
    said = row.at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return (said, row.account, row.address, row.what, row.path, "yes" if row.done else "no")
