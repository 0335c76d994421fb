"""Every problem of a register is said at its cell, all of them together."""

from datetime import date
from pathlib import Path

import pytest

from tests.register.small import Tables, problems_of, read, small, write_folder
from tracker.register import merge

CASES = Path(__file__).with_name("wrong_cells.txt").read_text(encoding="utf-8").strip().split("\n\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.split("\n")[0])
def test_a_wrong_cell_is_named_with_what_is_right(tmp_path: Path, case: str) -> None:
    """A case is a table and row (records, header 1), the cells to put there, and all that is then said."""
    spoiled, *said = case.split("\n")
    where, cells = spoiled.split(": ", 1)
    table, row = where.split(" row ")
    tables = small()
    tables[table][int(row) - 2] |= dict(cell.split("=", 1) for cell in cells.split(" | "))
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [line.strip() for line in said]


@pytest.mark.parametrize("ref", ["2-Jan", "Jan-02", "1월 2일", "1月2日"])
def test_a_ref_that_a_spreadsheet_saved_as_a_day_in_csv_is_named(tmp_path: Path, ref: str) -> None:
    tables = small()
    tables["projects"][1]["ref"] = ref
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        (
            f"projects.csv row 3, ref: the spreadsheet turned this into a date ({ref});"
            " format the column as text and type the code again"
        )
    ]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("a\x07b", "this holds a character that cannot be shown or stored; type it again"),
        ("x" * 32_768, "this has 32768 characters; 32767 is the most"),
    ],
)
def test_text_that_cannot_be_kept_is_named(tmp_path: Path, note: str, said: str) -> None:
    tables = small()
    tables["projects"][0]["note"] = note
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [f"projects.csv row 2, note: {said}"]


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
    ],
)
def test_an_unknown_column_is_named_with_the_nearest_known_one(tmp_path: Path, header: str, said: str) -> None:
    tables = small()
    tables["projects"][0][header] = "x"
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [said]


def test_a_column_like_no_other_is_answered_with_all_of_them(tmp_path: Path) -> None:
    tables = small()
    tables["areas"][0]["budget"] = "x"
    assert problems_of(read(write_folder(tables, tmp_path / "register"))) == [
        "areas.csv row 1, budget: unknown column; the columns are code, name_<lang>, opened_on, closed_on"
    ]


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
