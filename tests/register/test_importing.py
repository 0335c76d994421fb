"""A register in the database: what an import adds and changes, and what it never does."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.builders import clock_at
from tests.register.small import DATA, LIMITS, Tables, small, write_folder
from tracker.actions.entries import log_entry
from tracker.actions.importing import ImportOutcome, import_register
from tracker.actions.periods import reopen_period, seal_agreed_list
from tracker.actions.recording import open_recording
from tracker.actions.removing_projects import strike_project
from tracker.db import reading, writing
from tracker.domain.problems import Refused
from tracker.domain.stages import EntryKind, Reason
from tracker.models import Body, Membership, Party, Period, Project, StatusEntry, StatusEntryCreate
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figures
from tracker.queries.registers import StoredRegister, get_register
from tracker.register import read_register
from tracker.wording import get_wording

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Import = Callable[..., ImportOutcome]


@pytest.fixture
def import_(engine: Engine, tmp_path: Path) -> Import:
    """Imports tables, or what lies at a path."""

    def run(what: Tables | Path, *, at: datetime = NOW) -> ImportOutcome:
        path = what if isinstance(what, Path) else write_folder(what, tmp_path / uuid4().hex)
        with writing(engine) as session:
            return import_register(session, read_register(path, LIMITS), by="importer", clock=clock_at(at))

    return run


def refusal(import_: Import, tables: Tables, **options: datetime) -> list[str]:
    with pytest.raises(Refused) as refused:
        import_(tables, **options)
    return [get_wording("en").problem(problem) for problem in refused.value.problems]


def counts(outcome: ImportOutcome) -> dict[str, tuple[int, int, int]]:
    return {name: (count.added, count.changed, count.unchanged) for name, count in outcome.counts.items()}


def stored(engine: Engine, code: str = "demo") -> StoredRegister:
    with reading(engine) as session:
        return get_register(session, code)


def project_row(engine: Engine, ref: str) -> dict[str, object]:
    return next(row for row in stored(engine).tables["projects"] if row["ref"] == ref)


def log_of(engine: Engine, ref: str) -> list[tuple[str, date | None, str | None]]:
    with reading(engine) as session:
        query = select(StatusEntry).join(Project).where(Project.ref == ref).order_by(col(StatusEntry.id))
        return [(entry.kind.value, entry.effective_on, entry.note) for entry in session.exec(query)]


@pytest.mark.parametrize(
    ("name", "added"),
    [
        ("seoul-beijing", {"body": 1, "parties": 2, "areas": 4, "periods": 3, "projects": 196}),
        ("haerang-conference", {"body": 1, "parties": 13, "areas": 4, "periods": 2, "projects": 63}),
    ],
)
def test_both_examples_load_and_load_again_without_a_change(import_: Import, name: str, added: dict[str, int]) -> None:
    first, again = import_(DATA / name), import_(DATA / name)
    assert first.is_new
    assert not again.is_new
    assert counts(first) == {table: (rows, 0, 0) for table, rows in added.items()}
    assert counts(again) == {table: (0, 0, rows) for table, rows in added.items()}


def test_stage_days_become_entries_for_no_party_by_whoever_imports(engine: Engine, import_: Import) -> None:
    import_(small())
    assert log_of(engine, "1-1") == [
        ("promoted", date(2014, 3, 1), None),
        ("implemented", date(2015, 2, 1), None),
    ]
    with reading(engine) as session:
        entries = session.exec(select(StatusEntry)).all()
        project = session.exec(select(Project).where(Project.ref == "1-1")).one()
        assert {(entry.recorded_by, entry.party_id, entry.recorded_at) for entry in entries} == {
            ("importer", None, project.recorded_at)
        }
        assert (project.promoted_on, project.implemented_on) == (date(2014, 3, 1), date(2015, 2, 1))


def test_a_changed_day_becomes_a_void_and_a_new_entry(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    tables["projects"][0]["promoted_on"] = "2014-04-01"
    assert counts(import_(tables))["projects"] == (0, 1, 1)
    assert log_of(engine, "1-1") == [
        ("promoted", date(2014, 3, 1), None),
        ("implemented", date(2015, 2, 1), None),
        ("void", None, "changed by import"),
        ("promoted", date(2014, 4, 1), None),
    ]
    assert project_row(engine, "1-1")["promoted_on"] == date(2014, 4, 1)
    assert counts(import_(tables))["projects"] == (0, 0, 2)


def test_a_day_later_than_several_entries_takes_all_the_earlier_back(engine: Engine, import_: Import) -> None:
    import_(small())
    _log(engine, "1-1", StatusEntryCreate(kind=EntryKind.PROMOTED, effective_on=date(2014, 3, 15)))
    tables = small()
    tables["projects"][0]["promoted_on"] = "2014-04-01"
    import_(tables)
    assert project_row(engine, "1-1")["promoted_on"] == date(2014, 4, 1)


def test_a_changed_reason_becomes_a_void_and_a_new_entry(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    tables["projects"][1]["reason"] = "postponed"
    import_(tables)
    assert [kind for kind, _, _ in log_of(engine, "2-1")] == ["suspended", "resumed", "void", "suspended"]
    row = project_row(engine, "2-1")
    assert (row["suspended_on"], row["resumed_on"], row["reason"]) == (
        date(2016, 1, 1), date(2016, 6, 1), Reason.POSTPONED,
    )  # fmt: skip


def test_suspended_again_after_it_was_resumed_leaves_the_first_pair(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    tables["projects"][1] |= {"suspended_on": "2017-01-01", "resumed_on": ""}
    import_(tables)
    assert [kind for kind, _, _ in log_of(engine, "2-1")] == ["suspended", "resumed", "suspended"]
    register = stored(engine)
    assert project_row(engine, "2-1")["suspended_on"] == date(2017, 1, 1)
    assert project_row(engine, "2-1")["resumed_on"] is None
    assert [get_wording("en").problem(warning) for warning in register.warnings] == [
        "2-1 was suspended 2 times; only the latest is in the register"
    ]
    assert counts(import_(tables))["projects"] == (0, 0, 2)


def test_a_withdrawal_has_the_reason_and_the_suspension_keeps_its_own(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    tables["projects"][1] |= {"withdrawn_on": "2017-01-01", "reason": "superseded"}
    import_(tables)
    assert [kind for kind, _, _ in log_of(engine, "2-1")] == ["suspended", "resumed", "withdrawn"]
    assert [get_wording("en").problem(warning) for warning in stored(engine).warnings] == [
        "2-1 was suspended (funding) before it was withdrawn; only the reason of the withdrawal is in the register"
    ]
    assert counts(import_(tables))["projects"] == (0, 0, 2)


def test_a_reason_that_a_suspension_keeps_is_warned_of(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    tables["projects"][1] |= {"suspended_on": "2016-02-01", "withdrawn_on": "2017-01-01", "reason": "superseded"}
    assert [get_wording("en").problem(warning) for warning in import_(tables).warnings] == [
        (
            "projects.csv row 3, suspended_on: 2-1: the suspension keeps its own reason (funding);"
            " the reason in this row is taken for the withdrawal"
        )
    ]
    with reading(engine) as session:
        entries = session.exec(select(StatusEntry).order_by(col(StatusEntry.id))).all()
    assert [(entry.kind, entry.reason) for entry in entries[-2:]] == [
        (EntryKind.SUSPENDED, Reason.FUNDING),
        (EntryKind.WITHDRAWN, Reason.SUPERSEDED),
    ]
    assert import_(tables).warnings == []


def test_implemented_without_promoted_stays_so(engine: Engine, import_: Import) -> None:
    tables = small()
    tables["projects"][0]["promoted_on"] = ""
    import_(tables)
    row = project_row(engine, "1-1")
    assert (row["promoted_on"], row["implemented_on"]) == (None, date(2015, 2, 1))
    assert counts(import_(tables))["projects"] == (0, 0, 2)


def test_empty_cells_missing_columns_rows_and_tables_say_nothing(engine: Engine, import_: Import) -> None:
    import_(small())
    before = stored(engine).tables
    tables = small()
    required = {"period", "ref", "area", "title_en", "mode"}
    tables["projects"] = [{name: tables["projects"][0][name] for name in required}]
    tables["projects"][0]["title_en"] = "Fair"
    tables["parties"] = [row | {"left_on": ""} for row in tables["parties"]]
    del tables["areas"], tables["periods"]
    outcome = import_(tables)
    assert counts(outcome) == {
        "body": (0, 0, 1),
        "parties": (0, 0, 3),
        "areas": (0, 0, 0),
        "periods": (0, 0, 0),
        "projects": (0, 0, 1),
    }
    assert stored(engine).tables == before


def test_another_language_is_added_to_what_is_there(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    row = tables["projects"][0]
    row["title_zh-hant"] = "展覽會"
    del row["title_en"]
    row["departments_ko"] = "SEL: 통상과"
    tables["projects"] = [row]
    assert counts(import_(tables))["projects"] == (0, 1, 0)
    changed = project_row(engine, "1-1")
    assert changed["titles"] == {"en": "Fair", "zh-Hant": "展覽會"}
    assert changed["departments"] == {"en": {"SEL": "Trade", "BJS": "Commerce"}, "ko": {"SEL": "통상과"}}


def test_new_rows_are_added_and_changed_cells_taken_over(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    tables["areas"].append({"code": "EDU", "name_en": "Education", "opened_on": "2015-11-04"})
    tables["body"][0]["source"] = "Minutes"
    tables["periods"][1]["note"] = "Second"
    tables["projects"][1] |= {"area": "EDU", "mode": "mutual", "lead": "", "parties": "SEL;BJS", "continues": "1-1;1-2"}
    tables["projects"] += [
        tables["projects"][0] | {"ref": "1-2", "title_en": "Forum"},
        tables["projects"][1] | {"ref": "2-2", "title_en": "Schools", "continues": "1-2"},
    ]
    assert counts(import_(tables)) == {
        "body": (0, 1, 0),
        "parties": (0, 0, 3),
        "areas": (1, 0, 2),
        "periods": (0, 1, 1),
        "projects": (2, 1, 1),
    }
    changed = project_row(engine, "2-1")
    assert (changed["area"], changed["lead"], changed["parties"], changed["continues"]) == (
        "EDU", None, ["SEL", "BJS"], ["1-1", "1-2"],
    )  # fmt: skip
    assert counts(import_(tables))["projects"] == (0, 0, 4)


def test_a_problem_anywhere_saves_nothing(engine: Engine, import_: Import) -> None:
    tables = small()
    tables["projects"][1]["area"] = "XYZ"
    assert refusal(import_, tables) == ["projects.csv row 3, area: 'XYZ' is not an area of demo; use one of ECO, ENV"]
    with reading(engine) as session:
        assert session.exec(select(Body)).all() == []


def test_what_is_stored_already_counts_as_known(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    new = tables["projects"][1] | {"ref": "2-2", "continues": "1-1"}
    tables = {"body": tables["body"], "projects": [new]}
    assert counts(import_(tables))["projects"] == (1, 0, 0)
    tables["projects"] = [new | {"ref": "2-3", "area": "XYZ"}]
    assert refusal(import_, tables) == ["projects.csv row 2, area: 'XYZ' is not an area of demo; use one of ECO, ENV"]


def test_a_change_that_stored_projects_no_longer_fit_is_named_where_it_is_made(import_: Import) -> None:
    import_(small())
    tables = small()
    tables["areas"][0]["closed_on"] = "2013-06-01"
    del tables["projects"]
    assert refusal(import_, tables) == [
        "areas.csv row 2: 'ECO' was not an open area of demo on 2013-10-31, when 1-1 was agreed"
    ]


def test_a_moved_conference_takes_the_days_along_that_depend_on_it(engine: Engine, import_: Import) -> None:
    import_(small())
    for moved, eve in (("2015-12-04", date(2015, 12, 3)), ("2015-11-10", date(2015, 11, 9))):
        tables = small()
        tables["periods"][1]["conference_on"] = moved
        assert counts(import_(tables))["periods"] == (0, 2, 0)
        first, second = stored(engine).tables["periods"]
        assert (first["ends_on"], second["starts_on"]) == (eve, date.fromisoformat(moved))
        assert project_row(engine, "2-1")["agreed_on"] == date.fromisoformat(moved)


def agreed(engine: Engine, number: int) -> int:
    """How many projects the period's agreed list has."""
    with reading(engine) as session:
        figures = find_figures(session, get_body_view(session, "demo"), by=None, as_of=date(2026, 11, 23))
        return next(row.tally.agreed for row in figures if row.period.number == number)


def test_projects_that_were_not_handed_in_stay_on_the_list_of_a_moved_conference(
    engine: Engine, import_: Import
) -> None:
    tables = small()
    first = tables["projects"][0]
    tables["projects"] += [first | {"ref": "1-2"}, first | {"ref": "1-3", "agreed_on": "2014-01-10"}]
    import_(tables)
    assert agreed(engine, 1) == 2
    tables["periods"][0]["conference_on"] = "2013-10-30"
    del tables["projects"]
    assert counts(import_(tables))["projects"] == (0, 2, 0)
    assert agreed(engine, 1) == 2
    assert [project_row(engine, ref)["agreed_on"] for ref in ("1-1", "1-2", "1-3")] == [
        date(2013, 10, 30), date(2013, 10, 30), date(2014, 1, 10),
    ]  # fmt: skip
    assert counts(import_(tables))["projects"] == (0, 0, 0)


def test_a_conference_moved_past_what_happened_is_refused_at_its_row(import_: Import) -> None:
    import_(small())
    tables = small()
    tables["periods"][0]["conference_on"] = "2014-03-02"
    del tables["projects"]
    (said,) = refusal(import_, tables)
    assert said.startswith("periods.csv row 2: 1-1: promoted on ")


def test_a_party_that_came_after_the_moved_conference_is_named_at_the_period(import_: Import) -> None:
    tables = small()
    tables["parties"][1]["joined_on"] = "2013-10-31"
    import_(tables)
    tables["periods"][0]["conference_on"] = "2013-10-30"
    del tables["projects"]
    assert set(refusal(import_, tables)) == {"periods.csv row 2: 'BJS' was not a party of demo on 2013-10-30"}


def test_the_day_of_a_sealed_list_cannot_move(engine: Engine, import_: Import) -> None:
    import_(small())
    with writing(engine) as session:
        _seal(session, 1)
    tables = small()
    tables["periods"][0]["conference_on"] = "2013-10-30"
    assert refusal(import_, tables) == [
        "periods.csv row 2: The agreed list of period 1 is sealed; its day cannot change any more."
    ]


def test_a_struck_project_moves_along_with_its_conference(engine: Engine, import_: Import) -> None:
    tables = small()
    tables["periods"][0]["agreed_list_on"] = "2013-11-15"
    import_(tables)
    with writing(engine) as session:
        recording = _seal(session, 1)
        project = session.exec(select(Project).where(Project.ref == "1-1")).one()
        strike_project(session, recording, project, reason="entered twice")
    tables["periods"][0]["conference_on"] = "2013-11-01"
    import_(tables)
    assert project_row(engine, "1-1")["agreed_on"] == date(2013, 11, 1)


def test_periods_that_move_together_never_overlap_on_the_way(engine: Engine, import_: Import) -> None:
    def periods(days: list[str]) -> Tables:
        tables = small()
        tables["areas"][1]["opened_on"] = "2013-01-01"
        tables["projects"] = [
            tables["projects"][1] | {"period": "4", "continues": "", "suspended_on": "", "resumed_on": ""}
        ]
        tables["projects"][0]["reason"] = ""
        tables["periods"] = [{"number": str(n), "conference_on": day} for n, day in enumerate(days, start=1)]
        return tables

    import_(periods(["2014-01-01", "2015-01-01", "2016-01-01", "2017-01-01"]))
    import_(periods(["2014-06-01", "2015-06-01", "2016-06-01", "2017-06-01"]))
    import_(periods(["2013-06-01", "2014-02-01", "2015-02-01", "2016-02-01"]))
    assert [row["ends_on"] for row in stored(engine).tables["periods"]] == [
        date(2014, 1, 31), date(2015, 1, 31), date(2016, 1, 31), None,
    ]  # fmt: skip


def test_agreed_and_stage_days_may_move_together(engine: Engine, import_: Import) -> None:
    import_(small())
    for agreed_on, promoted_on in (("2014-06-01", "2014-07-01"), ("2013-11-01", "2013-12-01")):
        tables = small()
        tables["projects"][0] |= {"agreed_on": agreed_on, "promoted_on": promoted_on}
        import_(tables)
        row = project_row(engine, "1-1")
        assert (row["agreed_on"], row["promoted_on"]) == (
            date.fromisoformat(agreed_on),
            date.fromisoformat(promoted_on),
        )


def test_the_body_is_for_its_members_unless_it_says_otherwise(engine: Engine, import_: Import) -> None:
    tables = small()
    tables["body"][0] |= {"visibility": "", "languages": "", "name_ko": "데모 위원회"}
    assert import_(tables).visibility == "members"
    assert stored(engine).tables["body"][0]["languages"] == ["en", "ko"]


def test_a_party_may_leave_and_join_again(engine: Engine, import_: Import) -> None:
    import_(small())
    tables = small()
    tables["parties"].append(tables["parties"][2] | {"joined_on": "2016-01-01", "left_on": "", "name_ko": "도쿄"})
    assert counts(import_(tables))["parties"] == (1, 1, 2)
    assert counts(import_(tables))["parties"] == (0, 0, 4)
    with reading(engine) as session:
        party = session.exec(select(Party).where(Party.code == "TYO")).one()
        stays = session.exec(select(Membership).where(Membership.party_id == party.id)).all()
        assert party.names == {"en": "Tokyo", "ko": "도쿄"}
        assert len(stays) == 2


def test_two_bodies_may_call_different_cities_by_one_code(engine: Engine, import_: Import) -> None:
    import_(small())
    other = small()
    other["body"][0]["code"] = "other"
    other["parties"][0] |= {"name_en": "Selkirk", "country": "GB"}
    import_(other)
    assert stored(engine, "demo").tables["parties"][0]["names"] == {"en": "Seoul"}
    assert stored(engine, "other").tables["parties"][0]["names"] == {"en": "Selkirk"}


def test_today_is_that_of_the_easternmost_party(import_: Import) -> None:
    evening = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # the 24th in Seoul and Tokyo
    tables = small()
    tables["projects"][1] |= {"promoted_on": "2026-11-25"}
    assert refusal(import_, tables, at=evening) == [
        "projects.csv row 3, promoted_on: 2026-11-25 lies ahead; today is 2026-11-24"
    ]
    tables["projects"][1] |= {"promoted_on": "2026-11-24", "due_on": "2030-01-01"}
    import_(tables, at=evening)


def closed() -> Tables:
    """The small register with its first period closed."""
    tables = small()
    tables["periods"][0]["closed_on"] = "2015-11-10"
    return tables


def test_a_new_period_may_arrive_closed(engine: Engine, import_: Import) -> None:
    import_(closed())
    assert stored(engine).tables["periods"][0]["closed_on"] == date(2015, 11, 10)
    assert counts(import_(closed()))["periods"] == (0, 0, 2)
    assert counts(import_(small()))["periods"] == (0, 0, 2)


def test_nothing_of_a_closed_period_changes_but_by_late_entries(engine: Engine, import_: Import) -> None:
    import_(closed())
    rule = "period 1 was closed on 2015-11-10; only late entries can be added; reopen it to change anything else"
    tables = closed()
    tables["periods"][0] |= {"note": "First", "closed_on": "2015-11-11"}
    tables["projects"][0] |= {"title_en": "Trade fair", "implemented_on": "2015-02-02"}
    tables["projects"].append(tables["projects"][0] | {"ref": "1-2"})
    assert refusal(import_, tables) == [
        f"periods.csv row 2, closed_on: {rule}",
        f"periods.csv row 2, note: {rule}",
        f"projects.csv row 2, title_<lang>: {rule}",
        f"projects.csv row 2, implemented_on: {rule}",
        "projects.csv row 4, period: period 1 was closed on 2015-11-10; reopen it to add a project",
    ]
    late = closed()
    late["projects"][0] |= {"withdrawn_on": "2015-12-01", "reason": "other"}
    assert counts(import_(late))["projects"] == (0, 1, 1)
    late["projects"][0] |= {"withdrawn_on": "2015-12-02", "reason": "funding"}
    assert counts(import_(late))["projects"] == (0, 1, 1)
    assert project_row(engine, "1-1")["withdrawn_on"] == date(2015, 12, 2)


def _reopen(engine: Engine) -> None:
    with writing(engine) as session:
        period = session.exec(select(Period).where(Period.number == 1)).one()
        recording = open_recording(session, session.exec(select(Body)).one(), by="x", clock=clock_at(NOW))
        reopen_period(session, recording, period, reason="a mistake")


def test_a_register_from_before_the_reopening_does_not_close_again(engine: Engine, import_: Import) -> None:
    import_(closed())
    _reopen(engine)
    assert counts(import_(closed()))["periods"] == (0, 0, 2)
    assert stored(engine).tables["periods"][0]["closed_on"] is None
    tables = closed()
    tables["projects"][0]["title_en"] = "Trade fair"
    assert counts(import_(tables))["projects"] == (0, 1, 1)
    tables["periods"][0]["closed_on"] = "2026-11-23"
    import_(tables)
    tables["periods"][0]["closed_on"] = "2015-11-10"
    assert counts(import_(tables))["periods"] == (0, 0, 2)
    assert stored(engine).tables["periods"][0]["closed_on"] == date(2026, 11, 23)


def test_a_period_cannot_be_closed_before_it_was_reopened(engine: Engine, import_: Import) -> None:
    import_(closed())
    _reopen(engine)
    tables = closed()
    tables["periods"][0]["closed_on"] = "2015-11-20"
    (said,) = refusal(import_, tables)
    assert said.startswith("periods.csv row 2, closed_on: Period 1 was reopened on ")


def test_a_period_cannot_be_closed_on_a_day_that_the_body_has_not_reached(import_: Import) -> None:
    evening = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # the 24th in Seoul, not yet in Beijing
    tables = small()
    tables["body"][0]["time_zone"] = "Asia/Shanghai"
    tables["periods"][0]["closed_on"] = "2026-11-24"
    (said,) = refusal(import_, tables, at=evening)
    assert said.startswith("periods.csv row 2, closed_on: Period 1 cannot be closed on ")


def test_a_reopened_period_can_be_changed_and_closed_again(engine: Engine, import_: Import) -> None:
    import_(closed())
    _reopen(engine)
    tables = closed()
    tables["projects"][0]["title_en"] = "Trade fair"
    tables["periods"][0]["closed_on"] = "2026-11-23"
    import_(tables)
    assert project_row(engine, "1-1")["titles"] == {"en": "Trade fair"}
    assert stored(engine).tables["periods"][0]["closed_on"] == date(2026, 11, 23)


def test_a_project_stays_in_its_period(import_: Import) -> None:
    import_(small())
    tables = small()
    tables["projects"][1] |= {"period": "1", "area": "ECO", "continues": "", "lead": "SEL"}
    tables["projects"][1] |= {"agreed_on": "2013-10-31"}
    assert "projects.csv row 3, period: 2-1 is a project of period 2; a project stays in its period" in refusal(
        import_, tables
    )


def test_a_project_agreed_before_the_list_was_sealed_is_refused_at_its_row(engine: Engine, import_: Import) -> None:
    import_(small())
    with writing(engine) as session:
        _seal(session, 1)
    tables = small()
    tables["projects"].insert(0, tables["projects"][0] | {"ref": "1-2"})
    assert refusal(import_, tables) == [
        "projects.csv row 2: "
        + get_wording("en").text(
            "{ref}: the agreed list of period {period} is sealed; strike a project, or add one agreed later.",
            ref="1-2",
            period=1,
        )
    ]


def test_struck_projects_stay_behind_and_cannot_be_changed(engine: Engine, import_: Import) -> None:
    import_(small())
    with writing(engine) as session:
        recording = _seal(session, 1)
        project = session.exec(select(Project).where(Project.ref == "1-1")).one()
        strike_project(session, recording, project, reason="entered twice")
    outgoing = stored(engine).without_struck()
    assert [(row["ref"], row["continues"]) for row in outgoing.tables["projects"]] == [("2-1", [])]
    assert [get_wording("en").problem(warning) for warning in outgoing.warnings] == [
        "1-1 was struck from the agreed list and is left out"
    ]
    assert counts(import_(small()))["projects"] == (0, 0, 2)
    tables = small()
    tables["projects"][0]["title_en"] = "Trade fair"
    assert refusal(import_, tables) == [
        "projects.csv row 2, ref: 1-1 was struck from the agreed list; it can no longer be changed"
    ]


def _closed_with_break() -> Tables:
    """The second period closed; its areas differ from those of the first by ENV."""
    tables = small()
    tables["periods"][1] |= {"ends_on": "2017-12-31", "closed_on": "2018-01-10"}
    return tables


BREAK = "this would change whether period 2, closed on 2018-01-10, shows a break; reopen it first"


def test_areas_cannot_change_the_break_of_a_closed_period(import_: Import) -> None:
    import_(_closed_with_break())
    tables = _closed_with_break()
    tables["areas"][1]["opened_on"] = "2015-11-01"
    assert counts(import_(tables))["areas"] == (0, 1, 1)
    tables["areas"][1]["opened_on"] = "2013-10-31"
    assert refusal(import_, tables) == [f"areas.csv row 3, opened_on: {BREAK}"]


def test_neither_can_a_new_area_nor_the_conference_before(import_: Import) -> None:
    tables = _closed_with_break()
    tables["areas"][1]["opened_on"] = "2013-10-31"
    import_(tables)
    tables["areas"].append({"code": "EDU", "name_en": "Education", "opened_on": "2014-01-01"})
    assert refusal(import_, tables) == [f"areas.csv row 4, opened_on: {BREAK}"]
    tables["areas"].pop()
    tables["periods"][0]["conference_on"] = "2013-10-30"
    assert refusal(import_, tables) == [f"periods.csv row 2, conference_on: {BREAK}"]


def _seal(session: Session, number: int):  # type: ignore[no-untyped-def]
    recording = open_recording(session, session.exec(select(Body)).one(), by="x", clock=clock_at(NOW))
    period = session.exec(select(Period).where(Period.number == number)).one()
    seal_agreed_list(session, recording, period, document="minutes")
    return recording


def _log(engine: Engine, ref: str, entry: StatusEntryCreate) -> None:
    with writing(engine) as session:
        recording = open_recording(session, session.exec(select(Body)).one(), by="x", clock=clock_at(NOW))
        log_entry(session, recording, session.exec(select(Project).where(Project.ref == ref)).one(), entry)
