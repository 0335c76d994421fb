"""Departments with their own projects, what they reported, and the links by which they report it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.problems import NotFound
from tracker.domain.recorders import to_recorder
from tracker.domain.roles import Role
from tracker.domain.statements import FIELDS, Decision, Statement
from tracker.models import (
    DepartmentContact,
    DepartmentReturn,
    Document,
    Party,
    Project,
    ReportedStatement,
    ReturnLink,
    User,
    UserGrant,
)
from tracker.queries.bodies import BodyView
from tracker.queries.contacts import find_contacts, name_department
from tracker.queries.projects import ProjectRow, find_projects

#: How many statements a page of the queue shows, and how many decided ones are listed.
MOST_SHOWN, MOST_DECIDED = 200, 200


@dataclass(frozen=True, slots=True)
class DepartmentProjects:
    """A department of a party in one period. `key`: its name in the body's first language that has one; `names` by
    language; `contact` None where nobody is named."""

    party_id: int
    key: str
    names: Mapping[str, str]
    projects: tuple[ProjectRow, ...]
    contact: DepartmentContact | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A statement with the return that it came by, its project, and the link or document of the return."""

    row: ReportedStatement
    of: DepartmentReturn
    ref: str
    document: Document | None

    @property
    def statement(self) -> Statement:
        return to_statement(self.row)


def to_statement(row: ReportedStatement) -> Statement:
    return Statement(**{name: getattr(row, name) for name in FIELDS})


def find_department_projects(
    session: Session, view: BodyView, *, period: int, today: date, party_id: int
) -> list[DepartmentProjects]:
    """The departments that projects of a period name for a party, by name, each with these projects."""
    code, languages = view.parties[party_id].code, view.body.languages
    contacts = find_contacts(session, view.id)
    projects: dict[str, list[ProjectRow]] = {}
    names: dict[str, Mapping[str, str]] = {}
    for row in find_projects(session, view, period=period, as_of=today):
        key = department_of(row, code, languages)
        if key and row.struck_reason is None:
            projects.setdefault(key, []).append(row)
            texts = next(one.names for one in row.departments if one.party == code)
            names[key] = {**texts, **names.get(key, {})}
    return [
        DepartmentProjects(party_id, key, names[key], tuple(projects[key]), contacts.get((party_id, key)))
        for key in sorted(projects)
    ]


def department_of(row: ProjectRow, party: str, languages: Iterable[str]) -> str:
    """The name by which a party's department of a project is known; empty where it has none."""
    names = next((one.names for one in row.departments if one.party == party), {})
    return name_department(names, languages)


def find_colleagues(session: Session, body_id: int, parties: Collection[str]) -> set[str]:
    """The recorders of everybody who keeps the records of one of these parties at a body."""
    query = (
        select(User.id)
        .join(UserGrant, col(UserGrant.user_id) == User.id)
        .join(Party, col(Party.id) == UserGrant.party_id)
        .where(UserGrant.role == Role.SECRETARY, UserGrant.body_id == body_id, col(Party.code).in_(parties))
    )
    return {to_recorder(user_id) for user_id in session.exec(query)}


def find_seen_returns(body_id: int, kept: Collection[int], colleagues: Collection[str]) -> sa.ColumnElement[bool]:
    """Which returns of a body are shown to whoever keeps the records of these parties: those of the parties'
    departments, and those that they or a colleague asked for or handed in."""
    asked = sa.select(col(ReturnLink.id)).where(ReturnLink.body_id == body_id, col(ReturnLink.made_by).in_(colleagues))  # type: ignore[arg-type]
    return sa.and_(
        col(DepartmentReturn.body_id) == body_id,
        sa.or_(
            col(DepartmentReturn.party_id).in_(kept),
            col(DepartmentReturn.received_by).in_(colleagues),
            col(DepartmentReturn.link_id).in_(asked),
        ),
    )


def find_undecided(session: Session, seen: sa.ColumnElement[bool], *, limit: int = MOST_SHOWN) -> list[Reported]:
    """What nobody has decided on, by department, the oldest return first."""
    query = _reported().where(seen, col(ReportedStatement.decision).is_(None))
    order = (col(DepartmentReturn.department), col(DepartmentReturn.id), col(ReportedStatement.id))
    return _to_reported(session, query.order_by(*order).limit(limit))


def count_undecided(session: Session, seen: sa.ColumnElement[bool]) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(ReportedStatement)
        .join(DepartmentReturn, col(DepartmentReturn.id) == ReportedStatement.return_id)
        .where(seen, col(ReportedStatement.decision).is_(None))
    )
    return session.scalar(query) or 0


def find_decided(session: Session, seen: sa.ColumnElement[bool], *, limit: int = MOST_DECIDED) -> list[Reported]:
    """The latest decisions first."""
    query = _reported().where(seen, col(ReportedStatement.decision).is_not(None))
    order = (col(ReportedStatement.decided_at).desc(), col(ReportedStatement.id).desc())
    return _to_reported(session, query.order_by(*order).limit(limit))


def find_statements(session: Session, seen: sa.ColumnElement[bool], ids: Collection[int]) -> list[Reported]:
    """The statements of these ids, decided or not, in the order of the ids' list."""
    found = {
        one.row.id: one for one in _to_reported(session, _reported().where(seen, col(ReportedStatement.id).in_(ids)))
    }
    return [found[key] for key in dict.fromkeys(ids) if key in found]


def get_statement(session: Session, seen: sa.ColumnElement[bool], statement_id: int) -> Reported:
    found = find_statements(session, seen, [statement_id])
    if not found:
        raise NotFound("statement", str(statement_id))
    return found[0]


def get_returned_document(session: Session, seen: sa.ColumnElement[bool], return_id: int) -> Document:
    """The file of a return. NotFound, also where it was a form."""
    query = (
        select(Document)
        .join(DepartmentReturn, col(DepartmentReturn.document_id) == Document.id)
        .where(seen, DepartmentReturn.id == return_id)
    )
    document = session.exec(query).one_or_none()
    if document is None:
        raise NotFound("statement", str(return_id))
    return document


def find_accepted(session: Session, body_id: int, project_id: int) -> list[Reported]:
    """What was accepted of a project, the latest first."""
    accepted = (Decision.ACCEPTED, Decision.CHANGED)
    query = _reported().where(
        col(ReportedStatement.body_id) == body_id,
        col(ReportedStatement.project_id) == project_id,
        col(ReportedStatement.decision).in_(accepted),
    )
    return _to_reported(
        session, query.order_by(col(ReportedStatement.decided_at).desc(), col(ReportedStatement.id).desc())
    )


def find_same_file(session: Session, body_id: int, digest: str) -> DepartmentReturn | None:
    """The return by which a file was handed in before."""
    query = (
        select(DepartmentReturn)
        .join(Document, col(Document.id) == DepartmentReturn.document_id)
        .where(DepartmentReturn.body_id == body_id, Document.digest == digest)
        .order_by(col(DepartmentReturn.id))
    )
    return session.exec(query).first()


def find_last_received(
    session: Session, seen: sa.ColumnElement[bool], period_id: int
) -> dict[tuple[int, str], datetime]:
    """When each department's last return of a period came, by party and name."""
    query = (
        sa.select(
            col(DepartmentReturn.party_id), col(DepartmentReturn.department), sa.func.max(DepartmentReturn.received_at)
        )
        .where(seen, col(DepartmentReturn.period_id) == period_id)
        .group_by(col(DepartmentReturn.party_id), col(DepartmentReturn.department))
    )
    return {(party_id, department): at for party_id, department, at in session.execute(query)}


def find_open_links(session: Session, body_id: int, *, now: datetime) -> list[ReturnLink]:
    """The links of a body that are still good, the latest first."""
    query = select(ReturnLink).where(
        ReturnLink.body_id == body_id,
        col(ReturnLink.ended_at).is_(None),
        ReturnLink.expires_at > now,
    )
    return list(session.exec(query.order_by(col(ReturnLink.id).desc())))


def find_link(session: Session, digest: str) -> ReturnLink | None:
    """The link whose secret has this digest, good or not."""
    return session.exec(select(ReturnLink).where(ReturnLink.digest == digest)).one_or_none()


def find_said_by_link(session: Session, link_id: int) -> dict[int, Statement]:
    """What was said by a link and nobody has decided on yet, by project."""
    query = (
        select(ReportedStatement)
        .join(DepartmentReturn, col(DepartmentReturn.id) == ReportedStatement.return_id)
        .where(DepartmentReturn.link_id == link_id, col(ReportedStatement.decision).is_(None))
        .order_by(col(ReportedStatement.id))
    )
    return {row.project_id: to_statement(row) for row in session.exec(query)}


def _reported() -> Any:
    return (
        sa.select(ReportedStatement, DepartmentReturn, col(Project.ref), Document)
        .join(DepartmentReturn, col(DepartmentReturn.id) == ReportedStatement.return_id)
        .join(Project, col(Project.id) == ReportedStatement.project_id)
        .join(Document, col(Document.id) == DepartmentReturn.document_id, isouter=True)
    )


def _to_reported(session: Session, query: Any) -> list[Reported]:
    return [Reported(row, of, ref, document) for row, of, ref, document in session.execute(query).all()]
