"""A body of two cities whose departments have something to be asked about."""

from datetime import UTC, date, datetime, time

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.builders import clock_at, make_area, make_body, make_entry, make_party, make_period, make_project
from tracker.actions.chasing import ChaseSettings, set_chase
from tracker.actions.contacts import Reached, add_contact
from tracker.actions.digests import DigestLinks
from tracker.actions.recording import open_recording
from tracker.db import reading, writing
from tracker.domain.stages import EntryKind
from tracker.models import Area, Body, DepartmentContact, Mail, Party, Period, Project, ProjectParty
from tracker.queries.bodies import get_body

#: A Monday, six in the evening in Seoul.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SET_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LINKS = DigestLinks("https://tracker.example", "s" * 40)
MONDAYS = ChaseSettings(is_on=True, weekday=0, at=time(9), silent_days=180, due_days=30)


def make_scene(session: Session, code: str = "body") -> Body:
    """SEL's culture division and BJ's culture bureau share a silent project and a late one; SEL's environment division
    has one that is due soon; the rest is done, or asked of nobody."""
    body = make_body(session, code, names={"en": "Joint Committee", "ko": "공동위원회"}, languages=["ko", "en"])
    make_party(session, body, "SEL", names={"en": "Seoul", "ko": "서울"})
    make_party(session, body, "BJ", names={"en": "Beijing", "ko": "베이징"}, country="CN")
    make_area(session, body, "CUL")
    make_period(session, body, 1, conference_on=date(2026, 1, 5), ends_on=None)
    culture = {"SEL": {"en": "Culture Division", "ko": "문화과"}, "BJ": {"en": "Culture Bureau", "zh": "文化局"}}
    add_project(session, body, "1-SILENT", culture)
    add_project(session, body, "1-LATE", culture, due_on=date(2026, 11, 1), promoted=date(2026, 10, 1))
    add_project(session, body, "1-SOON", {"SEL": {"ko": "환경과"}}, due_on=date(2026, 12, 1))
    add_project(session, body, "1-DONE", culture, due_on=date(2026, 11, 1), implemented=date(2026, 10, 1))
    add_project(session, body, "1-FRESH", culture, promoted=date(2026, 11, 1))
    return body


def add_project(
    session: Session,
    body: Body,
    ref: str,
    departments: dict[str, dict[str, str]],
    *,
    due_on: date | None = None,
    promoted: date | None = None,
    implemented: date | None = None,
) -> Project:
    period = session.exec(select(Period).where(Period.body_id == body.id)).one()
    area = session.exec(select(Area).where(Area.body_id == body.id)).one()
    titles = {"en": f"Title of {ref}", "ko": f"{ref}의 이름"}
    project = make_project(session, period, area, ref, due_on=due_on, titles=titles)
    for party, names in departments.items():
        party_id = session.exec(select(Party.id).where(Party.body_id == body.id, Party.code == party)).one()
        session.add(
            ProjectParty(project_id=project.id, party_id=party_id, body_id=body.id, is_named=True, departments=names)
        )
    session.flush()
    for kind, day in ((EntryKind.PROMOTED, promoted), (EntryKind.IMPLEMENTED, implemented)):
        if day is not None:
            make_entry(session, project, kind, day)
    return project


def name_contact(
    engine: Engine, party: str, department: str, email: str, language: str = "ko", *, name: str = ""
) -> DepartmentContact:
    with writing(engine) as session:
        found = get_body(session, "body")
        recording = open_recording(session, found, by="tests", clock=clock_at(SET_AT))
        party_id = session.exec(select(Party.id).where(Party.body_id == found.id, Party.code == party)).one()
        reached = Reached(email, language, name)
        add_contact(session, recording, party_id=party_id, department=department, reached=reached)
    with reading(engine) as session:
        query = select(DepartmentContact).where(DepartmentContact.department == department)
        return session.exec(query.where(DepartmentContact.party_id == party_id)).one()


def switch_on(engine: Engine, settings: ChaseSettings = MONDAYS, at: datetime = SET_AT, body: str = "body") -> None:
    with writing(engine) as session:
        set_chase(session, open_recording(session, get_body(session, body), by="tests", clock=clock_at(at)), settings)


def find_mails(engine: Engine) -> list[Mail]:
    """Everything in the outbox, in the order of the addresses."""
    with reading(engine) as session:
        return list(session.exec(select(Mail).order_by(col(Mail.to_address), col(Mail.id))))
