"""The queue: returned files come in, and what they report is accepted, put away or sent back, many at once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from tracker.actions.documents import HandedFile
from tracker.actions.return_forms import mail_sent_back
from tracker.actions.return_matching import Surrounding
from tracker.actions.returns import (
    Judged,
    ReadFile,
    TakenFile,
    accept_statements,
    put_away_statements,
    read_file,
    send_back_statements,
    take_file,
)
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.domain.statements import STATES
from tracker.queries.returns import Reported, count_undecided, find_statements, find_undecided
from tracker.web.changing import changing, takes_files
from tracker.web.forms import Form, Reader, to_id
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.returns.lines import make_groups, prefix_of
from tracker.web.returns.scene import (
    MOST_BYTES,
    MOST_FILES,
    current_keeping,
    find_department,
    find_people,
    find_period,
    find_seen,
    own_party,
    require_period,
    returns,
)

#: The days that may be added to a statement that comes without them.
DAYS = ("started_on", "completed_on")


@returns.get("/bodies/<code:code>/returns")
@allowed(Act.MANAGE_RETURNS)
def show_returns(at: AtBody) -> str:
    return make_queue_page(at)


def make_queue_page(at: AtBody) -> str:
    """The queue, with what was chosen and typed where a form was refused."""
    own_party(at)
    seen = find_seen(at)
    groups = make_groups(at, find_undecided(at.session, seen))
    lines = [line for group in groups for line in group.lines]
    return render_template(
        "returns.html",
        at=at,
        heading=make_heading(at),
        period=find_period(at),
        form=at.form,
        groups=groups,
        fitting=[line.reported.row.id for line in lines if line.fits],
        total=count_undecided(at.session, seen),
        shown=len(lines),
        most_files=MOST_FILES,
        states=STATES,
    )


def prepare_files(at: AtBody) -> Callable[[], list[ReadFile]]:
    require_period(at)
    own_party(at)
    files = [file for file in at.form.files.getlist("files") if file.filename]
    if not files:
        raise Refused(Problem("file_needed", {}, Place(column="files")))
    if len(files) > MOST_FILES:
        raise Refused(Problem("returns_many_files", {"most": MOST_FILES}, Place(column="files")))
    handed = [HandedFile(file.filename or "", file.read()) for file in files]
    most = current_keeping().most_bytes
    return lambda: [read_file(one, most_bytes=most) for one in handed]


@returns.post("/bodies/<code:code>/returns")
@takes_files(lambda: MOST_BYTES)
@changing(Act.MANAGE_RETURNS, again=make_queue_page, prepare=prepare_files)
def take_returns(at: AtBody) -> ResponseReturnValue:
    """Take each file by itself; what became of each is said."""
    period, party = require_period(at), own_party(at)
    around = Surrounding(at.view, period.number, at.today, party)
    taken = [take_file(at.session, at.recording, around, one, current_keeping()) for one in at.prepared]
    page = render_template("returns_taken.html", at=at, heading=make_heading(at), taken=taken, count=_count(taken))
    return page, 200 if any(not one.problems for one in taken) else 422


@returns.post("/bodies/<code:code>/returns/decide")
@changing(Act.MANAGE_RETURNS, again=make_queue_page)
def decide_statements(at: AtBody) -> str:
    """Accept, put away or send back whatever was chosen, or none of it."""
    judged = read_judged(at)
    match at.form.text("decision"):
        case "put_away":
            put_away_statements(at.session, at.recording, judged)
            plural = at.asking.wording.plural
            flash(plural("Put {number} statement away.", "Put {number} statements away.", len(judged)))
        case "sent_back":
            return send_back(at, judged)
        case _:
            accept(at, judged)
    return at.asking.link("returns.show_returns", code=at.code)


def accept(at: AtBody, judged: list[Judged]) -> None:
    party = own_party(at)
    at.require(Act.LOG_STATUS, party)
    logged = accept_statements(at.session, at.recording, judged, party=party)
    wording = at.asking.wording
    flash(wording.plural("Accepted {number} statement.", "Accepted {number} statements.", len(judged)))
    if logged:
        flash(wording.plural("Logged {number} entry.", "Logged {number} entries.", logged))


def send_back(at: AtBody, judged: list[Judged]) -> str:
    """Send statements back, with a note for all; each department's contact is told. Leads to what was decided, where
    the words for those without a contact stand to be copied."""
    reader = Reader(at.form)
    note = reader.text("note", longest=4000)
    if note is None:
        reader.refuse("note", "send_back_without_note")
    reader.finish()
    send_back_statements(at.session, at.recording, judged, note=note or "")
    mailed = 0
    by_return = sorted((one.reported for one in judged), key=lambda one: one.of.id)
    for _, group in groupby(by_return, key=lambda one: one.of.id):
        mailed += _tell(at, list(group), note or "")
    wording = at.asking.wording
    flash(wording.plural("Sent {number} statement back.", "Sent {number} statements back.", len(judged)))
    if mailed:
        flash(wording.plural("{number} mail is on its way.", "{number} mails are on their way.", mailed))
    return at.asking.link("returns.show_decided", code=at.code)


def read_judged(at: AtBody) -> list[Judged]:
    """The statements that were chosen, with the days that were added. Refused where none is, or where one was decided
    meanwhile."""
    ids = _read_ids(at.form)
    if not ids:
        raise Refused(Problem("returns_none_chosen", {}, Place(column="pick")))
    reported = find_statements(at.session, find_seen(at), ids)
    if len(reported) != len(ids):
        raise Refused(Problem("statement_missing", {}, Place(column="pick")))
    require_undecided(at, reported)
    reader = Reader(at.form)
    judged = []
    for one in reported:
        prefix = prefix_of(one)
        said, started_on, completed_on = one.statement, *(reader.day(f"{prefix}{name}") for name in DAYS)
        said = replace(
            said,
            started_on=said.started_on or started_on,
            completed_on=said.completed_on or completed_on,
        )
        judged.append(Judged(one, said, prefix))
    reader.finish()
    return judged


def require_undecided(at: AtBody, reported: list[Reported]) -> None:
    """Refused, naming who decided what, where another officer was quicker."""
    people = find_people(at, reported)
    problems = [
        Problem(
            "statement_decided",
            {"ref": one.ref, "decision": one.row.decision, "who": people[one.row.decided_by or ""]},
            Place(column="pick"),
        )
        for one in reported
        if one.row.decision is not None
    ]
    if problems:
        raise Refused(*problems)


def _read_ids(form: Form) -> list[int]:
    """The statements chosen one by one, and those of the departments chosen whole; or all that can be accepted."""
    if form.text("decision") == "accept_fitting":
        return [number for one in form.text("fitting").split(",") if (number := to_id(one))]
    said = [*form.all("pick"), *(one for group in form.all("pick_all") for one in group.split(","))]
    return list(dict.fromkeys(number for one in said if (number := to_id(one))))


def _tell(at: AtBody, reported: list[Reported], note: str) -> bool:
    department = find_department(at, reported[0])
    if department is None:
        return False
    return mail_sent_back(at.session, at.recording, at.view, reported, note, department=department)


def _count(taken: list[TakenFile]) -> Mapping[str, int]:
    return {
        "files": sum(not one.problems for one in taken),
        "statements": sum(one.statements for one in taken),
        "refused": sum(bool(one.problems) for one in taken),
    }
