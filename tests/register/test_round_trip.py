"""What goes out comes back as it was: every kind of file, every script, text that looks like a formula."""

import csv
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Engine

from tests.builders import clock_at
from tests.register.small import DATA, LIMITS, problems_of, read, small, write_folder
from tests.register.test_importing import NOW, counts, stored
from tracker.actions.importing import ImportOutcome, import_register
from tracker.csv_text import guard, unguard
from tracker.db import writing
from tracker.db.engine import make_engine
from tracker.domain.problems import Refused
from tracker.register import merge, read_register, write_register
from tracker.register.layout import TABLES
from tracker.wording import get_wording

EXAMPLES = ["seoul-beijing", "haerang-conference"]
NAMES = ["register", "register.zip", "register.xlsx"]

Rows = dict[str, list[dict[str, Any]]]


def bring_in(engine: Engine, path: Path) -> ImportOutcome:
    with writing(engine) as session:
        return import_register(session, read_register(path, LIMITS), by="importer", clock=clock_at(NOW))


def is_unchanged(outcome: ImportOutcome) -> bool:
    return all((added, changed) == (0, 0) for added, changed, _ in counts(outcome).values())


@pytest.mark.parametrize("code", EXAMPLES)
def test_export_then_import_changes_nothing(
    engine: Engine, make_database: Callable[..., str], tmp_path: Path, code: str
) -> None:
    bring_in(engine, DATA / code)
    register = stored(engine, code).without_struck()
    assert register.warnings == []
    for name in NAMES:
        write_register(register.tables, tmp_path / name)
        assert is_unchanged(bring_in(engine, tmp_path / name))
        elsewhere = make_engine(make_database())
        bring_in(elsewhere, tmp_path / name)
        assert stored(elsewhere, code).tables == register.tables
        elsewhere.dispose()


def test_the_terms_of_the_data_come_in_and_go_out(engine: Engine, tmp_path: Path) -> None:
    tables = small()
    tables["body"][0] |= {"licence_en": "CC BY 4.0", "데이터 이용허락(한국어)": "출처를 밝히면 누구나"}
    write_folder(tables, tmp_path / "in")
    bring_in(engine, tmp_path / "in")
    register = stored(engine, "demo")
    assert register.tables["body"][0]["data_licence"] == {"en": "CC BY 4.0", "ko": "출처를 밝히면 누구나"}
    write_register(register.tables, tmp_path / "out")
    heads = (tmp_path / "out" / "body.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert heads[-2:] == ["licence_en", "licence_ko"]
    assert is_unchanged(bring_in(engine, tmp_path / "out"))


def test_a_workbook_saved_by_libreoffice_changes_nothing(tmp_path: Path) -> None:
    paths = [tmp_path / f"{code}.xlsx" for code in EXAMPLES]
    for code, path in zip(EXAMPLES, paths, strict=True):
        write_register(rows_of(DATA / code), path)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", tmp_path / "saved", *paths], check=True, capture_output=True)
    for code, path in zip(EXAMPLES, paths, strict=True):
        handed = read(tmp_path / "saved" / path.name)
        assert problems_of(handed) == []
        merged = merge(handed, rows_of(DATA / code))
        assert [row.changes for table in TABLES.values() for row in merged.rows(table) if row.changes] == []
        assert all(row.row is not None for table in TABLES.values() for row in merged.rows(table))


def rows_of(path: Path) -> Rows:
    """The rows of a register as they would be stored."""
    merged = merge(read(path), {})
    return {name: [dict(row.values) for row in merged.rows(table)] for name, table in TABLES.items()}


SCRIPTS = st.sampled_from(["경제 교류 사업", "经济合作项目", "環境協力ひらがなカタカナ", "Economic plan, “2nd”"])
FORMULAS = st.sampled_from(
    ["=1+1", "+82 2 120", "-", "@sum", "\tx", "'=x", "''+", "'", '=HYPERLINK("http://a")', "＝1"]
)
PLAIN = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFFF, exclude_categories=["Cs", "Cn", "Co"]), min_size=1
)
TEXTS = st.one_of(SCRIPTS, FORMULAS, PLAIN, st.builds("{}\n{};{}".format, FORMULAS, SCRIPTS, PLAIN)).filter(
    lambda text: bool(text.strip()) and "\x7f" not in text
)
DEPARTMENTS = st.dictionaries(st.sampled_from(["SEL", "BJS"]), TEXTS.map(str.strip), min_size=1)
DAYS = st.dates(date(1880, 1, 1), date(2100, 12, 31))


@given(
    st.dictionaries(st.sampled_from(["en", "ko", "zh", "ja", "zh-Hant"]), TEXTS, min_size=1),
    st.dictionaries(st.sampled_from(["en", "ko"]), DEPARTMENTS),
    TEXTS,
    DAYS,
    st.sampled_from(NAMES),
)
def test_any_text_and_day_comes_back_as_it_went_out(
    titles: dict[str, str], departments: dict[str, dict[str, str]], note: str, due_on: date, name: str
) -> None:
    with TemporaryDirectory() as folder:
        tables = rows_of(write_folder(small(), Path(folder) / "small"))
        project = tables["projects"][0]
        project |= {"titles": titles, "departments": departments, "note": note, "due_on": due_on}
        write_register(tables, Path(folder) / name)
        back = read(Path(folder) / name)
        assert back.problems == []
        (first, _) = back.rows("projects")
        assert first.values == {key: value for key, value in project.items() if value not in (None, [], {})}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\ta", "\ra", "'=a", "''-a", "＝a"])
def test_text_like_a_formula_is_guarded_and_comes_back(text: str) -> None:
    assert guard(text) == "'" + text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["a=1", "'quoted'", "'", "", "경제", "1-2", "'s-Hertogenbosch"])
def test_other_text_goes_out_as_it_is(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


def test_a_formula_is_only_text_in_csv_and_workbook(tmp_path: Path) -> None:
    tables = rows_of(write_folder(small(), tmp_path / "small"))
    tables["projects"][0]["titles"] = {"en": '=HYPERLINK("http://example.org","x")'}
    tables["projects"][0]["note"] = "http://example.org"
    write_register(tables, tmp_path / "out")
    with (tmp_path / "out" / "projects.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.DictReader(stream))["title_en"] == '\'=HYPERLINK("http://example.org","x")'
    write_register(tables, tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["projects"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert cells['=HYPERLINK("http://example.org","x")'].data_type == "s"
    assert cells["http://example.org"].hyperlink is None
    assert cells["1-1"].number_format == "@"


def test_line_ends_of_any_kind_change_nothing(tmp_path: Path) -> None:
    tables = rows_of(write_folder(small(), tmp_path / "small"))
    tables["projects"][0]["note"] = "one\r\ntwo\rthree"
    for name in NAMES:
        write_register(tables, tmp_path / name)
        merged = merge(read(tmp_path / name), tables)
        assert [row.changes for row in merged.rows(TABLES["projects"])] == [{}, {}]


@pytest.mark.parametrize("name", ["register.zip", "register.xlsx"])
def test_the_same_rows_give_the_same_bytes(tmp_path: Path, name: str) -> None:
    tables = rows_of(DATA / "seoul-beijing")
    write_register(tables, tmp_path / "a" / name)
    write_register(tables, tmp_path / "b" / name)
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    tables = rows_of(write_folder(small(), tmp_path / "small"))
    for name in NAMES:
        write_register(tables, tmp_path / name)
        assert _refusal(tables, tmp_path / name) == f"{name}: this is there already; --force replaces it"
        write_register(tables, tmp_path / name, replace=True)
    (tmp_path / "empty").mkdir()
    write_register(tables, tmp_path / "empty")
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.zip").mkdir()
    assert _refusal(tables, tmp_path / "file", replace=True) == "file: this is a file, not a folder"
    assert _refusal(tables, tmp_path / "folder.zip", replace=True) == "folder.zip: this is a folder, not a file"
    assert _refusal(tables, tmp_path / "a.csv") == (
        "a.csv: '.csv' is no kind of register; name a folder, a .zip or an .xlsx"
    )
    assert sorted(path.name for path in (tmp_path / "register").iterdir()) == [
        "areas.csv", "body.csv", "parties.csv", "periods.csv", "projects.csv",
    ]  # fmt: skip


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    tables = rows_of(write_folder(small(), tmp_path / "small"))
    assert _refusal(tables, tmp_path / "file" / "a.zip") == "a.zip: this cannot be written (File exists)"


def test_text_too_long_for_a_workbook_is_refused_not_lost(tmp_path: Path) -> None:
    tables = rows_of(write_folder(small(), tmp_path / "small"))
    tables["projects"][1]["note"] = "x" * 32_768
    assert _refusal(tables, tmp_path / "a.xlsx") == (
        "projects row 3: a text has more than 32767 characters, which a workbook cannot hold; export to a folder or .zip"
    )
    assert not (tmp_path / "a.xlsx").exists()


def _refusal(tables: Rows, path: Path, *, replace: bool = False) -> str:
    with pytest.raises(Refused) as refused:
        write_register(tables, path, replace=replace)
    return get_wording("en").problem(refused.value.problems[0])


def test_a_zip_made_here_holds_the_five_tables_at_its_top(tmp_path: Path) -> None:
    write_register(rows_of(DATA / "seoul-beijing"), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["body.csv", "parties.csv", "areas.csv", "periods.csv", "projects.csv"]
