"""Taking what departments return, and deciding on what they report."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from tracker.actions.days import latest_day
from tracker.actions.documents import HandedFile, keep_document
from tracker.actions.entries import ProjectLog, change_logs
from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.actions.return_matching import Surrounding, match_form
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.stages import Entry, StageDays, find_standing, stage_days
from tracker.domain.statements import (
    FIELDS,
    WORDS,
    Decision,
    Statement,
    at_row,
    find_recorded_problems,
    find_statement_problems,
    is_nothing_new,
    plan_log,
)
from tracker.models import (
    DepartmentReturn,
    DocumentKind,
    Party,
    Project,
    ReportedStatement,
    StatusEntryCreate,
    Subject,
)
from tracker.passwords import digest_of
from tracker.queries.entries import find_entry_rows, to_entry
from tracker.queries.returns import Reported, find_same_file
from tracker.register.return_reading import ReturnedForm, read_form
from tracker.wording import get_wording
from tracker.wording.languages import find_language
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of a file. `problems`: why nothing of it was taken. `statements`: how many were."""

    name: str
    department: str = ""
    statements: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where files are kept, and how large they may be."""

    files_dir: Path
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement on which is decided, and what it says now: as it came, or as it was changed."""

    reported: Reported
    statement: Statement
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was handed in, and the form that it was read to hold, or why it cannot be."""

    handed: HandedFile
    form: ReturnedForm | Refused


def read_file(handed: HandedFile, *, most_bytes: int) -> ReadFile:
    """Needs no database. Never raises for what is in the file."""
    try:
        if len(handed.content) > most_bytes:
            raise Refused(Problem("file_large", {"name": handed.name, "most": most_bytes // 1024 // 1024}))
        return ReadFile(handed, read_form(handed.content))
    except Refused as refused:
        return ReadFile(handed, refused)


def take_file(
    session: Session, recording: Recording, around: Surrounding, read: ReadFile, keeping: Keeping
) -> TakenFile:
    """Take one returned file, or nothing of it."""
    handed = read.handed
    try:
        before = find_same_file(session, recording.body_id, sha256(handed.content).hexdigest())
        if before is not None:
            raise Refused(Problem("return_same_file", {"day": before.received_at.astimezone(around.zone).date()}))
        if isinstance(read.form, Refused):
            raise read.form
        matched = match_form(session, around, read.form)
        if not matched.statements:
            return TakenFile(handed.name, matched.department, problems=(Problem("return_states_nothing"),))
        period_id = around.view.period_id(around.period)
        document = keep_document(
            session, recording, handed, kind=DocumentKind.RETURN, files_dir=keeping.files_dir,
            most_bytes=keeping.most_bytes, period_id=period_id,
        )  # fmt: skip
    except Refused as refused:
        return TakenFile(handed.name, problems=refused.problems)
    made = DepartmentReturn(
        body_id=recording.body_id,
        period_id=period_id,
        party_id=matched.party_id,
        department=matched.department,
        document_id=document.id,
        received_at=recording.at,
        received_by=recording.by,
    )
    add_return(session, made, matched.statements)
    return TakenFile(handed.name, matched.department, len(matched.statements))


def add_return(session: Session, made: DepartmentReturn, statements: Mapping[int, Statement]) -> None:
    """Keep a return with what it states, by project. What the same department stated of these projects before, and
    nobody decided on, is superseded."""
    _supersede(session, made, statements)
    session.add(made)
    session.flush()
    session.add_all(
        ReportedStatement(
            body_id=made.body_id,
            return_id=made.id,
            project_id=project_id,
            **{name: getattr(statement, name) for name in FIELDS},
        )
        for project_id, statement in statements.items()
    )
    session.flush()


def _supersede(session: Session, made: DepartmentReturn, project_ids: Collection[int]) -> None:
    query = (
        select(ReportedStatement)
        .join(DepartmentReturn, col(DepartmentReturn.id) == ReportedStatement.return_id)
        .where(
            DepartmentReturn.body_id == made.body_id,
            DepartmentReturn.period_id == made.period_id,
            DepartmentReturn.party_id == made.party_id,
            DepartmentReturn.department == made.department,
            col(ReportedStatement.project_id).in_(project_ids),
            col(ReportedStatement.decision).is_(None),
        )
    )
    for row in session.exec(query).all():
        row.decision = Decision.SUPERSEDED
        row.decided_at, row.decided_by = made.received_at, made.received_by
    session.flush()


def accept_statements(session: Session, recording: Recording, judged: Sequence[Judged], *, party: str) -> int:
    """Log what the statements say for a party, and keep that they were accepted; the number of entries logged.

    All or nothing. Refused with every problem, at the field `<prefix><field>` of its statement: what cannot be, a
    state without its day, less than is recorded, two statements of one project, and whatever `change_logs` refuses.
    """
    projects = _find_projects(session, judged)
    logs = find_entry_rows(session, projects.keys())
    own = _find_replaceable(session, recording, party)
    today = find_today(session, recording)
    say = get_wording(find_language(recording.body.languages)).text
    problems = _find_twice(judged)
    planned: list[ProjectLog] = []
    for one in judged:
        rows = logs.get(one.reported.row.project_id, [])
        standing = find_standing([to_entry(row) for row in rows])
        found = find_statement_problems(one.statement, today=today)
        found += find_recorded_problems(one.statement, stage_days(standing), today=today)
        problems += [at_row(problem, one.prefix, one.reported.ref) for problem in found]
        project, replaceable = projects[one.reported.row.project_id], {row.id for row in rows if row.party_id in own}
        reason = say(N_("Corrected by what {department} returned"), department=one.reported.of.department)
        log = _plan(one, project, standing, own=replaceable, party=party, reason=reason)
        if log.add or log.void:
            planned.append(log)
    if problems:
        raise Refused(*problems)
    logged = change_logs(session, recording, planned)
    for one in judged:
        is_changed = _change(session, recording, one)
        _decide(recording, one.reported.row, Decision.CHANGED if is_changed else Decision.ACCEPTED)
    session.flush()
    return len(logged)


def put_away_statements(session: Session, recording: Recording, judged: Sequence[Judged]) -> None:
    """Keep that statements were seen that say nothing new. Refused: `statement_says_something` (ref)."""
    logs = find_entry_rows(session, {one.reported.row.project_id for one in judged})
    today = find_today(session, recording)
    problems = []
    for one in judged:
        rows = logs.get(one.reported.row.project_id, [])
        days = stage_days(find_standing([to_entry(row) for row in rows]))
        if not is_nothing_new(one.statement, days, today=today):
            problems.append(at_row(Problem("statement_says_something"), one.prefix, one.reported.ref))
    if problems:
        raise Refused(*problems)
    for one in judged:
        _decide(recording, one.reported.row, Decision.PUT_AWAY)
    session.flush()


def send_back_statements(session: Session, recording: Recording, judged: Sequence[Judged], *, note: str) -> None:
    """Keep that statements went back to their departments, and with which words."""
    for one in judged:
        _decide(recording, one.reported.row, Decision.SENT_BACK, note)
    session.flush()


def find_today(session: Session, recording: Recording) -> date:
    """The latest day that can have happened where the parties are, as `change_logs` has it."""
    countries = session.exec(select(Party.country).where(Party.body_id == recording.body_id)).all()
    return latest_day(recording.at, time_zone=recording.body.time_zone, countries=countries)


def find_days(session: Session, project_ids: Sequence[int]) -> Mapping[int, StageDays]:
    """The days each project reached its stages, as its log says."""
    logs = find_entry_rows(session, project_ids)
    return {key: stage_days(find_standing([to_entry(row) for row in logs.get(key, [])])) for key in project_ids}


def _find_projects(session: Session, judged: Sequence[Judged]) -> dict[int, Project]:
    return {key: session.get_one(Project, key) for key in {one.reported.row.project_id for one in judged}}


def _find_replaceable(session: Session, recording: Recording, party: str) -> set[int | None]:
    """Whose entries a party's secretariat corrects: its own, and those recorded in nobody's name."""
    query = select(Party.id).where(Party.body_id == recording.body_id, Party.code == party)
    return {None, *session.exec(query)}


def _find_twice(judged: Sequence[Judged]) -> list[Problem]:
    seen: set[int] = set()
    problems = []
    for one in judged:
        if one.reported.row.project_id in seen:
            problems.append(at_row(Problem("statement_twice"), one.prefix, one.reported.ref))
        seen.add(one.reported.row.project_id)
    return problems


def _plan(
    one: Judged, project: Project, standing: Sequence[Entry], *, own: set[int], party: str, reason: str
) -> ProjectLog:
    plan = plan_log(one.statement, standing, own)
    return ProjectLog(
        project,
        add=[
            StatusEntryCreate(kind=kind, effective_on=day, note=one.statement.results, party=party)
            for kind, day in plan.add
        ],
        void=plan.void,
        void_reason=reason,
        place=Place(column=f"{one.prefix}stage"),
        by_hand=True,
    )


def _change(session: Session, recording: Recording, one: Judged) -> bool:
    """Keep what the statement says now, and in the history what it said; whether that differs."""
    before, after = _describe(one.reported.statement), _describe(one.statement)
    if not keep_changed(session, keeper_of(recording), Subject.PROJECT, one.reported.ref, before=before, after=after):
        return False
    for name in FIELDS:
        setattr(one.reported.row, name, getattr(one.statement, name))
    return True


def _describe(statement: Statement) -> dict[str, Any]:
    """A statement for the history, which everyone with a role at the body reads: days and state as they are, words
    only by their digest, for a secretariat may have taken out what is not for others."""
    values = {name: getattr(statement, name) for name in FIELDS}
    return {name: digest_of(value)[:12] if name in WORDS and value is not None else value
            for name, value in values.items()}  # fmt: skip


def _decide(recording: Recording, row: ReportedStatement, decision: Decision, note: str | None = None) -> None:
    row.decision, row.decision_note = decision, note
    row.decided_at, row.decided_by = recording.at, recording.by
