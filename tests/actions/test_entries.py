"""Logging and voiding: the order of stages, the rule for closed periods, the row kept in step."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.builders import RECORDED_AT, make_area, make_body, make_entry, make_party, make_period, make_project, record
from tracker.actions.changing_projects import change_project
from tracker.actions.documents import HandedFile, keep_document
from tracker.actions.entries import ProjectLog, change_logs, void_entry
from tracker.actions.periods import change_period, close_period, reopen_period
from tracker.actions.projects import add_projects
from tracker.actions.recording import open_recording
from tracker.actions.removing_projects import delete_draft_project, strike_project
from tracker.actions.returns import add_return
from tracker.domain.problems import Refused
from tracker.domain.stages import EntryKind, Mode, Reason
from tracker.domain.statements import Statement
from tracker.models import (
    Body,
    DepartmentReturn,
    DocumentKind,
    Party,
    Period,
    Project,
    ProjectCreate,
    StatusEntry,
    StatusEntryCreate,
)

CONFERENCE, CUT_OFF = date(2020, 1, 1), date(2021, 12, 31)


class Office:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.body: Body = make_body(session)
        make_party(session, self.body)
        self.area = make_area(session, self.body)
        self.period: Period = make_period(session, self.body)
        self.project: Project = make_project(session, self.period, self.area, "1-ECO-01")

    def log(self, kind: str, on: date, **fields: object) -> StatusEntry:
        return make_entry(self.session, self.project, EntryKind(kind), on, **fields)  # type: ignore[arg-type]

    def days(self) -> tuple[date | None, date | None]:
        return self.project.promoted_on, self.project.implemented_on

    def close(self) -> None:
        close_period(self.session, record(self.session, self.body), self.period, on=date(2022, 1, 5))


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with Session(engine) as session:
        yield Office(session)


def refusal(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_the_row_follows_the_log(office: Office) -> None:
    promoted = office.log("promoted", date(2020, 5, 1))
    office.log("implemented", date(2021, 5, 1))
    assert office.days() == (date(2020, 5, 1), date(2021, 5, 1))
    void_entry(office.session, record(office.session, office.body), promoted, reason="another project")
    assert office.days() == (date(2021, 5, 1), date(2021, 5, 1))


def test_a_backdated_entry_moves_the_day_back(office: Office) -> None:
    office.log("promoted", date(2020, 5, 1))
    office.log("promoted", date(2020, 3, 1))
    assert office.days() == (date(2020, 3, 1), None)


def test_a_change_of_day_is_a_void_and_a_new_entry_at_once(office: Office) -> None:
    old = office.log("promoted", date(2020, 5, 1))
    new = StatusEntryCreate(kind=EntryKind.PROMOTED, effective_on=date(2020, 6, 1))
    log = ProjectLog(office.project, add=[new], void=[old.id or 0], void_reason="wrong day")
    change_logs(office.session, record(office.session, office.body), [log])
    assert office.days() == (date(2020, 6, 1), None)
    assert len(office.session.exec(select(StatusEntry)).all()) == 3


@pytest.mark.parametrize(
    ("kind", "on", "code"),
    [
        ("promoted", date(2019, 12, 31), "before_agreed"),
        ("promoted", date(2026, 11, 3), "future_day"),
        ("resumed", date(2020, 5, 1), "resumed_before_suspended"),
    ],
)
def test_what_cannot_have_happened_is_refused(office: Office, kind: str, on: date, code: str) -> None:
    with pytest.raises(Refused) as error:
        office.log(kind, on)
    assert refusal(error) == [code]
    assert office.days() == (None, None)


def test_a_day_that_has_begun_at_the_easternmost_party_is_not_the_future(office: Office) -> None:
    # Past midnight in Seoul, and in New Zealand all the more.
    make_party(office.session, office.body, "KAM", country="NZ")
    evening = datetime(2026, 11, 1, 15, 30, tzinfo=UTC)
    office.log("promoted", date(2026, 11, 2), at=evening)
    assert office.days() == (date(2026, 11, 2), None)


def test_a_reason_belongs_to_suspensions_and_withdrawals_alone(office: Office) -> None:
    for kind, reason, code in [("suspended", None, "reason_missing"), ("promoted", Reason.OTHER, "reason_unused")]:
        with pytest.raises(Refused) as error:
            office.log(kind, date(2020, 5, 1), reason=reason)
        assert refusal(error) == [code]


def test_the_same_fact_is_not_logged_twice(office: Office) -> None:
    office.log("promoted", date(2020, 5, 1))
    with pytest.raises(Refused) as error:
        office.log("promoted", date(2020, 5, 1))
    assert refusal(error) == ["logged_already"]


def test_a_suspension_that_was_resumed_cannot_be_voided_alone(office: Office) -> None:
    suspended = office.log("suspended", date(2020, 5, 1))
    office.log("resumed", date(2020, 6, 1))
    with pytest.raises(Refused) as error:
        void_entry(office.session, record(office.session, office.body), suspended, reason="mistake")
    assert refusal(error) == ["resumed_before_suspended"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_void_says_why(office: Office, reason: str) -> None:
    entry = office.log("promoted", date(2020, 5, 1))
    with pytest.raises(Refused) as error:
        void_entry(office.session, record(office.session, office.body), entry, reason=reason)
    assert refusal(error) == ["void_without_reason"]


def test_a_resumption_on_the_day_of_the_suspension_stands_though_it_was_recorded_later(office: Office) -> None:
    office.log("suspended", date(2020, 5, 1))
    office.log("resumed", date(2020, 5, 1), at=datetime(2026, 11, 2, tzinfo=UTC))


def test_one_call_does_not_log_the_same_fact_twice(office: Office) -> None:
    twice = [StatusEntryCreate(kind=EntryKind.PROMOTED, effective_on=date(2020, 5, 1))] * 2
    with pytest.raises(Refused) as error:
        change_logs(office.session, record(office.session, office.body), [ProjectLog(office.project, add=twice)])
    assert refusal(error) == ["logged_already"]


def test_nothing_is_voided_twice(office: Office) -> None:
    entry = office.log("promoted", date(2020, 5, 1))
    void_entry(office.session, record(office.session, office.body), entry, reason="mistake")
    with pytest.raises(Refused) as error:
        void_entry(office.session, record(office.session, office.body), entry, reason="mistake")
    assert refusal(error) == ["nothing_to_void"]


def test_several_projects_change_together_or_not_at_all(office: Office) -> None:
    other = make_project(office.session, office.period, office.area)
    good = StatusEntryCreate(kind=EntryKind.PROMOTED, effective_on=date(2020, 5, 1))
    bad = StatusEntryCreate(kind=EntryKind.PROMOTED, effective_on=date(2019, 5, 1))
    logs = [ProjectLog(office.project, add=[good]), ProjectLog(other, add=[bad])]
    with pytest.raises(Refused):
        change_logs(office.session, record(office.session, office.body), logs)
    assert office.session.exec(select(StatusEntry)).all() == []


def test_a_closed_period_takes_late_entries_and_nothing_else(office: Office) -> None:
    before = office.log("promoted", CUT_OFF)
    office.close()
    late = office.log("implemented", CUT_OFF + timedelta(days=1))
    refused = [
        lambda: office.log("suspended", CUT_OFF),
        lambda: void_entry(office.session, record(office.session, office.body), before, reason="mistake"),
        lambda: change_project(office.session, record(office.session, office.body), office.project, {"note": "x"}),
        lambda: strike_project(office.session, record(office.session, office.body), office.project, reason="x"),
        lambda: delete_draft_project(office.session, record(office.session, office.body), office.project),
        lambda: add_projects(office.session, record(office.session, office.body), office.period, [new_project("x")]),
    ]
    for change in refused:
        with pytest.raises(Refused) as error:
            change()
        assert refusal(error) == ["period_closed"]
    void_entry(office.session, record(office.session, office.body), late, reason="mistake")
    assert office.days() == (CUT_OFF, None)


def test_a_reopened_period_takes_everything_again(office: Office) -> None:
    office.close()
    reopen_period(office.session, record(office.session, office.body), office.period, reason="a return came late")
    office.log("promoted", CUT_OFF)
    assert office.days() == (CUT_OFF, None)


def test_a_sealed_list_is_struck_and_a_draft_deleted(office: Office) -> None:
    with pytest.raises(Refused) as error:
        delete_draft_project(office.session, record(office.session, office.body), office.project)
    assert refusal(error) == ["list_sealed"]
    strike_project(office.session, record(office.session, office.body), office.project, reason="recorded twice")
    with pytest.raises(Refused) as error:
        office.log("promoted", date(2020, 5, 1))
    assert refusal(error) == ["project_struck"]


def test_a_sealed_list_takes_only_additional_projects(office: Office) -> None:
    recording = record(office.session, office.body)
    with pytest.raises(Refused) as error:
        add_projects(office.session, recording, office.period, [new_project("late", CONFERENCE)])
    assert refusal(error) == ["list_sealed"]
    added = add_projects(office.session, recording, office.period, [new_project("late", date(2020, 6, 1))])
    assert [project.ref for project in added] == ["late"]


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2022, 1, 1)])
def test_a_project_is_agreed_within_its_period(office: Office, on: date) -> None:
    with pytest.raises(Refused) as error:
        add_projects(office.session, record(office.session, office.body), office.period, [new_project("x", on)])
    assert "agreed_outside" in refusal(error)


def test_area_and_parties_are_those_of_the_day(office: Office) -> None:
    make_area(office.session, office.body, "NEW", opened_on=date(2021, 1, 1))
    make_party(office.session, office.body, "OLD", left_on=date(2020, 2, 1))
    office.period.list_sealed_at = None
    new = ProjectCreate(
        ref="x", titles={"en": "x"}, mode=Mode.MUTUAL, agreed_on=date(2020, 6, 1), area="NEW", parties=["OLD", "SEL"]
    )
    with pytest.raises(Refused) as error:
        add_projects(office.session, record(office.session, office.body), office.period, [new])
    assert refusal(error) == ["area_closed", "party_absent"]
    with pytest.raises(Refused) as error:
        change_project(office.session, record(office.session, office.body), office.project, {"area": "NEW"})
    assert refusal(error) == ["area_closed"]


def test_a_sealed_list_loses_no_project_to_another_day(office: Office) -> None:
    moves = [
        lambda: change_project(
            office.session, record(office.session, office.body), office.project, {"agreed_on": date(2020, 6, 1)}
        ),
        lambda: change_period(
            office.session, record(office.session, office.body), office.period, {"agreed_list_on": date(2019, 12, 1)}
        ),
    ]
    for move, code in zip(moves, ["list_sealed", "list_day_sealed"], strict=True):
        with pytest.raises(Refused) as error:
            move()
        assert refusal(error) == [code]


def test_an_agreement_does_not_move_past_what_happened(office: Office) -> None:
    office.period.list_sealed_at = None
    office.log("promoted", date(2020, 5, 1))
    with pytest.raises(Refused) as error:
        change_project(
            office.session, record(office.session, office.body), office.project, {"agreed_on": date(2020, 6, 1)}
        )
    assert refusal(error) == ["before_agreed"]


def test_a_draft_row_that_a_later_project_continues_stays(office: Office) -> None:
    office.period.list_sealed_at = None
    second = make_period(office.session, office.body, 2)
    later = make_project(office.session, second, office.area, "later")
    change_project(office.session, record(office.session, office.body), later, {"continues": ["1-ECO-01"]})
    with pytest.raises(Refused) as error:
        delete_draft_project(office.session, record(office.session, office.body), office.project)
    assert refusal(error) == ["project_is_continued"]


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2021, 12, 30), "close_before_end"), (date(2027, 1, 1), "close_ahead"), (CUT_OFF, "close_before_reopening")],
)
def test_a_period_closes_between_its_end_or_reopening_and_today(office: Office, on: date, code: str) -> None:
    office.close()
    reopen_period(office.session, record(office.session, office.body), office.period, reason="a return came late")
    with pytest.raises(Refused) as error:
        close_period(office.session, record(office.session, office.body), office.period, on=on)
    assert refusal(error) == [code]


def test_what_was_read_before_the_lock_is_read_again(office: Office) -> None:
    office.log("promoted", date(2020, 5, 1))
    office.session.connection().execute(
        sa.text("UPDATE project SET note = 'by another' WHERE ref = '1-ECO-01'")
    )  # as another transaction would have, while this one waited
    record(office.session, office.body)
    assert office.project.note == "by another"


def test_what_is_recorded_later_has_the_later_instant_even_where_the_clock_went_back(office: Office) -> None:
    first = record(office.session, office.body, datetime(2026, 11, 1, tzinfo=UTC)).at
    second = open_recording(office.session, office.body, by="x", clock=lambda: datetime(2026, 10, 1, tzinfo=UTC)).at
    assert second > first


def new_project(ref: str, agreed_on: date = CONFERENCE) -> ProjectCreate:
    return ProjectCreate(ref=ref, titles={"en": ref}, mode=Mode.MUTUAL, agreed_on=agreed_on, area="ECO")


def test_a_draft_row_with_a_file_or_a_departments_report_stays(office: Office, tmp_path: Path) -> None:
    office.period.list_sealed_at = None
    other = make_project(office.session, office.period, office.area, "1-ECO-02")
    keep_document(
        office.session,
        record(office.session, office.body),
        HandedFile("minutes.pdf", b"%PDF-1.7"),
        kind=DocumentKind.EVIDENCE,
        files_dir=tmp_path,
        most_bytes=100,
        project_id=office.project.id,
    )
    party_id = office.session.exec(select(Party.id)).one()
    made = DepartmentReturn(
        body_id=office.body.id,
        period_id=office.period.id,
        party_id=party_id,
        department="Culture",
        received_at=RECORDED_AT,
        received_by="tests",
    )
    add_return(office.session, made, {other.id: Statement(results="a meeting")})
    for project in (office.project, other):
        with pytest.raises(Refused) as error:
            delete_draft_project(office.session, record(office.session, office.body), project)
        assert refusal(error) == ["project_is_spoken_of"]
