"""Departments' forms: made in every language, filled by people, and read back whatever was done to them."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.problems import Refused
from tracker.domain.stages import Stage
from tracker.domain.statements import STATES, Statement
from tracker.register.return_layout import COLUMNS, MARKER_SHEET, Marker
from tracker.register.return_reading import ReturnedForm, read_form, to_typed_day
from tracker.register.return_writing import HEADING_ROW, DepartmentForm, FormRow, write_form
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES

MARKER = Marker("body", 2, "SEL", "국제교류과", "2026-11-23T09:00:00+00:00", "ko")
FIRST = HEADING_ROW + 2
AT = {column.name: index for index, column in enumerate(COLUMNS, start=1)}
Fill = Callable[[Worksheet], None]


def make_form(lang: str = "ko", *rows: FormRow) -> bytes:
    given = rows or (
        FormRow("2-ECO-1", "=1+1", "경제", "미착수"),
        FormRow("2-ECO-2", "포럼", "경제", "착수\n2026. 5. 9."),
    )
    form = DepartmentForm(MARKER, "제목", "설명", date(2025, 4, 10), datetime(2026, 11, 23, 9, tzinfo=UTC), given)
    return write_form(form, get_wording(lang))


def fill(content: bytes, write: Fill) -> bytes:
    book = load_workbook(io.BytesIO(content))
    write(book.worksheets[0])
    return save(book)


def save(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(**values: Any) -> Fill:
    """Writes the values into the first project's row."""

    def write(sheet: Worksheet) -> None:
        for name, value in values.items():
            sheet.cell(FIRST, AT[name], value)

    return write


def statement_of(content: bytes, number: int = 0) -> Statement:
    form = read_form(content)
    assert form.problems == []
    return form.rows[number].statement


def code_of(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_form(content)
    assert len(refused.value.problems) == 1
    return refused.value.problems[0].code


def problems_of(content: bytes) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.place.row, one.place.column) for one in read_form(content).problems]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("stage", Stage)
def test_a_form_of_any_language_is_filled_and_read_back(lang: str, stage: Stage) -> None:
    wording = get_wording(lang)
    filled = put(
        stage=wording.term(STATES[stage]), started_on=date(2026, 5, 9), completed_on=date(2026, 6, 1),
        results="서울에서 개최\n120명", problems="예산", next_steps="2027년 개최",
    )  # fmt: skip
    form = read_form(fill(make_form(lang), filled))
    assert form.marker == MARKER
    assert [(row.number, row.ref) for row in form.rows] == [(FIRST, "2-ECO-1"), (FIRST + 1, "2-ECO-2")]
    assert form.rows[0].statement == Statement(
        stage, date(2026, 5, 9), date(2026, 6, 1), "서울에서 개최\n120명", "예산", "2027년 개최"
    )
    assert form.rows[1].statement.is_empty


def test_an_untouched_form_states_nothing() -> None:
    assert all(row.statement.is_empty for row in read_form(make_form()).rows)


def test_a_form_is_printed_on_a4_and_holds_no_formula() -> None:
    book = load_workbook(io.BytesIO(make_form()))
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == f"${HEADING_ROW + 1}:${HEADING_ROW + 1}"
    assert sheet.freeze_panes == f"C{FIRST}"
    assert sheet.cell(FIRST, AT["title"]).data_type == "s"
    assert sheet.cell(FIRST, AT["ref"]).protection.locked
    assert not sheet.cell(FIRST, AT["stage"]).protection.locked
    lists = [one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert lists == ['"미착수,착수,완료"']
    assert book[MARKER_SHEET].sheet_state == "veryHidden"


@pytest.mark.parametrize(
    "text", ["진행중", "추진 중", "착수", "promoted", "STARTED", "已启动", "着手", "ｓｔａｒｔｅｄ"]
)
def test_a_state_is_read_as_people_write_it(text: str) -> None:
    assert statement_of(fill(make_form(), put(stage=text))).stage is Stage.PROMOTED


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-03", "2026. 11. 3.", "2026.11.3", "2026/11/3", "2026年11月3日", "2026년 11월 3일", "２０２６年１１月３日",
        "20261103", 20261103, date(2026, 11, 3), 46329, " 2026-11-3 ",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(value: Any) -> None:
    def write(sheet: Worksheet) -> None:
        cell = sheet.cell(FIRST, AT["started_on"], value)
        if isinstance(value, int):
            cell.number_format = "General"

    assert statement_of(fill(make_form(), write)).started_on == date(2026, 11, 3)


@pytest.mark.parametrize("value", ["2026.11.", "11월 3일", "예정", "2026-13-01", "0001-01-01", 2026, "3/11/2026"])
def test_what_is_no_day_is_a_problem_of_its_cell(value: Any) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.cell(FIRST, AT["started_on"], value).number_format = "General"

    if value == 2026:  # a number that spreadsheets count as a day of 1905: read as that day, refused by the rules later
        assert statement_of(fill(make_form(), write)).started_on == date(1905, 7, 18)
    else:
        assert problems_of(fill(make_form(), write)) == [("field_no_day", FIRST, "착수일")]


def test_every_problem_is_named_by_its_cell() -> None:
    filled = fill(make_form("en"), put(stage="perhaps", completed_on="soon", results="x" * 20_001))
    assert problems_of(filled) == [
        ("return_no_state", FIRST, "Progress"), ("field_no_day", FIRST, "Completed on"), ("field_too_long", FIRST, "Results"),
    ]  # fmt: skip


def test_blanks_in_a_cell_state_nothing() -> None:
    assert statement_of(fill(make_form(), put(stage=" ", started_on="", results="\n \n"))).is_empty


def test_columns_may_be_moved_and_sheets_renamed() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "복사본"
    sheet.append(["제출 서식"])
    sheet.append(["추진실적", "사업번호", "완료일"])
    sheet.append(["개최", "2-ECO-2", "2026. 6. 1."])
    form = read_form(save(book))
    assert form.marker is None
    assert form.rows[0].statement == Statement(completed_on=date(2026, 6, 1), results="개최")


@given(st.lists(st.sampled_from(["", " ", "\t", "\n", None, "　"]), min_size=6, max_size=6))
def test_a_return_with_all_cells_empty_states_nothing(values: list[str | None]) -> None:
    names = [column.name for column in COLUMNS if column.is_filled]
    filled = fill(make_form(), put(**dict(zip(names, values, strict=True))))
    form = read_form(filled)
    assert form.problems == []
    assert all(row.statement.is_empty for row in form.rows)


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0.year}. {0.month}. {0.day}.",
            "{0.year}年{0.month}月{0.day}日",
            "{0.year}/{0.month}/{0.day}",
        ]
    ),
)
def test_any_day_is_read_in_every_form(day: date, form: str) -> None:
    assert to_typed_day(form.format(day)) == day


def zip_of(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def rewritten(content: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "return_no_workbook"),
        (b"PK\x03\x04 cut", "damaged_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "return_old_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "return_encrypted"),
        (zip_of(readme=b"x"), "return_no_workbook"),
        (zip_of(xl__workbook=b"x", **{"xl/workbook.xml": b"<broken"}), "damaged_file"),
        (zip_of(**{"xl/workbook.xml": b"x", "xl/big.xml": b" " * (13 << 20)}), "return_too_large"),
        (save(Workbook()), "return_no_form"),
        (rewritten(make_form(), SHEET, lambda xml: LAUGHS + xml.partition(b"?>")[2].replace(b"2-ECO-1", b"&b;")), "damaged_file"),
        (rewritten(make_form(), SHEET, lambda xml: xml[: len(xml) // 2]), "damaged_file"),
    ],
    ids=["pdf", "cut", "xls", "encrypted", "zip", "broken", "bomb", "no form", "entities", "half"],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_a_sheet_without_end_is_refused() -> None:
    def write(sheet: Worksheet) -> None:
        sheet.cell(1_000_000, 1, "x")

    assert code_of(fill(make_form(), write)) == "return_too_many_rows"


def test_a_cell_far_to_the_right_is_no_matter() -> None:
    def write(sheet: Worksheet) -> None:
        sheet.cell(FIRST, 16_384, "x")
        sheet.cell(FIRST, AT["results"], "개최")

    form: ReturnedForm = read_form(fill(make_form(), write))
    assert form.rows[0].statement.results == "개최"
