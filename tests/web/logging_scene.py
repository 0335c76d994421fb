"""A body of two parties whose secretaries log, as forms and pages see it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from tests.builders import make_area, make_body, make_party, make_period, make_project
from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, text_of
from tracker.db import reading, writing
from tracker.domain.roles import Role, Visibility
from tracker.models import Project, StatusEntry

LIST = "/bodies/body/periods/4"
ENTRIES = f"{LIST}/entries"
CONFERENCE = date(2026, 1, 1)
TODAY = "2026-11-23"


@dataclass
class Office:
    engine: Engine
    client: FlaskClient

    def log(self, refs: str | list[str], kind: str = "promoted", on: str = TODAY, **fields: str) -> TestResponse:
        """Send the form of one row, or of several with `many`."""
        return self.client.post(ENTRIES, data={"ref": refs, "kind": kind, "on": on, **fields})

    def entries(self) -> list[tuple[str, str, date | None, str | None]]:
        """Ref, kind, day and note of everything recorded, in order."""
        with reading(self.engine) as session:
            query = select(StatusEntry, Project.ref).join(Project, StatusEntry.project_id == Project.id)  # type: ignore[arg-type]
            rows = session.exec(query.order_by(StatusEntry.id))  # type: ignore[arg-type]
            return [(ref, row.kind.value, row.effective_on, row.note) for row, ref in rows]

    def row(self, ref: str, address: str = LIST) -> html.HtmlElement:
        return get_page(self.client, address).xpath(f"//tr[@id='row-{ref}']")[0]

    def seen(self, ref: str) -> str:
        return str(self.row(ref).xpath(".//form//input[@name='seen']/@value")[0])


def make_office(
    engine: Engine, client: FlaskClient, *, role: Role | None = Role.SECRETARY, party: str = "SEL"
) -> Office:
    """A public body in its fourth period with projects 4-1 to 4-5, and someone with a role signed in."""
    with writing(engine) as session:
        fill(session)
    if role is not None:
        sign_in_as(client, engine, role, "body", party if role is Role.SECRETARY else None, now=NOW)
    return Office(engine, client)


def fill(session: Session) -> None:
    body = make_body(session, visibility=Visibility.PUBLIC, languages=["en", "ko"])
    make_party(session, body, "SEL")
    make_party(session, body, "BJS", country="CN")
    area = make_area(session, body)
    make_area(session, body, "CUL")
    period = make_period(
        session, body, 4, conference_on=CONFERENCE, ends_on=None, list_sealed_at=datetime(2026, 1, 1, 9, tzinfo=UTC)
    )
    for number in range(1, 6):
        make_project(session, period, area, f"4-{number}")


def errors_in(element: html.HtmlElement) -> list[str]:
    return [text_of(one) for one in element.xpath(".//*[contains(@class, 'field-error')]")]


def parse(answer: TestResponse) -> html.HtmlElement:
    return html.document_fromstring(answer.get_data(as_text=True))
