"""A made-up body of many periods: projects in every state, carried over, split and merged, with due dates."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from tests.builders import FOUNDED_ON, make_area, make_body, make_entry, make_party, make_period, make_project
from tracker.domain.roles import Visibility
from tracker.domain.stages import EntryKind, Reason
from tracker.models import Area, Body, Lineage, Period, Project

RECORDED = datetime(2026, 11, 20, tzinfo=UTC)

#: Days from the conference to promotion and on to implementation, and why it stopped, by turns.
WAYS: tuple[tuple[int | None, int | None, EntryKind | None, Reason | None], ...] = (
    (20, 100, None, None),
    (60, 210, None, None),
    (150, None, None, None),
    (None, None, None, None),
    (45, None, EntryKind.SUSPENDED, Reason.FUNDING),
    (None, None, EntryKind.WITHDRAWN, Reason.SUPERSEDED),
    (None, None, EntryKind.SUSPENDED, Reason.OTHER_SIDE_PENDING),
    (300, 30, None, None),
)


def make_long(session: Session, *, periods: int = 30, projects: int = 24, code: str = "long") -> Body:
    """A period each year from 1997, the last one open. Of every list the first eight projects go on, two merged into
    one and one split in two."""
    body = make_body(session, code, visibility=Visibility.PUBLIC)
    make_party(session, body, "SEL", joined_on=FOUNDED_ON)
    area = make_area(session, body, "ECO", opened_on=date(1990, 1, 1))
    before: list[Project] = []
    for number in range(1, periods + 1):
        before = _make_list(session, body, area, number, before, projects=projects, last=number == periods)
    return body


def _make_list(
    session: Session, body: Body, area: Area, number: int, before: list[Project], *, projects: int, last: bool
) -> list[Project]:
    opens = date(1996 + number, 3, 2)
    ends = None if last else date(opens.year + 1, 3, 1)
    period = make_period(session, body, number, conference_on=opens, ends_on=ends)
    made = [_make_one(session, period, area, index, last=last) for index in range(projects)]
    if before:
        links = [(index, index) for index in range(6)] + [(5, 6), (6, 7), (7, 7)]
        for later, earlier in links:
            session.add(Lineage(project_id=made[later].id, continues_id=before[earlier].id, body_id=body.id))
        session.flush()
    return made


def _make_one(session: Session, period: Period, area: Area, index: int, *, last: bool) -> Project:
    opens = period.conference_on
    due = opens + timedelta(days=120 + 10 * index)
    project = make_project(session, period, area, f"{period.number}-ECO-{index:02}", due_on=due)
    promoted, more, condition, reason = WAYS[(index * index + period.number * (index % 5)) % len(WAYS)]
    slower = 40 if last else period.number % 3 * 7
    if promoted is not None and not (last and promoted > 200):
        on = opens + timedelta(days=promoted + slower)
        make_entry(session, project, EntryKind.PROMOTED, on, at=RECORDED)
        if more is not None and not (last and promoted + more + slower > 250):
            make_entry(session, project, EntryKind.IMPLEMENTED, on + timedelta(days=more), at=RECORDED)
    if condition is not None and reason is not None:
        make_entry(session, project, condition, opens + timedelta(days=180), at=RECORDED, reason=reason)
    return project
