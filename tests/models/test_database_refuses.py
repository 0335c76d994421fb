"""What must not be is refused by the database itself, whatever path it comes by."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project, record
from tracker.actions.entries import void_entry
from tracker.actions.periods import close_period
from tracker.domain.stages import EntryKind
from tracker.models import Body, Lineage, Period, Project


class Place:
    """A body with two periods, an area, a party and a project in each period."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.body: Body = make_body(session)
        self.party = make_party(session, self.body)
        self.area = make_area(session, self.body)
        self.first: Period = make_period(session, self.body, 1)
        self.second: Period = make_period(session, self.body, 2)
        self.old: Project = make_project(session, self.first, self.area, "old")
        self.new: Project = make_project(session, self.second, self.area, "new")
        self.entry = make_entry(session, self.new, EntryKind.PROMOTED, date(2022, 5, 1))


@pytest.fixture
def place(engine: Engine) -> Iterator[Place]:
    with Session(engine) as session:
        yield Place(session)


def other_body(place: Place) -> Project:
    body = make_body(place.session, "other")
    return make_project(place.session, make_period(place.session, body), make_area(place.session, body))


def sql(text: str, **values: object) -> Callable[[Place], None]:
    def run(place: Place) -> None:
        place.session.execute(sa.text(text), values)

    return run


def link(later: str, earlier: str) -> Callable[[Place], None]:
    def run(place: Place) -> None:
        ids = {"old": place.old.id, "new": place.new.id}
        lineage = Lineage(body_id=place.body.id, project_id=ids[later], continues_id=ids[earlier])
        place.session.add(lineage)
        place.session.flush()

    return run


def link_to_other_body(place: Place) -> None:
    other = other_body(place)
    place.session.add(Lineage(body_id=place.body.id, project_id=place.new.id, continues_id=other.id))
    place.session.flush()


def void_a_void(place: Place) -> None:
    recording = record(place.session, place.body)
    void = void_entry(place.session, recording, place.entry, reason="wrong day")
    place.session.execute(
        sa.text(
            "INSERT INTO status_entry (kind, note, body_id, project_id, voids_id, recorded_at, recorded_by)"
            " VALUES ('void', 'x', :body, :project, :void, :at, 'x')"
        ),
        {"body": place.body.id, "project": place.new.id, "void": void.id, "at": datetime(2026, 1, 1, tzinfo=UTC)},
    )


def change_a_closing(place: Place) -> None:
    close_period(place.session, record(place.session, place.body), place.first, on=date(2021, 12, 31))
    place.session.execute(sa.text("DELETE FROM period_closing"))


REFUSED: dict[str, Callable[[Place], object]] = {
    "two projects with one ref": lambda p: make_project(p.session, p.first, p.area, "new"),
    "a ref taken later": sql("UPDATE project SET ref = 'old' WHERE ref = 'new'"),
    "a period that ends before it starts": sql("UPDATE period SET ends_on = '2019-01-01' WHERE number = 1"),
    "a period over its neighbour": sql("UPDATE period SET ends_on = '2022-06-01' WHERE number = 1"),
    "a neighbour without an end before it": sql("UPDATE period SET ends_on = NULL WHERE number = 1"),
    "a period in the middle of another": lambda p: make_period(
        p.session, p.body, 3, conference_on=date(2020, 5, 1), starts_on=date(2020, 5, 1), ends_on=date(2020, 6, 1)
    ),
    "another number for a period": sql("UPDATE period SET number = 9 WHERE number = 2"),
    "a changed status entry": sql("UPDATE status_entry SET note = 'x'"),
    "a deleted status entry": sql("DELETE FROM status_entry"),
    "an unknown stage": sql(
        "INSERT INTO status_entry (kind, effective_on, body_id, project_id, recorded_at, recorded_by)"
        " SELECT 'finished', '2022-06-01', body_id, id, recorded_at, 'x' FROM project WHERE ref = 'new'"
    ),
    "an unknown mode": sql("UPDATE project SET mode = 'both'"),
    "a suspension without a reason": sql(
        "INSERT INTO status_entry (kind, effective_on, body_id, project_id, recorded_at, recorded_by)"
        " SELECT 'suspended', '2022-06-01', body_id, id, recorded_at, 'x' FROM project WHERE ref = 'new'"
    ),
    "lineage to a later period": link("old", "new"),
    "lineage to itself": link("new", "new"),
    "lineage to another body": link_to_other_body,
    "a project moved to another period": sql("UPDATE project SET period_id = (SELECT id FROM period WHERE number = 1)"),
    "a project deleted from a sealed list": sql("DELETE FROM project WHERE ref = 'old'"),
    "a mutual project with a lead": sql("UPDATE project SET lead_id = (SELECT id FROM party)"),
    "implemented before promoted": sql("UPDATE project SET promoted_on = '2022-05-01', implemented_on = '2022-04-01'"),
    "struck without a reason": sql("UPDATE project SET struck_at = recorded_at"),
    "a party that left before it joined": sql("UPDATE membership SET left_on = '2001-01-01'"),
    "a void of a void": void_a_void,
    "a deleted closing": change_a_closing,
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(place: Place, what: str) -> None:
    with pytest.raises((sa.exc.IntegrityError, sa.exc.DatabaseError, sa.exc.InternalError)):
        REFUSED[what](place)


def test_lineage_to_an_earlier_period_is_kept(place: Place) -> None:
    link("new", "old")(place)
    assert place.session.execute(sa.text("SELECT count(*) FROM lineage")).scalar() == 1


def test_a_draft_row_may_be_deleted(place: Place) -> None:
    place.first.list_sealed_at = None
    place.session.flush()
    sql("DELETE FROM project WHERE ref = 'old'")(place)
    assert place.session.execute(sa.text("SELECT count(*) FROM project")).scalar() == 1
