"""The queue: returned files come in, and what they report is accepted, put away or sent back, many at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
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
    find_days,
    put_away_statements,
    read_file,
    send_back_statements,
    take_file,
)
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.domain.silence import find_silent_months
from tracker.domain.statements import (
    STATES,
    Statement,
    at_row,
    find_recorded_problems,
    find_statement_problems,
    is_nothing_new,
)
from tracker.queries.projects import ProjectRow, find_projects
from tracker.queries.returns import (
    Reported,
    count_undecided,
    find_statements,
    find_undecided,
)
from tracker.web.forms import Form, Reader, to_id
from tracker.web.gates import AtBody, allowed, changing, takes_files
from tracker.web.headings import make_heading
from tracker.web.returns.scene import (
    MOST_BYTES,
    MOST_FILES,
    Origin,
    current_keeping,
    find_department,
    find_latest,
    find_people,
    find_period,
    find_seen,
    make_origin,
    name_departments,
    own_party,
    require_period,
    returns,
)
from tracker.wording.languages import Name

#: The days that may be added to a statement that comes without them.
DAYS = ("started_on", "completed_on")


@dataclass(frozen=True, slots=True)
class Line:
    """A statement against what is recorded. `hints`: what stands in the way of accepting it; `missing`: the days
    that it asks for; `silent`: for how many months nothing was logged, None where the project does not stall."""

    reported: Reported
    statement: Statement
    project: ProjectRow | None
    is_nothing_new: bool
    hints: tuple[Problem, ...]
    missing: tuple[str, ...]
    silent: int | None
    origin: Origin
    promoted_on: date | None
    implemented_on: date | None

    @property
    def prefix(self) -> str:
        return prefix_of(self.reported)


@dataclass(frozen=True, slots=True)
class Group:
    """The undecided statements of a department."""

    department: Name
    party: Name
    lines: list[Line]

    @property
    def ids(self) -> str:
        return ",".join(str(line.reported.row.id) for line in self.lines)


def prefix_of(reported: Reported) -> str:
    """What the names of a statement's fields begin with."""
    return f"s{reported.row.id}-"


@returns.get("/bodies/<code:code>/returns")
@allowed(Act.MANAGE_RETURNS)
def show_returns(at: AtBody) -> str:
    return make_queue_page(at)


def make_queue_page(at: AtBody) -> str:
    """The queue, with what was chosen and typed where a form was refused."""
    own_party(at)
    seen = find_seen(at)
    reported = find_undecided(at.session, seen)
    return render_template(
        "returns.html",
        at=at,
        heading=make_heading(at),
        period=find_period(at),
        form=at.form,
        groups=make_groups(at, reported),
        total=count_undecided(at.session, seen),
        shown=len(reported),
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
            text = ("Put {number} statement away.", "Put {number} statements away.")
            flash(at.asking.wording.plural(*text, len(judged)))
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


def make_groups(at: AtBody, reported: list[Reported]) -> list[Group]:
    lines = make_lines(at, reported)
    names = name_departments(at, reported)
    groups: dict[tuple[int, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.reported.of.party_id, line.reported.of.department), []).append(line)
    return [Group(names[key], at.call(at.view.parties[key[0]].names), found) for key, found in groups.items()]


def make_lines(at: AtBody, reported: list[Reported]) -> list[Line]:
    latest, people = find_latest(at), find_people(at, reported)
    days = find_days(at.session, [one.row.project_id for one in reported])
    projects: dict[int, ProjectRow] = {}
    for period_id in {one.of.period_id for one in reported}:
        number = at.view.periods[period_id].number
        projects |= {row.id: row for row in find_projects(at.session, at.view, period=number, as_of=at.today)}
    lines = []
    for one in reported:
        statement, project, reached = one.statement, projects.get(one.row.project_id), days[one.row.project_id]
        recorded = find_recorded_problems(statement, reached, today=latest)
        missing = [p.place.column or "" for p in recorded if p.code.startswith("reported_needs_")]
        hints = find_statement_problems(statement, today=latest) + recorded
        lines.append(
            Line(
                reported=one,
                statement=statement,
                project=project,
                is_nothing_new=is_nothing_new(statement, reached, today=latest),
                hints=tuple(at_row(hint, prefix_of(one), one.ref) for hint in hints),
                missing=tuple(missing),
                silent=None if project is None else _find_silence(project, at.today),
                origin=make_origin(at, one, people),
                promoted_on=reached.promoted_on,
                implemented_on=reached.implemented_on,
            )
        )
    return lines


def _find_silence(project: ProjectRow, today: date) -> int | None:
    return find_silent_months(project.last_entry_on, stage=project.stage, condition=project.condition, day=today)


def _read_ids(form: Form) -> list[int]:
    """The statements chosen one by one, and those of the departments chosen whole."""
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
