"""A body that asks its two parties for confirmation, with projects that stand under every heading of what is stuck.

Period 1 (2023-01-01 to 2024-12-31) is over, period 2 (from 2025-01-01) runs. Of period 2, as of AS_OF:

| ref | why | last entry |
|---|---|---|
| 2-A | silent, 22 months | agreed, 2025-01-01 |
| 2-B | silent, 14 months, and overdue since 2026-06-30 | promoted 2025-09-01 |
| 2-C | suspended since 2026-08-01 | 2026-08-01 |
| 2-D | BJS disputes that it was promoted on 2026-09-01 | 2026-09-01 |
| 2-E | moves: promoted 2026-10-10 | |
| 2-F | implemented 2026-09-15 | |
| 2-G | withdrawn 2026-02-01 | |
| 2-H | struck | |
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project, record
from tracker.actions.confirmations import Given, answer_entries
from tracker.actions.removing_projects import strike_project
from tracker.domain.confirmations import Answer
from tracker.domain.roles import Visibility
from tracker.domain.stages import EntryKind
from tracker.models import Area, Body, Party, Period, Project, ProjectParty, StatusEntry

CODE = "stalling"
AS_OF = date(2026, 11, 1)
#: When everything was recorded, and when it was disputed.
RECORDED_AT, DISPUTED_AT = datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC)
OFFICES = {"SEL": "Air office", "BJS": "Environment bureau"}


@dataclass(frozen=True)
class Stalling:
    """The body's rows, projects by ref."""

    body: Body
    area: Area
    parties: dict[str, Party]
    periods: dict[int, Period]
    projects: dict[str, Project]
    disputed: StatusEntry


def make_stalling_body(session: Session, *, asks_confirmation: bool = True) -> Stalling:
    body = make_body(
        session,
        CODE,
        asks_confirmation=asks_confirmation,
        visibility=Visibility.PUBLIC,
        names={"en": "Stalling Committee", "ko": "정체 위원회"},
        languages=["en", "ko"],
    )
    parties = {
        "SEL": make_party(session, body, "SEL", names={"en": "Seoul", "ko": "서울"}),
        "BJS": make_party(session, body, "BJS", names={"en": "Beijing", "ko": "베이징"}, country="CN"),
    }
    area = make_area(session, body)
    first = make_period(session, body, 1, conference_on=date(2023, 1, 1), ends_on=date(2024, 12, 31))
    second = make_period(session, body, 2, conference_on=date(2025, 1, 1), ends_on=None)
    projects = {
        ref: make_project(session, first, area, ref, titles={"en": f"Old project {ref}"}) for ref in ("1-A", "1-B")
    }
    for letter in "ABCDEFGH":
        due_on = date(2026, 6, 30) if letter == "B" else None
        titles = {"en": f"Project {letter}", "ko": f"사업 {letter}"}
        projects[f"2-{letter}"] = make_project(session, second, area, f"2-{letter}", due_on=due_on, titles=titles)
    for ref in ("2-A", "2-B", "2-D", "2-E"):
        _name_offices(session, body, projects[ref], parties, ("SEL",) if ref == "2-E" else ("SEL", "BJS"))
    _log(session, projects["1-A"], EntryKind.PROMOTED, date(2023, 3, 1))
    _log(session, projects["1-B"], EntryKind.PROMOTED, date(2024, 11, 1))
    _log(session, projects["2-B"], EntryKind.PROMOTED, date(2025, 9, 1))
    _log(session, projects["2-C"], EntryKind.SUSPENDED, date(2026, 8, 1))
    disputed = _log(session, projects["2-D"], EntryKind.PROMOTED, date(2026, 9, 1), party="SEL")
    _log(session, projects["2-E"], EntryKind.PROMOTED, date(2026, 10, 10))
    _log(session, projects["2-F"], EntryKind.IMPLEMENTED, date(2026, 9, 15))
    _log(session, projects["2-G"], EntryKind.WITHDRAWN, date(2026, 2, 1))
    strike_project(session, record(session, body, RECORDED_AT), projects["2-H"], reason="listed twice")
    if asks_confirmation:
        given = [Given(disputed.id, Answer.DISPUTED, "No meeting was held")]
        answer_entries(session, record(session, body, DISPUTED_AT), given, party=parties["BJS"])
    return Stalling(body, area, parties, {1: first, 2: second}, projects, disputed)


def _name_offices(
    session: Session, body: Body, project: Project, parties: dict[str, Party], codes: tuple[str, ...]
) -> None:
    for code in codes:
        about = {"body_id": body.id, "project_id": project.id, "party_id": parties[code].id}
        session.add(ProjectParty(departments={"en": OFFICES[code]}, is_named=False, **about))
    session.flush()


def _log(session: Session, project: Project, kind: EntryKind, on: date, *, party: str | None = None) -> StatusEntry:
    return make_entry(session, project, kind, on, at=RECORDED_AT, party=party)
