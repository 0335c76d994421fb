"""Every problem of a register is said at its cell, all of them together."""

from datetime import date
from pathlib import Path

import pytest

from tests.register.small import Tables, problems_of, read, small, write_folder
from tracker.register import merge

#: Table, row (records, header 1), the cells to put there, and all that is said.
CELLS: list[tuple[str, int, dict[str, str], list[str]]] = [
    ("projects", 2, {"area": "XYZ"}, ["projects.csv row 2, area: 'XYZ' is not an area of demo; use one of ECO, ENV"]),
    (
        "projects",
        2,
        {"proposed_by": "LON"},
        ["projects.csv row 2, proposed_by: 'LON' is not a party of demo; use one of SEL, BJS, TYO"],
    ),
    ("projects", 2, {"parties": "SEL;LON"}, ["projects.csv row 2, parties: 'LON' is not a party of demo; use one of SEL, BJS, TYO"]),
    (
        "projects",
        2,
        {"departments_en": "LON: Trade"},
        ["projects.csv row 2, departments_<lang>: 'LON' is not a party of demo; use one of SEL, BJS, TYO"],
    ),
    ("projects", 2, {"mode": "joint"}, ["projects.csv row 2, mode: 'joint' is unknown; use one of mutual, one_sided"]),
    ("projects", 2, {"horizon": "soon"}, ["projects.csv row 2, horizon: 'soon' is unknown; use one of short, medium, long"]),
    (
        "projects",
        3,
        {"reason": "weather"},
        [
            "projects.csv row 3, reason: 'weather' is unknown; use one of postponed, reformulated, superseded,"
            " external_event, funding, other_side_pending, other"
        ],
    ),
    (
        "body",
        2,
        {"kind": "committee"},
        [
            "body.csv row 2, kind: 'committee' is unknown; use one of joint_committee, conference, exchange_group,"
            " sister_city, friendship_city, programme, network"
        ],
    ),
    ("projects", 2, {"promoted_on": "1 March 2014"}, ["projects.csv row 2, promoted_on: '1 March 2014' is not a date; write it as 2018-03-19"]),
    ("projects", 2, {"promoted_on": "2014-02-30"}, ["projects.csv row 2, promoted_on: there is no day 2014-02-30"]),
    (
        "projects",
        2,
        {"promoted_on": "2013-10-30"},
        ["projects.csv row 2, promoted_on: 2013-10-30 is before the project was agreed on 2013-10-31"],
    ),
    ("projects", 2, {"implemented_on": "2014-02-01"}, ["projects.csv row 2, implemented_on: 2014-02-01 is before promoted_on 2014-03-01"]),
    ("projects", 3, {"resumed_on": "2015-12-01"}, ["projects.csv row 3, resumed_on: 2015-12-01 is before suspended_on 2016-01-01"]),
    (
        "projects",
        3,
        {"suspended_on": "", "reason": ""},
        ["projects.csv row 3, resumed_on: resumed without suspended_on; say when it was suspended"],
    ),
    ("projects", 2, {"implemented_on": "2026-11-24"}, ["projects.csv row 2, implemented_on: 2026-11-24 lies ahead; today is 2026-11-23"]),
    ("projects", 2, {"agreed_on": "2013-10-30"}, ["projects.csv row 2, agreed_on: 1-1 was agreed on 2013-10-30, which is not in period 1, from 2013-10-31 to 2015-11-03"]),
    ("projects", 3, {"ref": "1-1", "continues": ""}, ["projects.csv row 3, ref: 1-1 is in row 2 already"]),
    ("projects", 3, {"continues": "1-9"}, ["projects.csv row 3, continues: '1-9' is not a project of demo"]),
    ("projects", 3, {"continues": "2-1"}, ["projects.csv row 3, continues: '2-1' is this project itself"]),
    (
        "projects",
        2,
        {"continues": "2-1"},
        ["projects.csv row 2, continues: '2-1' is of period 2; a project of period 1 can only continue one of an earlier period"],
    ),
    ("projects", 3, {"lead": ""}, ["projects.csv row 3, lead: a one-sided project needs the party that leads it"]),
    (
        "projects",
        2,
        {"lead": "SEL"},
        ["projects.csv row 2, lead: a mutual project has no lead, but 'SEL' is given; leave it empty, or make the project one_sided"],
    ),
    ("projects", 3, {"parties": "TYO"}, ["projects.csv row 3, parties: 'TYO' was not a party of demo on 2015-11-04"]),
    ("projects", 2, {"area": "ENV"}, ["projects.csv row 2, area: 'ENV' was not an open area of demo on 2013-10-31, when 1-1 was agreed"]),
    ("projects", 3, {"reason": ""}, ["projects.csv row 3, reason: suspended_on needs a reason"]),
    (
        "projects",
        2,
        {"reason": "other"},
        [
            "projects.csv row 2, reason: a reason is for a suspension or a withdrawal; fill suspended_on or withdrawn_on,"
            " or leave it empty"
        ],
    ),
    ("projects", 2, {"period": "7"}, ["projects.csv row 2, period: 7 is not a period of demo; use one of 1, 2",
                                      "projects.csv row 3, continues: '1-1' is of period 7; a project of period 2 can only continue one of an earlier period"]),
    ("projects", 2, {"period": "first"}, ["projects.csv row 2, period: 'first' is not a number from 1 on"]),
    ("projects", 2, {"title_en": ""}, ["projects.csv row 2, title_<lang>: at least one language is required"]),
    ("projects", 2, {"area": ""}, ["projects.csv row 2, area: this is required"]),
    ("projects", 2, {"note": "a\x07b"}, ["projects.csv row 2, note: this holds a character that cannot be shown or stored; type it again"]),
    ("projects", 2, {"note": "x" * 32_768}, ["projects.csv row 2, note: this has 32768 characters; 32767 is the most"]),
    ("projects", 2, {"ref": "1/1"}, ["projects.csv row 2, ref: '1/1' cannot be a code; use no semicolon, colon, slash, question mark, number sign or per cent sign",
                                     "projects.csv row 3, continues: '1-1' is not a project of demo"]),
    ("projects", 2, {"parties": "SEL;SEL"}, ["projects.csv row 2, parties: 'SEL' is named twice"]),
    ("projects", 2, {"departments_en": "Trade"}, ["projects.csv row 2, departments_en: 'Trade' names no department; write it as 'SEL: name; BJS: name'"]),
    ("parties", 2, {"country": "KOR"}, ["parties.csv row 2, country: 'KOR' is not the code of a country; use codes such as KR, CN or JP"]),
    ("parties", 2, {"left_on": "2012-12-31"}, [
        "parties.csv row 2, left_on: left_on 2012-12-31 is before joined_on 2013-01-01",
        "periods.csv row 2, host: 'SEL' was not a party of demo on 2013-10-31",
        "projects.csv row 2, proposed_by: 'SEL' was not a party of demo on 2013-10-31",
        "projects.csv row 2, parties: 'SEL' was not a party of demo on 2013-10-31",
        "projects.csv row 2, departments_<lang>: 'SEL' was not a party of demo on 2013-10-31",
    ]),
    ("parties", 4, {"code": "SEL", "name_en": "Seoul", "country": "KR", "joined_on": "2014-01-01"}, [
        "parties.csv row 4, joined_on: 'SEL' is a party from 2013-01-01 to … already; a stay begins after the one before ended",
    ]),
    ("parties", 4, {"code": "BJS", "joined_on": "2012-01-01", "left_on": "2012-12-31"}, [
        "parties.csv row 4, name_en: 'Tokyo' differs from 'Beijing' in row 3; a party has one name in a language, and one country",
        "parties.csv row 4, country: 'JP' differs from 'CN' in row 3; a party has one name in a language, and one country",
    ]),
    ("parties", 4, {"joined_on": "2027-01-01", "left_on": ""}, ["parties.csv row 4, joined_on: 2027-01-01 lies ahead; today is 2026-11-23"]),
    ("areas", 3, {"closed_on": "2015-11-01"}, [
        "areas.csv row 3, closed_on: closed_on 2015-11-01 is before opened_on 2015-11-04",
        "projects.csv row 3, area: 'ENV' was not an open area of demo on 2015-11-04, when 2-1 was agreed",
    ]),
    ("periods", 3, {"conference_on": "2013-10-31"}, [
        "periods.csv row 3, conference_on: the conference of period 2 is not after that of period 1",
        "projects.csv row 3, area: 'ENV' was not an open area of demo on 2013-10-31, when 2-1 was agreed",
    ]),
    ("periods", 2, {"ends_on": "2015-11-04"}, ["periods.csv row 3, starts_on: period 1 ends on 2015-11-04, which is not before period 2 starts on 2015-11-04"]),
    ("periods", 2, {"closed_on": "2015-11-02"}, ["periods.csv row 2, closed_on: period 1 ends on 2015-11-03; it cannot be closed on 2015-11-02"]),
    ("periods", 3, {"closed_on": "2017-01-01"}, ["periods.csv row 3, closed_on: period 2 has no last day yet, so it cannot be closed; fill ends_on"]),
    ("periods", 2, {"agreed_list_on": "2015-11-04"}, ["periods.csv row 2, agreed_list_on: 2015-11-04 is not in period 1, from 2013-10-31 to 2015-11-03"]),
    ("periods", 2, {"host": "LON"}, ["periods.csv row 2, host: 'LON' is not a party of demo; use one of SEL, BJS, TYO"]),
    ("periods", 3, {"host": "TYO"}, ["periods.csv row 3, host: 'TYO' was not a party of demo on 2015-11-04"]),
    ("body", 2, {"code": "Demo 1"}, ["body.csv row 2, code: 'Demo 1' cannot be the code of a body; use the letters a-z, digits and hyphens"]),
    ("body", 2, {"time_zone": "Seoul"}, ["body.csv row 2, time_zone: 'Seoul' is not a time zone; use names such as Asia/Seoul"]),
    ("body", 2, {"languages": "en;korean"}, ["body.csv row 2, languages: 'korean' is not the tag of a language; use tags such as en, ko, zh or ja"]),
    ("body", 2, {"illustrative": "maybe"}, ["body.csv row 2, illustrative: 'maybe' is unknown; use one of yes, no"]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "cells", "said"), CELLS)
def test_a_wrong_cell_is_named_with_what_is_right(
    tmp_path: Path, table: str, row: int, cells: dict[str, str], said: list[str]
) -> None:
    tables = small()
    tables[table][row - 2] |= cells
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == said


def _without_column(tables: Tables, table: str, column: str) -> None:
    for row in tables[table]:
        del row[column]


def test_the_small_register_is_right(tmp_path: Path) -> None:
    assert problems_of(read(write_folder(small(), tmp_path / "register"))) == []


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("arae", "projects.csv row 1, arae: unknown column; did you mean 'area'?"),
        ("titel_en", "projects.csv row 1, titel_en: unknown column; did you mean 'title_<lang>'?"),
        ("title_jp", "projects.csv row 1, title_jp: unknown column; did you mean 'title_ja'?"),
        (
            "budget",
            "projects.csv row 1, budget: unknown column; the columns are period, ref, area, title_<lang>, mode, lead,"
            " parties, departments_<lang>, proposed_by, run_by, horizon, continues, agreed_on, due_on, promoted_on,"
            " implemented_on, suspended_on, resumed_on, withdrawn_on, reason, note",
        ),
    ],
)
def test_an_unknown_column_is_named_with_the_nearest_known_one(tmp_path: Path, header: str, said: str) -> None:
    tables = small()
    tables["projects"][0][header] = "x"
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [said]


def test_a_missing_required_column_is_named_once(tmp_path: Path) -> None:
    tables = small()
    _without_column(tables, "projects", "mode")
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        "projects.csv row 1: the column 'mode' is missing"
    ]


def test_a_table_without_its_key_leads_to_no_false_problems(tmp_path: Path) -> None:
    tables = small()
    _without_column(tables, "areas", "code")
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        "areas.csv row 1: the column 'code' is missing"
    ]


def test_problems_of_all_tables_come_together_in_the_order_of_the_tables(tmp_path: Path) -> None:
    tables = small()
    tables["projects"][0] |= {"area": "XYZ", "promoted_on": "soon"}
    tables["areas"][0]["opened_on"] = ""
    tables["body"][0]["time_zone"] = ""
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        "body.csv row 2, time_zone: this is required",
        "areas.csv row 2, opened_on: this is required",
        "projects.csv row 2, promoted_on: 'soon' is not a date; write it as 2018-03-19",
        "projects.csv row 2, area: 'XYZ' is not an area of demo; use one of ECO, ENV",
    ]


def test_rows_are_counted_as_records_however_many_lines_they_take(tmp_path: Path) -> None:
    tables = small()
    tables["projects"][0]["note"] = "one\ntwo\nthree"
    tables["projects"].insert(1, dict.fromkeys(tables["projects"][0], ""))
    tables["projects"][2]["area"] = "XYZ"
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        "projects.csv row 4, area: 'XYZ' is not an area of demo; use one of ECO, ENV"
    ]


@pytest.mark.parametrize("table", ["body", "parties", "areas", "periods", "projects"])
def test_a_new_body_needs_every_table(tmp_path: Path, table: str) -> None:
    tables = small()
    del tables[table]
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        f"register: the table '{table}' is missing"
    ]


def test_a_register_is_of_one_body(tmp_path: Path) -> None:
    tables = small()
    tables["body"].append(tables["body"][0] | {"code": "other"})
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        "body.csv row 3: a register is of one body; put another body into a register of its own"
    ]
    tables["body"] = [dict.fromkeys(tables["body"][0], "")]
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        "body.csv: this has no row; a register is of one body"
    ]


def test_a_blank_end_before_a_later_conference_is_its_eve(tmp_path: Path) -> None:
    merged = merge(read(write_folder(small(), tmp_path / "register")), {})
    assert [period.get("ends_on") for period in merged.periods] == [date(2015, 11, 3), None]
