"""Links by which departments fill their forms without an account: made, ended, and what is sent by them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tracker.actions.history import keep_added, keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.actions.returns import add_return
from tracker.domain.statements import Decision, Statement
from tracker.models import DepartmentReturn, Period, ReportedStatement, ReturnLink, Subject
from tracker.passwords import make_secret

#: How long a link works unless said otherwise, and at the most, in days.
DAYS, MOST_DAYS = 30, 180


def to_link_recorder(link: ReturnLink) -> str:
    """As rows and the access log name whoever holds a link."""
    return f"return-link:{link.id}"


def make_link(
    session: Session,
    recording: Recording,
    *,
    period_id: int,
    party_id: int,
    department: str,
    days: int = DAYS,
    made_by: str | None = None,
) -> tuple[ReturnLink, str]:
    """A link of a department and its secret, which is kept nowhere. `made_by`: in whose name, where that is not
    whoever records it."""
    secret, digest = make_secret()
    link = ReturnLink(
        body_id=recording.body_id,
        period_id=period_id,
        party_id=party_id,
        department=department,
        digest=digest,
        made_at=recording.at,
        made_by=made_by or recording.by,
        expires_at=recording.at + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    after = {"return_link": link.id, "department": department, "expires_at": link.expires_at}
    keep_added(session, keeper_of(recording), Subject.PERIOD, _key(session, link), after)
    return link, secret


def end_link(session: Session, recording: Recording, link: ReturnLink) -> None:
    """From now on it does not work any more. One that has ended stays as it is."""
    if link.ended_at is not None:
        return
    link.ended_at = recording.at
    session.flush()
    before = {"return_link": link.id, "department": link.department, "ended_at": None}
    after = {"return_link": link.id, "department": link.department, "ended_at": link.ended_at}
    keep_changed(session, keeper_of(recording), Subject.PERIOD, _key(session, link), before=before, after=after)


def end_links(
    session: Session, recording: Recording, *, period_id: int, party_id: int, department: str, made_by: str
) -> None:
    """End the links of a department that were made in a name and still work."""
    query = select(ReturnLink).where(
        ReturnLink.body_id == recording.body_id,
        ReturnLink.period_id == period_id,
        ReturnLink.party_id == party_id,
        ReturnLink.department == department,
        ReturnLink.made_by == made_by,
        col(ReturnLink.expires_at) > recording.at,
        col(ReturnLink.ended_at).is_(None),
    )
    for link in session.exec(query).all():
        end_link(session, recording, link)


def is_good(link: ReturnLink, now: datetime) -> bool:
    return link.ended_at is None and now < link.expires_at


def take_link_form(
    session: Session, recording: Recording, link: ReturnLink, statements: Mapping[int, Statement]
) -> DepartmentReturn:
    """Keep what a department sent by its link. What it sent by it before and nobody decided on is superseded."""
    _supersede(session, recording, link)
    made = DepartmentReturn(
        body_id=recording.body_id,
        period_id=link.period_id,
        party_id=link.party_id,
        department=link.department,
        link_id=link.id,
        received_at=recording.at,
        received_by=recording.by,
    )
    add_return(session, made, statements)
    return made


def _supersede(session: Session, recording: Recording, link: ReturnLink) -> None:
    query = (
        select(ReportedStatement)
        .join(DepartmentReturn, col(DepartmentReturn.id) == ReportedStatement.return_id)
        .where(DepartmentReturn.link_id == link.id, col(ReportedStatement.decision).is_(None))
    )
    for row in session.exec(query):
        row.decision = Decision.SUPERSEDED
        row.decided_at, row.decided_by = recording.at, recording.by
    session.flush()


def _key(session: Session, link: ReturnLink) -> str:
    return str(session.get_one(Period, link.period_id).number)
