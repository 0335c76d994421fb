"""A body at its beginning, its secretary in a browser, and what they type."""

import io
from datetime import UTC, date, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from tests.builders import clock_at, make_area, make_body, make_party
from tracker.actions.entries import log_entry
from tracker.actions.recording import open_recording
from tracker.db import reading, writing
from tracker.domain.stages import EntryKind, Reason
from tracker.models import Body, Period, Project, StatusEntryCreate

AT = "/bodies/body/conferences"
MINUTES = b"%PDF-1.7 minutes"


def make_beginning(engine: Engine) -> None:
    """A body of two parties and two areas that has no period yet."""
    with writing(engine) as session:
        body = make_body(session, names={"en": "Body"}, languages=["en", "ko"])
        for code, name in (("SEL", "Seoul"), ("BJS", "Beijing")):
            make_party(session, body, code, names={"en": name})
        for code, name in (("ECO", "Economy"), ("CUL", "Culture")):
            make_area(session, body, code, names={"en": name})


def open_first(client: FlaskClient, day: str = "2024-03-01", number: int = 1, **more: str) -> TestResponse:
    return client.post(f"{AT}/open", data={"number": str(number), "conference_on": day, "host": "SEL"} | more)


def type_rows(client: FlaskClient, *rows: dict[str, str], number: int = 1, **more: str) -> TestResponse:
    """Rows of the grid, counted from 1; a mutual one unless it says otherwise."""
    data = {
        f"{name}.{index}": value
        for index, row in enumerate(rows, start=1)
        for name, value in ({"mode": "mutual"} | row).items()
    }
    return client.post(f"{AT}/{number}/list", data={"rows": str(max(8, len(rows)))} | data | more)


def seal(client: FlaskClient, number: int = 1, content: bytes = MINUTES) -> TestResponse:
    data = {"document": f"Minutes {number}", "file": (io.BytesIO(content), "minutes.pdf")}
    return client.post(f"{AT}/{number}/seal", data=data, content_type="multipart/form-data")


def make_sealed(client: FlaskClient) -> None:
    """Period 1 with five projects, sealed."""
    assert open_first(client).status_code == 303
    rows = [
        {"area": "ECO", "title_en": f"Project {index}", "department_SEL": "Office", "department_BJS": "Bureau"}
        for index in range(1, 6)
    ]
    assert type_rows(client, *rows).status_code == 303
    assert seal(client).status_code == 303


def log(
    engine: Engine, ref: str, kind: EntryKind, on: date, *, now: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)
) -> None:
    with writing(engine) as session:
        recording = open_recording(session, session.exec(select(Body)).one(), by="tests", clock=clock_at(now))
        project = session.exec(select(Project).where(Project.ref == ref)).one()
        reason = Reason.OTHER if kind in (EntryKind.SUSPENDED, EntryKind.WITHDRAWN) else None
        log_entry(session, recording, project, StatusEntryCreate(kind=kind, effective_on=on, reason=reason))


def find_period(engine: Engine, number: int = 1) -> Period:
    with reading(engine) as session:
        return session.exec(select(Period).where(Period.number == number)).one()


def find_refs(engine: Engine, number: int = 1) -> list[str]:
    with reading(engine) as session:
        return _refs(session, number)


def _refs(session: Session, number: int) -> list[str]:
    query = select(Project.ref).join(Period).where(Period.number == number).order_by(Project.id)  # type: ignore[arg-type]
    return list(session.exec(query))


def field_values(page: Any) -> dict[str, str]:
    """Every field of a page's form with what it holds, as a browser would send it; one form to a page."""
    found: dict[str, str] = {}
    for one in page.xpath("//main//input[@name] | //main//select[@name] | //main//textarea[@name]"):
        if one.tag == "select":
            chosen = one.xpath("./option[@selected]/@value") or one.xpath("./option/@value")
            found[one.get("name")] = chosen[0]
        elif one.tag == "textarea":
            found[one.get("name")] = one.text or ""
        elif one.get("type") != "checkbox" or one.get("checked") is not None:
            found[one.get("name")] = one.get("value", "")
    return found
