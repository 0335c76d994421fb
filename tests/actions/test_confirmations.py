"""Two and more parties and what they say of each other's entries."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.builders import RECORDED_AT, make_area, make_body, make_entry, make_party, make_period, make_project, record
from tracker.actions.bodies import add_membership, change_row
from tracker.actions.changing_projects import change_project
from tracker.actions.confirmations import Given, answer_entries
from tracker.actions.editing_bodies import remove_party
from tracker.actions.entries import void_entry
from tracker.actions.periods import close_period, reopen_period
from tracker.actions.removing_projects import strike_project
from tracker.actions.tallies import keep_touched
from tracker.domain.confirmations import Answer
from tracker.domain.periods import Flag
from tracker.domain.problems import Problem, Refused
from tracker.domain.rates import RateName
from tracker.domain.stages import EntryKind
from tracker.domain.trends import Figures
from tracker.models import (
    Body,
    Confirmation,
    ConfirmationRequest,
    MembershipCreate,
    Party,
    Period,
    PeriodTally,
    Project,
    StatusEntry,
    Subject,
)
from tracker.queries.bodies import get_body_view
from tracker.queries.checks_confirmations import check_confirmations
from tracker.queries.document import to_row
from tracker.queries.figures import find_figures

YES, NO = Answer.CONFIRMED, Answer.DISPUTED
PROMOTED_ON, DONE_ON, AFTER = date(2020, 5, 1), date(2021, 5, 1), date(2022, 1, 5)


class Table:
    """A body of three members and an observer at one table; projects concern SEL and BJS unless they say otherwise."""

    def __init__(self, session: Session, *, asks: bool = True) -> None:
        self.session = session
        self.body: Body = make_body(session, asks_confirmation=asks)
        self.parties = {code: make_party(session, self.body, code) for code in ("SEL", "BJS", "GGD")}
        self.parties["OBS"] = make_party(session, self.body, "OBS", role="observer")
        self.area = make_area(session, self.body)
        self.period: Period = make_period(session, self.body)
        self.project = self.add("1-ECO-01", ["SEL", "BJS"])

    def add(self, ref: str, parties: list[str]) -> Project:
        project = make_project(self.session, self.period, self.area, ref)
        if parties:
            self.change(project, parties=parties)
        return project

    def change(self, project: Project, **changes: object) -> None:
        change_project(self.session, record(self.session, self.body), project, changes)

    def log(self, kind: str = "promoted", on: date = PROMOTED_ON, party: str | None = "SEL", **more: object) -> int:
        project = more.pop("project", self.project)
        return make_entry(self.session, project, EntryKind(kind), on, party=party, **more).id  # type: ignore[arg-type]

    def answer(self, party: str, *given: tuple[int, Answer] | tuple[int, Answer, str], days: int = 0) -> int:
        recording = record(self.session, self.body, RECORDED_AT + timedelta(days=days))
        return len(answer_entries(self.session, recording, [Given(*g) for g in given], party=self.parties[party]))

    def waiting(self) -> dict[int, dict[str, Answer | None]]:
        """By entry, what each party asked has answered."""
        codes = {party.id: code for code, party in self.parties.items()}
        found: dict[int, dict[str, Answer | None]] = {}
        for row in self.session.exec(select(ConfirmationRequest)):
            found.setdefault(row.entry_id, {})[codes[row.party_id]] = row.answer
        assert [one for one in check_confirmations(self.session) if isinstance(one, Problem)] == []
        return found

    def days(self) -> tuple[date | None, date | None]:
        return self.project.confirmed_promoted_on, self.project.confirmed_implemented_on

    def kept(self) -> int:
        """How many projects are kept as confirmed promoted by the period's last day, once this is committed."""
        keep_touched(self.session)
        return self.session.get_one(PeriodTally, self.period.id, populate_existing=True).counts["confirmed_promoted"]

    def figures(self, known_at: datetime | None = None) -> Figures:
        view = get_body_view(self.session, self.body.code)
        return find_figures(self.session, view, by=None, as_of=AFTER, known_at=known_at)[-1]

    def asks(self, value: bool) -> None:
        recording, changes = record(self.session, self.body), {"asks_confirmation": value}
        change_row(self.session, recording, self.body, changes, subject=Subject.BODY, key="body")


@pytest.fixture
def table(engine: Engine) -> Iterator[Table]:
    with Session(engine) as session:
        yield Table(session)


def refused(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_an_entry_waits_until_the_other_side_confirms(table: Table) -> None:
    entry = table.log()
    assert table.waiting() == {entry: {"BJS": None}}
    assert table.days() == (None, None)
    table.answer("BJS", (entry, YES))
    assert table.waiting() == {entry: {"BJS": YES}}
    assert table.days() == (PROMOTED_ON, None)


def test_implemented_alone_is_promoted_too(table: Table) -> None:
    table.answer("BJS", (table.log("implemented", DONE_ON), YES))
    assert table.days() == (DONE_ON, DONE_ON)


def test_an_entry_for_nobody_asks_everybody_concerned(table: Table) -> None:
    entry = table.log(party=None)
    assert table.waiting() == {entry: {"SEL": None, "BJS": None}}
    table.answer("SEL", (entry, YES))
    assert table.days() == (None, None)
    table.answer("BJS", (entry, YES))
    assert table.days() == (PROMOTED_ON, None)


def test_every_one_of_three_parties_has_to_confirm(table: Table) -> None:
    project = table.add("1-ECO-02", [])
    entry = table.log(project=project)
    assert table.waiting() == {entry: {"BJS": None, "GGD": None}}
    table.answer("BJS", (entry, YES))
    table.answer("GGD", (entry, NO, "no such meeting"))
    assert project.confirmed_promoted_on is None
    table.answer("GGD", (entry, YES))
    assert project.confirmed_promoted_on == PROMOTED_ON


def test_a_project_of_one_party_is_confirmed_at_once(table: Table) -> None:
    project = table.add("1-ECO-02", ["SEL"])
    table.log(project=project)
    assert table.waiting() == {}
    assert project.confirmed_promoted_on == PROMOTED_ON
    assert Flag.PROVISIONAL not in flags_when_closed(table)


def flags_when_closed(table: Table) -> tuple[Flag, ...]:
    close_period(table.session, record(table.session, table.body), table.period, on=date(2022, 1, 2))
    return table.figures().flags


def test_the_latest_answer_counts_and_earlier_ones_stay(table: Table) -> None:
    entry = table.log()
    table.answer("BJS", (entry, YES))
    table.answer("BJS", (entry, NO, "the date is wrong"), days=1)
    assert (table.waiting(), table.days()) == ({entry: {"BJS": NO}}, (None, None))
    table.answer("BJS", (entry, YES), days=2)
    assert table.days() == (PROMOTED_ON, None)
    assert len(table.session.exec(select(Confirmation)).all()) == 3
    confirmed = [
        table.figures(RECORDED_AT + timedelta(days=day, hours=1)).tally.confirmed_promoted for day in (-1, 0, 1, 2)
    ]
    assert confirmed == [0, 1, 0, 1]


def test_the_same_answer_again_records_nothing(table: Table) -> None:
    entry = table.log()
    assert table.answer("BJS", (entry, NO, "not yet")) == 1
    assert table.answer("BJS", (entry, NO, "not yet")) == 0
    assert table.answer("BJS", (entry, NO, "not before May")) == 1


def test_a_voided_entry_asks_nobody_and_its_confirmation_counts_no_more(table: Table) -> None:
    entry = table.log(at=RECORDED_AT)
    table.answer("BJS", (entry, YES))
    row = table.session.get_one(StatusEntry, entry)
    later = RECORDED_AT + timedelta(days=3)
    void_entry(table.session, record(table.session, table.body, later), row, reason="another project")
    assert (table.waiting(), table.days()) == ({}, (None, None))
    before = table.figures(RECORDED_AT + timedelta(days=1))
    assert (before.tally.confirmed_promoted, before.rates[RateName.CONFIRMED_PROMOTION].part) == (1, 1)  # type: ignore[union-attr]
    with pytest.raises(Refused) as error:
        table.answer("BJS", (entry, YES), days=4)
    assert refused(error) == ["entry_not_standing"]


def test_what_cannot_be_answered_is_refused_all_at_once(table: Table) -> None:
    mine, theirs = table.log(party="SEL"), table.log("implemented", DONE_ON, party="BJS")
    with pytest.raises(Refused) as error:
        table.answer("SEL", (mine, YES), (theirs, NO), (999, YES))
    assert refused(error) == ["party_not_asked", "dispute_without_reason", "entry_unknown"]
    for party in ("GGD", "OBS"):
        with pytest.raises(Refused) as error:
            table.answer(party, (mine, YES))
        assert refused(error) == ["party_not_asked"]
    assert table.session.exec(select(Confirmation)).all() == []


def test_an_entry_of_another_body_is_not_there(table: Table) -> None:
    other = make_body(table.session, "other", asks_confirmation=True)
    project = make_project(table.session, make_period(table.session, other), make_area(table.session, other))
    entry = make_entry(table.session, project, EntryKind.PROMOTED, PROMOTED_ON).id
    with pytest.raises(Refused) as error:
        table.answer("BJS", (entry, YES))
    assert refused(error) == ["entry_unknown"]


def test_a_body_that_does_not_ask_keeps_nothing(engine: Engine) -> None:
    with Session(engine) as session:
        table = Table(session, asks=False)
        entry = table.log()
        assert (table.waiting(), table.days()) == ({}, (None, None))
        assert table.figures().rates[RateName.CONFIRMED_PROMOTION] is None
        with pytest.raises(Refused) as error:
            table.answer("BJS", (entry, YES))
        assert refused(error) == ["confirmation_not_asked"]
        assert Flag.FINAL in flags_when_closed(table)


def test_a_body_can_begin_and_cease_to_ask(table: Table) -> None:
    entry = table.log()
    table.answer("BJS", (entry, YES))
    table.asks(False)
    assert (table.waiting(), table.days()) == ({}, (None, None))
    done = table.log("implemented", DONE_ON, party="BJS")
    assert table.waiting() == {}
    table.asks(True)
    table.session.refresh(table.project)
    assert table.waiting() == {entry: {"BJS": YES}, done: {"SEL": None}}
    assert table.days() == (PROMOTED_ON, None)


def test_other_parties_concerned_are_asked_anew(table: Table) -> None:
    entry = table.log()
    table.answer("BJS", (entry, YES))
    table.change(table.project, parties=["SEL", "BJS", "GGD"])
    assert (table.waiting(), table.days()) == ({entry: {"BJS": YES, "GGD": None}}, (None, None))
    table.change(table.project, parties=["SEL", "BJS"])
    assert (table.waiting(), table.days()) == ({entry: {"BJS": YES}}, (PROMOTED_ON, None))
    table.change(table.project, parties=[], departments={"GGD": {"en": "Office"}, "SEL": {"en": "Office"}})
    assert table.waiting() == {entry: {"GGD": None}}


def test_a_member_of_the_day_is_asked_and_an_observer_never(table: Table) -> None:
    entry = table.log(project=table.add("1-ECO-02", []))
    assert table.waiting() == {entry: {"BJS": None, "GGD": None}}
    new = make_party(table.session, table.body, "YUN", joined_on=date(2023, 1, 1))
    table.parties["YUN"] = new
    stay = MembershipCreate(role="member", joined_on=date(2019, 1, 1), left_on=date(2021, 1, 1))
    add_membership(table.session, record(table.session, table.body), new, stay)
    assert table.waiting() == {entry: {"BJS": None, "GGD": None, "YUN": None}}


def test_a_struck_project_asks_nobody(table: Table) -> None:
    entry = table.log()
    strike_project(table.session, record(table.session, table.body), table.project, reason="recorded twice")
    assert table.waiting() == {}
    assert Flag.FINAL in flags_when_closed(table)
    with pytest.raises(Refused) as error:
        table.answer("BJS", (entry, YES))
    assert refused(error) == ["project_struck"]


def test_a_closed_period_is_final_once_everything_is_confirmed(table: Table) -> None:
    entry, done = table.log(), table.log("implemented", DONE_ON)
    table.answer("BJS", (entry, YES))
    assert Flag.PROVISIONAL in flags_when_closed(table)
    table.answer("BJS", (done, NO, "not finished"))
    assert Flag.PROVISIONAL in table.figures().flags
    table.answer("BJS", (done, YES))
    assert Flag.FINAL in table.figures().flags


def test_a_confirmation_is_taken_back_only_in_an_open_period(table: Table) -> None:
    entry = table.log()
    table.answer("BJS", (entry, YES))
    flags_when_closed(table)
    with pytest.raises(Refused) as error:
        table.answer("BJS", (entry, NO, "on second thoughts"))
    assert refused(error) == ["confirmation_closed"]
    late = table.log("implemented", date(2022, 1, 3))
    table.answer("BJS", (late, YES))
    table.answer("BJS", (late, NO, "on second thoughts"))
    reopen_period(table.session, record(table.session, table.body), table.period, reason="a doubt")
    table.answer("BJS", (entry, NO, "on second thoughts"))
    assert table.days() == (None, None)


def test_rates_are_those_of_the_agreed_list(table: Table) -> None:
    table.add("1-ECO-02", ["SEL", "BJS"])
    table.answer("BJS", (table.log(), YES))
    figures = table.figures()
    rate = figures.rates[RateName.CONFIRMED_PROMOTION]
    assert rate is not None
    assert (rate.part, rate.whole, figures.tally.promoted) == (1, 2, 1)
    row = to_row(figures)
    assert (row["confirmed_promoted"], row["confirmed_implemented"]) == (1, 0)
    assert (row["rates"]["confirmed_promotion"], row["rates"]["confirmed_implementation"]) == (0.5, 0.0)
    assert "confirmed_promotion" not in row["not_applicable"]
    implementation = figures.rates[RateName.CONFIRMED_IMPLEMENTATION]
    assert implementation is not None
    assert (implementation.part, implementation.value) == (0, 0)


def test_what_is_known_at_an_instant_is_asked_of_the_log(table: Table) -> None:
    entry = table.log()
    table.answer("BJS", (entry, YES), days=2)
    close_period(
        table.session, record(table.session, table.body, datetime(2026, 12, 1, tzinfo=UTC)), table.period, on=AFTER
    )
    assert Flag.PROVISIONAL in table.figures(RECORDED_AT + timedelta(days=1)).flags
    assert Flag.FINAL in table.figures().flags


def test_parties_are_asked_in_the_same_way_by_every_row(table: Table) -> None:
    party = table.session.exec(select(Party).where(Party.code == "BJS")).one()
    entries = [table.log(project=table.add(f"1-ECO-1{n}", ["SEL", "BJS"])) for n in range(5)]
    recording = record(table.session, table.body)
    assert len(answer_entries(table.session, recording, [Given(e, YES) for e in entries], party=party)) == 5
    assert table.figures().tally.confirmed_promoted == 5


def test_a_party_added_by_mistake_can_be_removed_although_it_was_asked(table: Table) -> None:
    entry = table.log(project=table.add("1-ECO-02", []))
    assert table.waiting() == {entry: {"BJS": None, "GGD": None}}
    remove_party(table.session, record(table.session, table.body), "GGD")
    assert table.waiting() == {entry: {"BJS": None}}


def test_what_a_period_came_to_follows_whoever_joins_or_is_removed(table: Table) -> None:
    entry = table.log(project=table.add("1-ECO-02", []))
    table.answer("BJS", (entry, YES))
    assert table.kept() == 0
    remove_party(table.session, record(table.session, table.body), "GGD")
    assert table.kept() == 1
    stay = MembershipCreate(role="member", joined_on=date(2019, 1, 1))
    late = make_party(table.session, table.body, "YUN", joined_on=date(2023, 1, 1))
    add_membership(table.session, record(table.session, table.body), late, stay)
    assert table.kept() == 0
