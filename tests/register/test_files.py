"""The three kinds of file, and what is refused as none of them, damaged, too large or made to harm."""

import shutil
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import MAC_EPOCH

from tests.register.small import LIMITS, as_csv, problems_of, read, small, write_folder, write_workbook, write_zip
from tracker.domain.problems import Refused
from tracker.register import workbooks
from tracker.register.raw import Record
from tracker.settings import RegisterLimits
from tracker.wording import get_wording

KOREAN = "서울특별시 경제진흥실 국제교류과 통합위원회"
CHINESE = "北京市商务委员会 经济振兴室 环境合作项目清单"
JAPANESE = "東京都とソウル市の経済交流をすすめる事業"


def refusal_of(path: Path, limits: RegisterLimits = LIMITS) -> str:
    """The one sentence with which a file is refused as a whole."""
    with pytest.raises(Refused) as refused:
        read(path, limits)
    (problem,) = refused.value.problems
    return get_wording("en").problem(problem)


def test_all_three_kinds_say_the_same(tmp_path: Path) -> None:
    paths = (
        write_folder(small(), tmp_path / "folder"),
        write_zip(small(), tmp_path / "a.zip"),
        write_zip(small(), tmp_path / "b.zip", folder="top/"),
        write_workbook(small(), tmp_path / "c.xlsx"),
    )
    values = [[[row.values for row in checked.rows] for checked in read(path).tables.values()] for path in paths]
    assert values[0] == values[1] == values[2] == values[3]
    assert [problems_of(read(path)) for path in paths] == [[], [], [], []]


def test_a_workbook_names_the_sheet_in_place_of_the_file(tmp_path: Path) -> None:
    tables = small()
    tables["projects"][1]["area"] = "XYZ"
    assert problems_of(read(write_workbook(tables, tmp_path / "a.xlsx"))) == [
        "projects row 3, area: 'XYZ' is not an area of demo; use one of ECO, ENV"
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    folder = write_folder(small(), tmp_path / "register")
    text = as_csv(small()["projects"]).replace("\n", "\r\n")
    (folder / "projects.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert problems_of(read(folder)) == []


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (KOREAN, "cp949", "CP949"),
        (KOREAN, "utf-16", "UTF-16"),
        (CHINESE, "gb18030", "GB18030"),
        (CHINESE, "gb2312", "GB18030"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
    ],
)
def test_another_encoding_is_refused_by_name(tmp_path: Path, text: str, encoding: str, named: str) -> None:
    tables = small()
    tables["projects"][0]["title_en"] = text
    folder = write_folder(tables, tmp_path / "register")
    (folder / "projects.csv").write_bytes(as_csv(tables["projects"]).encode(encoding))
    assert problems_of(read(folder)) == [
        f"projects.csv: this file is not in UTF-8; it is likely {named}; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
    ]


def test_bytes_of_no_known_encoding_are_refused_all_the_same(tmp_path: Path) -> None:
    folder = write_folder(small(), tmp_path / "register")
    (folder / "areas.csv").write_bytes(b"code,name_en,opened_on\nECO,caf\xff\x80\xff,2013-01-01\n")
    assert problems_of(read(folder)) == [
        "areas.csv: this file is not in UTF-8; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
    ]


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_named(tmp_path: Path, separator: str, name: str) -> None:
    folder = write_folder(small(), tmp_path / "register")
    (folder / "areas.csv").write_text(as_csv(small()["areas"]).replace(",", separator))
    assert problems_of(read(folder)) == [f"areas.csv: the columns are separated by {name}; use commas"]


@pytest.mark.parametrize(
    "text", ['code,name_en,opened_on\nECO,"Eco,2013-01-01\n', 'code,name_en,opened_on\n"ECO"x,a,b\n']
)
def test_broken_csv_is_named(tmp_path: Path, text: str) -> None:
    folder = write_folder(small(), tmp_path / "register")
    (folder / "areas.csv").write_text(text)
    assert problems_of(read(folder)) == [
        "areas.csv: this cannot be read as CSV: a quotation mark is not closed, or text follows one that is"
    ]


def test_cells_beyond_the_header_are_named(tmp_path: Path) -> None:
    folder = write_folder(small(), tmp_path / "register")
    (folder / "areas.csv").write_text("code,name_en,opened_on\nECO,Trade, fairs,2013-01-01\nENV,Air,2015-11-04,,\n")
    assert problems_of(read(folder)) == [
        "areas.csv row 2, opened_on: 'fairs' is not a date; write it as 2018-03-19",
        "areas.csv row 2: this row has more cells than the header, which has 3; text with commas needs quotation marks",
    ]


def test_a_column_twice_or_without_a_name_is_named(tmp_path: Path) -> None:
    folder = write_folder(small(), tmp_path / "register")
    (folder / "areas.csv").write_text(
        "code,name_en,opened_on,,name_EN\nECO,Trade,2013-01-01,x,\nENV,Air,2015-11-04,,\n"
    )
    assert problems_of(read(folder)) == [
        "areas.csv row 1, name_EN: this column is there twice",
        "areas.csv row 2: column 4 has no name in the header",
    ]


def test_an_unknown_table_is_named_and_other_files_say_nothing(tmp_path: Path) -> None:
    folder = write_folder(small(), tmp_path / "register")
    (folder / "project.csv").write_text("ref\n")
    (folder / "read me.txt").write_text("hello")
    (folder / "._projects.csv").write_bytes(b"\x00\x05")
    assert problems_of(read(folder)) == ["project.csv: this is not a table of a register; did you mean projects?"]


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = write_folder(small(), tmp_path / "register")
    (folder / "areas.csv").rename(tmp_path / "elsewhere.csv")
    (folder / "areas.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert "areas.csv: this is a link or no file; put the CSV file itself here" in problems_of(read(folder))


def test_nested_files_in_a_zip_are_refused(tmp_path: Path) -> None:
    path = write_zip(small(), tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("old/projects.csv", "ref\n")
    assert problems_of(read(path)) == [
        "old/projects.csv: this file lies in a folder; put the CSV files together, at the top or in one folder"
    ]
    escaping = write_zip(small(), tmp_path / "b.zip", folder="../")
    assert len(problems_of(read(escaping))) == 5


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    tables = small()
    del tables["areas"]
    path = write_zip(tables, tmp_path / "a.zip")
    entry = zipfile.ZipInfo("areas.csv")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert "areas.csv: this is a link or no file; put the CSV file itself here" in problems_of(read(path))


def test_what_is_none_of_the_three_kinds_is_refused(tmp_path: Path) -> None:
    none = "this is none of the kinds a register comes in: a folder of CSV files, a .zip of them, or an .xlsx workbook"
    single = tmp_path / "projects.csv"
    single.write_text("ref\n")
    assert refusal_of(single) == f"projects.csv: {none}"
    letter = tmp_path / "letter.docx"
    with zipfile.ZipFile(letter, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert refusal_of(letter) == f"letter.docx: {none}"
    sheet = tmp_path / "sheet.ods"
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal_of(sheet) == f"sheet.ods: {none}"
    assert refusal_of(tmp_path / "gone") == "gone: there is no such file or folder"
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le"))
    assert refusal_of(old) == "old.xls: this is a workbook of the old kind; save it as .xlsx"


def test_encrypted_files_are_refused(tmp_path: Path) -> None:
    sentence = "this file is encrypted; save it without a password"
    workbook = tmp_path / "a.xlsx"
    workbook.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert refusal_of(workbook) == f"a.xlsx: {sentence}"
    archive = write_zip(small(), tmp_path / "b.zip")
    content = bytearray(archive.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark)
        content[at + offset] |= 1
    archive.write_bytes(content)
    assert refusal_of(archive) == f"b.zip: {sentence}"


def _damaged(path: Path, at: float) -> Path:
    content = bytearray(path.read_bytes())
    start = int(len(content) * at)
    content[start : start + 40] = bytes(40)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.97])
def test_damaged_files_are_refused(tmp_path: Path, at: float) -> None:
    sentence = "this file is damaged and cannot be read to its end; save it again from the program that made it"
    assert refusal_of(_damaged(write_zip(small(), tmp_path / "a.zip"), at)) == f"a.zip: {sentence}"
    assert refusal_of(_damaged(write_workbook(small(), tmp_path / "b.xlsx"), at)) == f"b.xlsx: {sentence}"
    cut = write_workbook(small(), tmp_path / "c.xlsx")
    cut.write_bytes(cut.read_bytes()[: int(cut.stat().st_size * at)])
    assert refusal_of(cut) == f"c.xlsx: {sentence}"


def test_a_workbook_with_harmful_xml_is_refused(tmp_path: Path) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    _replace_entry(path, "xl/worksheets/sheet1.xml", lambda text: text.replace("<worksheet", bomb + "<worksheet", 1))
    assert refusal_of(path).startswith("a.xlsx: this file is damaged")


def _replace_entry(path: Path, name: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = {entry: archive.read(entry).decode() for entry in archive.namelist()}
    entries[name] = change(entries[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, text in entries.items():
            archive.writestr(entry, text)


def test_files_past_the_limit_of_bytes_are_refused(tmp_path: Path) -> None:
    limits = replace(LIMITS, max_bytes=300)
    sentence = "this is larger than 300 bytes, the limit for a register (TRACKER_MAX_UPLOAD_BYTES)"
    assert refusal_of(write_folder(small(), tmp_path / "folder"), limits) == f"folder: {sentence}"
    assert refusal_of(write_zip(small(), tmp_path / "a.zip"), limits) == f"a.zip: {sentence}"
    assert refusal_of(write_workbook(small(), tmp_path / "b.xlsx"), limits) == f"b.xlsx: {sentence}"


def test_what_unpacks_past_the_limit_is_refused_whatever_its_header_says(tmp_path: Path) -> None:
    limits = replace(LIMITS, max_unzipped_bytes=300)
    sentence = "unpacked, this is larger than 300 bytes, the limit for a register (TRACKER_MAX_UNZIPPED_BYTES)"
    assert refusal_of(write_zip(small(), tmp_path / "a.zip"), limits) == f"a.zip: {sentence}"
    assert refusal_of(write_workbook(small(), tmp_path / "b.xlsx"), limits) == f"b.xlsx: {sentence}"
    tables = small()
    tables["projects"][0]["note"] = "a" * 30_000_000
    path = write_zip(tables, tmp_path / "c.zip")
    tracemalloc.start()
    refusal = refusal_of(path, replace(LIMITS, max_unzipped_bytes=5_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.startswith("c.zip: unpacked, this is larger than 5000000 bytes")
    assert peak < 20_000_000


@pytest.mark.parametrize("kind", ["folder", "workbook"])
def test_tables_past_the_limits_of_rows_and_columns_are_refused(tmp_path: Path, kind: str) -> None:
    write = write_folder if kind == "folder" else write_workbook
    name = "projects.csv" if kind == "folder" else "projects"
    path = write(small(), tmp_path / ("register" if kind == "folder" else "register.xlsx"))
    assert problems_of(read(path, replace(LIMITS, max_rows=1)))[-1] == (
        f"{name}: this has rows beyond 1, the limit for a table (TRACKER_MAX_ROWS)"
    )
    assert problems_of(read(path, replace(LIMITS, max_columns=18)))[-1] == (
        f"{name}: this has columns beyond 18, the limit for a table (TRACKER_MAX_COLUMNS)"
    )
    assert problems_of(read(path, replace(LIMITS, max_rows=3, max_columns=19))) == []


def _with_cell(path: Path, cell: str) -> Path:
    workbook = load_workbook(write_workbook(small(), path))
    workbook["projects"][cell] = "x"
    workbook.save(path)
    return path


FEW = replace(LIMITS, max_rows=100, max_columns=50)
#: What is handled of a sheet at most: its rows and cells within the limits, and the one row that goes past them.
MOST_SLOTS = (100 + 1) * (50 + 1) + 1 + 16_384
BEYOND_ROWS = "projects: this has rows beyond 100, the limit for a table (TRACKER_MAX_ROWS)"
BEYOND_COLUMNS = "projects: this has columns beyond 50, the limit for a table (TRACKER_MAX_COLUMNS)"


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For each row that was taken from a sheet, itself and its cells."""
    sizes: list[int] = []
    records = workbooks.records_of

    def count(*arguments: Any) -> Iterator[Record]:
        for record in records(*arguments):
            sizes.append(1 + len(record))
            yield record

    monkeypatch.setattr(workbooks, "records_of", count)
    return sizes


@pytest.mark.parametrize(
    ("cell", "said"), [("XFD1048576", BEYOND_ROWS), ("A1048576", BEYOND_ROWS), ("XFD1", BEYOND_COLUMNS)]
)
def test_a_cell_in_the_last_corner_is_given_up_early(tmp_path: Path, handled: list[int], cell: str, said: str) -> None:
    assert problems_of(read(_with_cell(tmp_path / "a.xlsx", cell), FEW)) == [said]
    assert sum(handled) < MOST_SLOTS


def test_a_cell_in_the_last_corner_is_refused_within_the_usual_limits_too(tmp_path: Path) -> None:
    assert problems_of(read(_with_cell(tmp_path / "a.xlsx", "XFD1048576"))) == [
        "projects: this has columns beyond 200, the limit for a table (TRACKER_MAX_COLUMNS)"
    ]


def test_a_cell_in_the_last_corner_takes_no_memory(tmp_path: Path) -> None:
    path = _with_cell(tmp_path / "a.xlsx", "XFD1048576")
    tracemalloc.start()
    read(path, replace(LIMITS, max_rows=2_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_many_wide_rows_that_hold_nothing_are_given_up(tmp_path: Path, handled: list[int]) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    rows = "".join(f'<row r="{number}"><c r="XFD{number}"/></row>' for number in range(10, 3_000))
    _replace_entry(path, "xl/worksheets/sheet5.xml", lambda text: text.replace("</sheetData>", rows + "</sheetData>"))
    assert problems_of(read(path, FEW)) == [BEYOND_COLUMNS]
    assert sum(handled) < MOST_SLOTS


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    _replace_entry(path, "xl/worksheets/sheet5.xml", _lie)
    assert len(read(path).rows("projects")) == 2


def _lie(text: str) -> str:
    at = text.index('<dimension ref="') + len('<dimension ref="')
    return text[:at] + "A1:B2" + text[text.index('"', at) :]


def _spoiled(path: Path, cell: str, value: object, number_format: str | None = None) -> list[str]:
    workbook = load_workbook(path)
    workbook["projects"][cell] = value
    if number_format is not None:
        workbook["projects"][cell].number_format = number_format
    workbook.save(path)
    return problems_of(read(path))


def test_refs_that_a_spreadsheet_turned_into_dates_are_named(tmp_path: Path) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    assert _spoiled(path, "B2", date(2026, 1, 1), "yyyy-mm-dd") == [
        (
            "projects row 2, ref: the spreadsheet turned this into a date (2026-01-01);"
            " format the column as text and type the code again"
        ),
        "projects row 3, continues: '1-1' is not a project of demo",
    ]


def test_days_in_a_workbook_may_be_dates_serial_numbers_or_text(tmp_path: Path) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    column = next(cell.column_letter for cell in load_workbook(path)["projects"][1] if cell.value == "promoted_on")
    for value in (date(2014, 3, 2), datetime(2014, 3, 2), 41700, 41700.0, "2014-03-02"):  # noqa: DTZ001
        number_format = "General" if isinstance(value, int | float) else None
        assert _spoiled(path, f"{column}2", value, number_format) == []
        assert read(path).rows("projects")[0].values["promoted_on"] == date(2014, 3, 2)
    assert _spoiled(path, f"{column}2", datetime(2014, 3, 2, 9, 30)) == [  # noqa: DTZ001
        "projects row 2, promoted_on: '2014-03-02 09:30:00' is not a date; write it as 2018-03-19"
    ]
    assert _spoiled(path, f"{column}2", 41700.5, "General") == [
        "projects row 2, promoted_on: '41700.5' is not a date; write it as 2018-03-19"
    ]


def test_serial_numbers_of_the_other_epoch_are_understood(tmp_path: Path) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    workbook = load_workbook(path)
    workbook.epoch = MAC_EPOCH
    workbook.save(path)
    column = next(cell.column_letter for cell in load_workbook(path)["projects"][1] if cell.value == "promoted_on")
    assert _spoiled(path, f"{column}2", 41700 - 1462, "General") == []
    assert read(path).rows("projects")[0].values["promoted_on"] == date(2014, 3, 2)


def test_numbers_and_truth_values_of_a_workbook_are_understood(tmp_path: Path) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    workbook = load_workbook(path)
    workbook["projects"]["A2"], workbook["projects"]["B2"] = 1.0, 12
    workbook["projects"]["J3"] = "12"
    columns = [cell.value for cell in workbook["projects"][1]]
    assert columns[9] == "continues"
    workbook["body"].cell(1, 9, "illustrative")
    workbook["body"].cell(2, 9, True)
    workbook.save(path)
    handed = read(path)
    assert problems_of(handed) == []
    assert handed.rows("projects")[0].values["period"] == 1
    assert handed.rows("projects")[0].values["ref"] == "12"
    assert handed.rows("body")[0].values["illustrative"] is True


def test_an_error_in_a_cell_is_named(tmp_path: Path) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    assert _spoiled(path, "D2", "#REF!") == [
        "projects row 2, title_en: this shows the error #REF!; give the value itself"
    ]


def test_empty_sheets_say_nothing_and_unknown_ones_are_named(tmp_path: Path) -> None:
    path = write_workbook(small(), tmp_path / "a.xlsx")
    workbook: Workbook = load_workbook(path)
    workbook.create_sheet("Sheet1")
    workbook.save(path)
    assert problems_of(read(path)) == []
    workbook["Sheet1"].append(["x"])
    workbook.save(path)
    assert problems_of(read(path)) == [
        "Sheet1: this is not a table of a register; did you mean body, parties, areas, periods, projects?"
    ]


def test_what_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_zip(small(), tmp_path / "a.zip")

    def refuse_to_open(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse_to_open)
    assert refusal_of(path) == "a.zip: this may not be read by whoever runs the tracker"


def test_a_folder_is_read_where_only_its_path_is_a_link(tmp_path: Path) -> None:
    folder = write_folder(small(), tmp_path / "register")
    (tmp_path / "link").symlink_to(folder)
    assert problems_of(read(tmp_path / "link")) == []
    shutil.rmtree(folder)
