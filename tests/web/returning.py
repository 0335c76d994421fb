"""A body whose secretariat asks its departments, and what they hand in."""

import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project
from tracker.actions.return_forms import Asked, make_workbook
from tracker.db import reading, writing
from tracker.domain.roles import Visibility
from tracker.domain.stages import EntryKind, Stage
from tracker.domain.statements import STATES
from tracker.models import DepartmentContact, Project, ProjectParty, ReportedStatement, StatusEntry
from tracker.queries.bodies import get_body_view
from tracker.queries.returns import find_department_projects
from tracker.register.return_layout import COLUMNS
from tracker.register.return_writing import HEADING_ROW
from tracker.wording import get_wording

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
RETURNS = "/bodies/open/returns"
FIRST = HEADING_ROW + 2
STARTED = {"stage": Stage.PROMOTED, "started_on": date(2026, 3, 2), "results": "서울에서 첫 회의"}
DONE = {"completed_on": "2026. 11. 3.", "results": "포럼 개최"}
COLUMN = {column.name: index for index, column in enumerate(COLUMNS, start=1)}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXCHANGE, CULTURE = (
    {"ko": "국제교류과", "en": "International Relations Division"},
    {"ko": "문화과", "en": "Culture Division"},
)
MAIL = "exchange@sel.example"


def fill(engine: Engine, *, contact: bool = True) -> None:
    """A body of two parties: three projects of the first's exchange division, one of its culture division. The
    second project was promoted on 9 May."""
    with writing(engine) as session:
        body = make_body(session, "open", languages=["ko", "en"], visibility=Visibility.PUBLIC)
        parties = {code: make_party(session, body, code) for code in ("SEL", "BJS")}
        make_party(session, make_body(session, "other"), "SEL")
        area = make_area(session, body)
        period = make_period(session, body, conference_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
        for number, names in enumerate((EXCHANGE, EXCHANGE, EXCHANGE, CULTURE), start=1):
            project = make_project(session, period, area, f"1-ECO-{number}")
            common: dict[str, Any] = {"project_id": project.id, "body_id": body.id}
            session.add(ProjectParty(**common, party_id=parties["SEL"].id, departments=names))
            session.add(ProjectParty(**common, party_id=parties["BJS"].id, departments={"ko": "외사판공실"}))
            session.flush()
            if number == 2:
                make_entry(session, project, EntryKind.PROMOTED, date(2026, 5, 9), party="SEL")
        if contact:
            session.add(
                DepartmentContact(
                    body_id=body.id, party_id=parties["SEL"].id, department="국제교류과", email=MAIL, language="ko",
                    recorded_at=AT, recorded_by="tests",
                )
            )  # fmt: skip


def make_returned(
    engine: Engine, rows: Mapping[int, Mapping[str, Any]], *, department: str = "국제교류과", lang: str = "ko"
) -> bytes:
    """The department's form with values in its rows, which count from 0; a stage is written in the form's language."""
    with reading(engine) as session:
        view = get_body_view(session, "open")
        party = next(key for key, one in view.parties.items() if one.code == "SEL")
        found = find_department_projects(session, view, period=1, today=AT.date(), party_id=party)
        content = make_workbook(Asked(view, 1, AT), next(one for one in found if one.key == department), lang).content
    book = load_workbook(io.BytesIO(content))
    for number, values in rows.items():
        for name, value in values.items():
            said = get_wording(lang).term(STATES[value]) if isinstance(value, Stage) else value
            book.worksheets[0].cell(FIRST + number, COLUMN[name], said)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def hand_in(client: FlaskClient, *files: tuple[str, bytes], **data: str) -> TestResponse:
    handed = [(io.BytesIO(content), name, XLSX) for name, content in files]
    return client.post(RETURNS, data={"files": handed, **data}, content_type="multipart/form-data")


def statements_in(engine: Engine) -> list[ReportedStatement]:
    with reading(engine) as session:
        return list(session.exec(select(ReportedStatement).order_by(ReportedStatement.id)))  # type: ignore[arg-type]


def entries_in(engine: Engine) -> list[tuple[str, str, date | None]]:
    """Ref, kind and day of every entry."""
    with reading(engine) as session:
        query = select(Project.ref, StatusEntry.kind, StatusEntry.effective_on).join(
            Project,
            Project.id == StatusEntry.project_id,  # type: ignore[arg-type]
        )
        return [(ref, str(kind), day) for ref, kind, day in session.exec(query.order_by(StatusEntry.id))]  # type: ignore[arg-type]


def links_in(text: str) -> list[str]:
    """The paths of the links that a page shows."""
    return re.findall(r'value="https?://[^/"]+(/returns/[^"]+)"', text)
